"""The lines that a file holds of each road, and the imported links of a road number as a file."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import shapely
from django.contrib.gis.geos import LineString
from django.utils.translation import gettext_noop as _

from geo.analysis.costs import Floats
from geo.imports.errors import Refused, RowProblem
from geo.imports.lines import MOST_LINES, MOST_VERTICES, read_lines
from geo.imports.located import Placer
from geo.imports.tables import Row, Table
from geo.models import Locality
from geo.queries.roads import links_of_road
from route221.models import Route

# As far as a road may lie from the place it begins at, or from where it is said to run today.
REACH_M, NEAR_M = 150_000.0, 30_000.0
LINES = {"LineString", "MultiLineString"}
# GDAL reads them; the pipeline's own readers do not.
BY_GDAL = {".kml", ".zip"}
POINTS_PASSED = _("points and areas that are no line, passed over")
NO_LINE = _("There is no line in the file.")
TOO_LARGE = _("More than %(most)s points are too many for roads.")
NO_LINKS = _("No imported road link carries the number %(number)s near there.")
NOWHERE = _("There is no locality %(name)s with a known position.")
FROM_WHERE = _("Say at which place the road begins.")


@dataclass
class RoadLines:
    """What a file says of one road: its lines, in no order, and the words of its first row."""

    row: str
    values: Mapping[str, Any]
    lines: list[Floats] = field(default_factory=list)
    forward: list[bool] = field(default_factory=list)
    backward: list[bool] = field(default_factory=list)


def lines_of_table(
    table: Table, read: Any, placer: Placer, number: str, notes: Counter[str]
) -> dict[str, RoadLines]:
    """Gather the lines of a table by road number; ``read`` makes values of a row."""
    found: dict[str, RoadLines] = {}
    vertices = lines = 0
    for row in table.rows():
        values, shape = _line(row, read, placer)
        if shape is None:
            notes[POINTS_PASSED] += 1
            continue
        # What was taken out of the portal knows best which road it is.
        own = str(values.get("number") or "")
        of = own if values.get("portal_id") is not None else number or own
        road = found.setdefault(of, RoadLines(row.number, values))
        for part in shapely.get_parts(shape):
            xy = shapely.get_coordinates(part)
            vertices, lines = vertices + len(xy), lines + 1
            if vertices > MOST_VERTICES or lines > MOST_LINES:
                raise Refused(TOO_LARGE, most=MOST_VERTICES)
            road.lines.append(xy)
            road.forward.append(values.get("forward") is not False)
            road.backward.append(values.get("backward") is not False)
    return found


def _line(row: Row, read: Any, placer: Placer) -> tuple[Mapping[str, Any], Any]:
    """Read a row; one bad piece would leave a hole in the road, so that the file is refused."""
    try:
        if row.problem:
            raise RowProblem(row.problem, **row.params)
        values = read(row)
        if row.geometry is None or row.geometry.geom_type not in LINES:
            return values, None
        return values, placer.shape(values, shapely.force_2d(row.geometry))
    except RowProblem as problem:
        raise Refused(problem.message, **problem.params) from None


def lines_of_drawing(path: Path, number: str) -> dict[str, RoadLines]:
    """Read the lines of a file that only GDAL reads; they are those of one road."""
    lines = read_lines(path)
    every = [True] * len(lines)
    return {number: RoadLines("", {}, list(lines), every, list(every))}


@dataclass(frozen=True)
class LinksFile:
    """The links of a number as GeoJSON in metres, and whose they are."""

    content: bytes
    title: str
    publisher: str
    licence: str


def links_as_file(*, number: str, begins_at: str) -> LinksFile:
    """Write the imported links that carry a number, near the road or the place it begins at.

    Raises `Refused` if there are none, or nobody says where to look.
    """
    route = Route.objects.filter(number=number).first()
    if route is not None:
        near, within_m = route.alignment, NEAR_M
    else:
        start = place_called(begins_at)
        if start is None:
            raise Refused(FROM_WHERE)
        x, y = start.point.coords
        near, within_m = LineString((x, y), (x + 1, y)), REACH_M
    links = links_of_road(number, near, within_m)
    if not links.lines:
        raise Refused(NO_LINKS, number=number)
    features = [
        {
            "type": "Feature",
            "properties": {"number": number, "forward": forward, "backward": backward},
            "geometry": {"type": "LineString", "coordinates": xy.tolist()},
        }
        for xy, forward, backward in zip(links.lines, links.forward, links.backward, strict=True)
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3006"}}
    whole = {"type": "FeatureCollection", "crs": crs, "features": features}
    return LinksFile(json.dumps(whole).encode(), links.title, links.publisher, links.licence)


def place_called(name: str) -> Locality | None:
    """Find the locality a road begins at by its short name or its name.

    Raises `Refused` if it is named but not known.
    """
    if not name:
        return None
    found = Locality.objects.filter(point__isnull=False)
    place = found.filter(slug=name).first() or found.filter(name__iexact=name).first()
    if place is None:
        raise Refused(NOWHERE, name=name)
    return place
