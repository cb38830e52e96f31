"""Read the demonstration's own files."""

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.gis.gdal import CoordTransform, SpatialReference
from django.contrib.gis.geos import Point

DATA = Path(__file__).parent / "data"


def rows(name: str) -> list[dict[str, str]]:
    """Read a table; every value is text, an unknown one is empty."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def document(name: str) -> Any:
    """Read a JSON or GeoJSON document."""
    return json.loads((DATA / name).read_text(encoding="utf-8"))


@cache
def to_sweref() -> CoordTransform:
    """Return the transformation from longitude and latitude to EPSG:3006."""
    return CoordTransform(SpatialReference(4326), SpatialReference(3006))


def point(lon: str | float, lat: str | float) -> Point | None:
    """Make a point in EPSG:3006, or none where the position is not known."""
    if lon == "" or lat == "":
        return None
    made = Point(float(lon), float(lat), srid=4326)
    made.transform(to_sweref())
    return made


def number(text: str) -> int | None:
    """Read a whole number; empty is not known."""
    return int(text) if text else None
