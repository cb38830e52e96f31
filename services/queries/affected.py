"""Who lacks one service in one area: how far they have, where they live, what is nearest."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.analysis.disclosure import hidden, is_small
from services.models import CoverageRun, Offer, ServicePoint, Standard
from services.queries.asked import Asked, home_costs
from services.queries.cells import GROUP_COLUMNS
from services.queries.home import HomeCells, home_cells

BINS_WITHIN, BINS_BEYOND = 5, 5
SQUARE_M = 1_000
NEAREST_SHOWN = 5


@dataclass(frozen=True)
class Band:
    """Residents whose cost is above `from_cost` and at most `to_cost`; both None: unreached."""

    from_cost: float | None
    to_cost: float | None
    residents: float
    is_hidden: bool


@dataclass(frozen=True)
class Alternative:
    """A place that is nearest for some of those who lack the service."""

    place: ServicePoint
    residents: float
    mean_cost: float


@dataclass(frozen=True)
class Square:
    """A square kilometre in which people lack the service; without a count of 1 to 4."""

    x: float
    y: float
    residents: float


@dataclass(frozen=True)
class Affected:
    """One area by one standard, in detail."""

    bands: tuple[Band, ...]
    groups: tuple[tuple[str, float, float, bool], ...]  # name, residents, lacking, hidden
    alternatives: tuple[Alternative, ...]
    squares: tuple[Square, ...]
    unconfirmed: tuple[Offer, ...]


def affected(run: CoverageRun, standard: Standard, number: int | None, asked: Asked) -> Affected:
    """Look into one area (its number, None for the whole municipality)."""
    home = home_cells(run)
    certain, _ = home_costs(run, standard.category, standard.metric, asked)
    inside = np.ones(len(home.rows), bool) if number is None else home.area == number
    cost = certain.nearest.cost[inside, 0]
    residents = home.residents(asked.group or standard.group)[inside]
    limit = float(standard.threshold)
    lacking = ~(cost <= limit) & (residents > 0)
    return Affected(
        bands=_bands(cost, residents, limit),
        groups=_groups(home, inside, ~(cost <= limit)),
        alternatives=_alternatives(
            certain.nearest.service[inside, 0][lacking], cost[lacking], residents[lacking]
        ),
        squares=_squares(home.xy[inside][lacking], residents[lacking]),
        unconfirmed=_unconfirmed(standard, run),
    )


def _bands(
    cost: NDArray[np.float64], residents: NDArray[np.float64], limit: float
) -> tuple[Band, ...]:
    step = limit / BINS_WITHIN
    edges = step * np.arange(BINS_WITHIN + BINS_BEYOND + 1)
    reached = np.isfinite(cost)
    place = np.clip(np.searchsorted(edges, cost[reached]) - 1, 0, len(edges) - 1)
    counts = np.append(
        np.bincount(place, residents[reached], len(edges)), residents[~reached].sum()
    )
    away = hidden(counts)
    ends = [*edges[1:].tolist(), None]
    found = [
        Band(float(edges[n]), ends[n], float(counts[n]), bool(away[n])) for n in range(len(edges))
    ]
    return (*found, Band(None, None, float(counts[-1]), bool(away[-1])))


def _groups(
    home: HomeCells, inside: NDArray[np.bool_], lacking: NDArray[np.bool_]
) -> tuple[tuple[str, float, float, bool], ...]:
    """Count who lacks it by age; the three ages of a whole are protected together."""
    known = [name for name in GROUP_COLUMNS if home.is_known(name)]
    if known == ["all"]:
        return ()
    people = {name: home.residents(name)[inside] for name in known}
    count = {name: float(people[name][lacking].sum()) for name in known}
    parts = [name for name in ("0_15", "16_64", "65_plus") if name in known]
    away = dict(zip(parts, hidden([count[name] for name in parts]).tolist(), strict=True))
    away["all"] = bool(is_small(count["all"]))
    if "80_plus" in known:
        rest = count.get("65_plus", 0.0) - count["80_plus"]
        away["80_plus"] = bool(is_small(count["80_plus"]) or is_small(rest))
    return tuple((name, float(people[name].sum()), count[name], away[name]) for name in known)


def _alternatives(
    place: NDArray[np.int32], cost: NDArray[np.float64], residents: NDArray[np.float64]
) -> tuple[Alternative, ...]:
    reached = np.isfinite(cost)
    ids, row = np.unique(place[reached], return_inverse=True)
    people = np.bincount(row, residents[reached], len(ids))
    far = np.bincount(row, residents[reached] * cost[reached], len(ids))
    first = np.argsort(-people, kind="stable")[:NEAREST_SHOWN]
    places = ServicePoint.objects.select_related("municipality", "locality").in_bulk(
        ids[first].tolist()
    )
    return tuple(
        Alternative(places[int(ids[n])], float(people[n]), float(far[n] / people[n]))
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
