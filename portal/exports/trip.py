"""A day plan as named points and one line in WGS 84, from which every file is written."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.gis.geos import LineString
from django.utils.translation import gettext as _
from shapely import LineString as Line
from shapely.ops import substring

from portal.templatetags.travel import opening_name
from route221.queries.dayplans import SHORTEST_WAY_M, DayPlan

WGS84 = 4326


@dataclass(frozen=True)
class TripPoint:
    name: str
    note: str
    lon: float
    lat: float
    arrival: datetime
    leave: datetime
    path: str


@dataclass(frozen=True)
class Trip:
    name: str
    note: str
    points: list[TripPoint]
    track: list[tuple[float, float]]


def trip_of(plan: DayPlan) -> Trip:
    """Turn a plan's stops and road into degrees, in the direction of travel."""
    track = LineString(driven(plan), srid=plan.route.alignment.srid).transform(WGS84, clone=True)
    points = []
    for planned in plan.planned:
        thing = planned.at.thing
        position = (thing.entrance or thing.point).transform(WGS84, clone=True)
        points.append(
            TripPoint(
                name=planned.at.name,
                note=opening_name(planned.opening.state),
                lon=round(position.x, 6),
                lat=round(position.y, 6),
                arrival=planned.arrival,
                leave=planned.leave,
                path=planned.at.url,
            )
        )
    note = _("Times are estimated; check opening hours before you go.")
    if plan.route.is_schematic:
        note = f"{note} {_('The line of the road is schematic: do not navigate by it.')}"
    return Trip(
        name="{}: {} – {}".format(plan.route.name, *plan.ends),
        note=note,
        points=points,
        track=list(track.coords),
    )


def driven(plan: DayPlan) -> list[tuple[float, float]]:
    """Return the part of the road between the day's two ends, in the direction of travel.

    Where both ends are the same place it is the whole road.
    """
    line = Line(plan.route.alignment.coords)
    first_m, last_m = plan.begin.chainage_m, plan.finish.chainage_m
    if abs(first_m - last_m) < SHORTEST_WAY_M:
        first_m, last_m = (line.length, 0.0) if plan.is_backwards else (0.0, line.length)
    return list(substring(line, first_m, last_m).coords)
