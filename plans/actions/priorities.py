"""The year's priorities: at most five goals or activities, in order, with the reason."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction

from plans.actions.editions import save_edition
from plans.errors import NotThisPlan, ReasonMissing, TooManyPriorities
from plans.models import MOST_PRIORITIES, Activity, Goal, PlanVersion, Priority


class Chosen(NamedTuple):
    what: Goal | Activity
    reason: str


@transaction.atomic
def order_priorities(
    *,
    version: PlanVersion,
    chosen: Sequence[Chosen],
    meeting: str,
    edition: int | None = None,
) -> list[Priority]:
    """Write the whole list anew, unless somebody else changed the plan meanwhile."""
    if len(chosen) > MOST_PRIORITIES:
        raise TooManyPriorities
    if any(not one.reason.strip() for one in chosen):
        raise ReasonMissing
    if any(one.what.version_id != version.pk for one in chosen):
        raise NotThisPlan
    save_edition(version, edition, {"priorities_meeting": meeting.strip()})
    version.priorities.all().delete()
    return Priority.objects.bulk_create(
        Priority(
            version=version,
            position=place,
            goal=one.what if isinstance(one.what, Goal) else None,
            activity=one.what if isinstance(one.what, Activity) else None,
            reason=one.reason.strip(),
        )
        for place, one in enumerate(chosen, start=1)
    )
