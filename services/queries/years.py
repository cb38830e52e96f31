"""Coverage year by year, as far as the offers say from when to when they were there."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from django.db.models import Max, Q, QuerySet
from numpy.typing import NDArray

from geo.models import Precision
from services.models import CoverageRun, Offer, Standard
from services.queries.asked import home_access
from services.queries.home import home_cells
from services.queries.matrix import areas_coverage

MOST_YEARS = 12
Figures = NDArray[np.float64]


@dataclass(frozen=True)
class Year:
    """The last day of a year (or the run's day): residents beyond by area, the total last."""

    year: int
    places: int
    lacking: Figures


@dataclass(frozen=True)
class Years:
    """The years, oldest first, and how many of the places have no known beginning."""

    years: tuple[Year, ...]
    undated: int


def by_year(run: CoverageRun, standard: Standard) -> Years | None:
    """Measure the years since the first known change; None where nothing is known to have changed.

    Those who live here today stand for those who did then; an offer without a known beginning
    counts as having been there, and one without a known end as being there still.
    """
    newest = Offer.history.aggregate(newest=Max("history_id"))["newest"]  # type: ignore[attr-defined]
    return _by_year(
        run.pk, standard.category_id, standard.metric, standard.threshold, standard.group, newest
    )


@lru_cache(maxsize=64)
def _by_year(
    run_id: int, category_id: int, metric: str, threshold: int, group: str, _newest: int | None
) -> Years | None:
    run = CoverageRun.objects.get(pk=run_id)
    changes = _changes(category_id, run.measured_on)
    if not changes:
        return None
    first = max(min(changes), run.measured_on.year - MOST_YEARS + 1)
    home, access = home_cells(run), home_access(run_id)
    residents, found = home.residents(group), []
    measured: dict[tuple[int, ...], Figures] = {}
    for year in range(first - 1, run.measured_on.year + 1):
        on = min(date(year, 12, 31), run.measured_on)
        offers = _there(category_id, on).select_related("service_point")
        places = {one.service_point_id: one.service_point.point for one in offers}
        key = tuple(sorted(places))
        if key not in measured:
            xy = np.array([(places[pk].x, places[pk].y) for pk in key], np.float64).reshape(-1, 2)
            cost = access.nearest(xy, metric, 1).cost[:, 0]  # type: ignore[arg-type]
            areas = areas_coverage(cost, residents, home.area, home.areas, float(threshold))
            measured[key] = (areas.beyond + areas.unreached)[:, 0]
        found.append(Year(year, len(key), measured[key]))
    return Years(tuple(found), _there(category_id, run.measured_on).filter(valid_from=None).count())


def _there(category_id: int, on: date) -> QuerySet[Offer]:
    """Return the offers that were there on a day: a closed one only with a known end."""
    return Offer.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=on),
        Q(valid_to__gt=on) | Q(valid_to__isnull=True, state=Offer.State.OPEN),
        category_id=category_id,
        service_point__precision__in=[Precision.EXACT, Precision.APPROXIMATE],
        service_point__replaced_by__isnull=True,
    )


def _changes(category_id: int, until: date) -> set[int]:
    """Return the years in which an offer is known to have begun or ended."""
    offers = Offer.objects.filter(category_id=category_id)
    days = offers.values_list("valid_from", "valid_to")
    return {day.year for pair in days for day in pair if day and day <= until}
