"""The way itself: along which roads one drives from one place to another.

Signature
---------
``Ways(network).drive_path(origin, destination, metric="time", limit=inf)`` gives the vertices of
the cheapest way between two joins, or None where there is none. It follows the costs that
`Labels` finds, so that a drawn way is as long as the cost that is shown for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from geo.analysis.costs import Floats, Indices, Metric
from geo.analysis.joining import Joins, Positions, positions
from geo.analysis.labels import Labels
from geo.analysis.network import MM, Network

# Costs are sums of the same numbers in another order.
SAME = 1e-6


@dataclass(frozen=True)
class _Step:
    """A part of one chain, from one place to another (link number plus fraction)."""

    chain: int
    start: float
    end: float


@dataclass(frozen=True)
class Ways:
    """A network with what it takes to follow ways through it; reuse it for several.

    Examples
    --------
    >>> from geo.analysis.compiling import compile_network
    >>> from geo.analysis.joining import join, open_parts
    >>> from geo.analysis.links import Links
    >>> xy = np.array([(0, 0), (100, 0), (100, 0), (100, 100)], float)
    >>> links = Links(xy, np.array([0, 2, 4]), np.full(2, 100.0), np.full(2, 10.0),
    ...               np.full(2, 10.0), np.ones(2, bool))
    >>> network = compile_network(links)
    >>> joins = join(network, [(50, 0), (100, 60)], open_parts(network, [(50, 0)]))
    >>> Ways(network).drive_path(joins[:1], joins[1:]).round(3).tolist()
    [[50.0, 0.0], [100.0, 0.0], [100.0, 60.0]]
    """

    network: Network

    def drive_path(
        self,
        origin: Joins,
        destination: Joins,
        metric: Metric = "time",
        limit: float = np.inf,
    ) -> Floats | None:
        """Follow the cheapest way from one join to another.

        Parameters
        ----------
        origin, destination : Joins of one place each
        metric : {"distance", "time"}
        limit : metres or seconds beyond which a way counts as none

        Returns
        -------
        (n, 2) float64 or None
            Vertices from the one position on the road to the other, EPSG:3006 metres; None where
            no way leads.
        """
        labels = Labels.spread(self.network, destination, metric, 1, limit)
        steps = self._steps(
            positions(self.network, origin, metric),
            positions(self.network, destination, metric),
            labels.cost[:, 0],
            metric,
        )
        if steps is None:
            return None
        parts = [self._along(step) for step in steps]
        xy = np.concatenate(parts)
        moved = np.ones(len(xy), bool)
        moved[1:] = (np.diff(xy, axis=0) != 0).any(axis=1)
        return xy[moved]

    def _steps(
        self, origin: Positions, destination: Positions, cost: Floats, metric: Metric
    ) -> list[_Step] | None:
        """Walk from the origin along arcs whose costs add up, until the destination's chain."""
        if origin.chain[0] < 0 or destination.chain[0] < 0:
            return None
        straight = self._on_one_chain(origin, destination)
        chain = int(origin.chain[0])
        first, last = self._ends(chain)
        here = float(origin.place[0])
        leaving = [
            (float(origin.to_tail[0]), int(self.network.chain_tail[chain]), first),
            (float(origin.to_head[0]), int(self.network.chain_head[chain]), last),
        ]
        best, junction, end = min((out + cost[node], node, end) for out, node, end in leaving)
        extra = float(destination.extra[0])
        if straight is not None and straight + extra <= best:
            return [_Step(chain, here, float(destination.place[0]))]
        if not np.isfinite(best):
            return None
        walked = self._walk(junction, destination, cost, metric)
        return None if walked is None else [_Step(chain, here, end), *walked]

    def _walk(
        self, begin: int, destination: Positions, cost: Floats, metric: Metric
    ) -> list[_Step] | None:
        """Search among arcs that lie on a cheapest way; without ties that is one straight walk."""
        goal = int(destination.chain[0])
        first, last = self._ends(goal)
        extra = float(destination.extra[0])
        arrivals = (
            (int(self.network.chain_tail[goal]), float(destination.from_tail[0]), first),
            (int(self.network.chain_head[goal]), float(destination.from_head[0]), last),
        )
        came_by: dict[int, tuple[int, _Step]] = {}
        seen, waiting = {begin}, [begin]
        while waiting:
            node = waiting.pop()
            for end, into, place in arrivals:
                if node == end and _same(into + extra, cost[node]):
                    final = _Step(goal, place, float(destination.place[0]))
                    return [*_back(came_by, begin, node), final]
            for step, following, weight in self._leaving(node, metric):
                if following not in seen and _same(weight + cost[following], cost[node]):
                    seen.add(following)
                    came_by[following] = (node, step)
                    waiting.append(following)
        return None

    def _on_one_chain(self, origin: Positions, destination: Positions) -> float | None:
        """Return the cost from one place to another of the same chain, if that way is permitted."""
        chain = int(origin.chain[0])
        if chain != destination.chain[0]:
            return None
        ahead = destination.place[0] >= origin.place[0]
        permitted = self.network.chain_forward if ahead else self.network.chain_backward
        if destination.place[0] != origin.place[0] and not permitted[chain]:
            return None
        if ahead:
            return float(destination.forward_at[0] - origin.forward_at[0])
        return float(origin.backward_at[0] - destination.backward_at[0])

    def _ends(self, chain: int) -> tuple[float, float]:
        return float(self.network.chain_link[chain]), float(self.network.chain_link[chain + 1])

    def _leaving(self, node: int, metric: Metric) -> Iterator[tuple[_Step, int, float]]:
        """Yield the chains one may take from a junction: the step, where it ends, its cost."""
        network = self.network
        _, _, forward, backward = network.along(metric)
        for chain in self._by_tail.at(node):
            if network.chain_forward[chain]:
                first, last = self._ends(chain)
                yield _Step(chain, first, last), int(network.chain_head[chain]), forward[chain]
        for chain in self._by_head.at(node):
            if network.chain_backward[chain]:
                first, last = self._ends(chain)
                yield _Step(chain, last, first), int(network.chain_tail[chain]), backward[chain]

    @cached_property
    def _by_tail(self) -> "_Index":
        return _Index.of(self.network.chain_tail)

    @cached_property
    def _by_head(self) -> "_Index":
        return _Index.of(self.network.chain_head)

    def _along(self, step: _Step) -> Floats:
        """Return the vertices of a part of a chain, in the direction of travel."""
        low, high = sorted((step.start, step.end))
        last = int(self._ends(step.chain)[1])
        parts = []
        for link in range(min(int(low), last - 1), min(int(high), last - 1) + 1):
            begin, end = self.network.link_vertex[link : link + 2]
            xy = self.network.vertex_mm[begin:end] * MM + self.network.origin_m
            parts.append(_cut(xy, max(low - link, 0.0), min(high - link, 1.0)))
        found = np.concatenate(parts)
        return found if step.end >= step.start else found[::-1]


