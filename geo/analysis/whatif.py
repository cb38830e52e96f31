"""What would be if services opened, closed or moved: the present is kept, only a copy changes.

Signatures
----------
``Present(measured rows, straight-line rows).changed(closed, opened_xy, moved) -> NearestServices``
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.analysis.changes import Answers
from geo.analysis.costs import Floats, Metric, NearestServices, StraightLine, as_points
from geo.analysis.joining import Joins, join
from geo.analysis.labels import Labels
from geo.analysis.network import Flags, Network

Rows = NDArray[np.intp]


@dataclass
class Present:
    """The nearest services of n demand points today, for one category and one metric.

    Attributes
    ----------
    metric : {"distance", "time"}
    xy : (n, 2) demand points; supply_xy : (m, 2) services, EPSG:3006 metres
    measured : (n,) bool, which points lie where roads are loaded
    nearest : NearestServices, today's, of all n points
    network, part_open : the roads and their parts that may be joined; None without roads
    answers : Answers of the measured points, in their order
    """

    metric: Metric
    xy: Floats
    supply_xy: Floats
    measured: Flags
    nearest: NearestServices
    network: Network | None = None
    part_open: Flags = field(default_factory=lambda: np.empty(0, bool))
    answers: Answers | None = None

    @classmethod
    def of(
        cls,
        metric: Metric,
        xy: ArrayLike,
        supply_xy: ArrayLike,
        measured: Flags,
        network: Network | None,
        part_open: Flags,
        joins: Joins | None,
        k: int = 2,
    ) -> "Present":
        """Search once from today's services; what follows changes copies.

        Parameters
        ----------
        joins : Joins of the measured points, in their order; None without roads

        Examples
        --------
        >>> today = Present.of("distance", [(0, 0), (5000, 0)], [(1000, 0), (6000, 0)],
        ...                    np.zeros(2, bool), None, np.empty(0, bool), None)
        >>> nearest, rows = today.changed(closed=[0])
        >>> nearest.cost[:, 0].tolist(), rows.tolist()
        ([7800.0, 1300.0], [0, 1])
        """
        points, supply = as_points(xy), as_points(supply_xy)
        nearest = StraightLine(metric).nearest(points, supply, k)
        answers = None
        if network is not None and joins is not None:
            labels = Labels.spread(network, join(network, supply, part_open), metric, k)
            answers = Answers.of(labels, joins)
            nearest.cost[measured] = answers.nearest.cost
            nearest.service[measured] = answers.nearest.service
            nearest.join_m[measured] = answers.nearest.join_m
        return cls(metric, points, supply, measured, nearest, network, part_open, answers)

    @property
    def k(self) -> int:
        return int(self.nearest.cost.shape[1])

    def changed(
        self,
        closed: Sequence[int] = (),
        opened_xy: ArrayLike = (),
        moved: Sequence[tuple[int, tuple[float, float]]] = (),
    ) -> tuple[NearestServices, Rows]:
        """Answer as if some services closed, others opened, and others moved.

        Parameters
        ----------
        closed : rows of the supply
        opened_xy : (o, 2) new services; their numbers follow those there are
        moved : (row of the supply, new position)

        Returns
        -------
        nearest of all n points, and the rows of those whose nearest changed

        Raises
        ------
        ValueError
            If a row is out of bounds, or one is both closed and moved or named twice.
        """
        touched = [*closed, *(row for row, _ in moved)]
        if len(set(touched)) < len(touched):
            raise ValueError("a service is changed twice")
        if touched and not (min(touched) >= 0 and max(touched) < len(self.supply_xy)):
            raise ValueError("there is no such service")
        opened = as_points(opened_xy)
        answer = NearestServices(
            self.nearest.cost.copy(), self.nearest.service.copy(), self.nearest.join_m
        )
        self._straight(answer, closed, opened, moved)
        self._along_roads(answer, closed, opened, moved)
        rows = np.flatnonzero(
            (answer.cost != self.nearest.cost).any(axis=1)
            | (answer.service != self.nearest.service).any(axis=1)
        )
        return answer, rows

    def cost_at(self, xy: ArrayLike, measured: Flags) -> Floats:
        """Cost of today's nearest service from other points, such as planned homes."""
        points = as_points(xy)
        cost = StraightLine(self.metric).nearest(points, self.supply_xy, 1).cost[:, 0]
        if self.network is not None and self.answers is not None and measured.any():
            joins = join(self.network, points[measured], self.part_open)
            cost[measured] = self.answers.labels.at(joins).cost[:, 0]
        return cost

    def _straight(
        self,
        answer: NearestServices,
        closed: Sequence[int],
        opened: Floats,
        moved: Sequence[tuple[int, tuple[float, float]]],
    ) -> None:
        rows = ~self.measured
        if not rows.any():
            return
        supply = np.concatenate((self.supply_xy, opened))
        for row, place in moved:
            supply[row] = place
        stays = np.ones(len(supply), bool)
        stays[list(closed)] = False
        number = np.append(np.flatnonzero(stays), -1).astype(np.int32)
        near = StraightLine(self.metric).nearest(self.xy[rows], supply[stays], self.k)
        answer.cost[rows] = near.cost
        answer.service[rows] = number[near.service]

    def _along_roads(
        self,
        answer: NearestServices,
        closed: Sequence[int],
        opened: Floats,
        moved: Sequence[tuple[int, tuple[float, float]]],
    ) -> None:
        if self.answers is None or self.network is None:
            return
        then = self.answers.copy()
        for row in closed:
            then.remove(row)
        for row, place in moved:
            then.move(row, join(self.network, [place], self.part_open))
        if len(opened):
            then.add(join(self.network, opened, self.part_open))
        answer.cost[self.measured] = then.nearest.cost
        answer.service[self.measured] = then.nearest.service
