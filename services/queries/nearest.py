"""The nearest known place of each category, along the roads where there are any."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from django.conf import settings
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.db.models import Max, QuerySet
from django.utils import timezone
from numpy.typing import NDArray

from geo.analysis.costs import StraightLine
from geo.analysis.joining import join, open_parts
from geo.analysis.labels import Labels
from geo.analysis.network import Flags
from geo.kept_labels import kept_labels
from geo.models import Municipality, Precision
from geo.queries.roads import (
    active_key,
    active_network,
    municipalities_with_roads,
    network_folder,
)
from services.models import Category, Offer, ServicePoint

PLACED = (Precision.EXACT, Precision.APPROXIMATE)


@dataclass(frozen=True)
class Nearest:
    """The nearest known place of one category, or none."""

    category: Category
    offer: Offer | None
    straight_m: float | None
    measured_m: float | None = None  # along the roads, from the point to the place

    @property
    def is_estimate(self) -> bool:
        """Whether the metres by road are estimated from the straight line."""
        return self.measured_m is None

    @property
    def road_m(self) -> float | None:
        """Metres by road, measured where there are roads, else estimated."""
        return self.estimated_m if self.measured_m is None else self.measured_m

    @property
    def estimated_m(self) -> float | None:
        """Metres by road, estimated from the straight line."""
        return None if self.straight_m is None else self.straight_m * StraightLine().cost_per_m

    @property
    def is_across_border(self) -> bool:
        """Whether one leaves the home municipality for it."""
        municipality = self.offer and self.offer.service_point.municipality
        return bool(municipality and municipality.code != settings.HOME_MUNICIPALITY)


@dataclass(frozen=True)
class KnownPlaces:
    """Every known place, by category, with the nearest one of all junctions of the roads."""

    parts: Flags
    by_category: dict[int, tuple[NDArray[np.int64], Labels]]


def nearest_by_category(point: Point, categories: QuerySet[Category]) -> list[Nearest]:
    """Find, in a few queries, the nearest known place of each category; old facts are marked.

    A category that no road leads to is answered by the straight line.
    """
    along = _along_roads(point)
    offers = Offer.objects.existing().filter(
        category__in=categories, service_point__precision__in=PLACED
    )
    straight = _chosen(offers, point)
    by_road = {}
    if along:
        named = offers.filter(service_point__in={place for place, _ in along.values()})
        by_road = {
            offer.category_id: offer
            for offer in _with_distance(named, point)
            if along.get(offer.category_id, (0, 0))[0] == offer.service_point_id
        }
    return [
        _nearest(category, by_road.get(category.pk), straight.get(category.pk), along)
        for category in categories
    ]


def next_of_each(place: ServicePoint, categories: QuerySet[Category]) -> list[Nearest]:
    """Find the nearest other place of each category, as the crow flies from a place that has it."""
    offers = Offer.objects.existing().filter(
        category__in=categories, service_point__precision__in=PLACED
    )
    found = _chosen(offers.exclude(service_point=place), place.point)
    return [
        Nearest(one, found[one.pk], found[one.pk].distance.m)  # type: ignore[attr-defined]
        for one in categories
        if one.pk in found
    ]


def _nearest(
    category: Category,
    by_road: Offer | None,
    straight: Offer | None,
    along: dict[int, tuple[int, float]],
) -> Nearest:
    offer = by_road or straight
    return Nearest(
        category=category,
        offer=offer,
        straight_m=offer.distance.m if offer else None,  # type: ignore[attr-defined]
        measured_m=along[category.pk][1] if by_road else None,
    )


def _with_distance(offers: QuerySet[Offer], point: Point) -> QuerySet[Offer]:
    return offers.annotate(distance=Distance("service_point__point", point)).select_related(
        "service_point__municipality", "service_point__locality"
    )


def _chosen(offers: QuerySet[Offer], point: Point) -> dict[int, Offer]:
    ordered = _with_distance(offers, point).order_by("category_id", "distance", "pk")
    return {offer.category_id: offer for offer in ordered.distinct("category_id")}


def _along_roads(point: Point) -> dict[int, tuple[int, float]]:
    """Return place and metres by category; nothing where no roads are loaded or none is reached."""
    key = active_key()
    if key is None:
        return {}
    with_roads = Municipality.objects.filter(pk__in=municipalities_with_roads().tolist())
    network = active_network()
    if network is None or not with_roads.filter(boundary__covers=point).exists():
        return {}
    newest = [
        model.history.aggregate(newest=Max("history_id"))["newest"]  # type: ignore[attr-defined]
        for model in (Offer, ServicePoint)
    ]
    known = _known(key, *newest, timezone.localdate())
    joins = join(network, [(point.x, point.y)], known.parts)
    found = {}
    for category_id, (place_id, labels) in known.by_category.items():
        near = labels.at(joins)
        if near.service[0, 0] >= 0:
            found[category_id] = int(place_id[near.service[0, 0]]), float(near.cost[0, 0])
    return found


@lru_cache(maxsize=2)
def _known(key: str, newest_offer: int, newest_place: int, on: date) -> KnownPlaces:
    network = active_network()
    assert network is not None  # noqa: S101 — it has a key
    rows = list(
        Offer.objects.existing(on)
        .filter(service_point__precision__in=PLACED)
        .order_by("category_id", "service_point_id")
        .values_list("category_id", "service_point_id", "service_point__point")
        .distinct()
    )
    xy = np.array([(row[2].x, row[2].y) for row in rows], np.float64).reshape(-1, 2)
    parts = open_parts(network, xy)
    category = np.array([row[0] for row in rows], np.int64)
    place = np.array([row[1] for row in rows], np.int64)
    by_category = {}
    for number in np.unique(category).tolist():
        chosen = category == number
        supply = join(network, xy[chosen], parts)
        labels = kept_labels(network_folder(key), f"known-{number}", network, supply, "distance", 1)
        by_category[number] = place[chosen], labels
    return KnownPlaces(parts, by_category)
