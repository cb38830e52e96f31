"""How near a road a place lies, and whether that makes it a stop: by metres or by minutes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.contrib.gis.geos import LineString, Point

from geo.analysis.costs import StraightLine
from geo.queries.driving import FASTEST_M_PER_S, seconds_to_line
from route221.models import Route

MIN_S = 60.0
STRAIGHT = StraightLine("time")


@dataclass(frozen=True)
class Nearness:
    """A place beside a road: straight metres to the building, seconds to its entrance."""

    offset_m: float
    time_s: float
    is_estimate: bool
    is_in_corridor: bool

    @property
    def minutes(self) -> int | None:
        """Whole minutes, never nought; None beyond what was searched."""
        return max(1, round(self.time_s / MIN_S)) if np.isfinite(self.time_s) else None


def reach_m(route: Route) -> float:
    """Straight metres beyond which nothing can lie in a road's corridor."""
    return max(float(route.corridor_m), route.corridor_min * MIN_S * FASTEST_M_PER_S)


def nearness(
    route: Route,
    places: Sequence[tuple[Point, Point | None]],
    alignment: LineString | None = None,
) -> list[Nearness]:
    """Say of each place (building, entrance) how near a road, or another line for it, it lies.

    Metres count from the building as the crow flies, minutes from the entrance along the roads.
    Where no roads are loaded, or the line is schematic and on no road, minutes are estimated.
    """
    if not places:
        return []
    line = alignment or route.alignment
    xy = np.array([((entrance or point).x, (entrance or point).y) for point, entrance in places])
    straight_m = np.array([(entrance or point).distance(line) for point, entrance in places])
    driven_s = np.full(len(places), np.nan)
    if alignment is not None or not route.is_schematic:
        limit_s = max(route.corridor_min, 1) * MIN_S
        driven_s = seconds_to_line(xy, np.array(line.coords), line.length, limit_s)
    is_estimate = np.isnan(driven_s)
    time_s = np.where(is_estimate, straight_m * STRAIGHT.cost_per_m, driven_s)
    return [
        Nearness(
            offset_m=(offset_m := float(point.distance(line))),
            time_s=float(time_s[number]),
            is_estimate=bool(is_estimate[number]),
            is_in_corridor=bool(
                offset_m <= route.corridor_m or time_s[number] <= route.corridor_min * MIN_S
            ),
        )
        for number, (point, _) in enumerate(places)
    ]
