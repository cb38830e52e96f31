"""One line out of many: a road's alignment put together from its links."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from geo.analysis.costs import Floats, as_points

SNAP_M = 0.5
BRIDGE_M = 50.0
# A metre against the permitted direction, or over a gap, counts as this many.
AGAINST, OVER_GAP = 5.0, 10.0
# Keeps a link without length an edge of the graph.
LEAST_M = 1e-6


@dataclass(frozen=True)
class Alignment:
    """One way from end to end.

    Attributes
    ----------
    xy : (m, 2) float64, metres, consecutive vertices different
    used : (k,) int64, rows of the lines it runs along, in order
    left_out_m : metres of lines it does not run along: other carriageways, the far side of
        roundabouts, spurs
    against_m : metres run against a line's permitted direction
    gaps : (g, 3) float64, middle and metres of each gap that was bridged
    start_gap_m, end_gap_m : straight metres from the wanted ends to the ends found
    """

    xy: Floats
    used: NDArray[np.int64]
    left_out_m: float
    against_m: float
    gaps: Floats
    start_gap_m: float
    end_gap_m: float


def string_together(
    lines: Sequence[ArrayLike],
    start_xy: ArrayLike,
    end_xy: ArrayLike,
    forward: ArrayLike | None = None,
    backward: ArrayLike | None = None,
    bridge_m: float = BRIDGE_M,
) -> Alignment:
    """Find the shortest way along lines from near one point to near another.

    Parameters
    ----------
    lines : n lines, each (m, 2) metres; they meet where their ends lie within half a metre
    start_xy, end_xy : (2,) metres; the nearest loose end of the lines is taken, else the nearest
        place where lines end
    forward, backward : (n,) bool, permitted directions; both everywhere if not given
    bridge_m : metres; ends of separate pieces no farther apart than this are joined straight

    Raises
    ------
    ValueError
        If there are no lines, coordinates are not finite pairs, or no way leads from end to end.

    Notes
    -----
    Of a divided road the carriageway in the direction of travel is taken, of a roundabout the
    permitted side; a loop counts as left out unless it is a part of one line. A single line is
    taken whole, so that a line which meets itself stays as it was drawn.

    Examples
    --------
    Three links, the middle one drawn the other way round:

    >>> found = string_together([[(0, 0), (9, 0)], [(20, 5), (9, 0)], [(20, 5), (30, 5)]],
    ...                         (0, 1), (30, 4))
    >>> found.xy.tolist(), found.used.tolist()
    ([[0.0, 0.0], [9.0, 0.0], [20.0, 5.0], [30.0, 5.0]], [0, 1, 2])
    """
    parts = [part for part in (_distinct(as_points(line)) for line in lines) if len(part) > 1]
    if not parts:
        raise ValueError("there is no line with a length")
    start, end = as_points(np.atleast_2d(start_xy))[0], as_points(np.atleast_2d(end_xy))[0]
    if len(parts) == 1:
        return _whole(parts[0], start, end)
    rows = np.flatnonzero([len(_distinct(as_points(line))) > 1 for line in lines])
    length_m = np.array([_length(part) for part in parts])
    nodes, tail, head = _nodes(parts)
    ahead = np.ones(len(parts), bool) if forward is None else np.asarray(forward, bool)[rows]
    back = np.ones(len(parts), bool) if backward is None else np.asarray(backward, bool)[rows]
    gaps, gap_m = _bridges(nodes, tail, head, bridge_m)
    cost = np.maximum(length_m, LEAST_M)
    edge_tail = np.concatenate((tail, head, gaps[:, 0], gaps[:, 1]))
    edge_head = np.concatenate((head, tail, gaps[:, 1], gaps[:, 0]))
    edge_cost = np.concatenate(
        (
            cost * np.where(ahead, 1, AGAINST),
            cost * np.where(back, 1, AGAINST),
            np.tile(gap_m * OVER_GAP + LEAST_M, 2),
        )
    )
    first = _terminal(nodes, tail, head, start)
    last = _terminal(nodes, tail, head, end)
    edges = _path(len(nodes), edge_tail, edge_head, edge_cost, first, last)
    n = len(parts)
    pieces, used, crossed, against_m = [], [], [], 0.0
    for edge in edges:
        if edge >= 2 * n:
            crossed.append((edge - 2 * n) % len(gaps))
            continue
        row = edge % n
        is_reversed = edge >= n
        pieces.append(parts[row][::-1] if is_reversed else parts[row])
        used.append(rows[row])
        against_m += 0.0 if (back if is_reversed else ahead)[row] else length_m[row]
    if not pieces:
        raise ValueError("both ends lie at the same place of the lines")
    taken = np.isin(rows, used)
    return Alignment(
        xy=_distinct(np.concatenate(pieces)),
        used=np.array(used, np.int64),
        left_out_m=float(length_m[~taken].sum()),
        against_m=float(against_m),
        gaps=np.array(
            [(*nodes[gaps[number]].mean(axis=0), gap_m[number]) for number in crossed], np.float64
        ).reshape(-1, 3),
        start_gap_m=float(np.hypot(*(nodes[first] - start))),
        end_gap_m=float(np.hypot(*(nodes[last] - end))),
    )


def _whole(line: Floats, start: Floats, end: Floats) -> Alignment:
    """Take a single line as it is, turned so that it begins nearer to the start."""
    ends = [np.hypot(*(line[at] - place)) for at, place in ((0, start), (-1, end))]
    turned = [np.hypot(*(line[at] - place)) for at, place in ((-1, start), (0, end))]
    is_turned = sum(turned) < sum(ends)
    start_gap_m, end_gap_m = turned if is_turned else ends
    return Alignment(
        xy=line[::-1].copy() if is_turned else line,
        used=np.zeros(1, np.int64),
        left_out_m=0.0,
        against_m=0.0,
        gaps=np.empty((0, 3)),
        start_gap_m=float(start_gap_m),
        end_gap_m=float(end_gap_m),
    )


def _distinct(line: Floats) -> Floats:
    """Drop vertices that repeat the one before."""
    steps = np.hypot(*np.diff(line, axis=0).T) if len(line) > 1 else np.zeros(0)
    return line[np.append(True, steps > 0)] if len(line) else line


def _length(line: Floats) -> float:
    return float(np.hypot(*np.diff(line, axis=0).T).sum())


def _nodes(parts: Sequence[Floats]) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
    """Number the places where lines end; ends within half a metre are one place."""
    ends = np.array([part[0] for part in parts] + [part[-1] for part in parts])
    pairs = cKDTree(ends).query_pairs(SNAP_M, output_type="ndarray")
    graph = csr_matrix((np.ones(len(pairs)), pairs.T), shape=(len(ends), len(ends)))
    count, number = connected_components(graph, directed=False)
    nodes = np.empty((count, 2))
    nodes[number[::-1]] = ends[::-1]
    return nodes, number[: len(parts)].astype(np.int64), number[len(parts) :].astype(np.int64)


def _bridges(
    nodes: Floats, tail: NDArray[np.int64], head: NDArray[np.int64], bridge_m: float
) -> tuple[NDArray[np.int64], Floats]:
    """Pair nodes of separate pieces that lie near each other."""
    graph = csr_matrix((np.ones(len(tail)), (tail, head)), shape=(len(nodes), len(nodes)))
    _, piece = connected_components(graph, directed=False)
    pairs = cKDTree(nodes).query_pairs(bridge_m, output_type="ndarray").astype(np.int64)
    pairs = pairs[piece[pairs[:, 0]] != piece[pairs[:, 1]]]
    return pairs, np.hypot(*(nodes[pairs[:, 0]] - nodes[pairs[:, 1]]).T)


def _terminal(
    nodes: Floats, tail: NDArray[np.int64], head: NDArray[np.int64], wanted: Floats
) -> int:
    """Choose the loose end nearest to the wanted point; without any, the nearest node."""
    joined = tail != head
    degree = np.bincount(np.concatenate((tail[joined], head[joined])), minlength=len(nodes))
    loose = np.flatnonzero(degree == 1)
    some = loose if len(loose) else np.arange(len(nodes))
    return int(some[np.argmin(np.hypot(*(nodes[some] - wanted).T))])


def _path(
    count: int,
    tail: NDArray[np.int64],
    head: NDArray[np.int64],
    cost: Floats,
    first: int,
    last: int,
) -> list[int]:
    """Return the edges of the cheapest way; of parallel edges the cheapest counts."""
    order = np.lexsort((np.arange(len(cost)), cost, head, tail))
    pair = tail[order] * count + head[order]
    best = order[np.append(True, np.diff(pair) > 0)]
    graph = csr_matrix((cost[best], (tail[best], head[best])), shape=(count, count))
    edge_of = {(int(tail[edge]), int(head[edge])): int(edge) for edge in best}
    costs, before = dijkstra(graph, indices=first, return_predecessors=True)
    if not np.isfinite(costs[last]):
        raise ValueError("the lines are in pieces: no way leads from end to end")
    path: list[int] = []
    node = last
    while node != first:
        path.append(edge_of[int(before[node]), node])
        node = int(before[node])
    return path[::-1]
