"""Capacity within reach: the enhanced two-step floating catchment area (E2SFCA).

Signatures
----------
``e2sfca(cost (n, m), residents (n,), capacity (m,), zones, weights) -> (n,) capacity per resident``
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from geo.analysis.costs import Floats


def e2sfca(
    cost: ArrayLike,
    residents: ArrayLike,
    capacity: ArrayLike,
    zones: Sequence[float],
    weights: Sequence[float],
) -> Floats:
    """Share each place's capacity among those near it, then add up what each point gets.

    Parameters
    ----------
    cost : (n, m) metres or seconds from n demand points to m places, ``inf`` out of reach
    residents : (n,), capacity : (m,)
    zones : rising upper edges of zones; beyond the last nothing is shared
    weights : how much a resident of each zone counts, not rising

    Returns
    -------
    (n,) capacity per resident

    Raises
    ------
    ValueError
        If shapes do not agree, zones do not rise, or figures are negative.

    Notes
    -----
    Luo and Qi (2009). A place that nobody lives near gives nobody anything.

    Examples
    --------
    Ten seats, five people beside them and ten farther off who count half:

    >>> e2sfca([[1.0], [8.0]], [5, 10], [10], [5, 10], [1.0, 0.5]).tolist()
    [1.0, 0.5]
    """
    costs = np.asarray(cost, np.float64)
    people, seats = np.asarray(residents, np.float64), np.asarray(capacity, np.float64)
    edges, given = np.asarray(zones, np.float64), np.asarray(weights, np.float64)
    if costs.ndim != 2 or people.shape != costs.shape[:1] or seats.shape != costs.shape[1:]:
        raise ValueError("costs must have a row per demand point and a column per place")
    if edges.shape != given.shape or (np.diff(edges) <= 0).any() or (np.diff(given) > 0).any():
        raise ValueError("zones must rise, and their weights must not")
    if np.isnan(costs).any() or min(people.min(initial=0), seats.min(initial=0)) < 0:
        raise ValueError("figures must be at least 0")
    zone = np.searchsorted(edges, costs)
    weight = np.append(given, 0.0)[zone]
    near = people @ weight
    ratio = np.divide(seats, near, out=np.zeros_like(seats), where=near > 0)
    shares: Floats = weight @ ratio
    return shares
