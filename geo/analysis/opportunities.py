"""Where what a road lacks and what residents lack are the same place: a score, part by part.

Signatures
----------
``opportunity_parts(longest_m, limit_m, residents, apart_m, is_same) -> (n, 4) each 0 to 1``
``opportunity_score(parts, weights) -> (n,) 0 to 1``
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from geo.analysis.costs import Floats

PARTS = ("stretch", "residents", "nearness", "sameness")
WEIGHTS = (2.0, 2.0, 1.0, 1.0)
# As many residents give half of what any number could give.
HALF_RESIDENTS = 100.0
REACH_M = 10_000.0
KINDRED = 0.5


def opportunity_parts(
    longest_m: ArrayLike,
    limit_m: ArrayLike,
    residents: ArrayLike,
    apart_m: ArrayLike,
    is_same: ArrayLike,
) -> Floats:
    """Say how much each of four reasons speaks for n opportunities.

    Parameters
    ----------
    longest_m, limit_m : metres without the amenity along the road, and what is the most allowed
    residents : who lack the service within reach of the stretch
    apart_m : metres, their mean straight distance to the stretch; 10 km and more count nothing
    is_same : bool, whether residents lack the very same service, or only a kindred one

    Returns
    -------
    (n, 4) float64, from 0 to 1 : in the order of `PARTS`

    Raises
    ------
    ValueError
        If a limit is not positive or a figure is negative or not finite.

    Examples
    --------
    Twice the allowed stretch, a hundred residents five kilometres away, the same service:

    >>> opportunity_parts([20_000], [10_000], [100], [5_000], [True]).tolist()
    [[0.5, 0.5, 0.5, 1.0]]
    """
    longest, limit, people, apart, same = np.broadcast_arrays(
        *(np.atleast_1d(np.asarray(one, np.float64)) for one in (longest_m, limit_m, residents)),
        np.atleast_1d(np.asarray(apart_m, np.float64)),
        np.atleast_1d(np.asarray(is_same, bool)),
    )
    figures = np.stack((longest, limit, people, apart))
    if not (np.isfinite(figures).all() and (figures >= 0).all() and (limit > 0).all()):
        raise ValueError("figures must be finite and not negative, limits positive")
    return np.stack(
        (
            np.where(longest > limit, 1 - limit / np.maximum(longest, limit), 0.0),
            people / (people + HALF_RESIDENTS),
            np.clip(1 - apart / REACH_M, 0.0, 1.0),
            np.where(same, 1.0, KINDRED),
        ),
        axis=1,
    )


def opportunity_score(parts: ArrayLike, weights: Sequence[float] = WEIGHTS) -> Floats:
    """Weigh the parts into one score: their weighted mean.

    Raises
    ------
    ValueError
        If a weight is negative or not finite, or all are 0.

    Examples
    --------
    >>> opportunity_score([[1.0, 0.5, 0.0, 1.0]], [1, 1, 1, 1]).tolist()
    [0.625]
    """
    given = np.asarray(weights, np.float64)
    if not (np.isfinite(given).all() and (given >= 0).all() and given.sum() > 0):
        raise ValueError("weights must be finite and not negative, and not all 0")
    scores: Floats = np.asarray(parts, np.float64) @ given / given.sum()
    return scores
