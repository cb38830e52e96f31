"""A day along the road: when one arrives where, and what is open then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from geo.analysis.costs import DETOUR_FACTOR, Floats
from geo.analysis.ordering import best_order
from route221.models import Route
from route221.queries.missing import MissingStretch, missing_stops
from route221.queries.travellers import M_PER_S, RoadStop, road_stops
from services.queries.hours import OpeningAt

MOST_STOPS = 12


@dataclass(frozen=True)
class PlannedStop:
    at: RoadStop
    minutes: int
    drive_m: float
    arrival: datetime
    leave: datetime
    opening: OpeningAt


@dataclass(frozen=True)
class Missed:
    """Something the way lacks, and the nearest known place for it."""

    stretch: MissingStretch
    nearest: RoadStop | None


@dataclass(frozen=True)
class DayPlan:
    route: Route
    start: datetime
    is_backwards: bool
    planned: list[PlannedStop]
    last_drive_m: float
    end: datetime
    total_m: float
    saved_m: float
    missed: list[Missed]
    choices: list[RoadStop]

    @property
    def ends(self) -> tuple[str, str]:
        """Where the day starts and where it ends."""
        names = (str(self.route.from_name), str(self.route.to_name))
        return names[::-1] if self.is_backwards else names


def day_plan(
    route: Route,
    *,
    start: datetime,
    minutes: dict[str, int],
    is_backwards: bool = False,
    in_best_order: bool = False,
) -> DayPlan:
    """Plan a day from one end of the road to the other; unknown stops are left out.

    Driving is estimated: along the road and straight x 1.3 aside, at 60 km/h.
    """
    choices = road_stops(route, backwards=is_backwards)
    length_m = route.alignment.length
    chosen = [stop for stop in choices if stop.key in minutes][:MOST_STOPS]
    cost_m = drive_costs(chosen, length_m)
    by_road = list(range(1, len(chosen) + 1))
    best = best_order(cost_m)
    saved_m = _way(cost_m, by_road) - _way(cost_m, best)
    order = best if in_best_order else by_road
    planned, clock, here = [], start, 0
    for number in order:
        stop, drive_m = chosen[number - 1], float(cost_m[here, number])
        clock += timedelta(seconds=round(drive_m / M_PER_S))
        leave = clock + timedelta(minutes=minutes[stop.key])
        planned.append(
            PlannedStop(stop, minutes[stop.key], drive_m, clock, leave, stop.opening(clock))
        )
        clock, here = leave, number
    last_m = float(cost_m[here, len(chosen) + 1])
    return DayPlan(
        route=route,
        start=start,
        is_backwards=is_backwards,
        planned=planned,
        last_drive_m=last_m,
        end=clock + timedelta(seconds=round(last_m / M_PER_S)),
        total_m=_way(cost_m, order),
        saved_m=saved_m,
        missed=_missed(choices, length_m, start),
        choices=choices,
    )


def drive_costs(chosen: Sequence[RoadStop], length_m: float) -> Floats:
    """Return the estimated metres between the start, each stop and the end of the road.

    Along the road with both detours, or straight across x 1.3 where that is shorter.
    """
    along = np.array([0.0, *(stop.chainage_m for stop in chosen), length_m])
    aside = np.array([0.0, *(stop.aside_m for stop in chosen), 0.0])
    cost_m = np.abs(along[:, None] - along[None, :]) + aside[:, None] + aside[None, :]
    if chosen:
        points = [stop.thing.entrance or stop.thing.point for stop in chosen]
        xy = np.array([(point.x, point.y) for point in points])
        across = np.hypot(*(xy[:, None] - xy[None, :]).transpose(2, 0, 1)) * DETOUR_FACTOR
        cost_m[1:-1, 1:-1] = np.minimum(cost_m[1:-1, 1:-1], across)
    np.fill_diagonal(cost_m, 0.0)
    return cost_m


def _way(cost_m: Floats, order: Sequence[int]) -> float:
    path = [0, *order, len(cost_m) - 1]
    return float(cost_m[path[:-1], path[1:]].sum())


def _missed(stops: Sequence[RoadStop], length_m: float, when: datetime) -> list[Missed]:
    found = []
    for stretch in missing_stops(stops, length_m, when):
        if stretch.verdict != "met":
            nearest = min(stretch.known_stops, key=lambda stop: stop.aside_m, default=None)
            found.append(Missed(stretch, nearest))
    return found
