"""What a run says of each locality by each standard, with the class it may honestly carry."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from geo.analysis.coverage import Coverage, coverage, gap
from geo.analysis.verdicts import Verdict
from geo.models import Locality, Municipality
from services.models import Completeness, CoverageRun, Standard
from services.queries.bases import OUTSIDE, WHOLE, Levels, base_levels, targets
from services.queries.cells import Cells, active_cells
from services.queries.stored import stored_costs


@dataclass(frozen=True)
class Finding:
    """One area measured by one standard."""

    run: CoverageRun
    standard: Standard
    locality: Locality | None  # None: outside localities, or the whole municipality
    area_name: str
    verdict: Verdict
    completeness: Completeness | None
    residents: float
    within: float
    beyond: float
    unreached: float
    gap: float
    severity: float
    median_cost: float
    p90_cost: float
    is_estimate: bool
    # What is asked for: the standard's own share, or the area's at the base; None: not known.
    target_share: float | None = None
    # What is not published here, set by `disclosed.protect`
    hides_lacking: bool = False
    hides_residents: bool = False
    hides_parts: bool = False

    @property
    def share_within(self) -> float | None:
        """Share of the residents within the threshold; None where nobody lives."""
        return self.within / self.residents if self.residents else None

    @property
    def lacking(self) -> float:
        """Residents beyond the threshold or unreached."""
        return self.beyond + self.unreached


@dataclass(frozen=True)
class Costs:
    """One run's costs of one category by one metric; the cells in rising order of their id."""

    cell_id: NDArray[np.int64]
    cost: NDArray[np.float64]
    is_estimate: NDArray[np.bool_]


def latest_run(metric: str = "distance") -> CoverageRun | None:
    """Return the newest finished run that measured this metric."""
    finished = CoverageRun.objects.filter(
        status=CoverageRun.Status.FINISHED, metrics__contains=[metric]
    )
    return finished.first()


def findings(run: CoverageRun, standards: Iterable[Standard] | None = None) -> list[Finding]:
    """Measure the home municipality's localities, and all outside them, by each standard.

    Only standards with a target share, or a base level to be kept, say what is enough; those of
    a wider scope are measured for the municipality as a whole, and say so.
    """
    chosen = _assessable(run, standards)
    levels = base_levels(chosen)
    known = _completeness()
    cells = run_cells(run)
    home = Municipality.objects.filter(code=settings.HOME_MUNICIPALITY).first()
    if home is None:
        return []
    at_home = cells.municipality_id == home.pk
    localities = list(home.localities.filter(pk__in=np.unique(cells.locality_id[at_home]).tolist()))
    found: list[Finding] = []
    for standard in chosen:
        if standard.is_not_worse and standard.pk not in levels:
            continue
        by_locality = standard.scope == Standard.Scope.LOCALITY
        areas: list[Locality | None] = [None, *localities] if by_locality else [None]
        name = "" if by_locality else home.name
        kept = levels.get(standard.pk)
        found += _measure(run, standard, cells, at_home, areas, name, known, home, kept)
    return found


def by_locality(found: Iterable[Finding]) -> dict[int, list[Finding]]:
    """Group findings by the locality's id; 0 holds those outside localities."""
    grouped: dict[int, list[Finding]] = {}
    for finding in found:
        if finding.standard.scope == Standard.Scope.LOCALITY:
            key = finding.locality.pk if finding.locality else OUTSIDE
            grouped.setdefault(key, []).append(finding)
    return grouped


def ranked_gaps(found: Iterable[Finding]) -> list[Finding]:
    """Return gaps before possible gaps, the worst first."""
    order = {Verdict.GAP: 0, Verdict.POSSIBLE_GAP: 1}
    gaps = [finding for finding in found if finding.verdict in order]
    return sorted(gaps, key=lambda one: (order[one.verdict], -one.severity, one.area_name))


@lru_cache(maxsize=4)
def _cells_of(run_id: int) -> Cells:
    return active_cells()


