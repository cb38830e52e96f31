"""Joining points to a network: where each one meets the road, or why not."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.analysis.costs import Floats, Indices, Metric, as_points
from geo.analysis.grid import nearest_link
from geo.analysis.network import SMALLEST_PART, Flags, Network

JOIN_LIMIT_M = 2000.0
JOIN_KMH = 15.0
POINTS_PER_TASK = 20_000


@dataclass(frozen=True)
class Joins:
    """Where n points meet the road.

    Attributes
    ----------
    link : (n,) int32, link of the compiled network (`Network.link_row` has its source row); -1 none
    fraction : (n,) float64, share of the link behind the point, along its chain
    join_m : (n,) float64, straight metres to that position, ``nan`` where joined nowhere
    """

    link: Indices
    fraction: Floats
    join_m: Floats

    def __len__(self) -> int:
        return len(self.link)

    def __getitem__(self, rows: slice | NDArray[np.generic]) -> "Joins":
        return Joins(self.link[rows], self.fraction[rows], self.join_m[rows])


@dataclass(frozen=True)
class Positions:
    """Joins in the costs of one metric; arrays are (n,), `chain` is -1 for a point joined nowhere.

    `place` grows along the chain (link number plus fraction). `forward_at` and `backward_at` are
    the costs from the chain's tail to the position and back. `to_tail`, `to_head` leave the
    position for the chain's ends, `from_tail`, `from_head` come from them; ``inf`` where
    prohibited. `extra` is the cost of the straight metres.
    """

    chain: Indices
    place: Floats
    forward_at: Floats
    backward_at: Floats
    to_tail: Floats
    to_head: Floats
    from_tail: Floats
    from_head: Floats
    extra: Floats

    def __getitem__(self, rows: slice | NDArray[np.generic]) -> "Positions":
        return Positions(*(getattr(self, field.name)[rows] for field in fields(self)))


def open_parts(network: Network, supply_xy: ArrayLike = (), smallest: int = SMALLEST_PART) -> Flags:
    """Say which parts points may join: those of 50 nodes, and smaller ones with a service.

    Parameters
    ----------
    network : Network
    supply_xy : (m, 2) all services, EPSG:3006 metres
    smallest : nodes a part must have, unless a service lies there

    Returns
    -------
    (p,) bool
    """
    everywhere = np.ones(len(network.part_nodes), bool)
    served = join(network, supply_xy, everywhere)
    chosen: Flags = network.part_nodes >= smallest
    chosen[network.link_part[served.link[served.link >= 0]]] = True
    return chosen


def join(
    network: Network,
    xy: ArrayLike,
    part_open: Flags,
    limit_m: float = JOIN_LIMIT_M,
    threads: int = 2,
) -> Joins:
    """Join each point to the nearest position on a joinable link of an open part.

    Parameters
    ----------
    network : Network
    xy : (n, 2) EPSG:3006 metres
    part_open : (p,) bool, see `open_parts`
    limit_m : straight metres beyond which a point is joined nowhere

    Raises
    ------
    ValueError
        If coordinates are not finite pairs.
    """
    points = as_points(xy) - network.origin_m
    n = len(points)
    joins = Joins(np.empty(n, np.int32), np.empty(n), np.empty(n))

    def task(first: int) -> None:
        rows = slice(first, first + POINTS_PER_TASK)
        nearest_link(
            points[rows],
            limit_m,
            network.vertex_mm,
            network.link_vertex,
            network.link_part,
            part_open,
            network.grid_shape,
            network.grid_cell_m[0],
            network.grid_start,
            network.grid_link,
            joins.link[rows],
            joins.fraction[rows],
            joins.join_m[rows],
        )

    tasks = range(0, n, POINTS_PER_TASK)
    if len(tasks) < 2:
        list(map(task, tasks))
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(task, tasks))
    return joins


def positions(network: Network, joins: Joins, metric: Metric) -> Positions:
    """Turn joins into costs along their chains."""
    joined = joins.link >= 0
    link = np.where(joined, joins.link, 0)
    chain = network.link_chain[link]
    start_forward, start_backward, total_forward, total_backward = network.along(metric)
    is_last = link + 1 == network.chain_link[chain + 1]
    following = np.where(is_last, link, link + 1)

    def at(start: Floats, total: Floats) -> Floats:
        end = np.where(is_last, total[chain], start[following])
        return start[link] + joins.fraction * (end - start[link])

    forward_at = at(start_forward, total_forward)
    backward_at = at(start_backward, total_backward)
    is_first = link == network.chain_link[chain]
    # At an end of the chain the point is at the junction, whatever the chain permits.
    at_tail = is_first & (joins.fraction == 0)
    at_head = is_last & (joins.fraction == 1)
    forward, backward = network.chain_forward[chain], network.chain_backward[chain]
    ahead = np.maximum(total_forward[chain] - forward_at, 0.0)
    ahead_backward = np.maximum(total_backward[chain] - backward_at, 0.0)

    def cost(permitted: Flags, value: Floats, at_end: Flags) -> Floats:
        return np.where(joined, np.where(at_end, 0.0, np.where(permitted, value, np.inf)), np.inf)

    return Positions(
        chain=np.where(joined, chain, -1).astype(np.int32),
        place=link + joins.fraction,
        forward_at=forward_at,
        backward_at=backward_at,
        to_tail=cost(backward, backward_at, at_tail),
        to_head=cost(forward, ahead, at_head),
        from_tail=cost(forward, forward_at, at_tail),
        from_head=cost(backward, ahead_backward, at_head),
        extra=np.where(joined, join_cost(joins.join_m, metric), np.inf),
    )


def node_positions(network: Network, metric: Metric) -> Positions:
    """Positions of the nodes that chains pass through (`Network.inner_links`), not joined."""
    inner = network.inner_links.astype(np.int32)
    return positions(network, Joins(inner, np.zeros(len(inner)), np.zeros(len(inner))), metric)


def join_cost(join_m: Floats, metric: Metric) -> Floats:
    """Cost of straight metres: themselves, or seconds at 15 km/h.

    Examples
    --------
    >>> join_cost(np.array([100.0]), "time").tolist()
    [24.0]
    """
    return join_m if metric == "distance" else join_m * 3.6 / JOIN_KMH
