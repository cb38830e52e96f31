"""What has become of each goal, by the newest run."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from geo.analysis.verdicts import Verdict
from geo.models import Observation
from plans.models import Goal, GoalLink, GoalReading, GoalStatus, HousingProject, PlanVersion
from route221.models import Business
from services.models import Offer
from services.queries.coverage import OUTSIDE, Finding

# A register with holes, or an estimate too near the threshold, leaves the status unknown.
BY_VERDICT = {
    Verdict.MET: GoalStatus.MET,
    Verdict.GAP: GoalStatus.MISSED,
    Verdict.POSSIBLE_GAP: GoalStatus.UNKNOWN,
    Verdict.TOO_CLOSE: GoalStatus.UNKNOWN,
    Verdict.NOT_ASSESSED: GoalStatus.NOT_ASSESSED,
}
TRENDS_SHOWN = 5
# A smaller difference is the noise of rounding, not a trend.
SAME_WITHIN = 0.005


@dataclass(frozen=True)
class AssessedGoal:
    """A goal, its status, and the finding or count that the status rests on."""

    goal: Goal
    status: GoalStatus
    finding: Finding | None = None
    reached: int | None = None
    computed: GoalStatus | None = None
    observed: Observation | None = None
    # Known of the municipality only, while the goal is a village's: no ground to judge it by.
    wider: Observation | None = None

    @property
    def is_by_hand(self) -> bool:
        """Whether somebody set the status over what the map says."""
        return bool(self.goal.override)

    @property
    def value(self) -> float | None:
        """The figure that is followed from run to run: a share, or a count."""
        if self.finding is not None and self.computed != GoalStatus.NOT_ASSESSED:
            return self.finding.share_within
        if self.observed is not None:
            return float(self.observed.value)
        return None if self.reached is None else float(self.reached)

    @property
    def target(self) -> int | None:
        """The count aimed at, where the target is one."""
        homes = self.goal.target_homes
        return homes if homes is not None else self.goal.target_businesses

    @property
    def before(self) -> GoalReading | None:
        """The newest earlier reading that differs in run."""
        run = self.finding.run.pk if self.finding else None
        readings = getattr(self.goal, "recent_readings", [])
        return next((one for one in readings if run is None or one.run_id != run), None)

    @property
    def trend(self) -> str:
        """Return better, worse or same against the reading before; empty without one."""
        before = self.before
        if before is None or before.value is None or self.value is None:
            return ""
        change = self.value - before.value
        if abs(change) <= SAME_WITHIN:
            return "same"
        return "better" if change > 0 else "worse"


def versions_in_force() -> QuerySet[PlanVersion]:
    """Return each plan's version that counts today: the adopted one, else the draft."""
    adopted = PlanVersion.objects.filter(plan=OuterRef("plan"), status=PlanVersion.Status.ADOPTED)
    return PlanVersion.objects.filter(
        Q(status=PlanVersion.Status.ADOPTED)
        | (Q(status=PlanVersion.Status.DRAFT) & ~Exists(adopted))
    )


def with_page(goals: QuerySet[Goal]) -> QuerySet[Goal]:
    """Read with goals what their pages show, in a fixed number of queries."""
    return goals.select_related(
        "version__plan__group",
        "area",
        "locality",
        "target_standard__category",
        "target_indicator",
    ).prefetch_related(
        Prefetch("links", links_with_targets()),
        "strategies",
        "used_in",
        Prefetch(
            "readings",
            GoalReading.objects.order_by("-read_on", "-pk")[:TRENDS_SHOWN],
            to_attr="recent_readings",
        ),
    )


def links_with_targets() -> QuerySet[GoalLink]:
    """Return links with the one thing each leads to, and the offers of a place.

    Many links lead to the same few things: each thing is read once, by its kind.
    """
    offers = Offer.objects.select_related("category")
    return GoalLink.objects.prefetch_related(
        "service_point",
        "offer__service_point",
        "offer__category",
        "business",
        "attraction",
        "housing_project",
        "to_goal__version__plan__group",
        "route",
        Prefetch("service_point__offers", offers),
    )


