"""What each area must reach: the standard's own share, or the level it had at the base."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.analysis.coverage import Coverage
from geo.analysis.verdicts import not_worse, verdict
from services.models import BaseLevel, Standard

OUTSIDE = 0  # the row of those who live outside every locality
WHOLE = -1  # the whole municipality
Levels = dict[int, BaseLevel]


@dataclass(frozen=True)
class Targets:
    """The share that each of a areas must reach, ``nan`` where none is known; arrays are (a,)."""

    share: NDArray[np.float64]
    estimated: NDArray[np.bool_]
    is_base: bool

    def classes(
        self, measured: Coverage, completeness: ArrayLike, estimated: NDArray[np.bool_]
    ) -> NDArray[np.object_]:
        """Classify the areas by the standard's rule."""
        now = (measured.residents[:, 0], measured.within[:, 0], self.share, completeness)
        possibly = measured.possibly_within[:, 0]
        if self.is_base:
            return not_worse(
                *now,
                is_estimate=estimated,
                base_is_estimate=self.estimated,
                possibly_within=possibly,
            )
        surely = measured.surely_within[:, 0]
        return verdict(*now, is_estimate=estimated, surely_within=surely, possibly_within=possibly)


def base_levels(standards: Iterable[Standard]) -> dict[int, Levels]:
    """Return, in one query, the base levels of standards by standard and area (see the keys)."""
    asked = [one.pk for one in standards if one.is_not_worse]
    found: dict[int, Levels] = {}
    for level in BaseLevel.objects.filter(standard__in=asked) if asked else ():
        key = WHOLE if level.is_whole else level.locality_id or OUTSIDE
        found.setdefault(level.standard_id, {})[key] = level
    return found


def targets(standard: Standard, areas: Sequence[int], levels: Levels | None) -> Targets | None:
    """Return what areas must reach, by their keys; None where the standard sets no target.

    A key is a locality's id, `OUTSIDE` or `WHOLE`.
    """
    if not standard.is_not_worse:
        if standard.target_share is None:
            return None
        share = np.full(len(areas), standard.target_share)
        return Targets(share, np.zeros(len(areas), bool), is_base=False)
    if not levels:
        return None
    chosen = [levels.get(key) for key in areas]
    return Targets(
        np.array([one.share if one else np.nan for one in chosen], np.float64),
        np.array([bool(one and one.is_estimate) for one in chosen]),
        is_base=True,
    )
