"""What has become of each goal, by the newest run."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from geo.analysis.verdicts import Verdict
from plans.models import Goal, PlanVersion
from route221.models import Business
from services.queries.coverage import OUTSIDE, Finding


class GoalStatus(StrEnum):
    MET = "met"
    ON_THE_WAY = "on_the_way"
    MISSED = "missed"
    UNKNOWN = "unknown"
    NOT_ASSESSED = "not_assessed"

    @property
    def label(self) -> str:
        """The word that pages use."""
        return str(LABELS[self])


LABELS = {
    GoalStatus.MET: _("met"),
    GoalStatus.ON_THE_WAY: _("on the way"),
    GoalStatus.MISSED: _("missed"),
    GoalStatus.UNKNOWN: _("unknown"),
    GoalStatus.NOT_ASSESSED: _("not assessed"),
}
# A register with holes, or an estimate too near the threshold, leaves the status unknown.
BY_VERDICT = {
    Verdict.MET: GoalStatus.MET,
    Verdict.GAP: GoalStatus.MISSED,
    Verdict.POSSIBLE_GAP: GoalStatus.UNKNOWN,
    Verdict.TOO_CLOSE: GoalStatus.UNKNOWN,
    Verdict.NOT_ASSESSED: GoalStatus.NOT_ASSESSED,
}


@dataclass(frozen=True)
class AssessedGoal:
    """A goal, its status, and the finding or count that the status rests on."""

    goal: Goal
    status: GoalStatus
    finding: Finding | None = None
    reached: int | None = None


def current_goals() -> QuerySet[Goal]:
    """Return the goals of plans in force or being revised, with what their pages show."""
    return (
        Goal.objects.filter(
            version__status__in=[PlanVersion.Status.ADOPTED, PlanVersion.Status.DRAFT]
        )
        .select_related("version__plan__group", "area", "locality", "target_standard__category")
        .prefetch_related(
            "links__service_point", "links__attraction", "links__business", "activities"
        )
    )


def assess(goals: Iterable[Goal], found: Iterable[Finding]) -> list[AssessedGoal]:
    """Give each goal its status: computed from the map where it has a target."""
    by_area = {
        (one.standard.pk, one.locality.pk if one.locality else OUTSIDE): one for one in found
    }
    published = Business.objects.published().count()
    return [_assess(goal, by_area, published) for goal in goals]


def _assess(goal: Goal, by_area: dict[tuple[int, int], Finding], published: int) -> AssessedGoal:
    if goal.target_standard_id:
        finding = by_area.get((goal.target_standard_id, goal.locality_id or OUTSIDE))
        status = BY_VERDICT[finding.verdict] if finding else GoalStatus.NOT_ASSESSED
        return AssessedGoal(goal, status, finding)
    if goal.target_businesses is not None:
        enough = published >= goal.target_businesses
        status = GoalStatus.MET if enough else GoalStatus.ON_THE_WAY
        return AssessedGoal(goal, status, reached=published)
    return AssessedGoal(goal, GoalStatus.NOT_ASSESSED)
