"""Spreading labels over a large network: block by block, so that two cores and their caches help.

Nodes are numbered along a space-filling curve, so that a range of numbers is a piece of country.
Each block is searched as if nothing lay around it; what it would have said to its neighbours are
the seeds of the next round, until nothing is left to say. A label is only ever replaced by a nearer
one, hence the end is the same as that of one search over everything.
"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from geo.analysis.costs import Floats, Indices
from geo.analysis.kernels import search

NODES_PER_BLOCK = 1 << 15
# With fewer services, far labels would cross many blocks and be replaced again and again.
SEEDS_PER_BLOCK = 8
THREADS = 2

Labelled = tuple[Indices, Floats, Indices]


def spread(
    arcs: tuple[NDArray[np.int64], Indices, Floats],
    seeds: Labelled,
    limit: float,
    labels: tuple[Floats, Indices],
    nodes_per_block: int = NODES_PER_BLOCK,
    seeds_per_block: int = SEEDS_PER_BLOCK,
) -> None:
    """Spread labels from the seeds over a reversed graph of j nodes, up to the limit.

    Parameters
    ----------
    arcs : start (j + 1,), node and cost of what enters each node
    seeds : node, cost and service of each
    limit : metres or seconds beyond which nothing is searched
    labels : cost (j, k) and service (j, k), changed in place
    nodes_per_block, seeds_per_block : when a network is large, and when services are many

    Examples
    --------
    >>> street = np.array([0, 1, 2]), np.array([1, 0], np.int32), np.array([5.0, 5.0])
    >>> cost, service = np.full((2, 1), np.inf), np.full((2, 1), -1, np.int32)
    >>> seed = np.array([0], np.int32), np.array([2.0]), np.array([7], np.int32)
    >>> spread(street, seed, np.inf, (cost, service))
    >>> cost.ravel().tolist(), service.ravel().tolist()
    ([2.0, 7.0], [7, 7])
    """
    nodes = len(labels[0])
    blocks = -(-nodes // nodes_per_block)
    if blocks < 2 or len(seeds[0]) < seeds_per_block * blocks:
        order = np.lexsort((seeds[2], seeds[1]))
        node, cost, service = (part[order] for part in seeds)
        search(*arcs, node, cost, service, limit, 0, nodes, *labels)
        return

    def one(rows: NDArray[np.intp], block: int) -> Labelled:
        first = block * nodes_per_block
        end = min(first + nodes_per_block, nodes)
        node, cost, service = (part[rows] for part in seeds)
        found: Labelled = search(*arcs, node, cost, service, limit, first, end, *labels)
        return found

    with ThreadPoolExecutor(THREADS) as pool:
        while len(seeds[0]):
            block = seeds[0] // nodes_per_block
            order = np.lexsort((seeds[2], seeds[1], block))
            bounds = np.flatnonzero(np.diff(block[order], prepend=-1))
            said = list(pool.map(one, np.split(order, bounds[1:]), block[order[bounds]].tolist()))
            seeds = (
                np.concatenate([parts[0] for parts in said]),
                np.concatenate([parts[1] for parts in said]),
                np.concatenate([parts[2] for parts in said]),
            )
