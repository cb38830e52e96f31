"""Whose data it is: what is known of publishers whose files are taken in often."""

from geo.imports.options import Options

CC0 = {
    "licence": "CC0-1.0",
    "licence_url": "https://creativecommons.org/publicdomain/zero/1.0/",
}
ODBL = {"licence": "ODbL-1.0", "licence_url": "https://opendatacommons.org/licenses/odbl/1-0/"}
PUBLISHERS = {
    "scb": {"publisher": "SCB", "attribution": "SCB", **CC0},
    "lantmateriet": {"publisher": "Lantmäteriet", "attribution": "Lantmäteriet", **CC0},
    "trafikverket": {"publisher": "Trafikverket", "attribution": "Trafikverket", **CC0},
    "osm": {
        "publisher": "OpenStreetMap",
        "attribution": "© OpenStreetMap contributors",
        "url": "https://www.openstreetmap.org/copyright",
        **ODBL,
    },
}


def facts_of(options: Options) -> dict[str, str]:
    """Give what is known of a publisher by its short name, nothing of others.

    Examples
    --------
    >>> facts_of(Options(publisher="SCB"))["licence"]
    'CC0-1.0'
    >>> facts_of(Options(publisher="Flens kommun"))
    {}
    """
    return dict(PUBLISHERS.get(options.publisher.casefold(), {}))
