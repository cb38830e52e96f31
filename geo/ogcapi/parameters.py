"""Read and bound what a client may ask for."""

from dataclasses import dataclass
from math import isfinite

from django.http import QueryDict

from geo.ogcapi.errors import BadParameter, UnknownParameter

DEFAULT_LIMIT, MOST_LIMIT = 100, 10_000
KNOWN = ["bbox", "f", "lang", "limit", "after"]
BBox = tuple[float, float, float, float]


@dataclass(frozen=True)
class ItemsQuery:
    """What is asked of a collection: degrees (west, south, east, north), how many, after what."""

    bbox: tuple[BBox, ...] = ()
    limit: int = DEFAULT_LIMIT
    after: str = ""


def items_query(given: QueryDict) -> ItemsQuery:
    """Read the parameters of an items request.

    Raises
    ------
    UnknownParameter, BadParameter
        If a parameter is not known, or its value is out of bounds.

    Examples
    --------
    >>> items_query(QueryDict("bbox=16,58,17,60&limit=5"))
    ItemsQuery(bbox=((16.0, 58.0, 17.0, 60.0),), limit=5, after='')
    """
    for name in given:
        if name not in KNOWN:
            raise UnknownParameter(name, KNOWN)
    if given.get("f", "json") not in {"json", "geojson"}:
        raise BadParameter("f", "the answer comes as json")
    return ItemsQuery(
        bbox=_bbox(given["bbox"]) if "bbox" in given else (),
        limit=_limit(given.get("limit", str(DEFAULT_LIMIT))),
        after=given.get("after", "")[:40],
    )


def _bbox(text: str) -> tuple[BBox, ...]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        raise BadParameter("bbox", "give four numbers: west,south,east,north") from None
    if len(numbers) == 6:
        numbers = [numbers[0], numbers[1], numbers[3], numbers[4]]
    if len(numbers) != 4 or not all(isfinite(number) for number in numbers):
        raise BadParameter("bbox", "give four finite numbers: west,south,east,north")
    west, south, east, north = numbers
    if south > north:
        raise BadParameter("bbox", "south lies north of north")
    if not (-180 <= west <= 180 and -180 <= east <= 180 and south >= -90 and north <= 90):
        raise BadParameter("bbox", "longitudes lie within ±180, latitudes within ±90")
    if west > east:  # across the antimeridian: two boxes
        return ((west, south, 180.0, north), (-180.0, south, east, north))
    return ((west, south, east, north),)


def _limit(text: str) -> int:
    if not text.isdecimal() or len(text) > 12 or int(text) < 1:
        raise BadParameter("limit", f"give a whole number from 1; at most {MOST_LIMIT} are given")
    return min(int(text), MOST_LIMIT)
