"""Who lacks one service in one area: how far they have, where they live, what is nearest."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.analysis.disclosure import hidden
from services.models import CoverageRun, Offer, ServicePoint, Standard
from services.queries.asked import Asked, home_costs
from services.queries.bands import Band, area_bands
from services.queries.cells import GROUP_COLUMNS
from services.queries.home import HomeCells, home_cells
from services.queries.protected import GROUPS, LACKING, RESIDENTS, protected

SQUARE_M = 1_000
NEAREST_SHOWN = 5


@dataclass(frozen=True)
class Alternative:
    """A place that is nearest for some of those who lack the service."""

    place: ServicePoint
    residents: float
    is_hidden: bool
    mean_cost: float


@dataclass(frozen=True)
class Square:
    """A square kilometre in which people lack the service; without a count of 1 to 4."""

    x: float
    y: float
    residents: float


@dataclass(frozen=True)
class GroupCount:
    """One age group: how many there are and how many lack it, and which of the two is hidden."""

    name: str
    residents: float
    hides_residents: bool
    lacking: float
    hides_lacking: bool


@dataclass(frozen=True)
class Affected:
    """One area by one standard, in detail."""

    bands: tuple[Band, ...]
    groups: tuple[GroupCount, ...]
    alternatives: tuple[Alternative, ...]
    squares: tuple[Square, ...]
    unconfirmed: tuple[Offer, ...]


def affected(run: CoverageRun, standard: Standard, number: int | None, asked: Asked) -> Affected:
    """Look into one area (its number, None for the whole municipality)."""
    home = home_cells(run)
    certain, possible = home_costs(run, standard.category, standard.metric, asked)
    inside = np.ones(len(home.rows), bool) if number is None else home.area == number
    cost = certain.nearest.cost[inside, 0]
    group = asked.group or standard.group
    residents = home.residents(group)[inside]
    limit = float(standard.threshold)
    lacking = ~(cost <= limit) & (residents > 0)
    away = protected(home, certain, possible, limit)
    row = -1 if number is None else number
    return Affected(
        bands=area_bands(run, standard, asked).of(row),
        groups=_groups(home, inside, ~(cost <= limit), away.away[row]),
        alternatives=_alternatives(
            certain.nearest.service[inside, 0][lacking], cost[lacking], residents[lacking]
        ),
        squares=_squares(home.xy[inside][lacking], residents[lacking]),
        unconfirmed=_unconfirmed(standard, run),
    )


def _groups(
    home: HomeCells, inside: NDArray[np.bool_], lacking: NDArray[np.bool_], away: NDArray[np.bool_]
) -> tuple[GroupCount, ...]:
    """Count who lacks it by age; ages, areas and their sums are protected together."""
    known = [name for name in GROUP_COLUMNS if home.is_known(name)]
    if known == ["all"]:
        return ()
    found = []
    for name in known:
        people, row = home.residents(name)[inside], away[GROUPS.index(name)]
        found.append(
            GroupCount(
                name,
                float(people.sum()),
                bool(row[RESIDENTS]),
                float(people[lacking].sum()),
                bool(row[LACKING]),
            )
        )
    return tuple(found)


def _alternatives(
    place: NDArray[np.int32], cost: NDArray[np.float64], residents: NDArray[np.float64]
) -> tuple[Alternative, ...]:
    reached = np.isfinite(cost)
    ids, row = np.unique(place[reached], return_inverse=True)
    people = np.bincount(row, residents[reached], len(ids))
    far = np.bincount(row, residents[reached] * cost[reached], len(ids))
    # All of them together are those who lack it and reach one, which is published.
    away = hidden(people)
    first = np.argsort(-people, kind="stable")[:NEAREST_SHOWN]
    places = ServicePoint.objects.select_related("municipality", "locality").in_bulk(
        ids[first].tolist()
    )
    return tuple(
        Alternative(places[int(ids[n])], float(people[n]), bool(away[n]), float(far[n] / people[n]))
        for n in first.tolist()
        if int(ids[n]) in places
    )


def _squares(xy: NDArray[np.float64], residents: NDArray[np.float64]) -> tuple[Square, ...]:
    corner, row = np.unique(np.floor(xy / SQUARE_M), axis=0, return_inverse=True)
    people = np.bincount(row.ravel(), residents, len(corner))
    return tuple(
        Square(float(x) * SQUARE_M, float(y) * SQUARE_M, float(count))
        for (x, y), count in zip(corner.tolist(), people.tolist(), strict=True)
    )


def _unconfirmed(standard: Standard, run: CoverageRun) -> tuple[Offer, ...]:
    """Return the offers that would count if someone confirmed them."""
    offers = Offer.objects.existing(run.measured_on).unconfirmed(run.measured_on)
    offers = offers.filter(category=standard.category)
    return tuple(offers.select_related("service_point__locality", "service_point__municipality"))
