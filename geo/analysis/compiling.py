"""From links to a compiled network: nodes, chains, parts, and a grid to join by."""

from dataclasses import replace
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geo.analysis.costs import Floats, Indices
from geo.analysis.grid import build_grid
from geo.analysis.links import Links
from geo.analysis.network import Network

LARGEST_EXTENT_M = 2_000_000


def compile_network(links: Links) -> Network:
    """Compile links into a network.

    Links prohibited in both directions are left out.

    Raises
    ------
    ValueError
        If a link is broken, nothing is left to drive on, or the extent is over 2,000 km (then the
        coordinates are not metres of one country).

    Examples
    --------
    >>> line = Links(
    ...     xy=np.array([[0.0, 0], [100, 0], [100, 0], [300, 0]]), offset=np.array([0, 2, 4]),
    ...     length_m=np.array([100.0, 200.0]), forward_s=np.array([10.0, 20.0]),
    ...     backward_s=np.array([10.0, 20.0]), joinable=np.array([True, True]))
    >>> network = compile_network(line)
    >>> network.nodes, network.junctions, network.chain_m.tolist()
    (3, 2, [300.0])
    """
    links.check()
    passable = np.isfinite(links.forward_s) | np.isfinite(links.backward_s)
    if not passable.any():
        raise ValueError("there is no link to drive on")
    row = np.flatnonzero(passable).astype(np.int32)
    links = _chosen(links, row)
    origin_m = np.floor(links.xy.min(axis=0))
    if (links.xy.max(axis=0) - origin_m).max() > LARGEST_EXTENT_M:
        raise ValueError("the links extend over more than 2,000 km")
    vertex_mm = np.rint((links.xy - origin_m) * 1000).astype(np.int32)

    node_mm, tail, head = _nodes(vertex_mm, links.offset)
    forward, backward = np.isfinite(links.forward_s), np.isfinite(links.backward_s)
    half_start, half = _half_links(len(node_mm), tail, head)
    passed = _passed_through(half_start, half, forward, backward)
    order, reverse, chain_link = _string(half_start, half, passed, tail, head)

    # From here on links are numbered along their chains.
    forward, backward = _turned(forward, backward, order, reverse)
    forward_s, backward_s = _turned(links.forward_s, links.backward_s, order, reverse)
    tail, head = _turned(tail, head, order, reverse)
    first, last = chain_link[:-1], chain_link[1:] - 1
    chain_forward, chain_backward = forward[first], backward[first]
    start_m, chain_m = _running(links.length_m[order], chain_link)
    start_forward_s, chain_forward_s = _running(np.where(forward, forward_s, 0.0), chain_link)
    start_backward_s, chain_backward_s = _running(np.where(backward, backward_s, 0.0), chain_link)

    is_junction = np.zeros(len(node_mm), bool)
    is_junction[tail[first]] = is_junction[head[last]] = True
    number = (np.cumsum(is_junction) - 1).astype(np.int32)
    chain_tail, chain_head = number[tail[first]], number[head[last]]
    junctions = int(is_junction.sum())
    begins = np.concatenate((chain_tail[chain_forward], chain_head[chain_backward]))
    ends = np.concatenate((chain_head[chain_forward], chain_tail[chain_backward]))
    metres = np.concatenate((chain_m[chain_forward], chain_m[chain_backward]))
    seconds = np.concatenate((chain_forward_s[chain_forward], chain_backward_s[chain_backward]))
    into_start, into_node, into_m, into_s = _arcs(ends, begins, metres, seconds, junctions)
    from_start, from_node, from_m, from_s = _arcs(begins, ends, metres, seconds, junctions)

    graph = csr_array((np.ones(len(from_node), np.int8), from_node, from_start), (junctions,) * 2)
    parts, junction_part = connected_components(graph, connection="strong")
    chain_part = np.where(
        junction_part[chain_tail] == junction_part[chain_head], junction_part[chain_tail], -1
    )
    inner = np.diff(chain_link) - 1
    part_nodes = (
        np.bincount(junction_part, minlength=parts)
        + np.bincount(chain_part + 1, inner, parts + 1).astype(np.int64)[1:]
    )
    link_chain = np.repeat(np.arange(len(inner), dtype=np.int32), inner + 1)
    link_part = np.where(links.joinable[order], chain_part[link_chain], -1).astype(np.int32)
    vertex_mm, link_vertex = _reordered(vertex_mm, links.offset, order, reverse)
    grid_shape, grid_cell_m, grid_start, grid_link = build_grid(
        vertex_mm, link_vertex, link_part >= 0
    )
    return Network(
        origin_m=origin_m,
        junction_mm=node_mm[is_junction],
        vertex_mm=vertex_mm,
        link_vertex=link_vertex,
        link_row=row[order],
        link_reversed=reverse,
        link_chain=link_chain,
        link_part=link_part,
        start_m=start_m,
        start_forward_s=start_forward_s,
        start_backward_s=start_backward_s,
        chain_link=chain_link,
        chain_tail=chain_tail,
        chain_head=chain_head,
        chain_forward=chain_forward,
        chain_backward=chain_backward,
        chain_m=chain_m,
        chain_forward_s=chain_forward_s,
        chain_backward_s=chain_backward_s,
        into_start=into_start,
        into_node=into_node,
        into_m=into_m,
        into_s=into_s,
        from_start=from_start,
        from_node=from_node,
        from_m=from_m,
        from_s=from_s,
        junction_part=junction_part.astype(np.int32),
        part_nodes=part_nodes,
        grid_shape=grid_shape,
        grid_cell_m=grid_cell_m,
        grid_start=grid_start,
        grid_link=grid_link,
    )


