"""The longest stretches of a road without a stop of some kind, both ends and detours included."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from geo.analysis.costs import Floats, Indices

NO_STOP = -1


@dataclass(frozen=True)
class Stretches:
    """The legs of a road between the stops that are worth leaving it for.

    Attributes
    ----------
    from_chainage_m, to_chainage_m : (n,) float64
        Where each leg begins and ends along the road.
    length_m : (n,) float64
        Metres driven: along the road, with the detour from the stop before and to the one after.
    from_stop, to_stop : (n,) int32
        Row of the stop at either end; -1 for the end of the road.
    """

    from_chainage_m: Floats
    to_chainage_m: Floats
    length_m: Floats
    from_stop: Indices
    to_stop: Indices


def stretches_without(
    length_m: float, chainage_m: ArrayLike, detour_m: ArrayLike | None = None
) -> Stretches:
    """Split a road at the stops that shorten its longest stretch without one.

    Parameters
    ----------
    length_m : metres, the road's length
    chainage_m : (n,) metres, each stop's place along the road
    detour_m : (n,) metres one way from the road to the stop; none means on the road

    Raises
    ------
    ValueError
        If the road has no length, or the arrays differ in length or are negative or not finite.

    Notes
    -----
    A traveller may pass a stop by. The legs are those of the choice with the shortest longest
    leg; among such choices, the one with the least sum of squares, so that no stop worth its
    detour is passed. The same backwards: the legs do not depend on the direction.

    Examples
    --------
    Fuel at km 10 on the road, and at km 30 but 4 km off it, on a road of 50 km:

    >>> found = stretches_without(50_000, [10_000, 30_000], [0, 4_000])
    >>> found.length_m.tolist(), found.to_stop.tolist()
    ([10000.0, 24000.0, 24000.0], [0, 1, -1])

    No stop at all: the whole road, with both its ends.

    >>> stretches_without(50_000, []).length_m.tolist()
    [50000.0]
    """
    places_m = np.asarray(chainage_m, dtype=np.float64)
    off_m = np.zeros_like(places_m) if detour_m is None else np.asarray(detour_m, dtype=np.float64)
    if not (np.isfinite(length_m) and length_m > 0):
        raise ValueError("the road has no length")
    if places_m.ndim != 1 or places_m.shape != off_m.shape:
        raise ValueError("chainage_m and detour_m must be two rows of equal length")
    if not (np.isfinite(places_m).all() and np.isfinite(off_m).all() and (off_m >= 0).all()):
        raise ValueError("chainage_m and detour_m must be finite, detours not negative")
    order = np.argsort(places_m, kind="stable")
    at_m = np.concatenate([[0.0], np.clip(places_m[order], 0, length_m), [length_m]])
    aside_m = np.concatenate([[0.0], off_m[order], [0.0]])
    legs_m = at_m[None, :] - at_m[:, None] + aside_m[None, :] + aside_m[:, None]
    longest_m = _shortest_longest(legs_m)
    path = _least_squares(legs_m, longest_m)
    stops = np.concatenate([[NO_STOP], order, [NO_STOP]]).astype(np.int32)
    tails, heads = path[:-1], path[1:]
    return Stretches(at_m[tails], at_m[heads], legs_m[tails, heads], stops[tails], stops[heads])


def _shortest_longest(legs_m: Floats) -> float:
    """Return the least possible longest leg from the first to the last."""
    best = np.full(len(legs_m), np.inf)
    best[0] = 0.0
    for head in range(1, len(legs_m)):
        best[head] = np.maximum(best[:head], legs_m[:head, head]).min()
    return float(best[-1])


def _least_squares(legs_m: Floats, longest_m: float) -> Indices:
    """Return the path of least squared legs, none of them over the longest allowed."""
    squares = np.where(legs_m <= longest_m, legs_m**2, np.inf)
    best = np.full(len(legs_m), np.inf)
    before = np.zeros(len(legs_m), dtype=np.int32)
    best[0] = 0.0
    for head in range(1, len(legs_m)):
        costs = best[:head] + squares[:head, head]
        before[head] = np.argmin(costs)
        best[head] = costs[before[head]]
    path = [len(legs_m) - 1]
    while path[-1]:
        path.append(int(before[path[-1]]))
    return np.array(path[::-1], dtype=np.int32)
