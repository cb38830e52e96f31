"""The next day on which a day plan finds everything open."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from route221.queries.dayplans import DayPlan, PlannedStop
from services.queries.hours import Opening

# Within a year each season comes once.
MOST_DAYS = 366


def timed_stops(plan: DayPlan) -> list[PlannedStop]:
    """Keep the stops whose hours are known: only they can be found open or closed."""
    return [
        one
        for one in plan.planned
        if one.at.hours and not one.at.by_arrangement and not one.at.is_history
    ]


def is_all_open(stops: Sequence[PlannedStop], days: int = 0) -> bool:
    """Say whether each is known to be open when one arrives, so many days later."""
    return all(one.at.state(one.arrival + timedelta(days=days)) is Opening.OPEN for one in stops)


def next_open_day(plan: DayPlan) -> datetime | None:
    """Return the same hour of the next day on which all stops with known hours are open.

    None where that is the plan's own day, or no day of a year.
    """
    stops = timed_stops(plan)
    if not stops or is_all_open(stops):
        return None
    later = (days for days in range(1, MOST_DAYS + 1) if is_all_open(stops, days))
    days = next(later, None)
    return None if days is None else plan.start + timedelta(days=days)
