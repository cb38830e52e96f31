"""What the yearly walk shows: last year's goals and activities, what happened, and new gaps."""

from collections.abc import Sequence
from dataclasses import dataclass

from geo.analysis.verdicts import Verdict
from plans.models import Activity, Choice, GoalStatus, PlanVersion
from plans.queries.goals import AssessedGoal, assess, with_page
from services.queries.coverage import Finding

GAPS = (Verdict.GAP, Verdict.POSSIBLE_GAP)


@dataclass(frozen=True)
class GoalStep:
    """One goal of the year before: how it stood then, how it stands now, what was chosen."""

    now: AssessedGoal
    then: str
    choice: Choice | None

    @property
    def then_label(self) -> str:
        """The status at adoption, in words."""
        return GoalStatus(self.then).label if self.then else ""


@dataclass(frozen=True)
class ActivityStep:
    activity: Activity
    choice: Choice | None


@dataclass(frozen=True)
class Walk:
    goals: list[GoalStep]
    activities: list[ActivityStep]
    new_gaps: list[Finding]

    @property
    def left(self) -> int:
        """How many have no choice yet."""
        return sum(one.choice is None for one in self.goals) + sum(
            one.choice is None for one in self.activities
        )


def steps(version: PlanVersion, found: Sequence[Finding]) -> Walk:
    """Return the walk through the plan that a draft supersedes."""
    here = {place.pk for place in version.plan.group.localities.all()}
    aimed = set(version.goals.values_list("target_standard", "locality"))
    gaps = [
        one
        for one in found
        if one.verdict in GAPS
        and one.locality
        and one.locality.pk in here
        and (one.standard.pk, one.locality.pk) not in aimed
    ]
    if version.supersedes is None:
        return Walk([], [], gaps)
    earlier = version.supersedes
    chosen = {one.identity: one for one in version.choices.all()}
    assessed = assess(with_page(earlier.goals.all()), found)
    then = _statuses_then(earlier)
    return Walk(
        [
            GoalStep(one, then.get(str(one.goal.identity), ""), chosen.get(one.goal.identity))
            for one in assessed
        ],
        [
            ActivityStep(one, chosen.get(one.identity))
            for one in earlier.activities.select_related("goal")
        ],
        gaps,
    )


def _statuses_then(version: PlanVersion) -> dict[str, str]:
    snapshot = getattr(version, "snapshot", None)
    goals = snapshot.content["goals"] if snapshot else []
    return {goal["identity"]: goal["status"] for goal in goals}
