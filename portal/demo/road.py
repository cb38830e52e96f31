"""Load road 221 as a schematic line, the attractions, the example businesses, and the stops."""

from django.contrib.gis.geos import LineString

from geo.models import Dataset, Locality
from portal.demo.files import document, point, rows, to_sweref
from portal.demo.keep import keep
from portal.demo.services import LANGUAGES
from route221.actions import measure_stops
from route221.models import Attraction, Business, Route


def load_route(dataset: Dataset) -> Route:
    """Load the schematic alignment, which says that it is one."""
    values = document("route_221.json")
    alignment = LineString(values.pop("alignment"), srid=4326)
    alignment.transform(to_sweref())
    for name in ("name", "tagline", "description"):
        for code, text in zip(LANGUAGES, values.pop(name), strict=True):
            values[f"{name}_{code}"] = text
    number = values.pop("number")
    return keep(
        Route,
        {"number": number},
        values | {"alignment": alignment, "is_schematic": True, "dataset": dataset},
    )


def load_attractions(dataset: Dataset, localities: dict[str, Locality]) -> None:
    """Load hillforts by their exact point, and what is known by name and parish only."""
    for row in rows("attractions"):
        keep(
            Attraction,
            {"name": row["name"]},
            {
                "kind": row["kind"],
                "access": row["access"],
                "point": point(row["lon"], row["lat"]),
                "precision": row["precision"],
                "locality": localities.get(row["locality"]),
                "summary": row["summary"],
                "as_of": row["as_of"],
                "external_ids": {"raa": row["raa"]} if row["raa"] else {},
                "source": row["source"],
                "dataset": dataset,
            },
        )


def load_example_businesses(dataset: Dataset, localities: dict[str, Locality]) -> None:
    """Load businesses made up to show the feature; each says so in its name."""
    for values in document("examples.json")["businesses"]:
        place = point(values.pop("lon"), values.pop("lat"))
        for code, text in zip(LANGUAGES, values.pop("summary"), strict=True):
            values[f"summary_{code}"] = text
        keep(
            Business,
            {"name": values.pop("name")},
            values
            | {
                "point": place,
                "precision": "approximate",
                "locality": localities[values["locality"]],
                "state": Business.State.PUBLISHED,
                "is_example": True,
                "source": "påhittat exempel",
                "dataset": dataset,
            },
        )


def load_stops(route: Route) -> None:
    """Measure where along the road each thing near it lies."""
    measure_stops(route=route)
