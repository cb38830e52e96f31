"""Driving between a few places, and from places to a line, along the roads where there are any."""

from dataclasses import dataclass

import numpy as np

from geo.analysis.access import RoadAccess
from geo.analysis.costs import Floats
from geo.analysis.joining import join, open_parts
from geo.analysis.labels import Labels
from geo.analysis.linear import interpolate
from geo.analysis.paths import Ways
from geo.queries.roads import active_network

# A line on the roads is found by its positions this far apart.
SAMPLE_M = 50.0
# Nobody drives farther for one leg of a day; it bounds the search in a large network.
LONGEST_M = 300_000.0
FASTEST_M_PER_S = 120 / 3.6
LEAST_LIMIT_M = 20_000.0


@dataclass(frozen=True)
class Driving:
    """Metres of the shortest and seconds of the fastest way, (n, n), from row to column."""

    cost_m: Floats
    cost_s: Floats


def drive_between(xy: Floats) -> Driving | None:
    """Measure every way between n places; None without roads, or where a place joins none."""
    network = active_network()
    if network is None or len(xy) < 2:
        return None
    limit_m = _limit_m(xy)
    costs = {}
    for metric, limit in (("distance", limit_m), ("time", limit_m / FASTEST_M_PER_S * 4)):
        near = RoadAccess(network, metric).nearest(xy, xy, k=len(xy), limit=limit)  # type: ignore[arg-type]
        square = np.full((len(xy), len(xy)), np.inf)
        rows, places = np.nonzero(near.service >= 0)
        square[rows, near.service[rows, places]] = near.cost[rows, places]
        np.fill_diagonal(square, 0.0)
        if not np.isfinite(square).all():
            return None
        costs[metric] = square
    return Driving(costs["distance"], costs["time"])


def driven_way(xy: Floats) -> list[Floats] | None:
    """Return the fastest way from each place to the next, as vertices; None where no roads say.

    Each way begins and ends at its places themselves: the straight metres to the road belong to it.
    """
    network = active_network()
    if network is None or len(xy) < 2:
        return None
    joins = join(network, xy, open_parts(network, xy))
    if (joins.link < 0).any():
        return None
    ways, found = Ways(network), []
    limit_s = _limit_m(xy) / FASTEST_M_PER_S * 4
    for leg in range(len(xy) - 1):
        way = ways.drive_path(joins[leg : leg + 1], joins[leg + 1 : leg + 2], "time", limit_s)
        if way is None:
            return None
        found.append(np.concatenate((xy[leg : leg + 1], way, xy[leg + 1 : leg + 2])))
    return found


def _limit_m(xy: Floats) -> float:
    """Bound the search of a way between places by how far apart they are."""
    spread_m = float(np.hypot(*(xy.max(axis=0) - xy.min(axis=0))))
    return min(LONGEST_M, max(LEAST_LIMIT_M, 4 * spread_m))


def metres_to_line(xy: Floats, line_xy: Floats, length_m: float) -> Floats:
    """Measure the way by road from n places to the nearest place of a line; nan where unknown."""
    network = active_network()
    if network is None or not len(xy):
        return np.full(len(xy), np.nan)
    samples = _samples(line_xy, length_m)
    near = RoadAccess(network).nearest(xy, samples, k=1, limit=LONGEST_M)
    return np.where(np.isfinite(near.cost[:, 0]), near.cost[:, 0], np.nan)


def seconds_to_line(xy: Floats, line_xy: Floats, length_m: float, limit_s: float) -> Floats:
    """Measure the drive from n places to the nearest place of a line.

    inf beyond the limit; nan where no roads say: none are loaded, or place or line joins none.
    """
    network = active_network()
    if network is None or not len(xy):
        return np.full(len(xy), np.nan)
    samples = _samples(line_xy, length_m)
    parts = open_parts(network, samples)
    line, places = join(network, samples, parts), join(network, xy, parts)
    if not (line.link >= 0).any():
        return np.full(len(xy), np.nan)
    cost = Labels.spread(network, line, "time", 1, limit_s).at(places).cost[:, 0]
    return np.where(places.link >= 0, cost, np.nan)


def _samples(line_xy: Floats, length_m: float) -> Floats:
    """Take positions along a line; where roads meet it, it has a vertex."""
    steps = max(2, int(np.ceil(length_m / SAMPLE_M)) + 1)
    return np.concatenate((line_xy, interpolate(line_xy, np.linspace(0.0, length_m, steps))))
