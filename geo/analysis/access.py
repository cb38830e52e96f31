"""Access along the roads: the cost model where there is a network.

Signatures
----------
``RoadAccess(network, metric="distance")`` is a `geo.analysis.costs.CostModel`.
For many categories join once: ``parts = open_parts(network, all_services_xy)``,
``joins = join(network, xy, parts)``, then ``Labels.spread(network, supply_joins, metric, k)`` for
each category and ``labels.at(joins)``.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from geo.analysis.costs import Indices, Metric, NearestServices
from geo.analysis.coverage import choices_within
from geo.analysis.joining import join, open_parts
from geo.analysis.labels import Labels
from geo.analysis.network import Network

FIRST_CHOICES = 4


@dataclass(frozen=True)
class RoadAccess:
    """Costs along a compiled network, from the resident to the service.

    Examples
    --------
    >>> from geo.analysis.compiling import compile_network
    >>> from geo.analysis.links import Links
    >>> x = np.arange(51) * 100.0                       # fifty links of 100 m, at 36 km/h
    >>> xy = np.column_stack((x, 0 * x)).repeat(2, axis=0)[1:-1]
    >>> links = Links(xy, np.arange(51) * 2, np.full(50, 100.0), np.full(50, 10.0),
    ...               np.full(50, 10.0), np.ones(50, bool))
    >>> near = RoadAccess(compile_network(links)).nearest([(50, 10)], [(1000, 0), (2000, 0)], k=2)
    >>> near.cost.tolist(), near.service.tolist(), near.join_m.tolist()
    ([[960.0, 1960.0]], [[0, 1]], [10.0])
    """

    network: Network
    metric: Metric = "distance"
    is_estimate: bool = False

    def nearest(
        self, demand_xy: ArrayLike, supply_xy: ArrayLike, k: int = 2, limit: float = np.inf
    ) -> NearestServices:
        """Find the k nearest services of each demand point.

        Parameters
        ----------
        demand_xy : (n, 2) metres, EPSG:3006
        supply_xy : (m, 2) metres, EPSG:3006
        k : int, at least 1
        limit : metres or seconds beyond which a service counts as out of reach

        Raises
        ------
        ValueError
            If k is less than 1, or coordinates are not finite pairs.
        """
        parts = open_parts(self.network, supply_xy)
        supply = join(self.network, supply_xy, parts)
        demand = join(self.network, demand_xy, parts)
        return Labels.spread(self.network, supply, self.metric, k, limit).at(demand)

    def count_within(self, demand_xy: ArrayLike, supply_xy: ArrayLike, threshold: float) -> Indices:
        """Count the services within the threshold (metres or seconds) of each demand point."""
        parts = open_parts(self.network, supply_xy)
        supply = join(self.network, supply_xy, parts)
        demand = join(self.network, demand_xy, parts)
        k = FIRST_CHOICES
        while True:
            near = Labels.spread(self.network, supply, self.metric, k, threshold).at(demand)
            counted = choices_within(near.cost, threshold)
            if k >= len(supply) or counted.max(initial=0) < k:
                return counted
            k *= 2
