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
def lay_out(  # type: ignore[no-untyped-def]
    order, reverse, chain_link, node, length_m, forward_s, backward_s, along, total, open_ways, ends
):
    """Add up metres, seconds with and seconds against along the chains; in place.

    Into ``along`` (3, l) and ``total`` (3, c) go the sums at each link's start and in all, into
    ``open_ways`` (2, c) the permitted directions, into ``ends`` (2, c) the nodes at tail and head.
    """
    for chain in range(len(chain_link) - 1):
        metres, ahead_s, back_s = 0.0, 0.0, 0.0
        forward, backward = False, False
        for at in range(chain_link[chain], chain_link[chain + 1]):
            link, turned = order[at], reverse[at]
            with_it, against = forward_s[link], backward_s[link]
            if turned:
                with_it, against = against, with_it
            if at == chain_link[chain]:
                forward, backward = with_it < np.inf, against < np.inf
                ends[0, chain] = node[2 * link + turned]
            along[0, at], along[1, at], along[2, at] = metres, ahead_s, back_s
            metres += length_m[link]
            ahead_s += with_it if forward else 0.0
            back_s += against if backward else 0.0
            ends[1, chain] = node[2 * link + 1 - turned]
        open_ways[0, chain], open_ways[1, chain] = forward, backward
        total[0, chain], total[1, chain], total[2, chain] = metres, ahead_s, back_s


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
    for junction in range(junctions + 1):
        start[junction + 1] += start[junction]
    other = np.empty(start[-1], np.int32)
    arc_m, arc_s = np.empty(start[-1], np.float64), np.empty(start[-1], np.float64)
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
    return start[:-1], other, arc_m, arc_s


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
