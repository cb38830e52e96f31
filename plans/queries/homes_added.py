"""The residents that planned homes would add to the services near them, place by place."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import get_language

from geo.ogcapi.freshness import version
from geo.queries.access import Access
from plans.models import HousingProject
from plans.queries.living import added_range
from services.models import Category, ServicePoint
from services.queries.cells import usable_supply

# Whoever lives farther away is hardly added to a place, however few others there are.
FARTHEST_M = 20_000
KEPT_S = 24 * 60 * 60
RESTS_ON = (
    "geo_dataset",
    "plans_housingproject",
    "services_category",
    "services_offer",
    "services_servicepoint",
)


@dataclass
class Added:
    """What would come to one service of one place, as a range, and from which homes."""

    place: ServicePoint
    category: Category
    low: int = 0
    high: int = 0
    homes: list[HousingProject] = field(default_factory=list)

    @property
    def is_a_range(self) -> bool:
        """Whether the two ends differ."""
        return self.low != self.high


@dataclass(frozen=True)
class HomesAdded:
    """All sums, the largest first, and what could not be counted."""

    rows: list[Added]
    uncounted: list[HousingProject]

    def at(self, place: ServicePoint) -> list[Added]:
        """Return what would come to one place."""
        return [one for one in self.rows if one.place.pk == place.pk]


def coming_homes() -> list[HousingProject]:
    """Return the projects whose homes may come: not built, not given up, not paused."""
    stages = HousingProject.BuildingStage
    return list(
        HousingProject.objects.exclude(plan_stage=HousingProject.PlanStage.REPEALED)
        .exclude(building_stage__in=[stages.READY, stages.BUILT])
        .filter(is_paused=False)
        .select_related("locality")
        .order_by("pk")
    )


def homes_added() -> HomesAdded:
    """Return the sums, measured anew when homes, services or roads have changed."""
    key = f"homes-added:{get_language()}"
    now = (version(RESTS_ON), timezone.localdate())
    known = cache.get(key)
    if known is not None and known[0] == now:
        return known[1]  # type: ignore[no-any-return]
    found = add_up(coming_homes(), Category.objects.filter(children__isnull=True))
    cache.set(key, (now, found), KEPT_S)
    return found


def add_up(projects: Iterable[HousingProject], categories: Iterable[Category]) -> HomesAdded:
    """Let each project's residents go to the nearest place of each category, by the usual cost.

    Homes known only by their village are counted from its middle, where that is known.
    """
    counted, uncounted, points = [], [], []
    for one in projects:
        point = one.point or one.locality.point
        if point is None or not (added_range(one) or (0, 0))[1]:
            uncounted.append(one)
        else:
            counted.append(one)
            points.append((point.x, point.y))
    if not counted:
        return HomesAdded([], uncounted)
    kinds = [(one, *usable_supply(one.pk)) for one in categories]
    xy = np.array(points, np.float64).reshape(-1, 2)
    homes_in = np.array([one.locality.municipality_id for one in counted], np.int64)
    every = np.concatenate([np.empty((0, 2)), *(where for _kind, _ids, where in kinds)])
    access = Access.prepare(xy, homes_in, every)
    sums: dict[tuple[int, int], Added] = {}
    places = ServicePoint.objects.in_bulk({int(pk) for _kind, ids, _where in kinds for pk in ids})
    for kind, ids, where in kinds:
        if not len(ids):
            continue
        near = access.nearest(where, "distance", 1)
        for row, project in enumerate(counted):
            if near.cost[row, 0] > FARTHEST_M:
                continue
            place = places[int(ids[near.service[row, 0]])]
            entry = sums.setdefault((place.pk, kind.pk), Added(place, kind))
            low, high = added_range(project) or (0, 0)
            entry.low, entry.high = entry.low + low, entry.high + high
            entry.homes.append(project)
    rows = sorted(sums.values(), key=lambda one: (-one.high, one.place.name, one.category.position))
    return HomesAdded(rows, uncounted)
