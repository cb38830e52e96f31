"""The service places as the list beside the map shows them, and one place's page."""

from dataclasses import dataclass

from django.db.models import Prefetch

from plans.models import GoalLink
from services.models import Category, Offer, ServicePoint
from services.queries.nearest import Nearest, nearest_by_category

NEARBY = ("grocery", "fuel", "pharmacy", "railway-station", "bathing-place", "library", "school")


@dataclass(frozen=True)
class CategoryList:
    category: Category
    offers: list[Offer]


@dataclass(frozen=True)
class PlacePage:
    place: ServicePoint
    offers: list[Offer]
    goal_links: list[GoalLink]
    nearby: list[Nearest]


def offers_by_category(slug: str = "") -> list[CategoryList]:
    """List existing offers under their categories; only one category if it is named."""
    offers = Offer.objects.existing().select_related(
        "service_point__locality", "service_point__municipality", "category"
    )
    chosen = Category.objects.filter(children__isnull=True)
    if slug:
        chosen = chosen.filter(slug=slug)
    categories = chosen.prefetch_related(
        Prefetch("offers", offers.order_by("service_point__name"), to_attr="existing_offers")
    )
    return [
        CategoryList(category, category.existing_offers)
        for category in categories
        if category.existing_offers
    ]


def place_page(place: ServicePoint) -> PlacePage:
    """Gather one service place with the goals that lean on it."""
    offers = list(place.offers.select_related("category"))
    links = GoalLink.objects.filter(service_point=place) | GoalLink.objects.filter(
        offer__service_point=place
    )
    nearby = []
    if place.point and place.precision != "locality":
        categories = Category.objects.exclude(pk__in=[offer.category_id for offer in offers])
        found = nearest_by_category(place.point, categories.filter(slug__in=NEARBY))
        nearby = [one for one in found if one.offer]
    return PlacePage(
        place=place,
        offers=offers,
        goal_links=list(
            links.select_related("goal__version__plan__group", "activity__version__plan__group")
        ),
        nearby=nearby,
    )
