"""A point of a road meeting becomes an activity of a village's plan."""

from django.db import transaction

from plans.actions.activities import add_activity
from plans.models import Activity, PlanVersion
from route221.actions.meetings import note_what_became
from route221.models import MeetingPoint

LONGEST = 200


@transaction.atomic
def make_activity_of(*, point: MeetingPoint, version: PlanVersion) -> Activity:
    """Add the activity to a plan being written, and say at the point where it went; once."""
    group = version.plan.group
    words = f"{group.name}: {point.text}"[:LONGEST]
    note_what_became(point=point, words=words, url=group.get_absolute_url())
    return add_activity(version=version, title=point.text[:LONGEST])
