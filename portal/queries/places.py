"""The service places as the list beside the map shows them, and one place's page."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from plans.models import DesignatedPlace, GoalLink
from plans.queries.goals import leaning_links
from plans.queries.homes_added import Added, homes_added
from portal.queries.opening import OfferNow, now_at
from portal.queries.without_car import WithoutCar, without_car
from services.models import Category, Offer, ServicePoint
from services.queries.nearest import PLACED, Nearest, nearest_by_category, next_of_each

NEARBY = (
    *("grocery", "fuel", "pharmacy", "parcels", "cash", "systembolaget", "systembolaget-agent"),
    *("restaurant", "railway-station", "bathing-place", "library", "school"),
)

LISTED_PER_CATEGORY = 30


@dataclass(frozen=True)
class CategoryList:
    """The first offers of a category by name, and how many there are in all."""

    category: Category
    offers: list[Offer]
    total: int

    @property
    def is_cut(self) -> bool:
        """Whether there are more than stand in the list."""
        return self.total > len(self.offers)


@dataclass(frozen=True)
class Happening:
    """What happened to a place, by year."""

    year: int
    words: str


@dataclass(frozen=True)
class PlacePage:
    place: ServicePoint
    offers: list[Offer]
    now: list[OfferNow]
    goal_links: list[GoalLink]
    designated: list[DesignatedPlace]
    added: list[Added]
    history: list[Happening]
    way: WithoutCar
    nearby: list[Nearest]


def offers_by_category(
    slugs: Collection[str] = (), *, most: int | None = None
) -> list[CategoryList]:
    """List existing offers under their categories, the first ``most`` of each; only those named."""
    existing = Offer.objects.existing()
    offers = existing.select_related(
        "service_point__locality", "service_point__municipality", "category"
    ).order_by("service_point__name", "pk")
    # Outlines of hundreds of vertices are no part of a list.
    offers = offers.defer(
        "service_point__locality__boundary", "service_point__municipality__boundary"
    )
    chosen = Category.objects.filter(children__isnull=True)
    if slugs:
        chosen = chosen.filter(slug__in=slugs)
    if most is not None:
        offers = offers.filter(pk__in=_first_of_each(existing, most))
    totals = dict(existing.values_list("category").annotate(Count("pk")).order_by())
    first = Prefetch("offers", offers, to_attr="existing_offers")
    return [
        CategoryList(category, category.existing_offers, totals[category.pk])
        for category in chosen.prefetch_related(first)
        if category.existing_offers
    ]


def _first_of_each(offers: QuerySet[Offer], most: int) -> QuerySet[Offer]:
    """Name the first few of each category; ranking ids alone sorts a tenth of what rows would."""
    in_order = Window(RowNumber(), partition_by="category", order_by=("service_point__name", "pk"))
    return offers.annotate(rank=in_order).filter(rank__lte=most).values("pk")


def place_page(place: ServicePoint) -> PlacePage:
    """Gather one service place with the goals that lean on it."""
    offers = list(place.offers.select_related("category"))
    links = leaning_links(Q(service_point=place) | Q(offer__service_point=place))
    return PlacePage(
        place=place,
        offers=offers,
        now=[now_at(offer) for offer in offers],
        history=_history(place, offers),
        way=without_car(
            place.point, name=place.name, precision=place.precision, locality=place.locality
        ),
        goal_links=list(links),
        added=homes_added().at(place),
        designated=list(place.designated.select_related("programme")),  # type: ignore[attr-defined]
        nearby=_nearby(place, offers),
    )


def _nearby(place: ServicePoint, offers: list[Offer]) -> list[Nearest]:
    """Find what else is near: the nearest of each kind, and of its own kinds the next one."""
    if place.point is None or place.precision not in PLACED:
        return []
    kinds = Category.objects.filter(slug__in=NEARBY)
    own = kinds.filter(pk__in=[offer.category_id for offer in offers])
    others = nearest_by_category(place.point, kinds.exclude(pk__in=own.values("pk")))
    found = [one for one in others if one.offer] + next_of_each(place, own)
    return sorted(found, key=lambda one: one.category.position)


def _history(place: ServicePoint, offers: list[Offer]) -> list[Happening]:
    """Tell what opened, closed and moved here, the newest first."""
    found = []
    for offer in offers:
        name = str(offer.category.name)
        if offer.valid_from:
            words = _("opened: {name}").format(name=name)
            found.append(Happening(offer.valid_from.year, words))
        if offer.valid_to:
            words = _("closed: {name}").format(name=name)
            found.append(Happening(offer.valid_to.year, words))
    for earlier in place.replaces.all():
        words = _("was earlier {name}").format(name=earlier.name)
        found.append(Happening(earlier.updated_at.year, words))
    return sorted(found, key=lambda one: -one.year)