@dataclass(frozen=True)
class _Index:
    """Which chains begin, or end, at each junction."""

    order: Indices
    junction: Indices

    @classmethod
    def of(cls, junctions: Indices) -> "_Index":
        order = np.argsort(junctions, kind="stable").astype(np.int32)
        return cls(order, junctions[order])

    def at(self, node: int) -> list[int]:
        low, high = np.searchsorted(self.junction, [node, node + 1])
        found: list[int] = self.order[low:high].tolist()
        return found


def _cut(xy: Floats, start: float, end: float) -> Floats:
    """Return a line from one share of its length to another."""
    steps_m = np.hypot(*np.diff(xy, axis=0).T)
    share = np.concatenate(([0.0], np.cumsum(steps_m)))
    if share[-1] > 0:
        share /= share[-1]
    ends = [[np.interp(at, share, xy[:, axis]) for axis in range(2)] for at in (start, end)]
    inner = xy[(share > start) & (share < end)]
    return np.concatenate(([ends[0]], inner, [ends[1]]))


def _same(a: float, b: float) -> bool:
    return bool(np.isfinite(b) and abs(a - b) <= SAME * max(1.0, abs(b)))


def _back(came_by: dict[int, tuple[int, _Step]], begin: int, node: int) -> list[_Step]:
    """Return the steps that led to a junction, in order."""
    steps = []
    while node != begin:
        node, step = came_by[node]
        steps.append(step)
    return steps[::-1]
