"""Locality by category: residents beyond each standard, with class, protected and adding up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

import numpy as np
from django.conf import settings
from django.db.models import Q
from numpy.typing import NDArray

from geo.analysis.coverage import Coverage, coverage, gap
from geo.analysis.verdicts import Verdict
from geo.models import Locality
from services.models import Category, Completeness, CoverageRun, Standard
from services.queries.asked import AS_IT_IS, Asked, HomeCosts, home_costs, reference_moment
from services.queries.bases import WHOLE, Targets, base_levels, targets
from services.queries.home import HomeCells, home_cells
from services.queries.protected import LACKING, LEAST, ONE_CHOICE, RESIDENTS, protected

Figures = NDArray[np.float64]
Flags = NDArray[np.bool_]
LOWER_IS_WORSE = ("share",)
HALF = 0.5


@dataclass(frozen=True)
class Area:
    """A row: a locality, all outside localities (no locality), or the whole municipality."""

    key: str
    name: str
    locality: Locality | None = None
    is_total: bool = False


@dataclass(frozen=True)
class Column:
    """One standard measured in every area; arrays have one entry for each, the total last.

    `least_lacking` counts places of unknown hours as open. `hidden` marks counts that are not
    published, as do `hidden_residents`, `hidden_choice` and `hidden_least` of theirs;
    `verdicts` is None where the standard sets no target for such an area.
    """

    standard: Standard
    completeness: Completeness | None
    measured: Coverage
    least_lacking: Figures
    one_choice: Figures
    verdicts: tuple[Verdict | None, ...]
    estimated: Flags
    hidden: Flags
    hidden_residents: Flags
    hidden_choice: Flags
    hidden_least: Flags

    @cached_property
    def completeness_level(self) -> str:
        return str(self.completeness.level) if self.completeness else "none"

    @cached_property
    def residents(self) -> Figures:
        return self.measured.residents[:, 0]

    @cached_property
    def lacking(self) -> Figures:
        return (self.measured.beyond + self.measured.unreached)[:, 0]

    @cached_property
    def share(self) -> Figures:
        return self.measured.share_within[:, 0]

    def values(self, measure: str) -> Figures:
        """Return what one measure says of each area, for sorting and for plots."""
        return {
            "lacking": self.lacking,
            "share": self.share,
            "median": self.measured.median_cost[:, 0],
            "p90": self.measured.p90_cost[:, 0],
            "mean": self.measured.mean_cost[:, 0],
            "closure": self.one_choice,
            "severity": self.measured.severity[:, 0],
        }[measure]


@dataclass(frozen=True)
class Matrix:
    """All areas by all standards asked for."""

    run: CoverageRun
    asked: Asked
    areas: tuple[Area, ...]
    columns: tuple[Column, ...]
    without_standard: tuple[Category, ...]
    unknown_group: bool
    moment: datetime | None

    @cached_property
    def basic(self) -> tuple[tuple[int, int, int], ...]:
        """For each area: basic services met, known to be asked about, and asked for in all."""
        chosen = [column for column in self.columns if column.standard.category.is_basic]
        return tuple(
            (
                sum(_reaches(column, number) for column in chosen),
                sum(column.completeness_level != "none" for column in chosen),
                len(chosen),
            )
            for number in range(len(self.areas))
        )

    def column(self, slug: str) -> Column | None:
        """Return the column of one category."""
        return next((one for one in self.columns if one.standard.category.slug == slug), None)

    def order(self, slug: str, measure: str) -> list[int]:
        """Number the areas, the worst first by one category; the total stays last."""
        last = len(self.areas) - 1
        column = self.column(slug)
        if column is None:
            return list(range(last + 1))
        worst = np.nan_to_num(column.values(measure)[:last], nan=-1, posinf=np.inf)
        worst = np.where(column.hidden[:last], 1.0, worst)  # no order among hidden counts
        sign = 1 if measure in LOWER_IS_WORSE else -1
        return [*np.argsort(sign * worst, kind="stable").tolist(), last]


def _reaches(column: Column, number: int) -> bool:
    """Whether most people of the area have it within reach, whatever the target."""
    share = column.share[number]
    return bool(column.completeness_level != "none" and share == share and share >= HALF)


def matrix(
    run: CoverageRun, asked: Asked = AS_IT_IS, standards: Sequence[Standard] | None = None
) -> Matrix:
    """Measure every area of the home municipality by each category's standard."""
    home = home_cells(run)
    leaves = list(Category.objects.filter(children__isnull=True))
    chosen = primary_standards(asked.metric) if standards is None else list(standards)
    known = completeness_at_home()
    columns = tuple(column_of(run, home, standard, asked, known) for standard in chosen)
    measured = {standard.category_id for standard in chosen}
    return Matrix(
        run=run,
        asked=asked,
        areas=home_areas(home),
        columns=columns,
        without_standard=tuple(one for one in leaves if one.pk not in measured),
        unknown_group=not home.is_known(asked.group or "all"),
        moment=reference_moment(run, asked) if asked.has_moment else None,
    )


