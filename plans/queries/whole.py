"""A whole plan for its own page, in as many queries however long it is."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch

from plans.models import Activity, Goal, GoalReading, PlanVersion, SteeringDocument, Strategy
from plans.queries.effects import Effect, threats_to
from plans.queries.goals import TRENDS_SHOWN, AssessedGoal, assess
from plans.queries.ties import Ties, read_ties
from services.queries.coverage import Finding


@dataclass(frozen=True)
class WholePlan:
    """Goals with their status, and what stands under each, by the goal's id."""

    goals: list[AssessedGoal]
    strategies: dict[int, list[Strategy]]
    activities: dict[int | None, list[Activity]]
    documents: dict[int, list[SteeringDocument]]
    ties: Ties

    @property
    def loose(self) -> list[Activity]:
        """The activities that stand under no goal."""
        return self.activities.get(None, [])

    def warnings(self) -> list[Effect]:
        """Return the ending offers that goals, or their activities, lean on."""
        leaning = []
        for one in self.goals:
            under = self.activities.get(one.goal.pk, [])
            offers = list(self.ties.goal_offers.get(one.goal.pk, []))
            for activity in under:
                offers += self.ties.activity_offers.get(activity.pk, [])
            leaning.append((one.goal, offers))
        return threats_to(leaning)


def whole_plan(versions: Iterable[PlanVersion], found: Iterable[Finding]) -> WholePlan:
    """Read the plans in force of one group.

    Rows are ordered by their own columns, and what many share is read once: sorting by the plan's
    group, or joining the same village to a hundred goals, took longer than all the rest.
    """
    by_pk = {version.pk: version for version in versions}
    readings = GoalReading.objects.order_by("-read_on", "-pk")[:TRENDS_SHOWN]
    goals = list(
        Goal.objects.filter(version__in=by_pk)
        .order_by("version_id", "position", "pk")
        .prefetch_related(
            "target_indicator", Prefetch("readings", readings, to_attr="recent_readings")
        )
    )
    for goal in goals:
        goal.version = by_pk[goal.version_id]
    numbers = [goal.pk for goal in goals]
    activities: dict[int | None, list[Activity]] = {}
    rows = list(Activity.objects.filter(version__in=by_pk).order_by("position", "pk"))
    for row in rows:
        activities.setdefault(row.goal_id, []).append(row)
    strategies: dict[int, list[Strategy]] = {}
    for strategy in Strategy.objects.filter(goal__in=numbers).order_by("position", "pk"):
        strategies.setdefault(strategy.goal_id, []).append(strategy)
    return WholePlan(
        goals=assess(goals, found),
        strategies=strategies,
        activities=activities,
        documents=_documents(numbers),
        ties=read_ties(numbers, (row.pk for row in rows)),
    )


def _documents(goals: list[int]) -> dict[int, list[SteeringDocument]]:
    used = SteeringDocument.goals.through.objects.filter(goal__in=goals)
    rows = used.select_related("steeringdocument").order_by(
        "-steeringdocument__decided_on", "steeringdocument__name"
    )
    found: dict[int, list[SteeringDocument]] = {}
    for row in rows:
        found.setdefault(row.goal_id, []).append(row.steeringdocument)
    return found
