"""What a day lacks on its way, by the hours of the day itself, and the least detour for each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from route221.models import Route
from route221.queries.missing import MissingStretch, basis, missing_stops, with_amenity
from route221.queries.travellers import M_PER_S, RoadStop
from services.queries.hours import Opening, OpeningAt

# On a shorter way nothing is said to be missing: the whole road is looked at instead.
SHORTEST_WAY_M = 1_000
# Which state of a stop one would rather drive to.
RATHER = (Opening.OPEN, Opening.BY_ARRANGEMENT, Opening.UNKNOWN, Opening.CLOSED)


@dataclass(frozen=True)
class Passing:
    """A place the day comes to, where it is along the road, and when one is there."""

    key: str
    name: str
    chainage_m: float
    aside_m: float
    arrival: datetime
    leave: datetime


@dataclass(frozen=True)
class Missed:
    """Something the way lacks, and the place for it that costs the least detour."""

    stretch: MissingStretch
    nearest: RoadStop | None
    detour_m: float | None
    after: str
    arrival: datetime | None
    opening: OpeningAt | None


def missed_on(
    route: Route, stops: Sequence[RoadStop], path: Sequence[Passing], last: Passing
) -> list[Missed]:
    """Name what the way lacks between its two ends, and the least detour for each.

    A stop counts if it is known to be open when this day comes by, with its own start and stays.
    """
    path = [*path, last]
    begin_m, way_m = path[0].chainage_m, last.chainage_m - path[0].chainage_m
    if way_m < SHORTEST_WAY_M:
        begin_m, way_m = 0.0, route.alignment.length
    passed = [stop for stop in stops if begin_m <= stop.chainage_m <= begin_m + way_m]
    arrivals = {stop.key: passed_at(stop, path) for stop in passed}
    on_way = [replace(stop, chainage_m=stop.chainage_m - begin_m) for stop in passed]
    lacking = missing_stops(on_way, way_m, lambda stop: arrivals[stop.key], basis(route))
    return [
        _nearest(stretch, with_amenity(stops, stretch.limit.amenity), path)
        for stretch in lacking
        if stretch.verdict != "met"
    ]


def passed_at(stop: RoadStop, path: Sequence[Passing]) -> datetime:
    """Say when a day comes to a stop: as planned, else on the first leg that leads past it.

    A stop that no leg passes is driven to from the place of the day that is nearest to it.
    """
    for one in path:
        if one.key == stop.key:
            return one.arrival
    aside = timedelta(seconds=stop.aside_m / M_PER_S)
    for before, after in pairwise(path):
        low_m, high_m = sorted((before.chainage_m, after.chainage_m))
        if low_m <= stop.chainage_m <= high_m:
            driven_m = before.aside_m + abs(stop.chainage_m - before.chainage_m)
            leg_m = before.aside_m + (high_m - low_m) + after.aside_m
            share = driven_m / leg_m if leg_m else 0.0
            return before.leave + share * (after.arrival - before.leave) + aside
    near = min(path, key=lambda one: abs(one.chainage_m - stop.chainage_m))
    driven_m = abs(near.chainage_m - stop.chainage_m) + near.aside_m
    return near.leave + timedelta(seconds=driven_m / M_PER_S) + aside


def _nearest(stretch: MissingStretch, known: Sequence[RoadStop], path: Sequence[Passing]) -> Missed:
    """Find the place and the leg where fetching what is missing costs the fewest metres."""

    def apart(a: Passing, stop: RoadStop) -> float:
        return abs(a.chainage_m - stop.chainage_m) + a.aside_m + stop.aside_m

    found: list[tuple[int, float, int, RoadStop, datetime]] = []
    for stop in known:
        for leg, (before, after) in enumerate(pairwise(path)):
            there_m = apart(before, stop)
            straight_m = abs(before.chainage_m - after.chainage_m) + before.aside_m + after.aside_m
            extra_m = there_m + apart(after, stop) - straight_m
            arrival = before.leave + timedelta(seconds=round(there_m / M_PER_S))
            rank = RATHER.index(stop.state(arrival))
            found.append((rank, extra_m, leg, stop, arrival))
    if not found:
        return Missed(stretch, None, None, "", None, None)
    _, extra_m, leg, stop, arrival = min(found, key=lambda one: one[:3])
    extra_m = max(0.0, extra_m)
    return Missed(stretch, stop, extra_m, path[leg].name, arrival, stop.opening(arrival))