def _chosen(links: Links, row: Indices) -> Links:
    if len(row) == len(links):
        return links
    offset, vertex = _gather(links.offset, row)
    return replace(
        links,
        xy=links.xy[vertex],
        offset=offset,
        length_m=links.length_m[row],
        forward_s=links.forward_s[row],
        backward_s=links.backward_s[row],
        joinable=links.joinable[row],
    )


def _gather(
    offset: NDArray[np.int64], order: Indices
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Offsets of rows put in this order, and where each of their vertices was."""
    counts = np.diff(offset)[order]
    moved = np.concatenate(([0], np.cumsum(counts)))
    vertex = np.arange(moved[-1]) + np.repeat(offset[:-1][order] - moved[:-1], counts)
    return moved, vertex


def _reordered(
    vertex_mm: Indices, offset: NDArray[np.int64], order: Indices, reverse: NDArray[np.bool_]
) -> tuple[Indices, NDArray[np.int64]]:
    moved, vertex = _gather(offset, order)
    counts = np.diff(moved)
    turned = np.repeat(reverse, counts)
    mirror = np.repeat(2 * offset[:-1][order] + counts - 1, counts)
    return vertex_mm[np.where(turned, mirror - vertex, vertex)], moved


def _nodes(
    vertex_mm: Indices, offset: NDArray[np.int64]
) -> tuple[Indices, NDArray[np.int64], NDArray[np.int64]]:
    """Nodes in Morton order, and the tail and head of each link."""
    ends = np.concatenate((vertex_mm[offset[:-1]], vertex_mm[offset[1:] - 1]))
    key = _spread(ends[:, 0]) | (_spread(ends[:, 1]) << np.uint64(1))
    _, first, node = np.unique(key, return_index=True, return_inverse=True)
    tail, head = np.split(node.astype(np.int64), 2)
    return ends[first], tail, head


def _spread(values: Indices) -> NDArray[np.uint64]:
    """Put a zero bit after each bit (Morton order interleaves two of these)."""
    spread = values.astype(np.uint64)
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        spread = (spread | (spread << np.uint64(shift))) & np.uint64(mask)
    return spread


def _half_links(
    nodes: int, tail: NDArray[np.int64], head: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """List what meets at each node: 2 x link at its tail, 2 x link + 1 at its head."""
    ends = np.stack((tail, head), axis=1).ravel()
    start = np.concatenate(([0], np.cumsum(np.bincount(ends, minlength=nodes))))
    return start, np.argsort(ends, kind="stable")


def _passed_through(
    start: NDArray[np.int64],
    half: NDArray[np.int64],
    forward: NDArray[np.bool_],
    backward: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Say which nodes just two different links meet in, with the same permissions through it."""
    passed: NDArray[np.bool_] = np.diff(start) == 2
    at = start[:-1][passed]
    a, b = half[at], half[at + 1]
    outward = np.stack((forward, backward), axis=1).ravel()  # by half link: away from its node
    inward = np.stack((backward, forward), axis=1).ravel()
    passed[passed] = (a // 2 != b // 2) & (outward[a] == inward[b]) & (inward[a] == outward[b])
    return passed


@njit(cache=True)  # type: ignore[untyped-decorator, unused-ignore]
def _string(start, half, passed, tail, head):  # type: ignore[no-untyped-def]
    """String links into chains, starting at junctions; a ring without one starts anywhere on it."""
    order = np.empty(len(tail), np.int32)
    reverse = np.zeros(len(tail), np.bool_)
    chain_link = np.empty(len(tail) + 1, np.int64)
    used = np.zeros(len(tail), np.bool_)
    placed, chains = 0, 0
    for rings in (False, True):
        for node in range(len(passed)):
            if passed[node] != rings:
                continue
            for item in range(start[node], start[node + 1]):
                leaving = half[item]
                if used[leaving // 2]:
                    continue
                chain_link[chains] = placed
                chains += 1
                while True:
                    link = leaving // 2
                    used[link] = True
                    order[placed] = link
                    reverse[placed] = leaving % 2 == 1
                    placed += 1
                    arriving = leaving ^ 1
                    there = head[link] if arriving % 2 == 1 else tail[link]
                    if not passed[there] or there == node:
                        break
                    leaving = half[start[there]]
                    if leaving == arriving:
                        leaving = half[start[there] + 1]
    chain_link[chains] = placed
    return order, reverse, chain_link[: chains + 1].copy()


def _turned(
    with_it: NDArray[Any], against: NDArray[Any], order: Indices, reverse: NDArray[np.bool_]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Put pairs of directions in chain order, exchanged where the link is reversed."""
    ahead, back = with_it[order], against[order]
    return np.where(reverse, back, ahead), np.where(reverse, ahead, back)


@njit(cache=True)  # type: ignore[untyped-decorator, unused-ignore]
def _running(cost, chain_link):  # type: ignore[no-untyped-def]
    """Add up costs along each chain: at each link's start, and in all."""
    start = np.empty(len(cost), np.float64)
    total = np.empty(len(chain_link) - 1, np.float64)
    for chain in range(len(total)):
        sum_here = 0.0
        for link in range(chain_link[chain], chain_link[chain + 1]):
            start[link] = sum_here
            sum_here += cost[link]
        total[chain] = sum_here
    return start, total


def _arcs(
    at: Indices, other: Indices, metres: Floats, seconds: Floats, junctions: int
) -> tuple[NDArray[np.int64], Indices, Floats, Floats]:
    """Pack arcs by junction; a chain back to where it began leads nowhere and is left out."""
    moving = at != other
    at, other, metres, seconds = at[moving], other[moving], metres[moving], seconds[moving]
    order = np.argsort(at, kind="stable")
    start = np.concatenate(([0], np.cumsum(np.bincount(at, minlength=junctions))))
    return start, other[order], metres[order], seconds[order]
