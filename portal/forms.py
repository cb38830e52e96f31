"""What addresses carry, read calmly: nonsense is as good as nothing."""

from math import isfinite

from django.contrib.gis.geos import Point
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
