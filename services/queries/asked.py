"""Costs as they are asked for: a run's own, or measured on demand for an hour or other offers."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import numpy as np
from django.db.models import Max
from numpy.typing import NDArray

from geo.analysis.costs import Metric, NearestServices, empty_answer
from geo.models import Precision
from geo.queries.access import Access
from services.models import Category, CoverageRun, Offer
from services.queries.cells import usable_supply
from services.queries.holidays import holidays
from services.queries.home import HomeCells, home_cells
from services.queries.hours import SWEDEN, Opening, state_at
from services.queries.stored import stored_costs

NEAREST = 2


@dataclass(frozen=True)
class Asked:
    """Of whom, in what measure and when; empty fields are as the standard and the run have them."""

    group: str = ""
    metric: str = ""
    weekday: int | None = None  # 0 is Monday
    hour: int | None = None
    month: int | None = None
    counts_unconfirmed: bool = False

    @property
    def has_moment(self) -> bool:
        return self.weekday is not None and self.hour is not None


AS_IT_IS = Asked()


@dataclass(frozen=True)
class HomeCosts:
    """The two nearest places of each home cell, and which cells are estimated."""

    nearest: NearestServices  # `service` holds the ids of service points here, -1 none
    is_estimate: NDArray[np.bool_]


def home_costs(
    run: CoverageRun, category: Category, metric: str, asked: Asked
) -> tuple[HomeCosts, HomeCosts]:
    """Return the costs by what is known to be open, and by what may be open as well.

    The two are the same unless an hour is asked for that some place does not state.
    """
    is_plain = not asked.has_moment and not asked.counts_unconfirmed
    if is_plain and metric in run.metrics:
        stored = _stored(run.pk, category.pk, metric)
        return stored, stored
    moment = reference_moment(run, asked) if asked.has_moment else None
    newest = Offer.history.aggregate(newest=Max("history_id"))["newest"]  # type: ignore[attr-defined]
    return _on_demand(run.pk, category.pk, metric, moment, asked.counts_unconfirmed, newest)


def reference_moment(run: CoverageRun, asked: Asked) -> datetime:
    """Return the asked hour in the month's first week that no holiday touches."""
    monday = reference_week(run.measured_on.year, asked.month or run.measured_on.month)
    day = monday + timedelta(days=asked.weekday or 0)
    return datetime.combine(day, time(asked.hour or 0), SWEDEN)


def reference_week(year: int, month: int) -> date:
    """Return the Monday of a month's first week without a holiday, else of its first week."""
    first = date(year, month, 1)
    monday = first + timedelta(days=-first.weekday() % 7)
    weeks = [monday + timedelta(weeks=number) for number in range(4)]
    days_off = holidays(year) | holidays(year + 1)
    free = [
        week for week in weeks if not any(week + timedelta(days=n) in days_off for n in range(7))
    ]
    return (free or weeks)[0]


def supply(
    category_id: int, on: date, moment: datetime | None = None, counts_unconfirmed: bool = False
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.bool_]]:
    """Return ids and positions of places that may count, and which are known to be open."""
    if moment is None and not counts_unconfirmed:
        ids, xy = usable_supply(category_id, on)
        return ids, xy, np.ones(len(ids), bool)
    offers = Offer.objects.existing(on).filter(
        category_id=category_id,
        service_point__precision__in=[Precision.EXACT, Precision.APPROXIMATE],
    )
    if not counts_unconfirmed:
        offers = offers.confirmed(on)
    kept: dict[int, tuple[float, float, bool]] = {}
    for offer in offers.select_related("service_point").order_by("service_point_id"):
        state = (
            state_at(offer.opening_hours, moment, by_arrangement=offer.by_arrangement)
            if moment
            else Opening.OPEN
        )
        if state is not Opening.CLOSED:
            point = offer.service_point.point
            kept[offer.service_point_id] = (point.x, point.y, state is Opening.OPEN)
    ids = np.array(list(kept), np.int64)
    values = np.array(list(kept.values()), np.float64).reshape(-1, 3)
    return ids, values[:, :2], values[:, 2] > 0


@lru_cache(maxsize=4)
def home_access(run_id: int) -> Access:
    """Return the home cells joined to the roads, as the run joined them."""
    run = CoverageRun.objects.get(pk=run_id)
    home = home_cells(run)
    leaves = Category.objects.filter(children__isnull=True)
    every = [usable_supply(pk, run.measured_on)[1] for pk in leaves.values_list("pk", flat=True)]
    return Access.prepare(home.xy, home.municipality_id, np.concatenate([*every, np.empty((0, 2))]))


@lru_cache(maxsize=256)
def _stored(run_id: int, category_id: int, metric: str) -> HomeCosts:
    home: HomeCells = home_cells(CoverageRun(pk=run_id))
    rows = stored_costs(run_id, category_id, metric)
    answer = empty_answer(len(home.rows), NEAREST)
    estimated = np.zeros(len(home.rows), bool)
    cell_id, wanted = rows["cell_id"], home.cell_id
    place = np.searchsorted(cell_id, wanted)
    found = np.zeros(len(wanted), bool)
    inside = place < len(cell_id)
    found[inside] = cell_id[place[inside]] == wanted[inside]
    row = place[found]
    answer.cost[found] = np.column_stack((rows["cost"][row], rows["second_cost"][row]))
    answer.service[found] = np.column_stack((rows["place"][row], rows["second_place"][row]))
    answer.join_m[found] = rows["join_m"][row]
    estimated[found] = rows["is_estimate"][row] > 0
    return HomeCosts(answer, estimated)


@lru_cache(maxsize=256)
def _on_demand(
    run_id: int,
    category_id: int,
    metric: Metric,
    moment: datetime | None,
    counts_unconfirmed: bool,
    newest_change: int | None,
) -> tuple[HomeCosts, HomeCosts]:
    run = CoverageRun.objects.get(pk=run_id)
    access = home_access(run_id)
    ids, xy, is_open = supply(category_id, run.measured_on, moment, counts_unconfirmed)
    known = _measured(access, ids[is_open], xy[is_open], metric)
    return known, known if is_open.all() else _measured(access, ids, xy, metric)


def _measured(
    access: Access, ids: NDArray[np.int64], xy: NDArray[np.float64], metric: Metric
) -> HomeCosts:
    found = access.nearest(xy, metric, NEAREST)
    places = np.append(ids, -1)[found.service].astype(np.int32)
    return HomeCosts(replace(found, service=places), ~access.measured)