def run_cells(run: CoverageRun) -> Cells:
    """Return the cells of a run; a finished run never changes, so they are kept in memory."""
    return _cells_of(run.pk)


@lru_cache(maxsize=128)
def run_costs(run_id: int, category_id: int, metric: str) -> Costs:
    """Return a run's costs; an unreached cell costs infinity."""
    rows = stored_costs(run_id, category_id, metric)
    return Costs(rows["cell_id"], rows["cost"], rows["is_estimate"] > 0)


def _assessable(run: CoverageRun, standards: Iterable[Standard] | None) -> Sequence[Standard]:
    if standards is None:
        standards = Standard.objects.select_related("category")
    return [
        standard
        for standard in standards
        if (
            standard.is_not_worse
            or (standard.rule == Standard.Rule.SHARE_WITHIN and standard.target_share is not None)
        )
        and standard.metric in run.metrics
    ]


def _completeness() -> dict[tuple[int, int | None], Completeness]:
    return {
        (row.category_id, row.municipality_id): row
        for row in Completeness.objects.select_related("category")
    }


def _measure(
    run: CoverageRun,
    standard: Standard,
    cells: Cells,
    chosen: NDArray[np.bool_],
    areas: Sequence[Locality | None],
    name: str,
    known: dict[tuple[int, int | None], Completeness],
    home: Municipality,
    levels: Levels | None,
) -> list[Finding]:
    costs = run_costs(run.pk, standard.category_id, standard.metric)
    residents = cells.group(standard.group)
    kept = chosen & np.isin(cells.cell_id, costs.cell_id) & ~np.isnan(residents)
    row = np.searchsorted(costs.cell_id, cells.cell_id[kept])
    cost = costs.cost[row] if len(costs.cell_id) else np.empty(0)
    numbers = {area.pk if area else OUTSIDE: number for number, area in enumerate(areas)}
    area = np.array([numbers.get(pk, 0) for pk in cells.locality_id[kept].tolist()], np.intp)
    # An area says estimated as soon as one of its cells is.
    estimated = np.zeros(len(areas), bool)
    estimated[area[costs.is_estimate[row]]] = True
    measured = coverage(cost, residents[kept], area, len(areas), float(standard.threshold))
    stated = known.get((standard.category_id, home.pk)) or known.get((standard.category_id, None))
    level = stated.level if stated else Completeness.Level.NONE
    is_local = standard.scope == Standard.Scope.LOCALITY
    keys = [place.pk if place else OUTSIDE if is_local else WHOLE for place in areas]
    wanted = targets(standard, keys, levels)
    if wanted is None:
        return []
    verdicts = wanted.classes(measured, level, estimated)
    share = wanted.share
    missing = gap(measured.residents, measured.within, np.nan_to_num(share)[:, None])
    return [
        _finding(
            run, standard, place, name, stated, measured, verdicts[n], missing, n, estimated, share
        )
        for n, place in enumerate(areas)
        if measured.residents[n, 0] > 0
    ]


def _finding(
    run: CoverageRun,
    standard: Standard,
    locality: Locality | None,
    name: str,
    stated: Completeness | None,
    measured: Coverage,
    given: Verdict,
    missing: NDArray[np.float64],
    n: int,
    estimated: NDArray[np.bool_],
    share: NDArray[np.float64],
) -> Finding:
    return Finding(
        run=run,
        standard=standard,
        locality=locality,
        area_name=locality.name if locality else name,
        verdict=given,
        completeness=stated,
        residents=float(measured.residents[n, 0]),
        within=float(measured.within[n, 0]),
        beyond=float(measured.beyond[n, 0]),
        unreached=float(measured.unreached[n, 0]),
        gap=float(missing[n, 0]),
        severity=float(measured.severity[n, 0]),
        median_cost=float(measured.median_cost[n, 0]),
        p90_cost=float(measured.p90_cost[n, 0]),
        is_estimate=bool(estimated[n]),
        target_share=None if np.isnan(share[n]) else float(share[n]),
    )
