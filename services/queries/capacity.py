"""How much capacity each area has within reach, where offers state one (E2SFCA)."""

from dataclasses import dataclass

import numpy as np

from geo.analysis.costs import StraightLine
from geo.analysis.floating import e2sfca
from geo.analysis.joining import join
from geo.analysis.labels import Labels
from services.models import Category, CoverageRun, Offer, Standard
from services.queries.home import home_cells
from services.queries.matrix import Area, home_areas
from services.queries.whatif import present

# A third, two thirds and all of the limit, weighted as Luo and Qi (2009) do.
SHARES, WEIGHTS = (1 / 3, 2 / 3, 1.0), (1.0, 0.68, 0.22)
PER = 1_000


@dataclass(frozen=True)
class CapacityRow:
    area: Area
    residents: float
    per_thousand: float


def categories_with_capacity() -> list[Category]:
    """Return the categories of which some offer states its capacity."""
    offers = Offer.objects.existing().confirmed().exclude(capacity=None)
    return list(Category.objects.filter(offers__in=offers).distinct())


def capacity_rows(run: CoverageRun, standard: Standard) -> list[CapacityRow]:
    """Return the capacity within reach per thousand residents, by area, the least first."""
    offers = (
        Offer.objects.existing(run.measured_on)
        .confirmed(run.measured_on)
        .filter(category=standard.category)
        .exclude(capacity=None)
        .exclude(service_point__point=None)
        .select_related("service_point")
    )
    seats = np.array([offer.capacity for offer in offers], np.float64)
    xy = np.array(
        [(one.service_point.point.x, one.service_point.point.y) for one in offers], np.float64
    ).reshape(-1, 2)
    home = home_cells(run)
    residents = home.residents("all")
    _, today = present(run.pk, standard.category_id, standard.metric)
    per_m = StraightLine(standard.metric).cost_per_m  # type: ignore[arg-type]
    cost = np.hypot(*(today.xy[:, None] - xy[None]).transpose(2, 0, 1)) * per_m
    if today.network is not None and today.answers is not None:
        joins, answers = join(today.network, xy, today.part_open), today.answers
        for number in range(len(xy)):
            labels = Labels.spread(today.network, joins[number : number + 1], today.metric, 1)
            near = labels.at_positions(answers.place, answers.nearest.join_m)
            cost[today.measured, number] = near.cost[:, 0]
    zones = [share * standard.threshold for share in SHARES]
    share = e2sfca(cost, residents, seats, zones, WEIGHTS)
    areas = home_areas(home)[:-1]
    people = np.bincount(home.area, residents, home.areas)
    given = np.bincount(home.area, residents * share, home.areas)
    rows = [
        CapacityRow(area, float(people[n]), float(given[n] / people[n] * PER))
        for n, area in enumerate(areas)
        if people[n]
    ]
    return sorted(rows, key=lambda row: row.per_thousand)
