"""Suggested tours as links: each opens as a day plan that can be changed."""

from datetime import datetime

from portal.road_forms import PlanAsked
from route221.models import Route
from route221.queries.guide import TourRow, suggested_tours
from services.queries.hours import SWEDEN


def tour_links(route: Route, day: datetime) -> list[tuple[TourRow, str]]:
    """List a road's tours, each with the address of its day plan.

    It is of the day asked for, or the next on which all of the tour is open.
    """
    return [(row, _query(row, day)) for row in suggested_tours(route)]


def _query(row: TourRow, day: datetime) -> str:
    start = datetime.combine(day.date(), row.tour.starts_at, tzinfo=SWEDEN)
    plan = PlanAsked(
        start=start,
        is_backwards=row.tour.is_backwards,
        in_best_order=False,
        minutes=row.minutes,
        on_open_day=True,
    )
    return plan.query()
