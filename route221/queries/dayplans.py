"""A day along the road: when one arrives where, and what is open then."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np

from geo.analysis.costs import DETOUR_FACTOR, Floats
from geo.analysis.linear import locate
from geo.analysis.ordering import best_order
from geo.models import Locality
from geo.queries.driving import drive_between
from route221.models import Route
from route221.queries.missing import MissingStretch, basis, missing_stops
from route221.queries.travellers import M_PER_S, RoadStop, road_stops
from services.queries.hours import Opening, OpeningAt

MOST_STOPS = 12
FIRST_END, OTHER_END = "1", "2"
# A village within this of the road may be where a day begins or ends.
NEAR_VILLAGE_M = 30_000
# On a shorter way nothing is said to be missing: the whole road is looked at instead.
SHORTEST_WAY_M = 1_000
# Which state of a stop one would rather drive to.
RATHER = (Opening.OPEN, Opening.BY_ARRANGEMENT, Opening.UNKNOWN, Opening.CLOSED)


@dataclass(frozen=True)
class Terminal:
    """Where a day begins or ends: an end of the road, or a village near it."""

    key: str
    name: str
    chainage_m: float
    aside_m: float
    xy: tuple[float, float]


@dataclass(frozen=True)
class PlannedStop:
    at: RoadStop
    minutes: int
    drive_m: float
    drive_s: float
    arrival: datetime
    leave: datetime
    opening: OpeningAt

    @property
    def drive_min(self) -> int:
        return max(1, round(self.drive_s / 60))


@dataclass(frozen=True)
class Missed:
    """Something the way lacks, and the place for it that costs the least detour."""

    stretch: MissingStretch
    nearest: RoadStop | None
    detour_m: float | None
    after: str
    arrival: datetime | None
    opening: OpeningAt | None


@dataclass(frozen=True)
class DayPlan:
    route: Route
    start: datetime
    begin: Terminal
    finish: Terminal
    is_backwards: bool
    is_estimate: bool
    planned: list[PlannedStop]
    last_drive_m: float
    end: datetime
    total_m: float
    saved_m: float
    missed: list[Missed]
    choices: list[RoadStop]
    terminals: list[Terminal]

    @property
    def ends(self) -> tuple[str, str]:
        """Where the day starts and where it ends."""
        return self.begin.name, self.finish.name

    @property
    def stay_min(self) -> int:
        """Minutes not spent driving."""
        return sum(one.minutes for one in self.planned)


def day_plan(
    route: Route,
    *,
    start: datetime,
    minutes: dict[str, int],
    begin: str = "",
    finish: str = "",
    is_backwards: bool = False,
    in_best_order: bool = False,
) -> DayPlan:
    """Plan a day from one place to another; what is not known is left out.

    Driving follows the imported roads where all places join them; else it is estimated along the
    road and straight x 1.3 aside, at 60 km/h.
    """
    terminals = day_terminals(route)
    first = _terminal(terminals, begin, OTHER_END if is_backwards else FIRST_END)
    last = _terminal(terminals, finish, FIRST_END if is_backwards else OTHER_END)
    if first.chainage_m != last.chainage_m:
        is_backwards = first.chainage_m > last.chainage_m
    choices = [stop for stop in road_stops(route, backwards=is_backwards) if not stop.is_history]
    chosen = [stop for stop in choices if stop.key in minutes][:MOST_STOPS]
    cost_m, cost_s, is_estimate = _costs(first, chosen, last, route.alignment.length, is_backwards)
    by_road = list(range(1, len(chosen) + 1))
    best = best_order(cost_s)
    saved_m = _way(cost_m, by_road) - _way(cost_m, best)
    order = best if in_best_order else by_road
    planned, clock, here = [], start, 0
    for number in order:
        stop, drive_s = chosen[number - 1], float(cost_s[here, number])
        clock += timedelta(seconds=round(drive_s))
        leave = clock + timedelta(minutes=minutes[stop.key])
        planned.append(
            PlannedStop(
                at=stop,
                minutes=minutes[stop.key],
                drive_m=float(cost_m[here, number]),
                drive_s=drive_s,
                arrival=clock,
                leave=leave,
                opening=stop.opening(clock),
            )
        )
        clock, here = leave, number
    return DayPlan(
        route=route,
        start=start,
        begin=first,
        finish=last,
        is_backwards=is_backwards,
        is_estimate=is_estimate,
        planned=planned,
        last_drive_m=float(cost_m[here, -1]),
        end=clock + timedelta(seconds=round(float(cost_s[here, -1]))),
        total_m=_way(cost_m, order),
        saved_m=saved_m,
        missed=_missed(choices, first, last, planned, route, start, is_backwards),
        choices=choices,
        terminals=terminals,
    )


def day_terminals(route: Route) -> list[Terminal]:
    """List the road's two ends and the villages near it whose position is known."""
    line = route.alignment.coords
    found = [
        Terminal(FIRST_END, route.from_name, 0.0, 0.0, line[0]),
        Terminal(OTHER_END, route.to_name, route.alignment.length, 0.0, line[-1]),
    ]
    near = {"point__dwithin": (route.alignment, NEAR_VILLAGE_M)}
    ends = {route.from_name, route.to_name}
    villages = list(Locality.objects.measurable().filter(**near).exclude(name__in=ends))
    located = locate(line, [(village.point.x, village.point.y) for village in villages])
    for number, village in enumerate(villages):
        found.append(
            Terminal(
                village.slug,
                village.name,
                float(located.chainage_m[number]),
                float(located.offset_m[number]) * DETOUR_FACTOR,
                (village.point.x, village.point.y),
            )
        )
    return found


