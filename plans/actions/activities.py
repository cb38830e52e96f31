"""Writing near-term activities, and noting how they go: in one press, also after adoption."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from plans.actions.editions import own_words, save_edition
from plans.actions.goals import require_same_version
from plans.actions.versions import require_draft
from plans.models import Activity, PlanVersion

ACTIVITY_FIELDS = (
    "title",
    "text",
    "goal",
    "strategy",
    "doer",
    "due_on",
    "status",
    "cost",
    "reason",
)


@transaction.atomic
def add_activity(*, version: PlanVersion, title: str, **values: Any) -> Activity:
    """Add an activity to a draft; ``values`` are those of ``ACTIVITY_FIELDS``."""
    require_draft(version)
    _under_one_goal(version, values)
    last = version.activities.aggregate(last=Max("position"))["last"] or 0
    return Activity.objects.create(
        version=version,
        title=title,
        position=last + 1,
        **values,
    )


@transaction.atomic
def change_activity(*, activity: Activity, edition: int | None = None, **values: Any) -> Activity:
    """Change an activity of a draft, unless somebody else changed it meanwhile."""
    require_draft(activity.version)
    _under_one_goal(activity.version, values)
    return save_edition(activity, edition, values | own_words(activity, values))


@transaction.atomic
def remove_activity(*, activity: Activity) -> None:
    """Take an activity out of a draft."""
    require_draft(activity.version)
    activity.delete()


@transaction.atomic
def note_progress(*, activity: Activity, status: str) -> Activity:
    """Note how an activity goes; the adopted words stay as they are."""
    noted = {"status": Activity.Status(status).value, "progressed_on": timezone.localdate()}
    return save_edition(activity, None, noted)


def _under_one_goal(version: PlanVersion, values: dict[str, Any]) -> None:
    strategy, goal = values.get("strategy"), values.get("goal")
    require_same_version(version, strategy, goal)
    if strategy is not None:
        values["goal"] = strategy.goal
