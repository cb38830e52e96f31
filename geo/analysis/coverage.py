"""What costs mean for people: residents within, beyond and unreached, by area and group.

All functions work on one category at a time and on any unit of cost (metres or seconds), and count
residents: `residents` is (n, g), one column per group, possibly fractional; `area` is (n,), the
number 0 … a-1 of the area (a locality, or a municipality's row outside localities) of each demand
point. An unreached point has the cost ``inf``.

Signatures
----------
``coverage(cost (n,), residents (n, g), area (n,), areas, threshold, bands=()) -> Coverage``
``residents_by_band(cost, residents, area, areas, bands) -> (a, g, len(bands) + 2)``
``weighted_quantile(cost, residents, area, areas, share) -> (a, g)``
``gap(residents, within, target_share) -> residents short of the target, same shape``
``closure_effect(nearest, residents (n, g), services, reach=inf) -> ClosureEffect``
``choices_within(cost (n, k), threshold) -> (n,) int, at most k``

Verdicts are in `geo.analysis.verdicts`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.analysis.costs import Floats, Indices, NearestServices

# Residents are added up as whole millionths, so that no order of cells changes a quantile.
PARTS_PER_RESIDENT = 1_000_000
ROUNDING = 1e-9
# An estimated cost this share of the threshold away from it could lie on either side (DOMAIN §3).
ESTIMATE_MARGIN = 0.15


@dataclass(frozen=True)
class Coverage:
    """Residents of a areas and g groups by what one category costs them; all arrays are (a, g).

    ``within + beyond + unreached == residents``. `within` is at most the threshold, `beyond` is
    reached but farther. `surely_within` and `possibly_within` count up to 85 % and 115 % of the
    threshold: what an estimate can tell apart. `mean_cost` is over the reached; `median_cost` and
    `p90_cost` count the unreached as ``inf``. All three are ``nan`` where they have no residents.
    `severity` ranks gaps: residents x (cost - threshold) / threshold over those beyond, an
    unreached resident counting 1. `by_band` is (a, g, bands + 2), see `residents_by_band`.
    """

    residents: Floats
    within: Floats
    beyond: Floats
    unreached: Floats
    surely_within: Floats
    possibly_within: Floats
    by_band: Floats
    mean_cost: Floats
    median_cost: Floats
    p90_cost: Floats
    severity: Floats

    @property
    def share_within(self) -> Floats:
        """Share of the residents within the threshold; ``nan`` where nobody lives."""
        return _divide(self.within, self.residents)


@dataclass(frozen=True)
class ClosureEffect:
    """What closing each of s services would do; arrays are (s, g).

    `left_with_none`: residents who have it and would have none. `added`: residents x added metres
    (or seconds) of those who would go farther, to their second nearest.
    """

    left_with_none: Floats
    added: Floats


def coverage(
    cost: ArrayLike,
    residents: ArrayLike,
    area: ArrayLike,
    areas: int,
    threshold: float,
    bands: Sequence[float] = (),
) -> Coverage:
    """Add up residents by area and group.

    Parameters
    ----------
    cost : (n,) metres or seconds to the nearest service, ``inf`` unreached
    residents : (n, g) or (n,) residents, by group
    area : (n,) int, number of the area, 0 … areas - 1
    areas : int, how many areas
    threshold : metres or seconds; within means at most this
    bands : rising upper edges of bands, in the same unit

    Raises
    ------
    ValueError
        If the threshold is not positive, the bands do not rise, or the shapes do not agree.

    Examples
    --------
    >>> c = coverage([500.0, 3000.0, float("inf")], [[10.0], [5.0], [1.0]], [0, 0, 0], 1, 1000)
    >>> c.within.item(), c.beyond.item(), c.unreached.item(), c.share_within.item()
    (10.0, 5.0, 1.0, 0.625)
    >>> c.mean_cost.round(1).item(), c.median_cost.item(), c.p90_cost.item(), c.severity.item()
    (1333.3, 500.0, 3000.0, 11.0)
    """
    if not threshold > 0:
        raise ValueError("the threshold must be positive")
    costs, people, places = _checked(cost, residents, area, areas)
    reached = np.isfinite(costs)
    total = _sum(people, places, areas)
    unreached = _sum(people[~reached], places[~reached], areas)
    within = _up_to(threshold, costs, people, places, areas)
    excess = np.where(reached, np.maximum(costs - threshold, 0.0) / threshold, 1.0)
    finite = np.where(reached, costs, 0.0)
    return Coverage(
        residents=total,
        within=within,
        beyond=_sum(
            people[reached & (costs > threshold)], places[reached & (costs > threshold)], areas
        ),
        unreached=unreached,
        surely_within=_up_to(threshold * (1 - ESTIMATE_MARGIN), costs, people, places, areas),
        possibly_within=_up_to(threshold * (1 + ESTIMATE_MARGIN), costs, people, places, areas),
        by_band=residents_by_band(costs, people, places, areas, bands),
        mean_cost=_divide(
            _sum(people * finite[:, None], places, areas),
            _sum(people[reached], places[reached], areas),
        ),
        **dict(
            zip(
                ("median_cost", "p90_cost"),
                _quantiles(costs, people, places, areas, (0.5, 0.9)),
                strict=True,
            )
        ),
        severity=_sum(people * excess[:, None], places, areas),
    )


def residents_by_band(
    cost: ArrayLike, residents: ArrayLike, area: ArrayLike, areas: int, bands: Sequence[float]
) -> Floats:
    """Count residents by band of cost.

    Returns
    -------
    (areas, g, len(bands) + 2) float64
        Band i holds costs above ``bands[i - 1]`` and at most ``bands[i]``; then come those beyond
        the last edge, and last the unreached.

    Examples
    --------
    >>> residents_by_band([0.0, 5.0, 6.0, float("inf")], [1, 2, 4, 8], [0] * 4, 1, [5]).tolist()
    [[[3.0, 4.0, 8.0]]]
    """
    costs, people, places = _checked(cost, residents, area, areas)
    edges = np.asarray(bands, np.float64)
    if (np.diff(edges) <= 0).any():
        raise ValueError("the edges of the bands must rise")
    columns = len(edges) + 2
    band = np.where(np.isfinite(costs), np.searchsorted(edges, costs), columns - 1)
    counted = _sum(people, places * columns + band, areas * columns)
    return counted.reshape(areas, columns, people.shape[1]).transpose(0, 2, 1)


def weighted_quantile(
    cost: ArrayLike, residents: ArrayLike, area: ArrayLike, areas: int, share: float
) -> Floats:
    """Find the lowest cost that at least this share of the residents do not exceed.

    Returns
    -------
    (areas, g) float64
        ``inf`` where it falls among the unreached, ``nan`` where nobody lives.

    Examples
    --------
    >>> weighted_quantile([1.0, 2.0, 3.0], [1, 1, 2], [0, 0, 0], 1, 0.5).item()
    2.0
    """
    costs, people, places = _checked(cost, residents, area, areas)
    return _quantiles(costs, people, places, areas, (share,))[0]


def gap(residents: ArrayLike, within: ArrayLike, target_share: ArrayLike) -> Floats:
    """Count the residents missing for the target: max(0, target share x residents - within).

    Examples
    --------
    >>> gap([200.0, 10.0], [150.0, 10.0], 0.9).tolist()
    [30.0, 0.0]
    """
    everyone = np.asarray(residents, np.float64)
    missing = np.asarray(target_share, np.float64) * everyone - np.asarray(within, np.float64)
    return np.where(missing > ROUNDING * everyone, missing, 0.0)


def closure_effect(
    nearest: NearestServices, residents: ArrayLike, services: int, reach: float = np.inf
) -> ClosureEffect:
    """Say for every service what closing it would do to the residents for whom it is nearest.

    Parameters
    ----------
    nearest : NearestServices with k of at least 2
    residents : (n, g) or (n,)
    services : int, rows of the supply array
    reach : metres or seconds; farther services count as none. Without it, only the unreached do.

    Examples
    --------
    >>> near = NearestServices(
    ...     np.array([[10.0, 30.0], [5.0, np.inf]]), np.array([[0, 1], [0, -1]]), np.zeros(2))
    >>> effect = closure_effect(near, [100, 7], 2)
    >>> effect.left_with_none.ravel().tolist(), effect.added.ravel().tolist()
    ([7.0, 0.0], [2000.0, 0.0])
    """
    if nearest.cost.shape[1] < 2:
        raise ValueError("a closure needs the two nearest services of each point")
    first, second = nearest.cost[:, 0], nearest.cost[:, 1]
    costs, people, service = _checked(
        first, residents, np.where(np.isfinite(first), nearest.service[:, 0], 0), services
    )
    has = np.isfinite(costs) & (costs <= reach)
    none_left = has & ~(np.isfinite(second) & (second <= reach))
    farther = has & ~none_left
    added = second[farther] - first[farther]
    return ClosureEffect(
        left_with_none=_sum(people[none_left], service[none_left], services),
        added=_sum(people[farther] * added[:, None], service[farther], services),
    )


def choices_within(cost: ArrayLike, threshold: float) -> Indices:
    """Count the services within the threshold among the k nearest (so at most k).

    Examples
    --------
    >>> choices_within([[1.0, 5.0], [9.0, float("inf")]], 5).tolist()
    [2, 0]
    """
    choices: Indices = (np.asarray(cost) <= threshold).sum(axis=1, dtype=np.int32)
    return choices


def _up_to(
    limit: float, cost: Floats, people: Floats, area: NDArray[np.intp], areas: int
) -> Floats:
    chosen = cost <= limit
    return _sum(people[chosen], area[chosen], areas)


def _quantiles(
    cost: Floats, people: Floats, area: NDArray[np.intp], areas: int, shares: Sequence[float]
) -> list[Floats]:
    found = [np.full((areas, people.shape[1]), np.nan) for _ in shares]
    order = np.lexsort((cost, area))
    cost = cost[order]
    parts = np.rint(people[order] * PARTS_PER_RESIDENT).astype(np.int64)
    ends = np.searchsorted(area[order], np.arange(areas), side="right")
    for group in range(people.shape[1]):
        running = np.concatenate(([0], np.cumsum(parts[:, group])))
        before = running[np.concatenate(([0], ends[:-1]))]
        total = running[ends] - before
        lived_in = total > 0
        for quantile, share in zip(found, shares, strict=True):
            wanted = np.maximum(np.ceil(share * total - 0.5), 1).astype(np.int64)
            cell = np.searchsorted(running, before + wanted) - 1
            quantile[lived_in, group] = cost[cell[lived_in]]
    return found


def _sum(values: Floats, index: NDArray[np.intp], length: int) -> Floats:
    columns = [np.bincount(index, column, length) for column in values.T]
    return np.stack(columns, axis=1) if columns else np.zeros((length, 0))


def _divide(part: Floats, whole: Floats) -> Floats:
    share: Floats = np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0)
    return share


def _checked(
    cost: ArrayLike, residents: ArrayLike, area: ArrayLike, areas: int
) -> tuple[Floats, Floats, NDArray[np.intp]]:
    costs = np.asarray(cost, np.float64)
    people = np.asarray(residents, np.float64)
    places = np.asarray(area, np.intp)
    if people.ndim == 1:
        people = people[:, None]
    if costs.ndim != 1 or len(people) != len(costs) or places.shape != costs.shape:
        raise ValueError("costs, residents and areas must have one row per demand point")
    if np.isnan(costs).any() or (costs < 0).any():
        raise ValueError("costs must be at least 0, or inf where nothing is reached")
    if not (people >= 0).all():
        raise ValueError("residents must be at least 0")
    if len(places) and not (places.min() >= 0 and places.max() < areas):
        raise ValueError(f"areas must be numbered 0 to {areas - 1}")
    return costs, people, places
