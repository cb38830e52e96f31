"""A road as a traveller asks for it: filtered stops, what comes next, what is missing."""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from route221.models import Route
from route221.queries.missing import MissingStretch, basis, missing_stops
from route221.queries.travellers import AMENITY_KINDS, KINDS, RoadStop, road_stops
from services.queries.hours import Opening

# Nearer than this along the road is here, not next.
HERE_M = 100
NEXT_KINDS = (*KINDS, *AMENITY_KINDS)


@dataclass(frozen=True)
class StopRow:
    """One line of the list: the stop, its hours on arrival, and what is next from here."""

    at: RoadStop
    arrival: datetime
    state: Opening
    next_m: list[tuple[str, float]]


@dataclass(frozen=True)
class RoadTravel:
    rows: list[StopRow]
    all_stops: int
    unsaid: int
    missing: list[MissingStretch]
    missing_now: list[MissingStretch]


def road_travel(
    route: Route,
    *,
    start: datetime,
    is_backwards: bool = False,
    kinds: Collection[str] = (),
    good: Collection[str] = (),
    sorts: Collection[str] = (),
    only_open: bool = False,
) -> RoadTravel:
    """List the stops that are asked for, in the direction of travel.

    Any of the kinds, any of the theme's sorts, and all that is good to know; a stop that has not
    said is left out, and counted.
    """
    stops = road_stops(route, backwards=is_backwards)
    length_m = route.alignment.length
    nexts = _next_of_each_kind(stops)
    rows, unsaid = [], 0
    for stop in stops:
        if kinds and stop.kinds.isdisjoint(kinds):
            continue
        if sorts and stop.sorts.isdisjoint(sorts):
            continue
        if not stop.good.issuperset(good):
            unsaid += not stop.good
            continue
        arrival = stop.arrival(start)
        state = stop.state(arrival)
        if only_open and state is not Opening.OPEN:
            continue
        rows.append(StopRow(stop, arrival, state, nexts[stop.key]))
    judged_by = basis(route)
    return RoadTravel(
        rows=rows,
        all_stops=len(stops),
        unsaid=unsaid,
        missing=missing_stops(stops, length_m, judged_by=judged_by),
        missing_now=missing_stops(stops, length_m, start, judged_by),
    )


def _next_of_each_kind(stops: Sequence[RoadStop]) -> dict[str, list[tuple[str, float]]]:
    """Return, for each stop, the metres along the road to the next of each kind after it."""
    places = {
        kind: [stop.chainage_m for stop in stops if kind in stop.kinds] for kind in NEXT_KINDS
    }
    found = {}
    for stop in stops:
        ahead = []
        for kind, chainages in places.items():
            first = bisect_right(chainages, stop.chainage_m + HERE_M)
            if first < len(chainages):
                ahead.append((kind, chainages[first] - stop.chainage_m))
        found[stop.key] = ahead
    return found
