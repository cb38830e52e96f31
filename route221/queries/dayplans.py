"""A day along the road: when one arrives where, and what is open then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from geo.analysis.costs import DETOUR_FACTOR, Floats
from geo.analysis.linear import locate
from geo.analysis.ordering import best_order
from geo.models import Locality
from geo.queries.driving import drive_between, driven_way
from route221.models import RoadEvent, Route
from route221.queries.guide import events_on
from route221.queries.on_the_way import Missed, Passing, missed_on
from route221.queries.travellers import M_PER_S, RoadStop, road_stops
from services.queries.hours import SWEDEN, OpeningAt

MOST_STOPS = 12
FIRST_END, OTHER_END = "1", "2"
# A village within this of the road may be where a day begins or ends.
NEAR_VILLAGE_M = 30_000


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
    events: tuple[RoadEvent, ...] = ()

    @property
    def drive_min(self) -> int:
        return max(1, round(self.drive_s / 60))


@dataclass(frozen=True)
class DayPlan:
    """A day from its start to its end.

    Metres and minutes are of the same way: the fastest along the roads, else as estimated.
    ``events`` are those of the day along the road that no chosen stop has.
    """

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
    saved_s: float
    missed: list[Missed]
    events: list[RoadEvent]
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
    xy = np.array([first.xy, *((stop.x_m, stop.y_m) for stop in chosen), last.xy])
    cost_m, cost_s, is_estimate = _costs(
        first, chosen, last, xy, route.alignment.length, is_backwards
    )
    by_road = list(range(1, len(chosen) + 1))
    best = best_order(cost_s)
    order = best if in_best_order else by_road
    path = [0, *order, len(xy) - 1]
    legs_m = _legs_m(xy[path], cost_m[path[:-1], path[1:]], is_estimate)
    on_day = events_on(route, start.date())
    planned, clock, here = [], start, 0
    for number, drive_m in zip(order, legs_m, strict=False):
        stop, drive_s = chosen[number - 1], float(cost_s[here, number])
        clock = _after(clock, timedelta(seconds=round(drive_s)))
        leave = _after(clock, timedelta(minutes=minutes[stop.key]))
        planned.append(
            PlannedStop(
                at=stop,
                minutes=minutes[stop.key],
                drive_m=float(drive_m),
                drive_s=drive_s,
                arrival=clock,
                leave=leave,
                opening=stop.opening(clock),
                events=tuple(event for event in on_day if event.stop_id == stop.pk),
            )
        )
        clock, here = leave, number
    end = _after(clock, timedelta(seconds=round(float(cost_s[here, -1]))))
    told = {one.at.pk for one in planned}
    return DayPlan(
        route=route,
        start=start,
        begin=first,
        finish=last,
        is_backwards=is_backwards,
        is_estimate=is_estimate,
        planned=planned,
        last_drive_m=float(legs_m[-1]),
        end=end,
        total_m=float(sum(legs_m)),
        saved_s=_way(cost_s, by_road) - _way(cost_s, best),
        missed=missed_on(
            route,
            choices,
            [_passing(first, route, is_backwards, start), *map(_passing_by, planned)],
            _passing(last, route, is_backwards, end),
        ),
        events=[event for event in on_day if event.stop_id not in told],
        choices=choices,
        terminals=terminals,
    )


def _after(when: datetime, passed: timedelta) -> datetime:
    """Return what clocks show when so much time has passed, also in the nights they are changed."""
    return (when.astimezone(UTC) + passed).astimezone(SWEDEN)


def _passing(end: Terminal, route: Route, is_backwards: bool, when: datetime) -> Passing:
    at_m = route.alignment.length - end.chainage_m if is_backwards else end.chainage_m
    return Passing("", end.name, at_m, end.aside_m, when, when)


def _passing_by(one: PlannedStop) -> Passing:
    at = one.at
    return Passing(at.key, at.name, at.chainage_m, at.aside_m, one.arrival, one.leave)


def _legs_m(xy: Floats, estimated_m: Floats, is_estimate: bool) -> Floats:
    """Return the metres of each leg: along the fastest way, whose minutes are shown."""
    ways = None if is_estimate else driven_way(xy)
    if ways is None:
        return estimated_m
    return np.array([np.hypot(*np.diff(way, axis=0).T).sum() for way in ways])


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
    xy: Floats,
    length_m: float,
    is_backwards: bool,
) -> tuple[Floats, Floats, bool]:
    """Return metres and seconds between the places of a day, and whether they are estimated."""
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
