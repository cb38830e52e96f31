"""Visits as figures: of one business with the bars of a plot, and of every stop of a road."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Sum

from route221.models import Business, Route, Stop, Tally
from route221.queries.travellers import shown_stops

WEEKS = 26
WIDTH, HEIGHT, GAP = 520, 120, 3


@dataclass(frozen=True)
class Bar:
    week: date
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Figures:
    visits: int
    scans: int
    starts: int
    bars: list[Bar]
    most: int

    @property
    def is_empty(self) -> bool:
        return not (self.visits or self.scans or self.starts)


def figures_of(business: Business, today: date) -> Figures:
    """Count the last half year by kind, and page visits by week (Monday to Sunday)."""
    this_week = today - timedelta(days=today.weekday())
    first = this_week - timedelta(weeks=WEEKS - 1)
    counts = Tally.objects.filter(business=business, day__gte=first, day__lte=today)
    totals = dict(counts.order_by().values_list("kind").annotate(Sum("count")))
    weeks = dict.fromkeys((first + timedelta(weeks=n) for n in range(WEEKS)), 0)
    for day, number in counts.filter(kind=Tally.Kind.VISIT).values_list("day", "count"):
        weeks[day - timedelta(days=day.weekday())] += number
    most = max(weeks.values())
    step = WIDTH / WEEKS
    bars = [
        Bar(
            week,
            number,
            round(n * step, 1),
            round(HEIGHT - HEIGHT * number / most, 1) if most else HEIGHT,
            round(step - GAP, 1),
            round(HEIGHT * number / most, 1) if most else 0,
        )
        for n, (week, number) in enumerate(weeks.items())
    ]
    return Figures(
        totals.get(Tally.Kind.VISIT, 0),
        totals.get(Tally.Kind.SCAN, 0),
        totals.get(Tally.Kind.START, 0),
        bars,
        most,
    )


@dataclass(frozen=True)
class StopVisits:
    """One stop of a road and what was counted in the last half year."""

    stop: Stop
    visits: int
    scans: int
    starts: int


def visits_by_stop(route: Route, today: date) -> list[StopVisits]:
    """Count the last half year for every stop that anyone may see, in order along the road."""
    stops = shown_stops(route).select_related("business", "attraction", "service_point")
    places = ("business_id", "attraction_id", "service_point_id")
    first = today - timedelta(weeks=WEEKS)
    counts = Tally.objects.filter(day__gte=first, day__lte=today).order_by()
    found: dict[tuple[Any, ...], int] = {
        tuple(key): number
        for *key, number in counts.values_list(*places, "kind").annotate(Sum("count"))
    }

    def of(stop: Stop, kind: Any) -> int:
        return found.get((*(getattr(stop, name) for name in places), str(kind)), 0)

    kinds = Tally.Kind
    return [
        StopVisits(stop, of(stop, kinds.VISIT), of(stop, kinds.SCAN), of(stop, kinds.START))
        for stop in stops
    ]
