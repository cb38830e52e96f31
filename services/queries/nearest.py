"""The nearest known place of each category."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.db.models import QuerySet

from geo.analysis.costs import StraightLine
from geo.models import Precision
from services.models import Category, Offer


@dataclass(frozen=True)
class Nearest:
    """The nearest known place of one category, or none."""

    category: Category
    offer: Offer | None
    straight_m: float | None

    @property
    def estimated_m(self) -> float | None:
        """Metres by road, estimated from the straight line."""
        return None if self.straight_m is None else self.straight_m * StraightLine().cost_per_m

    @property
    def is_across_border(self) -> bool:
        """Whether one leaves the home municipality for it."""
        municipality = self.offer and self.offer.service_point.municipality
        return bool(municipality and municipality.code != settings.HOME_MUNICIPALITY)


def nearest_by_category(point: Point, categories: QuerySet[Category]) -> list[Nearest]:
    """Find, in one query, the nearest known place of each category; old facts are marked."""
    offers = (
        Offer.objects.existing()
        .filter(
            category__in=categories,
            service_point__precision__in=[Precision.EXACT, Precision.APPROXIMATE],
        )
        .annotate(distance=Distance("service_point__point", point))
        .order_by("category_id", "distance", "pk")
        .distinct("category_id")
        .select_related("service_point__municipality", "service_point__locality")
    )
    found = {offer.category_id: offer for offer in offers}
    return [
        Nearest(
            category=category,
            offer=found.get(category.pk),
            straight_m=found[category.pk].distance.m if category.pk in found else None,
        )
        for category in categories
    ]
