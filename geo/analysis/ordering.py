"""The best order to visit a few places between a start and an end."""

import numpy as np
from numpy.typing import ArrayLike

MOST_PLACES = 12


def best_order(cost: ArrayLike) -> list[int]:
    """Order places so that the way from the first, by all others, to the last is the shortest.

    Parameters
    ----------
    cost : (n, n) cost from row to column, in any one unit; row 0 is the start, row n - 1 the end

    Returns
    -------
    list of int
        The rows between start and end in the order to visit them.

    Raises
    ------
    ValueError
        If the costs are not a square of finite numbers, or more than 12 places lie between.

    Notes
    -----
    Exact, by Held and Karp's dynamic programme (1962) over subsets.

    Examples
    --------
    >>> at = np.array([0, 7, 2, 5, 9])
    >>> best_order(np.abs(at[:, None] - at[None, :]))
    [2, 3, 1]
    """
    costs = np.asarray(cost, dtype=np.float64)
    if costs.ndim != 2 or costs.shape[0] != costs.shape[1] or len(costs) < 2:
        raise ValueError("cost must be a square of at least a start and an end")
    if not np.isfinite(costs).all():
        raise ValueError("cost must be finite")
    count = len(costs) - 2
    if count > MOST_PLACES:
        raise ValueError(f"at most {MOST_PLACES} places can be ordered")
    if count == 0:
        return []
    between = costs[1:-1, 1:-1]
    best = np.full((1 << count, count), np.inf)
    before = np.zeros((1 << count, count), dtype=np.int32)
    bits = 1 << np.arange(count)
    best[bits, np.arange(count)] = costs[0, 1:-1]
    subsets = np.arange(1 << count)
    sizes = np.bitwise_count(subsets)
    # All subsets of one size at once: each grows by every place that it lacks.
    for size in range(1, count):
        some = subsets[sizes == size]
        for place in range(count):
            lacking = some[some & bits[place] == 0]
            reached = best[lacking] + between[:, place]
            last = reached.argmin(axis=1)
            grown = lacking | bits[place]
            best[grown, place] = reached[np.arange(len(lacking)), last]
            before[grown, place] = last
    visited = (1 << count) - 1
    place = int(np.argmin(best[visited] + costs[1:-1, -1]))
    order = [place]
    while visited != bits[place]:
        visited, place = visited ^ int(bits[place]), int(before[visited, place])
        order.append(place)
    return [place + 1 for place in reversed(order)]
