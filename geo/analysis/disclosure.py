"""Which counts of people may be shown: none of 1 to 4, and none that a total gives away.

Signatures
----------
``hidden(counts, adds_down=True, adds_across=False) -> bool array of the same shape``
``hidden_change(before, after) -> bool array``
``hidden_in_lines(counts (…), lines, away=None, stays=None) -> bool array of the same shape``
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.analysis.costs import Floats

SMALLEST_SHOWN = 5
# Hidden counts that hang together, up to which what can be worked out is solved for.
MOST_SOLVED = 250
PRIME = 2_147_483_647  # products of two rests stay within 64 bits


def is_small(counts: ArrayLike) -> NDArray[np.bool_]:
    """Say which counts, as people read them (rounded), are 1 to 4; any fraction of one counts.

    Examples
    --------
    >>> is_small([0, 0.2, 4.4, 4.5, 12]).tolist()
    [False, True, True, True, False]
    """
    given = np.asarray(counts, np.float64)
    small: NDArray[np.bool_] = (given > 0) & (np.rint(given) < SMALLEST_SHOWN)
    return small


def hidden(
    counts: ArrayLike, adds_down: bool = True, adds_across: bool = False
) -> NDArray[np.bool_]:
    """Say which counts of a table must be hidden when the sums of its lines are published.

    Small counts are hidden. Where a published sum would give away a single hidden count of its
    line, the line's smallest other count that is not zero is hidden too, until no line has one.

    Parameters
    ----------
    counts : (r, c) or (r,) residents, without the lines of sums
    adds_down : bool, whether the sums of columns are published
    adds_across : bool, whether the sums of rows are published

    Raises
    ------
    ValueError
        If a count is negative or not finite.

    Examples
    --------
    >>> hidden([3, 40, 12, 0]).tolist()
    [True, False, True, False]
    >>> hidden([[3, 2], [40, 9]]).tolist()
    [[True, True], [True, True]]
    """
    given = np.asarray(counts, np.float64)
    if not (np.isfinite(given).all() and (given >= 0).all()):
        raise ValueError("counts must be finite and at least 0")
    table = given[:, None] if given.ndim == 1 else given
    away = is_small(table)
    while True:
        before = away.sum()
        if adds_down:
            _cover(table, away)
        if adds_across:
            _cover(table.T, away.T)
        if away.sum() == before:
            return away[:, 0] if given.ndim == 1 else away


def hidden_in_lines(
    counts: ArrayLike,
    lines: Sequence[tuple[int, Sequence[int]]],
    away: ArrayLike | None = None,
    stays: ArrayLike | None = None,
) -> NDArray[np.bool_]:
    """Say which counts of a table with its sums must be hidden, whatever adds up to what in it.

    Parameters
    ----------
    counts : array of any shape, parts and their sums alike
    lines : pairs of an axis and the places along it that form one sum: some of them add up to
        another. Every line of the table along that axis is such a sum.
    away : bool, same shape, what is hidden for another reason already
    stays : bool, same shape, what is known from elsewhere, so that hiding it would help nobody

    Notes
    -----
    Small counts are hidden. First by lines: one with a single hidden count, or with so few in
    all that are hidden, gives them away, since the others tell; the line's smallest other count
    that is not zero is then hidden too. Then by linear algebra: a small count that all lines
    together still fix has a neighbour hidden too. Sums are counts like others: hidden where
    nothing else is left. Where more than `MOST_SOLVED` hidden counts hang together, the lines
    alone must do.

    Raises
    ------
    ValueError
        If a count is negative or not finite.

    Examples
    --------
    Three villages and their total, by who has a service, who lacks it, and both together:

    >>> hidden_in_lines([[30, 3, 33], [40, 9, 49], [50, 0, 50], [120, 12, 132]],
    ...                 [(0, (0, 1, 2, 3)), (1, (0, 1, 2))]).astype(int).tolist()
    [[1, 1, 0], [1, 1, 0], [0, 0, 0], [0, 0, 0]]
    """
    given = np.asarray(counts, np.float64)
    if not (np.isfinite(given).all() and (given >= 0).all()):
        raise ValueError("counts must be finite and at least 0")
    gone_already = np.zeros(given.shape, bool) if away is None else np.asarray(away, bool)
    known = np.zeros(given.shape, bool) if stays is None else np.asarray(stays, bool)
    hides: NDArray[np.bool_] = is_small(given) | gone_already
    if not hides.any():
        return hides
    numbers = np.arange(given.size).reshape(given.shape)
    sums = [_line(numbers, axis, places).reshape(len(places), -1).T for axis, places in lines]
    flat, free = hides.ravel(), np.where(known, 0, given).ravel()
    while True:
        before = flat.sum()
        for line in sums:
            table, flags = free[line].T, flat[line].T
            _cover(table, flags)
            flat[line] = flags.T
        if flat.sum() == before and not _cover_learnt(given.ravel(), free, flat, sums):
            return hides


def hidden_change(before: ArrayLike, after: ArrayLike) -> NDArray[np.bool_]:
    """Say which changes are of 1 to 4 people: then only one of the two counts may be shown.

    Examples
    --------
    >>> hidden_change([40, 40, 40], [40, 37, 20]).tolist()
    [False, True, False]
    """
    return is_small(np.abs(np.asarray(after, np.float64) - np.asarray(before, np.float64)))


def _cover_learnt(
    given: Floats, free: Floats, flat: NDArray[np.bool_], sums: Sequence[NDArray[np.intp]]
) -> bool:
    """Hide a neighbour of each small count that all lines together fix; whether any was hidden."""
    hidden_at = np.flatnonzero(flat)
    column = np.full(flat.size, -1)
    column[hidden_at] = np.arange(len(hidden_at))
    rows = [row for line in sums for row in line[(column[line] >= 0).any(axis=1)]]
    line_of = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    cell = np.concatenate([*rows, np.empty(0, np.intp)])
    kept = column[cell] >= 0
    # All parts count alike, and so does their sum: its sign changes no rank of a single line.
    sign = np.where(np.isin(np.arange(len(cell)), np.cumsum([len(row) for row in rows]) - 1), -1, 1)
    system = coo_array(
        (sign[kept], (line_of[kept], column[cell[kept]])),
        shape=(len(rows), len(hidden_at)),
    ).tocsc()
    _count, part = connected_components(system.T @ system, directed=False)
    small, was = is_small(given), flat.sum()
    for one in np.unique(part):
        here = np.flatnonzero(part == one)
        if len(here) > MOST_SOLVED or not small[hidden_at[here]].any():
            continue
        block = system[:, here].toarray()
        block = block[block.any(axis=1)].astype(np.int64)
        for found in hidden_at[here][_fixed(block)]:
            if not small[found]:
                continue
            touched = [row for row in rows if np.isin(hidden_at[here], row).any()]
            for near in ([row for row in touched if found in row], touched):
                others = np.concatenate(near)
                others = others[~flat[others] & (free[others] > 0)]
                if len(others):
                    flat[others[np.argmin(free[others])]] = True
                    break
    return bool(flat.sum() > was)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def _fixed(system: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say which unknowns have one value only, whatever the right-hand side.

    The rows are reduced (Gauss and Jordan) in whole numbers modulo a prime, without rounding and
    without the threads of a linear algebra library; few entries are ever not zero. What stands
    alone in its row then is fixed.
    """
    rows, columns = system.shape
    table = np.mod(system, PRIME)
    fixed = np.zeros(columns, np.bool_)
    top = 0
    for column in range(columns):
        candidates = np.flatnonzero(table[top:, column])
        if not len(candidates):
            continue
        pivot = top + candidates[0]
        for place in range(column, columns):
            kept = int(table[top, place])
            table[top, place] = table[pivot, place]
            table[pivot, place] = kept
        inverse, power, left = 1, int(table[top, column]), PRIME - 2
        while left:  # by Fermat, the power that inverts
            if left % 2:
                inverse = inverse * power % PRIME
            power = power * power % PRIME
            left = left // 2
        filled = np.flatnonzero(table[top, column:]) + column
        for other in filled:
            table[top, other] = table[top, other] * inverse % PRIME
        for row in range(rows):
            times = table[row, column]
            if row == top or not times:
                continue
            for other in filled:
                table[row, other] = (table[row, other] - times * table[top, other]) % PRIME
        top += 1
        if top == rows:
            break
    for row in range(top):
        there = np.flatnonzero(table[row])
        if len(there) == 1:
            fixed[there[0]] = True
    return fixed


def _line(values: NDArray[Any], axis: int, places: Sequence[int]) -> NDArray[Any]:
    """Copy the parts of every line along an axis, the places first."""
    return np.ascontiguousarray(np.moveaxis(values, axis, 0)[list(places)])


def _cover(table: Floats, away: NDArray[np.bool_]) -> None:
    """Hide one more count in each column with a single hidden one, or so few in all, in place."""
    few = is_small(np.where(away, table, 0).sum(axis=0))
    for column in np.flatnonzero((away.sum(axis=0) == 1) | few):
        others = np.where(away[:, column] | (table[:, column] <= 0), np.inf, table[:, column])
        if np.isfinite(others).any():
            away[int(np.argmin(others)), column] = True
