"""What would be: each standard in each area, before and after some changes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from geo.analysis.changes import changed_coverage
from geo.analysis.coverage import Coverage
from geo.analysis.disclosure import hidden, is_small
from geo.analysis.joining import Joins, join
from geo.analysis.verdicts import Verdict
from geo.analysis.whatif import Present
from services.models import Completeness, CoverageRun, Standard
from services.queries.asked import AS_IT_IS, home_access
from services.queries.cells import usable_supply
from services.queries.home import HomeCells, home_cells
from services.queries.matrix import (
    Column,
    areas_coverage,
    column_of,
    completeness_at_home,
    home_targets,
    verdicts,
)

Figures = NDArray[np.float64]
Flags = NDArray[np.bool_]
Point = tuple[float, float]
SAME = 1e-9
# What can be added up from area to total; means and medians cannot.
ADDED = (
    "residents",
    "within",
    "beyond",
    "unreached",
    "surely_within",
    "possibly_within",
    "severity",
)


@dataclass(frozen=True)
class CategoryChange:
    """What happens to one category: ids of places that close or move, and new positions."""

    closed: tuple[int, ...] = ()
    moved: tuple[tuple[int, Point], ...] = ()
    opened: tuple[Point, ...] = ()

    @property
    def is_nothing(self) -> bool:
        return not (self.closed or self.moved or self.opened)


@dataclass(frozen=True)
class NewHomes:
    """Residents who move in at a place; their ages are not known."""

    point: Point
    residents: float
    locality_id: int


@dataclass(frozen=True)
class Effect:
    """One standard before and after; arrays have one entry per area, the total last.

    `hidden_change` marks areas in which so few would be affected that it is not shown.
    """

    before: Column
    standard: Standard
    after: Coverage
    verdicts: tuple[Verdict | None, ...]
    hidden: Flags
    hidden_change: Flags

    @property
    def lacking(self) -> Figures:
        """Residents beyond the standard after the change."""
        return (self.after.beyond + self.after.unreached)[:, 0]

    @property
    def change(self) -> Figures:
        return self.lacking - self.before.lacking

    @property
    def is_changed(self) -> bool:
        return bool(
            (np.abs(self.change) > SAME).any()
            or (np.abs(self.after.residents[:, 0] - self.before.residents) > SAME).any()
            or self.verdicts != self.before.verdicts
            or self.standard != self.before.standard
        )


@lru_cache(maxsize=96)
def present(run_id: int, category_id: int, metric: str) -> tuple[NDArray[np.int64], Present]:
    """Return the run's places of one category, and what every home cell reaches of them."""
    run = CoverageRun.objects.get(pk=run_id)
    access, home = home_access(run_id), home_cells(run)
    ids, xy = usable_supply(category_id, run.measured_on)
    return ids, Present.of(
        metric,  # type: ignore[arg-type]
        home.xy,
        xy,
        access.measured,
        access.network,
        access.parts,
        access.joins,
    )


def effect(
    run: CoverageRun,
    standard: Standard,
    change: CategoryChange,
    homes: Sequence[NewHomes] = (),
    instead: Standard | None = None,
    known: dict[int, Completeness] | None = None,
    home: HomeCells | None = None,
) -> Effect:
    """Measure one standard before and after; `instead` is the standard as it would be.

    Whoever measures many standards gives `known` and `home`, read once for all.
    """
    home = home or home_cells(run)
    known = completeness_at_home() if known is None else known
    before = column_of(run, home, standard, AS_IT_IS, known)
    then = instead or standard
    limit, group = float(then.threshold), then.group
    is_same_rule = (limit, group, then.metric) == (
        float(standard.threshold), standard.group, standard.metric,
    )  # fmt: skip
    if is_same_rule:
        after = before.measured
    else:
        after = column_of(run, home, then, AS_IT_IS, known).measured
    if not change.is_nothing:
        after = _changed(run, home, then, change, after)
    if homes and group == Standard.Group.ALL:
        after = _with_homes(run, home, then, change, homes, after)
    lacking = (after.beyond + after.unreached)[:, 0]
    # Who has it and who lacks it tell each other, now as before.
    sides = np.column_stack((after.within[:, 0], lacking))
    away = hidden(sides[:-1], adds_across=True).any(axis=1)
    away = np.append(away, is_small(sides[-1]).any())
    difference = np.abs(lacking - before.lacking)
    difference[difference < SAME] = 0
    return Effect(
        before=before,
        standard=then,
        after=after,
        verdicts=verdicts(
            then, after, after, before.completeness, before.estimated, home_targets(then, home)
        ),
        hidden=away | is_small(after.residents[:, 0]),
        hidden_change=np.append(hidden(difference[:-1]), is_small(difference[-1:])),
    )


