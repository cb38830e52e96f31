"""The question every figure rests on: what does it cost to reach the nearest services?

A `CostModel` answers it. There are two: `StraightLine` (here) estimates where no road network is
loaded; `geo.analysis.access.RoadAccess` measures along the roads. Both take coordinates in
EPSG:3006 (metres, x east, y north) and answer in the unit of their metric: metres for
``"distance"``, seconds for ``"time"``.

Signatures
----------
``StraightLine(metric="distance")``
``model.is_estimate -> bool``
``model.metric -> "distance" | "time"``
``model.nearest(demand_xy, supply_xy, k=2) -> NearestServices``
``model.count_within(demand_xy, supply_xy, threshold) -> int32 (n,)``
``NearestServices(cost (n, k) float64, service (n, k) int32, join_m (n,) float64)``

The index in ``service`` is the row of ``supply_xy``. Give each service point once: then the k
nearest are k distinct places.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

Metric = Literal["distance", "time"]
Floats = NDArray[np.float64]
Indices = NDArray[np.int32]

NO_SERVICE = -1
DETOUR_FACTOR = 1.3
ESTIMATE_SPEED_KMH = 60.0
# Asking for a few more than needed lets ties be settled by index instead of by the tree's layout.
TIE_RESERVE = 4


@dataclass(frozen=True)
class NearestServices:
    """The k nearest services of n demand points, nearest first.

    Attributes
    ----------
    cost : (n, k) float64
        Metres or seconds; ``inf`` where there is no such service.
    service : (n, k) int32
        Row of the supply array; -1 where there is no such service.
    join_m : (n,) float64
        Straight metres from the point to the network; ``nan`` where it joined nowhere or where
        there is no network.
    """

    cost: Floats
    service: Indices
    join_m: Floats


class CostModel(Protocol):
    """Anything that can say what reaching a service costs."""

    @property
    def metric(self) -> Metric: ...

    @property
    def is_estimate(self) -> bool: ...

    def nearest(
        self, demand_xy: ArrayLike, supply_xy: ArrayLike, k: int = 2
    ) -> NearestServices: ...

    def count_within(
        self, demand_xy: ArrayLike, supply_xy: ArrayLike, threshold: float
    ) -> Indices: ...


@dataclass(frozen=True)
class StraightLine:
    """The estimate where there is no network: straight line times 1.3, at 60 km/h.

    Parameters
    ----------
    metric : {"distance", "time"}
        Metres, or seconds at 60 km/h.

    Examples
    --------
    >>> near = StraightLine().nearest([(0, 0)], [(1000, 0), (0, 2000)], k=3)
    >>> near.cost.tolist()
    [[1300.0, 2600.0, inf]]
    >>> near.service.tolist()
    [[0, 1, -1]]
    >>> StraightLine("time").nearest([(0, 0)], [(1000, 0)], k=1).cost.round(3).tolist()
    [[78.0]]
    """

    metric: Metric = "distance"
    is_estimate: bool = True

    @property
    def cost_per_m(self) -> float:
        """Cost of one straight metre, in the unit of the metric."""
        if self.metric == "distance":
            return DETOUR_FACTOR
        return DETOUR_FACTOR * 3.6 / ESTIMATE_SPEED_KMH

    def nearest(self, demand_xy: ArrayLike, supply_xy: ArrayLike, k: int = 2) -> NearestServices:
        """Find the k nearest services of each demand point.

        Parameters
        ----------
        demand_xy : (n, 2) metres, EPSG:3006
        supply_xy : (m, 2) metres, EPSG:3006
        k : int
            How many, at least 1; columns beyond m are empty.

        Raises
        ------
        ValueError
            If k is less than 1, or coordinates are not finite pairs.
        """
        demand, supply = as_points(demand_xy), as_points(supply_xy)
        if k < 1:
            raise ValueError("k must be at least 1")
        answer = empty_answer(len(demand), k)
        asked = min(k + TIE_RESERVE, len(supply))
        if asked and len(demand):
            metres, service = _tree(supply).query(demand, k=np.arange(1, asked + 1))
            order = np.lexsort((service, metres), axis=1)[:, :k]
            found = order.shape[1]
            answer.cost[:, :found] = np.take_along_axis(metres, order, 1) * self.cost_per_m
            answer.service[:, :found] = np.take_along_axis(service, order, 1)
        return answer

    def count_within(self, demand_xy: ArrayLike, supply_xy: ArrayLike, threshold: float) -> Indices:
        """Count the services within the threshold (metres or seconds) of each demand point.

        Examples
        --------
        >>> StraightLine().count_within([(0, 0)], [(1000, 0), (0, 2000)], 1300).tolist()
        [1]
        """
        demand, supply = as_points(demand_xy), as_points(supply_xy)
        if not len(supply) or not len(demand):
            return np.zeros(len(demand), np.int32)
        # Rounding must not push out a service exactly at the threshold.
        radius_m = threshold / self.cost_per_m * (1 + 1e-12)
        found = _tree(supply).query_ball_point(demand, radius_m, return_length=True)
        return np.asarray(found, np.int32)


def _tree(points: Floats) -> "cKDTree":
    # Loading scipy.spatial takes longer than many an answer along the roads, which needs none.
    from scipy.spatial import cKDTree

    return cKDTree(points)


def empty_answer(n: int, k: int) -> NearestServices:
    """Make the answer in which nothing is reached yet.

    Examples
    --------
    >>> empty_answer(1, 2).cost.tolist()
    [[inf, inf]]
    """
    return NearestServices(
        cost=np.full((n, k), np.inf),
        service=np.full((n, k), NO_SERVICE, np.int32),
        join_m=np.full(n, np.nan),
    )


def as_points(xy: ArrayLike) -> Floats:
    """Check coordinates: an (n, 2) float64 array of finite metres.

    Examples
    --------
    >>> as_points([]).shape
    (0, 2)
    >>> as_points([(1, float("nan"))])
    Traceback (most recent call last):
    ...
    ValueError: point 0 has no finite coordinates
    """
    points = np.ascontiguousarray(xy, np.float64)
    if points.size == 0:
        return np.empty((0, 2))
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(f"points must have the shape (n, 2), not {points.shape}")
    finite = np.isfinite(points).all(axis=1)
    if not finite.all():
        raise ValueError(f"point {int(np.argmin(finite))} has no finite coordinates")
    return points
