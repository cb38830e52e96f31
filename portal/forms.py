"""What addresses carry, read calmly: nonsense is as good as nothing."""

from math import isfinite

from django.contrib.gis.geos import Point, Polygon
from django.http import QueryDict

# Where SWEREF 99 TM still measures well; a position elsewhere is not near anything here.
WEST, SOUTH, EAST, NORTH = 3.0, 50.0, 33.0, 73.0


def position(given: QueryDict) -> Point | None:
    """Read ``lat`` and ``lon`` as a point in metres, or none if they make no sense."""
    try:
        lat, lon = float(given.get("lat", "")), float(given.get("lon", ""))
    except ValueError:
        return None
    if not (isfinite(lat) and isfinite(lon)):
        return None
    if not (WEST <= lon <= EAST and SOUTH <= lat <= NORTH):
        return None
    return Point(lon, lat, srid=4326).transform(3006, clone=True)


LEAST_VIEW_M, WIDEST_VIEW_M = 100, 1_500_000
TALLEST = 1.5


def view(given: QueryDict) -> Polygon | None:
    """Read ``vy``, degrees as west,south,east,north, as an extent in metres fit for a page."""
    parts = given.get("vy", "")[:120].split(",")
    try:
        west, south, east, north = (float(part) for part in parts)
    except ValueError:
        return None
    if not (WEST <= west < east <= EAST and SOUTH <= south < north <= NORTH):
        return None
    box = Polygon.from_bbox((west, south, east, north))
    box.srid = 4326
    x0, y0, x1, y1 = box.transform(3006, clone=True).extent
    width = min(max(x1 - x0, LEAST_VIEW_M), WIDEST_VIEW_M)
    height = min(max(y1 - y0, width / TALLEST), width * TALLEST)
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    fitted = Polygon.from_bbox((x - width / 2, y - height / 2, x + width / 2, y + height / 2))
    fitted.srid = 3006
    return fitted


def whole_number(text: str) -> int | None:
    """Read a key or a count; nonsense and what no key can be is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None
