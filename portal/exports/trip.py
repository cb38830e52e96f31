"""A day plan as named points and one line in WGS 84, from which every file is written."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.gis.geos import LineString, Point
from django.utils.translation import gettext as _

from portal.templatetags.travel import opening_name
from route221.queries.dayplans import DayPlan
from route221.queries.tracks import driven_track

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
    srid = plan.route.alignment.srid
    track = LineString(driven_track(plan), srid=srid).transform(WGS84, clone=True)
    points = []
    for planned in plan.planned:
        at = planned.at
        position = Point(at.x_m, at.y_m, srid=srid).transform(WGS84, clone=True)
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