def primary_standards(metric: str = "") -> list[Standard]:
    """Return each category's primary standard; in another measure, its first one there."""
    standards = Standard.objects.exclude(rule=Standard.Rule.SHOP_TO_SHOP).select_related("category")
    standards = standards.filter(metric=metric) if metric else standards.filter(is_primary=True)
    found: dict[int, Standard] = {}
    for standard in standards.order_by("category__position", "-is_primary", "threshold"):
        found.setdefault(standard.category_id, standard)
    return list(found.values())


def completeness_at_home() -> dict[int, Completeness]:
    """Return what the register declares to know of each category here; here wins over all."""
    here = Q(municipality__isnull=True) | Q(municipality__code=settings.HOME_MUNICIPALITY)
    rows = Completeness.objects.filter(here).order_by("municipality_id")  # empty ones last
    return {row.category_id: row for row in reversed(rows)}


def home_areas(home: HomeCells) -> tuple[Area, ...]:
    """Return localities by name, *outside localities*, and the total, as the columns have them."""
    named = Locality.objects.in_bulk([pk for pk in home.locality_id if pk])
    places = [
        Area(named[pk].slug, named[pk].name, named[pk]) for pk in home.locality_id if pk in named
    ]
    return (*places, Area("utanfor", ""), Area("alla", "", is_total=True))


def column_of(
    run: CoverageRun,
    home: HomeCells,
    standard: Standard,
    asked: Asked,
    known: dict[int, Completeness],
) -> Column:
    """Measure one standard in every area."""
    certain, possible = home_costs(run, standard.category, standard.metric, asked)
    group = asked.group or standard.group
    limit = float(standard.threshold)
    measured = _measure(run.pk, home, certain, group, limit)
    least = measured if possible is certain else _measure(run.pk, home, possible, group, limit)
    residents = home.residents(group)
    estimated = np.zeros(home.areas + 1, bool)
    counted = certain.is_estimate & (residents > 0)
    estimated[home.area[counted]] = True
    estimated[-1] = counted.any()
    has_one = (certain.nearest.cost[:, 0] <= limit) & ~(certain.nearest.cost[:, 1] <= limit)
    one_choice = np.bincount(home.area[has_one], residents[has_one], home.areas)
    away = protected(home, certain, possible, limit)
    # Where the source says nothing of a group's residents, nothing can be said to reach them.
    stated = known.get(standard.category_id) if home.is_known(group) else None
    return Column(
        standard=standard,
        completeness=stated,
        measured=measured,
        least_lacking=(least.beyond + least.unreached)[:, 0],
        one_choice=np.append(one_choice, one_choice.sum()),
        verdicts=verdicts(
            standard, measured, least, stated, estimated, home_targets(standard, home)
        ),
        estimated=estimated,
        hidden=away.of(group, LACKING),
        hidden_residents=away.of(group, RESIDENTS),
        hidden_choice=away.of(group, ONE_CHOICE),
        hidden_least=away.of(group, LEAST),
    )


def _measure(
    run_id: int, home: HomeCells, costs: HomeCosts, group: str, threshold: float
) -> Coverage:
    return _coverage(run_id, _Key(home, costs), group, threshold)


@dataclass(frozen=True, eq=False)
class _Key:
    """Names cached arrays by their identity: they are kept and never changed."""

    home: HomeCells
    costs: HomeCosts

    def __hash__(self) -> int:
        return hash((id(self.home), id(self.costs)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and (self.home is other.home and self.costs is other.costs)


@lru_cache(maxsize=512)
def _coverage(run_id: int, key: _Key, group: str, threshold: float) -> Coverage:
    """Keep what was added up: the same question is asked of every page."""
    home = key.home
    costs = key.costs.nearest.cost[:, 0]
    return areas_coverage(costs, home.residents(group), home.area, home.areas, threshold)


def areas_coverage(
    costs: Figures, residents: Figures, area: NDArray[np.intp], count: int, threshold: float
) -> Coverage:
    """Add up every area, and the whole as one more."""
    areas = coverage(costs, residents, area, count, threshold)
    whole = coverage(costs, residents, np.zeros(len(costs), np.intp), 1, threshold)
    return Coverage(
        **{
            name: np.concatenate((getattr(areas, name), getattr(whole, name)))
            for name in Coverage.__dataclass_fields__
        }
    )


def home_targets(standard: Standard, home: HomeCells) -> Targets | None:
    """Return what every area must reach, the total last; None where no target is set."""
    levels = base_levels([standard]).get(standard.pk)
    return targets(standard, (*home.locality_id, WHOLE), levels)


def verdicts(
    standard: Standard,
    measured: Coverage,
    least: Coverage,
    stated: Completeness | None,
    estimated: Flags,
    wanted: Targets | None,
) -> tuple[Verdict | None, ...]:
    """Classify each area; a standard of a wider scope says nothing of a single locality."""
    level = str(stated.level) if stated else "none"
    if wanted is None:
        return (None,) * len(estimated)
    target = np.nan_to_num(wanted.share)[:, None]
    turns = (gap(measured.residents, measured.within, target) > 0)[:, 0] & (
        gap(least.residents, least.within, target) == 0
    )[:, 0]
    # Where unknown hours decide, the register has a hole.
    levels = np.where(turns & (level == "complete"), "partial", level)
    found: list[Verdict | None] = wanted.classes(measured, levels, estimated).tolist()
    if standard.scope != Standard.Scope.LOCALITY:
        return (*([None] * (len(found) - 1)), found[-1])
    return tuple(found)
