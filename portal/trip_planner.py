"""The operator's trip planner: an address with places for the goal, read once at the start."""

from string import Formatter
from urllib.parse import quote, urlsplit

from portal.environment import SettingError

PLACES = {"lat", "lon", "name"}
DECIMALS = 5


def read_template(text: str) -> str:
    """Check ``TRIP_PLANNER_URL``: https, and holding ``{lat}`` and ``{lon}``, or ``{name}``."""
    if not text:
        return ""
    try:
        named = {field for _, field, _, _ in Formatter().parse(text) if field is not None}
        text.format(**dict.fromkeys(PLACES, "1"))
    except (ValueError, LookupError, AttributeError):
        raise SettingError(
            "TRIP_PLANNER_URL: only {lat}, {lon} and {name} may stand in it."
        ) from None
    if named - PLACES or not (named >= {"lat", "lon"} or "name" in named):
        raise SettingError("TRIP_PLANNER_URL holds {lat} and {lon}, or {name}, and nothing else.")
    if urlsplit(text).scheme != "https" or not urlsplit(text).hostname:
        raise SettingError("TRIP_PLANNER_URL must begin with https://.")
    return text


def trip_url(template: str, *, lat: float | None, lon: float | None, name: str) -> str:
    """Write the address of a trip to a place; without what the template asks for, none."""
    if not template or (lat is None and "{lat}" in template):
        return ""
    at = (
        {"lat": "", "lon": ""}
        if lat is None
        else {"lat": f"{lat:.{DECIMALS}f}", "lon": f"{lon:.{DECIMALS}f}"}
    )
    return template.format(name=quote(name, safe=""), **at)
