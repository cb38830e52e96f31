"""Whether a shortfall may be called a gap: the five classes, by what the register knows.

Signatures
----------
``verdict(residents, within, target_share, completeness, *, is_estimate=False,
surely_within=None, possibly_within=None) -> object array of Verdict``
``not_worse(residents, within, base_share, completeness, *, is_estimate=False,
base_is_estimate=False, possibly_within=None) -> object array of Verdict``
"""

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.analysis.coverage import gap


class Verdict(StrEnum):
    MET = "met"
    GAP = "gap"
    POSSIBLE_GAP = "possible_gap"
    NOT_ASSESSED = "not_assessed"
    TOO_CLOSE = "too_close_to_call"


class Completeness(StrEnum):
    COMPLETE = "complete"
    PARTIAL = "partial"
    NONE = "none"


def verdict(
    residents: ArrayLike,
    within: ArrayLike,
    target_share: ArrayLike,
    completeness: ArrayLike,
    *,
    is_estimate: ArrayLike = False,
    surely_within: ArrayLike | None = None,
    possibly_within: ArrayLike | None = None,
) -> NDArray[np.object_]:
    """Classify areas; all arguments broadcast against each other.

    A register that knows nothing is never assessed. Not met by a partial register is a possible
    gap, which already says that it is not certain. An estimate is too close to call when it would
    claim more than that, but the answer would turn if everyone whose cost is within 15 % of the
    threshold (`surely_within`, `possibly_within` of `geo.analysis.coverage.Coverage`) were
    counted as beyond it, or as within it. Otherwise the target is met, or it is a gap. An area
    without residents lacks nobody: met.

    Parameters
    ----------
    residents, within : residents in all, and within the threshold
    target_share : share that must be within, 0 to 1
    completeness : `Completeness`, of the category in the area
    is_estimate : bool, whether the costs are estimated without a road network
    surely_within, possibly_within : residents, needed where `is_estimate`

    Raises
    ------
    ValueError
        If the completeness is none of the three, a target is no share, or an estimate comes
        without its margins.

    Examples
    --------
    >>> verdict(100, [95, 80, 80, 0], 0.9, ["complete", "complete", "partial", "none"]).tolist()
    ... # doctest: +NORMALIZE_WHITESPACE
    [<Verdict.MET: 'met'>, <Verdict.GAP: 'gap'>, <Verdict.POSSIBLE_GAP: 'possible_gap'>,
     <Verdict.NOT_ASSESSED: 'not_assessed'>]
    >>> verdict(100, 95, 0.9, "complete", is_estimate=True, surely_within=80, possibly_within=95)
    array(<Verdict.TOO_CLOSE: 'too_close_to_call'>, dtype=object)
    """
    if np.any(is_estimate) and (surely_within is None or possibly_within is None):
        raise ValueError("an estimate needs the residents surely and possibly within")
    target = np.asarray(target_share, np.float64)
    if not ((target >= 0) & (target <= 1)).all():
        raise ValueError("a target share must be from 0 to 1")
    lowest = within if surely_within is None else surely_within
    highest = within if possibly_within is None else possibly_within
    known = np.asarray(completeness, np.str_)
    if not np.isin(known, list(Completeness)).all():
        raise ValueError("the completeness must be complete, partial or none")
    turns = (gap(residents, lowest, target) > 0) & (gap(residents, highest, target) == 0)
    missed = gap(residents, within, target) > 0
    conditions = (
        known == Completeness.NONE,
        missed & (known == Completeness.PARTIAL),
        np.asarray(is_estimate, bool) & turns,
        ~missed,
    )
    shape = np.broadcast_shapes(*(condition.shape for condition in conditions))
    chosen = np.select(
        [np.broadcast_to(condition, shape) for condition in conditions], [0, 1, 2, 3], 4
    )
    classes = (
        Verdict.NOT_ASSESSED,
        Verdict.POSSIBLE_GAP,
        Verdict.TOO_CLOSE,
        Verdict.MET,
        Verdict.GAP,
    )
    answer = np.empty(shape, np.object_)
    for number, name in enumerate(classes):
        answer[chosen == number] = name
    return answer


def not_worse(
    residents: ArrayLike,
    within: ArrayLike,
    base_share: ArrayLike,
    completeness: ArrayLike,
    *,
    is_estimate: ArrayLike = False,
    base_is_estimate: ArrayLike = False,
    possibly_within: ArrayLike | None = None,
) -> NDArray[np.object_]:
    """Classify areas by whether as large a share is within as at a base; arguments broadcast.

    A level that was estimated is not compared with one measured along roads, nor the other way
    round, and an area without a base level is not assessed. Two estimates err alike, so a level
    that is kept is met however near the threshold people live; one that fell is too close to
    call when it would be kept if everyone within 115 % of the threshold were counted.

    Parameters
    ----------
    residents, within : residents in all, and within the threshold, now
    base_share : share within at the base, 0 to 1; ``nan`` where it is not known
    completeness : `Completeness`, of the category in the area, now
    is_estimate, base_is_estimate : bool, how the costs came about, now and at the base
    possibly_within : residents, needed where `is_estimate`

    Raises
    ------
    ValueError
        As `verdict`.

    Examples
    --------
    >>> not_worse(100, [90, 80, 80], [0.9, 0.9, float("nan")], "complete").tolist()
    [<Verdict.MET: 'met'>, <Verdict.GAP: 'gap'>, <Verdict.NOT_ASSESSED: 'not_assessed'>]
    >>> not_worse(100, 80, 0.9, "complete", is_estimate=True, possibly_within=95)
    array(<Verdict.NOT_ASSESSED: 'not_assessed'>, dtype=object)
    """
    base = np.asarray(base_share, np.float64)
    answer = verdict(
        residents,
        within,
        np.where(np.isnan(base), 0.0, base),
        completeness,
        is_estimate=is_estimate,
        surely_within=within,
        possibly_within=possibly_within,
    )
    like_with_like = np.asarray(is_estimate, bool) == np.asarray(base_is_estimate, bool)
    unknown = np.broadcast_to(np.isnan(base) | ~like_with_like, answer.shape)
    answer[unknown] = Verdict.NOT_ASSESSED
    return answer
