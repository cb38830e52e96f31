"""A plan as plain data: what is frozen on adoption, and what two years are compared by."""

from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from plans.models import Activity, GoalLink, PlanVersion, Priority, Snapshot
from plans.queries.goals import AssessedGoal, assess, links_with_targets, with_page
from services.models import CoverageRun, Offer
from services.queries.coverage import Finding, findings, latest_run
from services.queries.disclosed import protect

SMALLEST_SHOWN = 5


def content_of(version: PlanVersion) -> dict[str, Any]:
    """Return the frozen content of an adopted version, else what stands there now."""
    snapshot = Snapshot.objects.filter(version=version).first()
    return snapshot.content if snapshot else plan_content(version, latest_run())


def figures_are(content: dict[str, Any], is_of_the_day: bool) -> str:
    """Say whether the frozen figures are of the day of the meeting, older, later, or none.

    A meeting is often entered here some days after it was held.
    """
    if not content["run"]:
        return "none"
    measured_on, adopted_on = content["run"]["measured_on"], content["adopted_on"]
    if measured_on > adopted_on:
        return "later"
    return "same" if is_of_the_day and measured_on == adopted_on else "older"


def plan_content(version: PlanVersion, run: CoverageRun | None) -> dict[str, Any]:
    """Write a plan with today's figures as plain data that no later change can touch."""
    links = Prefetch("links", links_with_targets())
    goals = list(with_page(version.goals.all()))
    activities = list(version.activities.select_related("strategy").prefetch_related(links))
    by_goal: dict[int | None, list[dict[str, Any]]] = {}
    for activity in activities:
        by_goal.setdefault(activity.goal_id, []).append(_activity(activity))
    assessed = assess(goals, protect(findings(run)) if run else [])
    return {
        "group": version.plan.group.name,
        "plan": version.plan.name,
        "year": version.year,
        "vision": version.vision,
        "adopted_on": version.adopted_on.isoformat() if version.adopted_on else None,
        "meeting": version.adopted_at_meeting,
        "priorities_meeting": version.priorities_meeting,
        "priorities": [_priority(one) for one in version.priorities.all()],
        "goals": [_goal(one, by_goal.get(one.goal.pk, [])) for one in assessed],
        "activities": by_goal.get(None, []),
        "run": run and {"number": run.pk, "measured_on": run.measured_on.isoformat()},
    }


def _priority(one: Priority) -> dict[str, Any]:
    return {"position": one.position, "title": str(one.what), "reason": one.reason}


def _goal(one: AssessedGoal, activities: list[dict[str, Any]]) -> dict[str, Any]:
    goal = one.goal
    return {
        "identity": str(goal.identity),
        "title": goal.title,
        "text": goal.text,
        "area": str(goal.area) if goal.area else "",
        "locality": goal.locality.name if goal.locality else "",
        "status": one.status.value,
        "by_hand": goal.override_reason if goal.override else "",
        "figure": _figure(one),
        "strategies": [strategy.title for strategy in goal.strategies.all()],
        "activities": activities,
        "links": [_link(link) for link in goal.links.all()],
        "is_example": goal.is_example,
    }


def _figure(one: AssessedGoal) -> dict[str, Any] | None:
    if one.finding is not None:
        standard = one.finding.standard
        return {
            "standard": standard.name,
            "category": str(standard.category),
            "metric": standard.metric,
            "threshold": standard.threshold,
            "target_share": one.finding.target_share,
            "rule": standard.rule,
            "base_as_of": standard.base_as_of,
            **_counts(one.finding),
            "verdict": one.finding.verdict.value,
            "is_estimate": one.finding.is_estimate,
        }
    if one.target is not None:
        return {"target": one.target, "reached": one.reached}
    return None


def _counts(finding: Finding) -> dict[str, int | None]:
    """Withhold both counts where either, or their difference, could make somebody out."""
    parts = (finding.within, finding.beyond, finding.unreached)
    if finding.hides_parts or any(0 < part < SMALLEST_SHOWN for part in parts):
        return {"residents": None, "within": None}
    return {"residents": round(finding.residents), "within": round(finding.within)}


def _activity(one: Activity) -> dict[str, Any]:
    return {
        "identity": str(one.identity),
        "title": one.title,
        "text": one.text,
        "doer": one.doer,
        "due_on": one.due_on.isoformat() if one.due_on else None,
        "status": one.status,
        "cost": one.cost,
        "reason": one.reason,
        "links": [_link(link) for link in one.links.all()],
    }


def _link(link: GoalLink) -> dict[str, Any]:
    return {"relation": link.relation, "to": link.leads_to[0], "note": link.note}


def is_of_today(run: CoverageRun | None) -> bool:
    """Whether a finished run rests on the offers and day as they are now."""
    if run is None or run.measured_on != timezone.localdate():
        return False
    return not Offer.history.filter(history_date__gt=run.started_at).exists()
