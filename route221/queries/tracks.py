"""The line that a day's driver follows: along the roads where there are any, else as estimated."""

from itertools import pairwise

import numpy as np
from shapely import LineString
from shapely.ops import substring

from geo.queries.driving import driven_way
from route221.queries.dayplans import DayPlan, estimated_costs
from route221.queries.on_the_way import SHORTEST_WAY_M

Point = tuple[float, float]


def driven_track(plan: DayPlan) -> list[Point]:
    """Return the vertices of a day's way, from where it begins, by every stop, to where it ends.

    Where the times follow the roads, so does the track. Where they are estimated it follows the
    road's line between the stops, with the straight way off it and back; or goes straight across
    where that is what was counted. Without any stop between two ends of the same place it is the
    whole road.
    """
    line = LineString(plan.route.alignment.coords)
    if not plan.planned and abs(plan.begin.chainage_m - plan.finish.chainage_m) < SHORTEST_WAY_M:
        return [*line.coords][:: -1 if plan.is_backwards else 1]
    places = [
        (plan.begin.chainage_m, plan.begin.aside_m, plan.begin.xy),
        *(
            (
                line.length - one.at.chainage_m if plan.is_backwards else one.at.chainage_m,
                one.at.aside_m,
                (one.at.x_m, one.at.y_m),
            )
            for one in plan.planned
        ),
        (plan.finish.chainage_m, plan.finish.aside_m, plan.finish.xy),
    ]
    ways = None if plan.is_estimate else driven_way(np.array([xy for _, _, xy in places]))
    if ways is not None:
        return _joined([[(float(x), float(y)) for x, y in way] for way in ways])
    return _joined([_estimated_leg(line, before, after) for before, after in pairwise(places)])


def _estimated_leg(
    line: LineString, before: tuple[float, float, Point], after: tuple[float, float, Point]
) -> list[Point]:
    """Follow the road between two places, or go straight where that was the shorter estimate."""
    along_m, aside_m, xy = (np.array(part) for part in zip(before, after, strict=True))
    by_road_m = abs(along_m[0] - along_m[1]) + aside_m.sum()
    if estimated_costs(along_m, aside_m, xy)[0, 1] < by_road_m:
        return [before[2], after[2]]
    return [before[2], *substring(line, before[0], after[0]).coords, after[2]]


def _joined(legs: list[list[Point]]) -> list[Point]:
    """Put legs together, without a place twice in a row."""
    found: list[Point] = []
    for leg in legs:
        for xy in leg:
            if not found or xy != found[-1]:
                found.append(xy)
    return found
