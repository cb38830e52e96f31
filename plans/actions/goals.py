"""Writing goals and their strategies: add, change, take away, set the status by hand."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from plans.actions.editions import own_words, save_edition
from plans.actions.versions import require_draft
from plans.errors import NoPlace, NotThisPlan, ReasonMissing
from plans.models import Goal, PlanVersion, Strategy

TARGET_FIELDS = (
    "target_standard",
    "target_homes",
    "target_businesses",
    "target_indicator",
    "target_value",
)
GOAL_FIELDS = ("title", "text", "area", "locality", *TARGET_FIELDS)


def _next(rows: Any) -> int:
    return (rows.aggregate(last=Max("position"))["last"] or 0) + 1


def _place(version: PlanVersion, values: dict[str, Any]) -> None:
    """Let a goal that is measured be of a village: the given one, or the group's first."""
    if values.get("target_standard") and not values.get("locality"):
        values["locality"] = version.plan.group.localities.order_by("pk").first()
        if values["locality"] is None:
            raise NoPlace


@transaction.atomic
def add_goal(*, version: PlanVersion, title: str, **values: Any) -> Goal:
    """Add a goal to a draft, last in its order; ``values`` are those of ``GOAL_FIELDS``.

    On a plan made up as an example, too, it is the group's own.
    """
    require_draft(version)
    _place(version, values)
    return Goal.objects.create(
        version=version,
        title=title,
        position=_next(version.goals),
        **values,
    )


@transaction.atomic
def change_goal(*, goal: Goal, edition: int | None = None, **values: Any) -> Goal:
    """Change a goal of a draft, unless somebody else changed it meanwhile."""
    require_draft(goal.version)
    _place(goal.version, values)
    return save_edition(goal, edition, values | own_words(goal, values))


@transaction.atomic
def remove_goal(*, goal: Goal) -> None:
    """Take a goal out of a draft, with its strategies and links; its activities stay, loose."""
    require_draft(goal.version)
    goal.activities.update(goal=None, strategy=None)
    goal.delete()


@transaction.atomic
def override_status(*, goal: Goal, status: str, reason: str) -> Goal:
    """Set a goal's status by hand, with a reason; an empty status lets it be computed again."""
    if status and not reason.strip():
        raise ReasonMissing
    return save_edition(
        goal,
        None,
        {
            "override": status,
            "override_reason": reason.strip() if status else "",
            "override_on": timezone.localdate() if status else None,
        },
    )


@transaction.atomic
def add_strategy(*, goal: Goal, title: str) -> Strategy:
    """Add a strategy to a goal of a draft."""
    require_draft(goal.version)
    return Strategy.objects.create(goal=goal, title=title, position=_next(goal.strategies))


@transaction.atomic
def change_strategy(*, strategy: Strategy, title: str, edition: int | None = None) -> Strategy:
    """Change a strategy's words."""
    require_draft(strategy.goal.version)
    return save_edition(strategy, edition, {"title": title})


@transaction.atomic
def remove_strategy(*, strategy: Strategy) -> None:
    """Take a strategy away; its activities stay under the goal."""
    require_draft(strategy.goal.version)
    strategy.delete()


def require_same_version(version: PlanVersion, *rows: Goal | Strategy | None) -> None:
    """Refuse to hang a row under one of another plan or year."""
    for row in rows:
        owner = row.goal.version_id if isinstance(row, Strategy) else row and row.version_id
        if row is not None and owner != version.pk:
            raise NotThisPlan
