"""The k nearest services of every junction, and how they change when one opens, closes or moves."""

from dataclasses import dataclass

import numpy as np

from geo.analysis.costs import NO_SERVICE, Floats, Indices, Metric, NearestServices, empty_answer
from geo.analysis.joining import Joins, Positions, node_positions, positions
from geo.analysis.kernels import combine
from geo.analysis.network import Network
from geo.analysis.spreading import spread


@dataclass
class Labels:
    """Costs and services of all junctions, for one set of services and one metric.

    Attributes
    ----------
    network, metric
    supply : Joins of the m services; a closed one has no link
    cost : (j, k) float64, service : (j, k) int32, both nearest first
    limit : cost beyond which nothing was searched
    """

    network: Network
    metric: Metric
    supply: Joins
    cost: Floats
    service: Indices
    limit: float = np.inf

    @classmethod
    def spread(
        cls, network: Network, supply: Joins, metric: Metric, k: int, limit: float = np.inf
    ) -> "Labels":
        """Search from all services at once.

        Parameters
        ----------
        network : Network
        supply : Joins of the services
        metric : {"distance", "time"}
        k : how many distinct services each place shall know
        limit : metres or seconds beyond which a service counts as out of reach
        """
        if k < 1:
            raise ValueError("k must be at least 1")
        answer = empty_answer(network.junctions, k)
        labels = cls(network, metric, supply, answer.cost, answer.service, limit)
        labels._search(*labels.seeds(np.arange(len(supply), dtype=np.int32)))
        return labels

    @property
    def k(self) -> int:
        return int(self.cost.shape[1])

    def copy(self) -> "Labels":
        """Copy what changes with services; the network is shared."""
        supply = Joins(
            self.supply.link.copy(), self.supply.fraction.copy(), self.supply.join_m.copy()
        )
        return Labels(
            self.network, self.metric, supply, self.cost.copy(), self.service.copy(), self.limit
        )

    def at(self, demand: Joins) -> NearestServices:
        """Answer points: their k nearest services, straight metres at both ends included."""
        return self.at_positions(positions(self.network, demand, self.metric), demand.join_m)

    def at_positions(self, place: Positions, join_m: Floats) -> NearestServices:
        """Answer points whose positions in this metric are known already."""
        network = self.network
        answer = empty_answer(len(place.chain), self.k)
        supply = positions(network, self.supply, self.metric)
        order = np.argsort(supply.chain, kind="stable")
        order = order[np.searchsorted(supply.chain[order], 0) :].astype(np.int32)
        combine(
            place.chain,
            place.place,
            place.forward_at,
            place.backward_at,
            place.to_tail,
            place.to_head,
            place.extra,
            network.chain_tail,
            network.chain_head,
            network.chain_forward,
            network.chain_backward,
            self.cost,
            self.service,
            supply.chain[order],
            supply.place[order],
            supply.forward_at[order],
            supply.backward_at[order],
            supply.extra[order],
            order,
            answer.cost,
            answer.service,
        )
        if self.limit < np.inf:
            beyond = answer.cost > self.limit
            answer.cost[beyond], answer.service[beyond] = np.inf, NO_SERVICE
        return NearestServices(answer.cost, answer.service, join_m)

    def at_nodes(self) -> NearestServices:
        """Answer all nodes, in the order of `Network.nodes_xy`."""
        inner = self.at_positions(
            node_positions(self.network, self.metric), np.zeros(len(self.network.inner_links))
        )
        return NearestServices(
            np.concatenate((self.cost, inner.cost)),
            np.concatenate((self.service, inner.service)),
            np.zeros(self.network.nodes),
        )

    def add(self, new: Joins) -> Indices:
        """Open services; their numbers follow those there are. Searches only where they matter."""
        first = len(self.supply)
        self.supply = Joins(
            np.concatenate((self.supply.link, new.link)),
            np.concatenate((self.supply.fraction, new.fraction)),
            np.concatenate((self.supply.join_m, new.join_m)),
        )
        added = np.arange(first, first + len(new), dtype=np.int32)
        self._search(*self.seeds(added))
        return added

    def remove(self, service: int) -> None:
        """Close a service (its number stays unused). Searches only where it was among the k."""
        link, join_m = self.supply.link.copy(), self.supply.join_m.copy()
        link[service], join_m[service] = -1, np.nan
        self.supply = Joins(link, self.supply.fraction, join_m)
        row, column = np.nonzero(self.service == service)
        for j in range(self.k - 1):  # close ranks
            later = row[column <= j]
            self.cost[later, j] = self.cost[later, j + 1]
            self.service[later, j] = self.service[later, j + 1]
        self.cost[row, -1], self.service[row, -1] = np.inf, NO_SERVICE
        # The last rank is missing there: it comes from neighbours or from a service next door.
        start, node, weight = self.network.arcs_from(self.metric)
        counts = start[row + 1] - start[row]
        arc = np.arange(counts.sum()) + np.repeat(start[row] - np.cumsum(counts) + counts, counts)
        neighbour = node[arc]
        seed_cost = self.cost[neighbour] + weight[arc, None]
        seed_node = np.broadcast_to(np.repeat(row, counts)[:, None], seed_cost.shape)
        affected = np.zeros(self.network.junctions, bool)
        affected[row] = True
        own_node, own_cost, own_service = self.seeds(np.arange(len(self.supply), dtype=np.int32))
        own = affected[own_node]
        self._search(
            np.concatenate((seed_node.ravel().astype(np.int32), own_node[own])),
            np.concatenate((seed_cost.ravel(), own_cost[own])),
            np.concatenate((self.service[neighbour].ravel(), own_service[own])),
        )

    def move(self, service: int, to: Joins) -> None:
        """Move a service: it keeps its number."""
        self.remove(service)
        self.supply.link[service] = to.link[0]
        self.supply.fraction[service] = to.fraction[0]
        self.supply.join_m[service] = to.join_m[0]
        self._search(*self.seeds(np.array([service], np.int32)))

    def seeds(self, services: Indices) -> tuple[Indices, Floats, Indices]:
        """Labels at the chain ends from which services are reached."""
        place = positions(self.network, self.supply[services], self.metric)
        chain = np.maximum(place.chain, 0)
        node = np.concatenate((self.network.chain_tail[chain], self.network.chain_head[chain]))
        cost = np.concatenate((place.from_tail + place.extra, place.from_head + place.extra))
        reached = np.isfinite(cost)
        return node[reached], cost[reached], np.concatenate((services, services))[reached]

    def _search(self, node: Indices, cost: Floats, service: Indices) -> None:
        spread(
            self.network.arcs_into(self.metric),
            (node, cost, service),
            self.limit,
            (self.cost, self.service),
        )
