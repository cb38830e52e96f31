"""Who sits in the working group today, by function."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from plans.models import WorkingGroupSeat


@dataclass(frozen=True)
class Seats:
    """One kind of seat, and from where it is filled; empty: not known."""

    label: str
    held: list[WorkingGroupSeat]


def seats_today() -> list[Seats]:
    """Return every kind of seat with what fills it; seats that were left are not shown."""
    today = timezone.localdate()
    rows = list(
        WorkingGroupSeat.objects.filter(Q(until__isnull=True) | Q(until__gte=today)).select_related(
            "group"
        )
    )
    return [
        Seats(str(label), [one for one in rows if one.kind == kind])
        for kind, label in WorkingGroupSeat.Kind.choices
    ]
