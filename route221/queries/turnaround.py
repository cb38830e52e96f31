"""The queue in figures: what came, what was decided, how long it took."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import TruncWeek

from route221.models import Decision
from route221.queries.waiting import covered

DECIDING = ("approve", "ask_changes", "reject")
WEEKS = 12
IN_TIME_DAYS = 15


@dataclass(frozen=True)
class Week:
    start: date
    came: int
    decided: int


@dataclass(frozen=True)
class Turnaround:
    decided: int
    median_days: float | None
    share_in_time: float | None
    weeks: list[Week]


def turnaround(now: datetime, scope: frozenset[int] | None = None) -> Turnaround:
    """Measure the last twelve weeks: each decision against the sending it answers."""
    first = now.date() - timedelta(days=now.weekday(), weeks=WEEKS - 1)
    recent = covered(
        Decision.objects.filter(created_at__date__gte=first),
        ("business__locality__municipality",),
        scope,
    ).order_by()
    sent = (
        Decision.objects.filter(business=OuterRef("business"), verb="submit", pk__lt=OuterRef("pk"))
        .order_by("-pk")
        .values("created_at")[:1]
    )
    pairs = (
        recent.filter(verb__in=DECIDING, from_state="submitted")
        .annotate(sent_at=Subquery(sent))
        .values_list("created_at", "sent_at")
    )
    days = [(decided - came).total_seconds() / 86_400 for decided, came in pairs if came]
    return Turnaround(
        decided=len(days),
        median_days=median(days) if days else None,
        share_in_time=sum(one <= IN_TIME_DAYS for one in days) / len(days) if days else None,
        weeks=_weeks(recent, first),
    )


def _weeks(recent: object, first: date) -> list[Week]:
    def by_week(**wanted: object) -> dict[date, int]:
        rows = recent.filter(**wanted).annotate(week=TruncWeek("created_at"))  # type: ignore[attr-defined]
        counts = rows.values_list("week").annotate(Count("pk"))
        return {week.date(): number for week, number in counts}

    came = by_week(verb="submit")
    decided = by_week(verb__in=DECIDING, from_state="submitted")
    starts = [first + timedelta(weeks=n) for n in range(WEEKS)]
    return [Week(start, came.get(start, 0), decided.get(start, 0)) for start in starts]
