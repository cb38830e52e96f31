"""A road as a traveller asks for it: filtered stops, what comes next, what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from route221.models import Route
from route221.queries.missing import MissingStretch, missing_stops
from route221.queries.travellers import KINDS, RoadStop, road_stops
from services.queries.hours import Opening

# Nearer than this along the road is here, not next.
HERE_M = 100


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
    missing: list[MissingStretch]
    missing_now: list[MissingStretch]


def road_travel(
    route: Route,
    *,
    start: datetime,
    is_backwards: bool = False,
    kinds: Sequence[str] = (),
    only_open: bool = False,
) -> RoadTravel:
    """List the stops that are asked for, in the direction of travel."""
    stops = road_stops(route, backwards=is_backwards)
    length_m = route.alignment.length
    nexts = _next_of_each_kind(stops)
    rows = []
    for stop in stops:
        arrival = stop.arrival(start)
        state = stop.state(arrival)
        if kinds and stop.kinds.isdisjoint(kinds):
            continue
        if only_open and state is not Opening.OPEN:
            continue
        rows.append(StopRow(stop, arrival, state, nexts[stop.key]))
    return RoadTravel(
        rows=rows,
        all_stops=len(stops),
        missing=missing_stops(stops, length_m),
        missing_now=missing_stops(stops, length_m, start),
    )


def _next_of_each_kind(stops: Sequence[RoadStop]) -> dict[str, list[tuple[str, float]]]:
    """Return, for each stop, the metres along the road to the next of each kind after it."""
    found = {}
    for stop in stops:
        ahead: dict[str, float] = {}
        for other in stops:
            metres = other.chainage_m - stop.chainage_m
            if metres > HERE_M:
                for kind in other.kinds:
                    ahead.setdefault(kind, metres)
            if len(ahead) == len(KINDS):
                break
        found[stop.key] = [(kind, ahead[kind]) for kind in KINDS if kind in ahead]
    return found
