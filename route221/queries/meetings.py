"""Meetings along the road as people read them, and who would take part in what."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from route221.models import Business, MeetingPoint, RoadMeeting, Route

FEW = 5


@dataclass(frozen=True)
class Interest:
    what: str
    count: int


def meetings_of(route: Route, now: datetime) -> tuple[QuerySet[RoadMeeting], QuerySet[RoadMeeting]]:
    """Return those to come, the next first, and those that were, the latest first."""
    rows = route.meetings.exclude(invited_at=None)
    return rows.filter(held_at__gte=now).order_by("held_at"), rows.filter(held_at__lt=now)


def interest(route: Route) -> list[Interest]:
    """Count the published businesses on the road that would take part in each thing."""
    rows = Business.objects.published().filter(stop__route=route, is_example=False)
    ticked = list(rows.values_list("takes_part", flat=True))
    return [
        Interest(str(label), sum(value in one for one in ticked))
        for value, label in Business.TakesPart.choices
    ]


def points_of(meeting: RoadMeeting) -> QuerySet[MeetingPoint]:
    """The points of a meeting in the order they came."""
    return meeting.points.select_related("by")