def _terminal(terminals: Sequence[Terminal], key: str, otherwise: str) -> Terminal:
    named = {one.key: one for one in terminals}
    return named.get(key) or named[otherwise]


def _costs(
    first: Terminal,
    chosen: Sequence[RoadStop],
    last: Terminal,
    length_m: float,
    is_backwards: bool,
) -> tuple[Floats, Floats, bool]:
    """Return metres and seconds between the places of a day, and whether they are estimated."""
    xy = np.array([first.xy, *((stop.x_m, stop.y_m) for stop in chosen), last.xy])
    measured = drive_between(xy) if chosen else None
    if measured is not None:
        return measured.cost_m, measured.cost_s, False
    ends = [length_m - one.chainage_m if is_backwards else one.chainage_m for one in (first, last)]
    along = np.array([ends[0], *(stop.chainage_m for stop in chosen), ends[1]])
    aside = np.array([first.aside_m, *(stop.aside_m for stop in chosen), last.aside_m])
    cost_m = estimated_costs(along, aside, xy)
    return cost_m, cost_m / M_PER_S, True


def estimated_costs(along_m: Floats, aside_m: Floats, xy: Floats) -> Floats:
    """Estimate the metres between places: along the road with both detours, or across x 1.3."""
    by_road = np.abs(along_m[:, None] - along_m[None, :]) + aside_m[:, None] + aside_m[None, :]
    across = np.hypot(*(xy[:, None] - xy[None, :]).transpose(2, 0, 1)) * DETOUR_FACTOR
    cost_m = np.minimum(by_road, across)
    np.fill_diagonal(cost_m, 0.0)
    return cost_m


def _way(cost_m: Floats, order: Sequence[int]) -> float:
    path = [0, *order, len(cost_m) - 1]
    return float(cost_m[path[:-1], path[1:]].sum())


def _missed(
    stops: Sequence[RoadStop],
    first: Terminal,
    last: Terminal,
    planned: Sequence[PlannedStop],
    route: Route,
    start: datetime,
    is_backwards: bool,
) -> list[Missed]:
    """Name what the way lacks between its two ends, and the least detour for each."""
    length_m = route.alignment.length
    begin, finish = (
        length_m - one.chainage_m if is_backwards else one.chainage_m for one in (first, last)
    )
    way_m = finish - begin
    if way_m < SHORTEST_WAY_M:
        begin, way_m = 0.0, length_m
    on_way = [
        replace(stop, chainage_m=stop.chainage_m - begin)
        for stop in stops
        if begin <= stop.chainage_m <= begin + way_m
    ]
    path = [
        _Passing(first.name, begin, first.aside_m, start),
        *(_Passing(one.at.name, one.at.chainage_m, one.at.aside_m, one.leave) for one in planned),
        _Passing(last.name, finish, last.aside_m, start),
    ]
    return [
        _nearest(stretch, begin, path)
        for stretch in missing_stops(on_way, way_m, start, basis(route))
        if stretch.verdict != "met"
    ]


@dataclass(frozen=True)
class _Passing:
    name: str
    chainage_m: float
    aside_m: float
    leave: datetime


def _nearest(stretch: MissingStretch, begin_m: float, path: Sequence[_Passing]) -> Missed:
    """Find the place and the leg where fetching what is missing costs the fewest metres."""

    def apart(a: _Passing, chainage_m: float, aside_m: float) -> float:
        return abs(a.chainage_m - chainage_m) + a.aside_m + aside_m

    found: list[tuple[int, float, int, RoadStop, datetime]] = []
    for stop in stretch.known_stops:
        at_m = stop.chainage_m + begin_m
        for leg, (before, after) in enumerate(pairwise(path)):
            there_m = apart(before, at_m, stop.aside_m)
            straight_m = apart(before, after.chainage_m, after.aside_m)
            extra_m = there_m + apart(after, at_m, stop.aside_m) - straight_m
            arrival = before.leave + timedelta(seconds=round(there_m / M_PER_S))
            rank = RATHER.index(stop.state(arrival))
            found.append((rank, extra_m, leg, stop, arrival))
    if not found:
        return Missed(stretch, None, None, "", None, None)
    _, extra_m, leg, stop, arrival = min(found, key=lambda one: one[:3])
    extra_m = max(0.0, extra_m)
    return Missed(stretch, stop, extra_m, path[leg].name, arrival, stop.opening(arrival))
