"""A business's visits as figures and as the bars of a plot."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum

from route221.models import Business, Route, Stop, Tally

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
    """One business of a road and what was counted in the last half year."""

    stop: Stop
    visits: int
    scans: int
    starts: int


def visits_by_stop(route: Route, today: date) -> list[StopVisits]:
    """Count the last half year for every business on a road, in order along it."""
    first = today - timedelta(weeks=WEEKS)
    counts = Tally.objects.filter(business__stop__route=route, day__gte=first, day__lte=today)
    found = {
        (business, kind): number
        for business, kind, number in counts.order_by()
        .values_list("business_id", "kind")
        .annotate(Sum("count"))
    }
    stops = route.stops.filter(business__state=Business.State.PUBLISHED).select_related("business")
    return [
        StopVisits(
            stop,
            found.get((stop.business_id, Tally.Kind.VISIT), 0),
            found.get((stop.business_id, Tally.Kind.SCAN), 0),
            found.get((stop.business_id, Tally.Kind.START), 0),
        )
        for stop in stops
    ]
