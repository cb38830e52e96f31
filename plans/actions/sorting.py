"""Sorting an old action plan: each loose point finds its place, or is set aside with a reason."""

import re
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from plans.actions.activities import add_activity, remove_activity
from plans.actions.goals import (
    add_goal,
    add_strategy,
    remove_goal,
    remove_strategy,
    require_same_version,
)
from plans.actions.versions import require_draft
from plans.errors import (
    GoalToServeMissing,
    PointsTooLong,
    ReasonMissing,
    SortedIsChanged,
    TooManyPoints,
)
from plans.models import Activity, Goal, LoosePoint, PlanVersion, Strategy

MOST_POINTS, LONGEST = 300, 500
TITLE = 200
# What stands before a point in a pasted list: bullets, dashes, numbers.
BULLET = re.compile(r"^\s*(?:[-–—•*·]|\d{1,3}[.)])\s+")


@dataclass(frozen=True)
class Taken:
    """How many points came, and how many were among the plan's points before."""

    fresh: int
    known: int


@transaction.atomic
def take_text(*, version: PlanVersion, text: str, origin: str = "") -> Taken:
    """Take each line as one loose point, those already there once; all of them, or none."""
    lines = [BULLET.sub("", line).strip() for line in text.splitlines()]
    long = [(number, line) for number, line in enumerate(lines, start=1) if len(line) > LONGEST]
    if long:
        raise PointsTooLong(long, LONGEST)
    return _take(version, [line for line in lines if line], origin)


@transaction.atomic
def take_history(*, version: PlanVersion, earlier: PlanVersion) -> Taken:
    """Take the goals and activities of an old plan as loose points."""
    titles = [row.title for row in (*earlier.goals.all(), *earlier.activities.all())]
    return _take(version, titles, str(earlier))


def _take(version: PlanVersion, texts: list[str], origin: str) -> Taken:
    require_draft(version)
    known = set(version.loose_points.values_list("text", flat=True))
    last = version.loose_points.aggregate(last=Max("position"))["last"] or 0
    different = dict.fromkeys(texts)
    fresh = [text for text in different if text not in known]
    room = max(0, MOST_POINTS - len(known))
    if len(fresh) > room:
        raise TooManyPoints(len(fresh), room)
    LoosePoint.objects.bulk_create(
        LoosePoint(version=version, text=text, origin=origin[:160], position=last + number)
        for number, text in enumerate(fresh, start=1)
    )
    return Taken(len(fresh), len(different) - len(fresh))


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
    """Take a point back among the unsorted; what it became goes, unless it was worked on since."""
    require_draft(point.version)
    point = LoosePoint.objects.select_for_update(of=("self",)).get(pk=point.pk)
    made = point.as_goal or point.as_strategy or point.as_activity
    if made is not None and _is_worked_on(made):
        raise SortedIsChanged
    if point.as_goal:
        remove_goal(goal=point.as_goal)
    elif point.as_strategy:
        remove_strategy(strategy=point.as_strategy)
    elif point.as_activity:
        remove_activity(activity=point.as_activity)
    point.as_goal = point.as_strategy = point.as_activity = None
    point.set_aside_because = ""
    point.save()


def _is_worked_on(made: Goal | Strategy | Activity) -> bool:
    """Say whether something would be lost that was not in the point itself."""
    if made.edition > 1:
        return True
    under = {
        Goal: ("strategies", "activities", "links", "links_here", "priorities", "comments"),
        Strategy: ("activities",),
        Activity: ("links", "priorities"),
    }
    return any(getattr(made, name).exists() for name in under[type(made)])
