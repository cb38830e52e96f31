"""After each run: note what it says of every goal, and tell those who follow one that turned."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from plans.models import GoalReading
from plans.queries.goals import AssessedGoal, assess, current_goals
from services.models import CoverageRun
from services.queries.coverage import findings, latest_run


@transaction.atomic
def read_goals(*, run: CoverageRun) -> list[tuple[AssessedGoal, GoalReading]]:
    """Note a run's word on every goal that has a target; return those whose status turned."""
    if latest_run() != run:
        return []
    assessed = [one for one in assess(current_goals(), findings(run)) if one.goal.has_target]
    turned = _turned(assessed)
    GoalReading.objects.bulk_create(
        (
            GoalReading(
                goal=one.goal,
                run=run,
                read_on=timezone.localdate(),
                status=one.computed or one.status,
                value=one.value,
            )
            for one in assessed
        ),
        ignore_conflicts=True,
    )
    return turned


def _turned(assessed: Sequence[AssessedGoal]) -> list[tuple[AssessedGoal, GoalReading]]:
    turned = []
    for one in assessed:
        before = next(iter(one.goal.recent_readings), None)  # type: ignore[attr-defined]
        if before is not None and before.status != one.computed:
            turned.append((one, before))
    return turned