def leaning_links(condition: Q) -> QuerySet[GoalLink]:
    """Return the links of plans in force that lead to a thing, with the plan each stands in."""
    current = versions_in_force()
    return GoalLink.objects.filter(
        condition, Q(goal__version__in=current) | Q(activity__version__in=current)
    ).select_related(
        "goal__version__plan__group", "activity__version__plan__group", "offer__category"
    )


def current_goals() -> QuerySet[Goal]:
    """Return the goals of plans in force, with what their pages show."""
    return with_page(Goal.objects.filter(version__in=versions_in_force()))


def assess(goals: Iterable[Goal], found: Iterable[Finding]) -> list[AssessedGoal]:
    """Give each goal its status: computed from the map where it has a target."""
    by_area = {
        (one.standard.pk, one.locality.pk if one.locality else OUTSIDE): one for one in found
    }
    counts: dict[str, Any] = {}
    return [_by_hand(_assess(goal, by_area, counts)) for goal in goals]


def _by_hand(one: AssessedGoal) -> AssessedGoal:
    status = GoalStatus(one.goal.override) if one.goal.override else one.status
    return replace(one, status=status, computed=one.status)


def _assess(
    goal: Goal, by_area: dict[tuple[int, int], Finding], counts: dict[str, Any]
) -> AssessedGoal:
    if goal.target_standard_id:
        finding = by_area.get((goal.target_standard_id, goal.locality_id or OUTSIDE))
        status = BY_VERDICT[finding.verdict] if finding else GoalStatus.NOT_ASSESSED
        return AssessedGoal(goal, status, finding)
    if goal.target_businesses is not None:
        if "businesses" not in counts:
            counts["businesses"] = Business.objects.published().count()
        enough = counts["businesses"] >= goal.target_businesses
        status = GoalStatus.MET if enough else GoalStatus.ON_THE_WAY
        return AssessedGoal(goal, status, reached=counts["businesses"])
    if goal.target_homes is not None:
        if "homes" not in counts:
            counts["homes"] = homes_built()
        built = counts["homes"].get(goal.locality_id)
        if built is None:
            # That no built homes are known does not mean that none were built.
            return AssessedGoal(goal, GoalStatus.UNKNOWN)
        enough = built >= goal.target_homes
        status = GoalStatus.MET if enough else GoalStatus.ON_THE_WAY
        return AssessedGoal(goal, status, reached=built)
    if goal.target_indicator_id:
        if "observed" not in counts:
            counts["observed"] = _observed()
        observed = counts["observed"].get((goal.target_indicator_id, goal.locality_id or OUTSIDE))
        if observed is None:
            # What is known of the municipality tells nothing of one village, but is shown.
            wider = counts["observed"].get((goal.target_indicator_id, OUTSIDE))
            return AssessedGoal(goal, GoalStatus.NOT_ASSESSED, wider=wider)
        enough = observed.value >= goal.target_value
        status = GoalStatus.MET if enough else GoalStatus.MISSED
        return AssessedGoal(goal, status, observed=observed)
    return AssessedGoal(goal, GoalStatus.NOT_ASSESSED)


def _observed() -> dict[tuple[int, int], Observation]:
    """Return the newest observation of each indicator that a goal aims at, by locality.

    A goal of no one village is measured by the home municipality's.
    """
    home = Q(municipality__code=settings.HOME_MUNICIPALITY)
    aimed = Observation.objects.active().filter(
        home | Q(locality__isnull=False), indicator__goals__isnull=False
    )
    rows = Observation.objects.filter(pk__in=aimed.values("pk")).newest()
    return {
        (row.indicator_id, row.locality_id or OUTSIDE): row
        for row in rows.select_related("municipality")
    }


def homes_built() -> dict[int, int]:
    """Count the homes known to be ready or built, by locality; the low end of each range."""
    stages = HousingProject.BuildingStage
    rows = (
        HousingProject.objects.filter(
            building_stage__in=[stages.READY, stages.BUILT], dwellings_min__isnull=False
        )
        .order_by()
        .values("locality")
        .annotate(homes=Coalesce(Sum("dwellings_min"), 0))
    )
    return {row["locality"]: row["homes"] for row in rows}
