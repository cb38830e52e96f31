"""What confirming an unconfirmed offer would change: whom it would bring within reach."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from django.db.models import Prefetch, QuerySet
from scipy.spatial import cKDTree

from geo.analysis.costs import DETOUR_FACTOR
from geo.models import Precision
from services.models import CoverageRun, Offer, Standard
from services.queries.cells import Cells
from services.queries.coverage import latest_run, run_cells, run_costs

OTHERWISE_M = 10_000
PLACED = (Precision.EXACT, Precision.APPROXIMATE)


@dataclass(frozen=True)
class Effect:
    """An offer, and residents who have none within the threshold but would with this one."""

    offer: Offer
    residents: float | None  # None: no position, or nothing measured
    threshold_m: int


def to_confirm(offers: QuerySet[Offer] | None = None) -> list[Effect]:
    """List what is to be confirmed, the greatest effect first; those without a figure last.

    Straight line × 1.3 to the place, against the costs of the latest run: an estimate, to sort by.
    """
    rows = Offer.objects.existing().unconfirmed() if offers is None else offers
    rows = rows.select_related(
        "service_point__locality", "service_point__municipality", "category"
    ).prefetch_related(
        Prefetch(
            "category__standards",
            Standard.objects.filter(metric="distance", is_primary=True),
            to_attr="primary",
        )
    )
    by_category: dict[int, list[Offer]] = defaultdict(list)
    for offer in rows.order_by("pk"):
        by_category[offer.category_id].append(offer)
    run = latest_run()
    cells = run_cells(run) if run else None
    found: list[Effect] = []
    for of_one in by_category.values():
        primary = of_one[0].category.primary  # type: ignore[attr-defined]
        limit = primary[0].threshold if primary else OTHERWISE_M
        found += _effects(of_one, limit, run, cells)
    return sorted(
        found,
        key=lambda one: (
            one.residents is None,
            -(one.residents or 0),
            one.offer.service_point.name,
        ),
    )


def _rank(one: Effect) -> tuple[bool, float, str]:
    return one.residents is None, -(one.residents or 0), one.offer.service_point.name


def _effects(
    offers: list[Offer], limit: int, run: CoverageRun | None, cells: Cells | None
) -> list[Effect]:
    if run is None or cells is None or not len(cells.cell_id):
        return [Effect(offer, None, limit) for offer in offers]
    costs = run_costs(run.pk, offers[0].category_id, "distance")
    cost = np.full(len(cells.cell_id), np.inf)
    known = np.searchsorted(cells.cell_id, costs.cell_id)
    cost[known] = costs.cost
    residents = np.nan_to_num(cells.group("all"))
    lacking = np.flatnonzero((cost > limit) & (residents > 0))
    tree = cKDTree(cells.xy[lacking])
    found = []
    for offer in offers:
        place = offer.service_point
        if place.point is None or place.precision not in PLACED:
            found.append(Effect(offer, None, limit))
            continue
        near = tree.query_ball_point((place.point.x, place.point.y), limit / DETOUR_FACTOR)
        found.append(Effect(offer, float(residents[lacking[near]].sum()), limit))
    return found
