"""Links strung into chains from junction to junction, and the arcs between junctions."""

import numpy as np
from numba import njit

from geo.analysis.noding import millimetres

# Half-links are named as in `geo.analysis.noding`: 2 x link at its tail, 2 x link + 1 at its head.


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def passed_through(start, half, forward_s, backward_s):  # type: ignore[no-untyped-def]
    """Say which nodes just two different links meet in, with the same permissions through it."""
    passed = np.zeros(len(start) - 1, np.bool_)
    for node in range(len(passed)):
        if start[node + 1] - start[node] != 2:
            continue
        a, b = half[start[node]], half[start[node] + 1]
        link_a, link_b = a // 2, b // 2
        if link_a == link_b:
            continue
        ahead_a, back_a = np.isfinite(forward_s[link_a]), np.isfinite(backward_s[link_a])
        ahead_b, back_b = np.isfinite(forward_s[link_b]), np.isfinite(backward_s[link_b])
        # Two tails or two heads meet: what leads away along one comes in along the other.
        if a % 2 == b % 2:
            passed[node] = ahead_a == back_b and back_a == ahead_b
        else:
            passed[node] = ahead_a == ahead_b and back_a == back_b
    return passed


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def string(start, half, passed, node):  # type: ignore[no-untyped-def]
    """String links into chains, starting at junctions; a ring without one starts anywhere on it.

    Returns the links along the chains, whether each is reversed there, and where chains begin.
    """
    links = len(node) // 2
    order = np.empty(links, np.int32)
    reverse = np.zeros(links, np.bool_)
    chain_link = np.empty(links + 1, np.int64)
    used = np.zeros(links, np.bool_)
    placed, chains = 0, 0
    for rings in (False, True):
        for begin in range(len(passed)):
            if passed[begin] != rings:
                continue
            for item in range(start[begin], start[begin + 1]):
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
                    there = node[arriving]
                    if not passed[there] or there == begin:
                        break
                    leaving = half[start[there]]
                    if leaving == arriving:
                        leaving = half[start[there] + 1]
    chain_link[chains] = placed
    return order, reverse, chain_link[: chains + 1].copy()


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def lay_out(order, reverse, chain_link, node, length_m, forward_s, backward_s):  # type: ignore[no-untyped-def]
    """Add up costs along the chains, and number the junctions at their ends.

    Returns start_m, start_forward_s, start_backward_s, chain_m, chain_forward_s, chain_backward_s,
    chain_forward, chain_backward, chain_tail, chain_head, link_chain (as in
    `geo.analysis.network`), and the nodes that are junctions.
    """
    links, chains = len(order), len(chain_link) - 1
    start_m, start_forward_s, start_backward_s = np.empty((3, links), np.float64)
    chain_m, chain_forward_s, chain_backward_s = np.empty((3, chains), np.float64)
    chain_forward, chain_backward = np.empty((2, chains), np.bool_)
    chain_tail, chain_head = np.empty((2, chains), np.int32)
    link_chain = np.empty(links, np.int32)
    is_junction = np.zeros(node.max() + 1, np.bool_)
    for chain in range(chains):
        metres, ahead_s, back_s = 0.0, 0.0, 0.0
        for at in range(chain_link[chain], chain_link[chain + 1]):
            link = order[at]
            with_it, against = forward_s[link], backward_s[link]
            if reverse[at]:
                with_it, against = against, with_it
            if at == chain_link[chain]:
                chain_forward[chain] = np.isfinite(with_it)
                chain_backward[chain] = np.isfinite(against)
                chain_tail[chain] = node[2 * link + reverse[at]]
            start_m[at], start_forward_s[at], start_backward_s[at] = metres, ahead_s, back_s
            link_chain[at] = chain
            metres += length_m[link]
            ahead_s += with_it if chain_forward[chain] else 0.0
            back_s += against if chain_backward[chain] else 0.0
            chain_head[chain] = node[2 * link + 1 - reverse[at]]
        chain_m[chain], chain_forward_s[chain], chain_backward_s[chain] = metres, ahead_s, back_s
        is_junction[chain_tail[chain]] = is_junction[chain_head[chain]] = True
    junction = np.flatnonzero(is_junction)
    number = (np.cumsum(is_junction) - 1).astype(np.int32)
    for chain in range(chains):
        chain_tail[chain] = number[chain_tail[chain]]
        chain_head[chain] = number[chain_head[chain]]
    return (
        start_m,
        start_forward_s,
        start_backward_s,
        chain_m,
        chain_forward_s,
        chain_backward_s,
        chain_forward,
        chain_backward,
        chain_tail,
        chain_head,
        link_chain,
        junction,
    )


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def arcs(tail, head, forward, backward, metres, forward_s, backward_s, junctions, into):  # type: ignore[no-untyped-def]
    """Pack the arcs of all chains by the junction they end in (into), or begin in.

    A chain back to where it began leads nowhere and is left out. Returns start, the junction at
    the other end, metres and seconds.
    """
    start = np.zeros(junctions + 2, np.int64)
    for chain in range(len(tail)):
        if tail[chain] == head[chain]:
            continue
        if forward[chain]:
            start[(head[chain] if into else tail[chain]) + 2] += 1
        if backward[chain]:
            start[(tail[chain] if into else head[chain]) + 2] += 1
    start = np.cumsum(start)
    other = np.empty(start[-1], np.int32)
    arc_m, arc_s = np.empty((2, start[-1]), np.float64)
    for chain in range(len(tail)):
        if tail[chain] == head[chain]:
            continue
        for back in range(2):
            if not (backward[chain] if back else forward[chain]):
                continue
            begins_at_tail = back == 0
            at, there = head[chain], tail[chain]
            if begins_at_tail != into:
                at, there = there, at
            # Filling moves each start to its end, which is the next one's start.
            place = start[at + 1]
            start[at + 1] += 1
            other[place] = there
            arc_m[place] = metres[chain]
            arc_s[place] = backward_s[chain] if back else forward_s[chain]
    return start[:-1].copy(), other, arc_m, arc_s


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def lay_vertices(xy, first, last, order, reverse, origin_m, link_vertex, vertex_mm, begin, end):  # type: ignore[no-untyped-def]
    """Write the vertices of the links from begin to end along their chains; in place."""
    for at in range(begin, end):
        vertex, step = first[order[at]], 1
        if reverse[at]:
            vertex, step = last[order[at]], -1
        for to in range(link_vertex[at], link_vertex[at + 1]):
            vertex_mm[to, 0] = millimetres(xy[vertex, 0], origin_m[0])
            vertex_mm[to, 1] = millimetres(xy[vertex, 1], origin_m[1])
            vertex += step
