"""What each place means: what its closing would do, and which places should be confirmed first."""

from dataclasses import dataclass

import numpy as np

from geo.analysis.coverage import closure_effect
from geo.queries.access import Access
from services.models import Category, CoverageRun, Offer, ServicePoint, Standard
from services.queries.asked import AS_IT_IS, Asked, home_costs
from services.queries.home import home_cells
from services.queries.matrix import completeness_at_home, primary_standards
from services.queries.whatif import present


@dataclass(frozen=True)
class Importance:
    """What closing one place would do to those for whom it is the nearest of its category."""

    place: ServicePoint
    standard: Standard
    left_with_none: float  # residents who would have none within the standard's limit
    added_m: float  # residents x added metres (or seconds) of those who would go farther
    is_only_within: bool  # whether no other place of the category is within the limit of it
    is_estimate: bool


def importance(run: CoverageRun) -> list[Importance]:
    """Rank every place that counts, by whom its closing would leave with none."""
    home = home_cells(run)
    known = completeness_at_home()
    found: list[Importance] = []
    for standard in primary_standards():
        level = known.get(standard.category_id)
        ids, today = present(run.pk, standard.category_id, standard.metric)
        if level is None or level.level == "none" or not len(ids):
            continue
        residents = home.residents(standard.group)
        effect = closure_effect(today.nearest, residents, len(ids), float(standard.threshold))
        # Those farther than the limit already lose none, but may have farther still.
        farther = closure_effect(today.nearest, residents, len(ids))
        apart = _apart(today.supply_xy)
        places = ServicePoint.objects.select_related("locality", "municipality").in_bulk(
            ids.tolist()
        )
        is_estimate = not today.measured.all()
        for number, pk in enumerate(ids.tolist()):
            none, added = effect.left_with_none[number, 0], farther.added[number, 0]
            if none + added > 0:
                found.append(
                    Importance(
                        place=places[pk],
                        standard=standard,
                        left_with_none=float(none),
                        added_m=float(added),
                        is_only_within=bool(apart[number] > standard.threshold),
                        is_estimate=is_estimate,
                    )
                )
    return sorted(found, key=lambda one: (-one.left_with_none, -one.added_m, one.place.pk))


def _apart(xy: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    """Straight metres from each place to the next of its kind."""
    if len(xy) < 2:
        return np.full(len(xy), np.inf)
    metres = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    np.fill_diagonal(metres, np.inf)
    nearest: np.ndarray = metres.min(axis=1)  # type: ignore[type-arg]
    return nearest


@dataclass(frozen=True)
class ToConfirm:
    """An unconfirmed offer, and how many residents would have it within reach if it counted."""

    offer: Offer
    standard: Standard | None
    residents: float


def to_confirm(run: CoverageRun) -> list[ToConfirm]:
    """List unconfirmed offers, those first on which most residents lean."""
    home = home_cells(run)
    by_category = {one.category_id: one for one in primary_standards()}
    offers = list(
        Offer.objects.existing(run.measured_on)
        .unconfirmed(run.measured_on)
        .select_related("category", "service_point__locality", "service_point__municipality")
    )
    gains: dict[tuple[int, int], float] = {}
    for category_id in {one.category_id for one in offers} & set(by_category):
        standard = by_category[category_id]
        category = Category.objects.get(pk=category_id)
        now, _ = home_costs(run, category, standard.metric, AS_IT_IS)
        then, _ = home_costs(run, category, standard.metric, Asked(counts_unconfirmed=True))
        gained = (then.nearest.cost[:, 0] <= standard.threshold) & ~(
            now.nearest.cost[:, 0] <= standard.threshold
        )
        residents = home.residents(standard.group)
        for pk in np.unique(then.nearest.service[gained, 0]).tolist():
            mine = gained & (then.nearest.service[:, 0] == pk)
            gains[category_id, pk] = float(residents[mine].sum())
    found = [
        ToConfirm(
            one,
            by_category.get(one.category_id),
            gains.get((one.category_id, one.service_point_id), 0.0),
        )
        for one in offers
    ]
    return sorted(
        found, key=lambda one: (-one.residents, one.offer.category.position, one.offer.pk)
    )


@dataclass(frozen=True)
class ShopRow:
    """A grocery and the next broad-range one: förordning (2000:284) 21 a §, shop to shop."""

    offer: Offer
    next_shop: ServicePoint | None
    metres: float
    passes: bool
    is_estimate: bool


def shops_by_distance(
    run: CoverageRun, category_slug: str = "grocery", *, counts_unconfirmed: bool = False
) -> list[ShopRow]:
    """Measure from each shop at home to the next with a broad range, the farthest first.

    A shop whose range is not stated counts as broad: a shop is never said to be alone on a guess.
    Shops whose confirmation is too old are counted only where that is asked for.
    """
    standard = (
        Standard.objects.filter(rule=Standard.Rule.SHOP_TO_SHOP, category__slug=category_slug)
        .select_related("category")
        .first()
    )
    if standard is None:
        return []
    existing = Offer.objects.existing(run.measured_on)
    offers = list(
        (existing if counts_unconfirmed else existing.confirmed(run.measured_on))
        .filter(category=standard.category)
        .exclude(service_point__point=None)
        .select_related("service_point__locality", "service_point__municipality")
        .order_by("service_point_id")
    )
    home = [one for one in offers if _is_home(one)]
    broad = [one for one in offers if one.range != Offer.Range.LIMITED]
    if not home:
        return []
    xy = _positions(home)
    access = Access.prepare(
        xy,
        np.array([one.service_point.municipality_id for one in home], np.int64),
        _positions(broad),
    )
    near = access.nearest(_positions(broad), "distance", k=2)
    rows = []
    for number, one in enumerate(home):
        ranked = [
            (float(near.cost[number, rank]), broad[near.service[number, rank]].service_point)
            for rank in range(2)
            if near.service[number, rank] >= 0
        ]
        others = [pair for pair in ranked if pair[1].pk != one.service_point_id]
        metres, shop = others[0] if others else (float("inf"), None)
        is_estimate = not bool(access.measured[number])
        rows.append(ShopRow(one, shop, metres, metres > standard.threshold, is_estimate))
    return sorted(rows, key=lambda row: (-row.metres, row.offer.pk))


def _positions(offers: list[Offer]) -> np.ndarray:  # type: ignore[type-arg]
    points = [(one.service_point.point.x, one.service_point.point.y) for one in offers]
    return np.array(points, np.float64).reshape(-1, 2)


def _is_home(offer: Offer) -> bool:
    municipality = offer.service_point.municipality
    return bool(municipality and municipality.is_home)
