"""What a scenario would change: standards by area, and which goals would stand otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass

from plans.models import Goal, GoalStatus
from plans.queries.changes import Changes
from plans.queries.goals import BY_VERDICT, current_goals
from services.models import CoverageRun, Standard
from services.queries.home import home_cells
from services.queries.matrix import (
    Area,
    completeness_at_home,
    home_areas,
    primary_standards,
)
from services.queries.whatif import Effect, effect


@dataclass(frozen=True)
class GoalChange:
    """A goal measured from the map, before and after."""

    goal: Goal
    before: GoalStatus
    after: GoalStatus

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Outcome:
    """Everything a scenario changes, against one run."""

    run: CoverageRun
    changes: Changes
    areas: tuple[Area, ...]
    effects: tuple[Effect, ...]
    goals: tuple[GoalChange, ...]

    @property
    def changed(self) -> list[Effect]:
        """The standards that would read otherwise, and are assessed at all."""
        return [
            one for one in self.effects
            if one.is_changed and one.before.completeness_level != "none"
        ]  # fmt: skip

    @property
    def not_assessed(self) -> list[Effect]:
        """Standards touched by a change about which the register knows nothing."""
        return [
            one for one in self.effects
            if one.is_changed and one.before.completeness_level == "none"
        ]  # fmt: skip


def outcome(run: CoverageRun, changes: Changes) -> Outcome:
    """Measure a scenario against a run: only what it touches is measured anew."""
    home = home_cells(run)
    goals = [one for one in current_goals() if one.target_standard_id]
    standards = {one.pk: one for one in primary_standards()}
    for goal in goals:
        standards.setdefault(goal.target_standard.pk, goal.target_standard)
    for change in changes.every:
        if change.standard:
            standards.setdefault(change.standard.pk, change.standard)
    chosen = [one for one in standards.values() if one.rule != Standard.Rule.SHOP_TO_SHOP]
    homes, instead = changes.homes, changes.standards
    known = completeness_at_home()
    effects = {
        one.pk: effect(
            run, one, changes.of(one.category_id), homes, instead.get(one.pk), known, home
        )
        for one in chosen
    }
    areas = home_areas(home)
    number = {area.locality.pk: n for n, area in enumerate(areas) if area.locality}
    outside = len(areas) - 2
    return Outcome(
        run=run,
        changes=changes,
        areas=areas,
        effects=tuple(effects.values()),
        goals=tuple(_goals(goals, effects, number, outside)),
    )


def _goals(
    goals: Sequence[Goal], effects: dict[int, Effect], number: dict[int, int], outside: int
) -> list[GoalChange]:
    found = []
    for goal in goals:
        one = effects.get(goal.target_standard_id)
        at = number.get(goal.locality_id) if goal.locality_id else outside
        if one is None or at is None:
            continue
        before, after = one.before.verdicts[at], one.verdicts[at]
        if before is not None and after is not None:
            found.append(GoalChange(goal, BY_VERDICT[before], BY_VERDICT[after]))
    return found
