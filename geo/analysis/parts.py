"""Strongly connected parts: where one can go from anywhere to anywhere, and back."""

import numpy as np
from numba import njit
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geo.analysis.costs import Floats, Indices
from geo.analysis.network import MM, SMALLEST_PART, Flags, Network


def strong_parts(
    tail: Indices, head: Indices, forward: Flags, backward: Flags, junctions: int
) -> tuple[int, Indices]:
    """Number the strongly connected parts.

    What is tied by links open both ways is put together first; only the one-way links between such
    groups are left to search.

    Parameters
    ----------
    tail, head : (c,) int32 junctions of each chain
    forward, backward : (c,) bool, permitted directions
    junctions : int

    Returns
    -------
    parts : int
    part : (junctions,) int32, part of each junction

    Examples
    --------
    >>> ring = np.array([0, 1, 2]), np.array([1, 2, 0])
    >>> yes, no = np.ones(3, bool), np.zeros(3, bool)
    >>> strong_parts(*ring, yes, no, 4)[0], strong_parts(*ring, np.array([1, 1, 0]) > 0, no, 4)[0]
    (2, 4)
    """
    groups, group = _groups(tail, head, forward & backward, junctions)
    one_way = (forward != backward) & (group[tail] != group[head])
    if not one_way.any():
        return int(groups), group
    begin, end = group[tail[one_way]], group[head[one_way]]
    begin, end = (
        np.where(forward[one_way], begin, end),
        np.where(forward[one_way], end, begin),
    )
    graph = csr_array((np.ones(len(begin), np.int8), (begin, end)), (groups, groups))
    parts, part = connected_components(graph, connection="strong")
    return int(parts), part[group].astype(np.int32)


def small_parts(network: Network, smallest: int = SMALLEST_PART) -> tuple[Indices, Floats]:
    """Name the parts too small for residents to join, unless a service lies there.

    Returns
    -------
    nodes : (q,) nodes of each, the most first
    xy : (q, 2) EPSG:3006 metres, a junction of each

    Examples
    --------
    >>> from geo.analysis.compiling import compile_network
    >>> from geo.analysis.links import Links
    >>> street = Links(np.array([[500.0, 0], [600, 0]]), np.array([0, 2]), np.ones(1), np.ones(1),
    ...     np.ones(1), np.ones(1, bool))
    >>> nodes, xy = small_parts(compile_network(street))
    >>> nodes.tolist(), xy.tolist()
    ([2], [[500.0, 0.0]])
    """
    part, first = np.unique(network.junction_part, return_index=True)
    small = network.part_nodes[part] < smallest
    nodes = network.part_nodes[part[small]].astype(np.int32)
    xy = network.junction_mm[first[small]] * MM + network.origin_m
    order = np.argsort(-nodes, kind="stable")
    return nodes[order], xy[order]


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def _groups(tail, head, tied, junctions):  # type: ignore[no-untyped-def]
    """Number the groups that tied chains hold together (union-find with halved paths)."""
    root = np.arange(junctions).astype(np.int32)
    for chain in range(len(tail)):
        if not tied[chain]:
            continue
        a, b = tail[chain], head[chain]
        while root[a] != a:
            root[a] = root[root[a]]
            a = root[a]
        while root[b] != b:
            root[b] = root[root[b]]
            b = root[b]
        root[max(a, b)] = min(a, b)
    group = np.empty(junctions, np.int32)
    groups = 0
    for junction in range(junctions):
        # A root is the lowest of its group, so that it has been numbered before.
        if root[junction] == junction:
            group[junction] = groups
            groups += 1
        else:
            group[junction] = group[root[junction]]
    return groups, group
