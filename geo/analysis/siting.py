"""Where new services do most good: exact by HiGHS, or the best found with its bound.

Signatures
----------
``max_cover(within (n, m), weights (n,), p, locked=()) -> Siting``
``p_median(cost (n, m), weights (n,), p, locked=()) -> Siting``

Candidates are columns; `locked` ones are there already and are not counted among the p new ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array

from geo.analysis.costs import Floats

TIME_LIMIT_S = 20.0
# Below this the solver's answer and its bound are the same figure.
EXACT_GAP = 1e-9


@dataclass(frozen=True)
class Siting:
    """The chosen candidates, and how good the choice provably is.

    Attributes
    ----------
    chosen : tuple of int, new columns in rising order (without the locked)
    value : what is reached: weight covered, or weighted cost
    bound : no choice covers more, or costs less
    is_exact : whether the two are the same: then there is no better choice
    """

    chosen: tuple[int, ...]
    value: float
    bound: float
    is_exact: bool

    @property
    def from_best(self) -> float:
        """The most that a better choice could gain or save, as a share of the bound or value."""
        most = max(abs(self.bound), abs(self.value))
        return abs(self.bound - self.value) / most if most and not self.is_exact else 0.0


def max_cover(
    within: ArrayLike,
    weights: ArrayLike,
    p: int,
    locked: Sequence[int] = (),
    time_limit_s: float = TIME_LIMIT_S,
) -> Siting:
    """Choose p candidates so that as much weight as possible has one within reach.

    Parameters
    ----------
    within : (n, m) bool, whether a demand point has a candidate within reach
    weights : (n,) residents
    p : how many new ones, at least 1; more than there are candidates means all
    locked : columns that are there already
    time_limit_s : seconds after which the best found is answered with its bound

    Raises
    ------
    ValueError
        If shapes do not agree, weights are negative or not finite, or p is less than 1.

    Notes
    -----
    The maximal covering location problem (Church and ReVelle 1974) as an integer programme.
    Demand points that the same candidates cover are one, which keeps it small.

    Examples
    --------
    >>> found = max_cover([[1, 0, 0], [0, 1, 0], [0, 1, 1]], [5, 3, 4], 1)
    >>> found.chosen, found.value, found.is_exact
    ((1,), 7.0, True)
    """
    reach = np.asarray(within, bool)
    people, free, count = _checked(reach, weights, p, locked)
    there = reach[:, list(locked)].any(axis=1)
    base = float(people[there].sum())
    reach, people = reach[~there][:, free], people[~there]
    if not len(free) or not len(people):
        return Siting((), base, base, True)
    patterns, row = np.unique(np.packbits(reach, axis=1), axis=0, return_inverse=True)
    grouped = np.bincount(row.ravel(), people, len(patterns)).astype(np.float64)
    covers = np.unpackbits(patterns, axis=1, count=len(free)).astype(bool)
    useful = covers.any(axis=1) & (grouped > 0)
    covers, grouped = covers[useful], grouped[useful]
    points, sites = covers.shape
    if not points:
        return Siting((), base, base, True)
    # Variables: a candidate is chosen (whole), a point is covered (then whole by itself).
    point, site = np.nonzero(covers)
    covered = coo_array(
        (
            np.concatenate((np.ones(points), -np.ones(len(point)))),
            (
                np.concatenate((np.arange(points), point)),
                np.concatenate((np.arange(points) + sites, site)),
            ),
        ),
        shape=(points, sites + points),
    )
    most = csr_array(np.concatenate((np.ones(sites), np.zeros(points)))[None, :])
    result = milp(
        np.concatenate((np.zeros(sites), -grouped)),
        constraints=[
            LinearConstraint(covered.tocsc(), -np.inf, 0),
            LinearConstraint(most, 0, count),
        ],
        integrality=np.concatenate((np.ones(sites), np.zeros(points))),
        bounds=Bounds(0, 1),
        options={"time_limit": time_limit_s},
    )
    if result.x is None:
        picked = _greedy_cover(covers, grouped, count)
        bound = float(grouped.sum())
    else:
        picked = np.flatnonzero(result.x[:sites] > 0.5)
        bound = -float(result.mip_dual_bound if result.mip_dual_bound is not None else result.fun)
    value = float(grouped[covers[:, picked].any(axis=1)].sum())
    bound = max(bound, value)
    return Siting(
        tuple(int(free[one]) for one in picked),
        base + value,
        base + bound,
        bound - value <= EXACT_GAP * max(bound, 1.0),
    )


def p_median(
    cost: ArrayLike,
    weights: ArrayLike,
    p: int,
    locked: Sequence[int] = (),
    time_limit_s: float = TIME_LIMIT_S,
) -> Siting:
    """Choose p candidates so that the weighted sum of costs to the nearest is least.

    Parameters
    ----------
    cost : (n, m) finite metres or seconds from each demand point to each candidate
    weights, p, locked, time_limit_s : as for `max_cover`

    Raises
    ------
    ValueError
        If shapes do not agree, a figure is negative or not finite, or p is less than 1.

    Notes
    -----
    The p-median problem (ReVelle and Swain 1970). A point is only ever assigned to a new
    candidate that is nearer than what it has, so far ones need no variable.

    Examples
    --------
    >>> p_median([[0, 9], [9, 0], [4, 1]], [1, 1, 1], 1).chosen
    (1,)
    """
    costs = np.asarray(cost, np.float64)
    if not (np.isfinite(costs).all() and (costs >= 0).all()):
        raise ValueError("costs must be finite and at least 0")
    people, free, count = _checked(costs, weights, p, locked)
    n = len(costs)
    if locked:
        today = costs[:, list(locked)].min(axis=1)
    else:
        today = costs.max(axis=1) if costs.size else np.zeros(n)
    base = float(people @ today)
    if not len(free) or not n:
        return Siting((), base, base, True)
    saved = (today[:, None] - costs[:, free]) * people[:, None]
    point, site = np.nonzero(saved > 0)
    gain = saved[point, site]
    sites, pairs = len(free), len(gain)
    if not pairs:
        return Siting((), base, base, True)
    numbers = np.arange(pairs)
    # A pair counts only if its candidate is chosen, and each point gains from one at most.
    open_first = coo_array(
        (
            np.concatenate((np.ones(pairs), -np.ones(pairs))),
            (np.concatenate((numbers, numbers)), np.concatenate((numbers + sites, site))),
        ),
        shape=(pairs, sites + pairs),
    )
    one_each = coo_array((np.ones(pairs), (point, numbers + sites)), shape=(n, sites + pairs))
    most = csr_array(np.concatenate((np.ones(sites), np.zeros(pairs)))[None, :])
    result = milp(
        np.concatenate((np.zeros(sites), -gain)),
        constraints=[
            LinearConstraint(open_first.tocsc(), -np.inf, 0),
            LinearConstraint(one_each.tocsc(), -np.inf, 1),
            LinearConstraint(most, 0, count),
        ],
        integrality=np.concatenate((np.ones(sites), np.zeros(pairs))),
        bounds=Bounds(0, 1),
        options={"time_limit": time_limit_s},
    )
    if result.x is None:
        picked = _greedy_saving(np.maximum(saved, 0), count)
        least = float(people @ np.minimum(today, costs[:, free].min(axis=1)))
    else:
        picked = np.flatnonzero(result.x[:sites] > 0.5)
        dual = result.mip_dual_bound if result.mip_dual_bound is not None else result.fun
        least = base + float(dual)
    nearest = np.minimum(today, costs[:, free[picked]].min(axis=1, initial=np.inf))
    value = float(people @ nearest)
    bound = min(least, value)
    return Siting(
        tuple(int(free[one]) for one in picked),
        value,
        bound,
        value - bound <= EXACT_GAP * max(abs(value), 1.0),
    )


def _greedy_cover(covers: NDArray[np.bool_], weights: Floats, p: int) -> NDArray[np.intp]:
    picked: list[int] = []
    left = weights.copy()
    for _ in range(p):
        gains = left @ covers
        best = int(np.argmax(gains))
        if gains[best] <= 0:
            break
        picked.append(best)
        left[covers[:, best]] = 0
    return np.array(sorted(picked), np.intp)


def _greedy_saving(saved: Floats, p: int) -> NDArray[np.intp]:
    picked: list[int] = []
    so_far = np.zeros(len(saved))
    for _ in range(p):
        gains = np.maximum(saved - so_far[:, None], 0).sum(axis=0)
        best = int(np.argmax(gains))
        if gains[best] <= 0:
            break
        picked.append(best)
        so_far = np.maximum(so_far, saved[:, best])
    return np.array(sorted(picked), np.intp)


def _checked(
    table: NDArray[np.generic], weights: ArrayLike, p: int, locked: Sequence[int]
) -> tuple[Floats, NDArray[np.intp], int]:
    people = np.asarray(weights, np.float64)
    if table.ndim != 2 or people.shape != (len(table),):
        raise ValueError("there must be one weight per row of the table")
    if not (np.isfinite(people).all() and (people >= 0).all()):
        raise ValueError("weights must be finite and at least 0")
    if p < 1:
        raise ValueError("p must be at least 1")
    stays = np.ones(table.shape[1], bool)
    stays[list(locked)] = False
    free = np.flatnonzero(stays)
    return people, free, min(p, len(free))