def _changed(
    run: CoverageRun, home: HomeCells, standard: Standard, change: CategoryChange, now: Coverage
) -> Coverage:
    """Add up anew only the areas in which someone's nearest place changed."""
    ids, today = present(run.pk, standard.category_id, standard.metric)
    row = {int(pk): number for number, pk in enumerate(ids)}
    # A place that does not count today, such as an unconfirmed one, changes nothing by closing.
    nearest, rows = today.changed(
        [row[pk] for pk in change.closed if pk in row],
        [*change.opened, *(place for pk, place in change.moved if pk not in row)],
        [(row[pk], place) for pk, place in change.moved if pk in row],
    )
    numbers, found = changed_coverage(
        rows,
        nearest.cost[:, 0],
        home.residents(standard.group),
        home.area,
        home.areas,
        float(standard.threshold),
    )
    return _put(now, numbers, found)


def _put(now: Coverage, numbers: NDArray[np.intp], found: Coverage) -> Coverage:
    """Put areas added up anew into a copy, and let the total follow what can be added."""
    parts = {}
    for name in ADDED:
        # Sums of nobody are whole numbers to numpy, which would cut what is put in.
        values = np.array(getattr(now, name), np.float64)
        values[numbers] = getattr(found, name)
        values[-1] = values[:-1].sum(axis=0)
        parts[name] = values
    return replace(now, **parts)


def _with_homes(
    run: CoverageRun,
    home: HomeCells,
    standard: Standard,
    change: CategoryChange,
    homes: Sequence[NewHomes],
    now: Coverage,
) -> Coverage:
    """Add those who move in, by what they would reach after the change."""
    ids, today = present(run.pk, standard.category_id, standard.metric)
    xy = np.array([one.point for one in homes], np.float64)
    network_here = np.full(len(homes), bool(today.measured.any()))
    cost = _cost_after(ids, today, change, xy, network_here)
    people = np.array([one.residents for one in homes], np.float64)
    number = {pk: n for n, pk in enumerate(home.locality_id)}
    last = len(home.locality_id) - 1
    area = np.array([number.get(one.locality_id, last) for one in homes], np.intp)
    added = areas_coverage(cost, people, area, home.areas, float(standard.threshold))
    return replace(now, **{name: getattr(now, name) + getattr(added, name) for name in ADDED})


def _cost_after(
    ids: NDArray[np.int64], today: Present, change: CategoryChange, xy: Figures, measured: Flags
) -> Figures:
    if change.is_nothing:
        return today.cost_at(xy, measured)
    row = {int(pk): number for number, pk in enumerate(ids)}
    supply = today.supply_xy.copy()
    for pk, place in change.moved:
        if pk in row:
            supply[row[pk]] = place
    stays = np.array([int(pk) not in change.closed for pk in ids], bool)
    opened = np.array(change.opened, np.float64).reshape(-1, 2)
    then = Present.of(
        today.metric,
        xy,
        np.concatenate((supply[stays], opened)),
        measured,
        today.network,
        today.part_open,
        _joins(today, xy),
    )
    return then.nearest.cost[:, 0]


def _joins(today: Present, xy: Figures) -> Joins | None:
    return join(today.network, xy, today.part_open) if today.network is not None else None
