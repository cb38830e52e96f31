"""Which counts of people may be shown: none of 1 to 4, and none that a total gives away.

Signatures
----------
``hidden(counts, adds_down=True, adds_across=False) -> bool array of the same shape``
``hidden_change(before, after) -> bool array``
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.analysis.costs import Floats

SMALLEST_SHOWN = 5


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


def hidden_change(before: ArrayLike, after: ArrayLike) -> NDArray[np.bool_]:
    """Say which changes are of 1 to 4 people: then only one of the two counts may be shown.

    Examples
    --------
    >>> hidden_change([40, 40, 40], [40, 37, 20]).tolist()
    [False, True, False]
    """
    return is_small(np.abs(np.asarray(after, np.float64) - np.asarray(before, np.float64)))


def _cover(table: Floats, away: NDArray[np.bool_]) -> None:
    """Hide a second count in each column with a single hidden one, in place."""
    for column in np.flatnonzero(away.sum(axis=0) == 1):
        others = np.where(away[:, column] | (table[:, column] <= 0), np.inf, table[:, column])
        if np.isfinite(others).any():
            away[int(np.argmin(others)), column] = True
