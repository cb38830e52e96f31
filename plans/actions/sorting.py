"""Sorting an old action plan: each loose point finds its place, or is set aside with a reason."""

import re

from django.db import transaction
from django.db.models import Max

from plans.actions.activities import add_activity
from plans.actions.goals import add_goal, add_strategy, require_same_version
from plans.actions.versions import require_draft
from plans.errors import GoalToServeMissing, ReasonMissing
from plans.models import Activity, Goal, LoosePoint, PlanVersion

MOST_POINTS, LONGEST = 300, 500
TITLE = 200
# What stands before a point in a pasted list: bullets, dashes, numbers.
BULLET = re.compile(r"^\s*(?:[-–—•*·]|\d{1,3}[.)])\s+")


@transaction.atomic
def take_text(*, version: PlanVersion, text: str, origin: str = "") -> int:
    """Take each line as one loose point, those already there once; return how many came."""
    lines = [BULLET.sub("", line).strip()[:LONGEST] for line in text.splitlines()]
    return _take(version, [line for line in lines if line], origin)


@transaction.atomic
def take_history(*, version: PlanVersion, earlier: PlanVersion) -> int:
    """Take the goals and activities of an old plan as loose points."""
    titles = [row.title for row in (*earlier.goals.all(), *earlier.activities.all())]
    return _take(version, titles, str(earlier))


def _take(version: PlanVersion, texts: list[str], origin: str) -> int:
    require_draft(version)
    known = set(version.loose_points.values_list("text", flat=True))
    last = version.loose_points.aggregate(last=Max("position"))["last"] or 0
    fresh = [text for text in dict.fromkeys(texts) if text not in known]
    fresh = fresh[: max(0, MOST_POINTS - len(known))]
    LoosePoint.objects.bulk_create(
        LoosePoint(version=version, text=text, origin=origin[:160], position=last + number)
        for number, text in enumerate(fresh, start=1)
    )
    return len(fresh)


@transaction.atomic
def sort_point(
    *, point: LoosePoint, into: str, goal: Goal | None = None, reason: str = ""
) -> LoosePoint:
    """Make a loose point a goal, a strategy or activity under a goal, or set it aside.

    Sorting once more moves nothing: what it became is changed on its own page.
    """
    require_draft(point.version)
    point = LoosePoint.objects.select_for_update(of=("self",)).get(pk=point.pk)
    if point.is_sorted:
        return point
    require_same_version(point.version, goal)
    title = point.text[:TITLE]
    rest = point.text if len(point.text) > TITLE else ""
    if into == "goal":
        place = point.version.plan.group.localities.order_by("pk").first()
        point.as_goal = add_goal(version=point.version, title=title, text=rest, locality=place)
    elif into == "strategy":
        if goal is None:
            raise GoalToServeMissing
        point.as_strategy = add_strategy(goal=goal, title=title)
    elif into == "activity":
        point.as_activity = add_activity(
            version=point.version,
            title=title,
            text=rest,
            goal=goal,
            status=Activity.Status.UNKNOWN if point.origin else Activity.Status.PLANNED,
        )
    elif not reason.strip():
        raise ReasonMissing
    else:
        point.set_aside_because = reason.strip()
    point.save()
    return point


@transaction.atomic
def unsort_point(*, point: LoosePoint) -> None:
    """Take a point that was set aside back among the unsorted."""
    point.set_aside_because = ""
    point.save(update_fields=["set_aside_because"])
