"""Whom a level to be kept finds worse off today than at its base, also before it is chosen."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass

import numpy as np

from geo.analysis.verdicts import Verdict
from geo.models import Dataset
from services.errors import BaseNotMeasured
from services.models import BaseLevel, CoverageRun, Standard
from services.queries.asked import AS_IT_IS
from services.queries.bases import OUTSIDE, WHOLE, targets
from services.queries.home import home_cells
from services.queries.matrix import Area, column_of, completeness_at_home, home_areas

WORSE = (Verdict.GAP, Verdict.POSSIBLE_GAP, Verdict.TOO_CLOSE)


@dataclass(frozen=True)
class AgainstBase:
    """One area's level today beside that at the base; `fallen` are the residents between them."""

    area: Area
    base: float
    now: float
    fallen: float
    verdict: Verdict
    is_hidden: bool
    is_estimate: bool

    @property
    def is_worse(self) -> bool:
        return self.verdict in WORSE


def levels_of_run(standard: Standard, run: CoverageRun) -> list[BaseLevel]:
    """Return the levels, not saved, that a run measured; each area where somebody lives."""
    measured_on = Dataset.objects.filter(coveragerun=run, kind=Dataset.Kind.POPULATION)
    is_as_it_was = not measured_on.filter(is_active=False).exists()
    if f"{standard.category_id}/{standard.metric}" not in run.done or not is_as_it_was:
        raise BaseNotMeasured
    home = home_cells(run)
    column = column_of(run, home, standard, AS_IT_IS, {})
    areas = [(pk or None, False) for pk in home.locality_id] + [(None, True)]
    return [
        BaseLevel(
            standard=standard,
            locality_id=locality_id,
            is_whole=is_whole,
            share=min(float(column.share[number]), 1.0),
            is_estimate=bool(column.estimated[number]),
        )
        for number, (locality_id, is_whole) in enumerate(areas)
        if column.residents[number] > 0
    ]


def against_base(
    run: CoverageRun, standard: Standard, levels: Iterable[BaseLevel]
) -> list[AgainstBase]:
    """Lay today's levels beside those of a base, the areas that lost most residents first."""
    kept = copy(standard)
    kept.rule, kept.target_share = Standard.Rule.NOT_WORSE, None
    by_area = {WHOLE if one.is_whole else one.locality_id or OUTSIDE: one for one in levels}
    home = home_cells(run)
    wanted = targets(kept, (*home.locality_id, WHOLE), by_area)
    if wanted is None:
        return []
    known = completeness_at_home()
    column = column_of(run, home, standard, AS_IT_IS, known)
    classes = wanted.classes(
        column.measured, np.asarray(column.completeness_level), column.estimated
    ).tolist()
    found = [
        AgainstBase(
            area=area,
            base=float(wanted.share[number]),
            now=float(column.share[number]),
            fallen=max(float((wanted.share[number] - column.share[number]) * residents), 0.0),
            verdict=classes[number],
            is_hidden=bool(column.hidden[number]),
            is_estimate=bool(column.estimated[number]),
        )
        for number, (area, residents) in enumerate(
            zip(home_areas(home), column.residents.tolist(), strict=True)
        )
        if residents > 0 and np.isfinite(wanted.share[number])
    ]
    return sorted(found, key=lambda one: (one.area.is_total, -one.fallen * (not one.is_hidden)))
