"""A road with its stops in order, and one stop's page."""

from dataclasses import dataclass

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.db.models import Q

from geo.analysis.costs import DETOUR_FACTOR
from plans.models import GoalLink
from plans.queries.goals import leaning_links
from route221.models import Attraction, Business, Route, Stop
from route221.queries.stops import PLACED
from services.models import Offer, ServicePoint

PUBLIC_TRANSPORT = ("bus-stop", "railway-station", "demand-transport")
WALKED_M, NEAR_M = 2_000, 5_000
SHOWN_NEAR = 5


@dataclass(frozen=True)
class RoadPage:
    route: Route
    stops: list[Stop]
    unplaced: list[Business | Attraction]
    length_m: float


@dataclass(frozen=True)
class Neighbour:
    """Another stop of the road, and the metres to it along the road or straight."""

    stop: Stop
    metres: float


@dataclass(frozen=True)
class NearService:
    """A place without which one hardly comes here but by car."""

    place: ServicePoint
    category: str
    metres: float


@dataclass(frozen=True)
class RoadPlacePage:
    place: Business | Attraction
    is_business: bool
    stop: Stop | None
    before: Neighbour | None
    after: Neighbour | None
    near: list[Neighbour]
    public_transport: list[NearService]
    from_locality_m: float | None
    goal_links: list[GoalLink]


def road_page(route: Route) -> RoadPage:
    """List the road's stops from its chosen end, and what lies near but has no known position."""
    return RoadPage(
        route=route,
        stops=stops_in_order(route),
        unplaced=list(unplaced_attractions()),
        length_m=route.alignment.length,
    )


def unplaced_attractions() -> list[Attraction]:
    """List what lies in the villages at a position nobody has given."""
    return list(Attraction.objects.filter(point__isnull=True).select_related("locality"))


def stops_in_order(route: Route) -> list[Stop]:
    """Return the stops that anyone may see, with what they are."""
    stops = route.stops.select_related(
        "business__locality", "attraction__locality", "service_point__locality"
    ).prefetch_related("service_point__offers__category")
    published = set(Business.objects.published().values_list("pk", flat=True))
    return [stop for stop in stops if not stop.business_id or stop.business_id in published]


def road_place_page(route: Route, place: Business | Attraction) -> RoadPlacePage:
    """Find where on the road a place lies, its neighbours, and how one comes without a car."""
    stops = stops_in_order(route)
    number = next((n for n, stop in enumerate(stops) if stop.thing == place), None)
    is_placed = place.point is not None and place.precision in PLACED
    return RoadPlacePage(
        place=place,
        is_business=isinstance(place, Business),
        stop=stops[number] if number is not None else None,
        before=_along(stops, number, -1),
        after=_along(stops, number, 1),
        near=_near(stops, place) if is_placed else [],
        public_transport=_public_transport(place.point) if is_placed else [],
        from_locality_m=_from_locality_m(place) if is_placed else None,
        goal_links=list(
            leaning_links(Q(business=place) if isinstance(place, Business) else Q(attraction=place))
        ),
    )


def _along(stops: list[Stop], number: int | None, step: int) -> Neighbour | None:
    if number is None or not 0 <= number + step < len(stops):
        return None
    other = stops[number + step]
    return Neighbour(other, abs(other.chainage_m - stops[number].chainage_m))


def _near(stops: list[Stop], place: Business | Attraction) -> list[Neighbour]:
    """List the nearest few stops, straight, whatever side of the road they are on."""
    found = [
        Neighbour(stop, place.point.distance(stop.thing.point))  # type: ignore[union-attr]
        for stop in stops
        if stop.thing != place
    ]
    found = [one for one in found if one.metres <= NEAR_M]
    return sorted(found, key=lambda one: one.metres)[:SHOWN_NEAR]


def _public_transport(point: Point) -> list[NearService]:
    """Find the nearest known stop of each kind of public transport within walking distance."""
    offers = (
        Offer.objects.existing()
        .filter(
            category__slug__in=PUBLIC_TRANSPORT,
            service_point__point__dwithin=(point, WALKED_M),
            service_point__precision__in=PLACED,
        )
        .select_related("service_point", "category")
        .annotate(metres=Distance("service_point__point", point))
        .order_by("metres")
    )
    found: dict[str, NearService] = {}
    for offer in offers[:50]:
        service = NearService(offer.service_point, str(offer.category.name), offer.metres.m)
        found.setdefault(offer.category.slug, service)
    return list(found.values())


def _from_locality_m(place: Business | Attraction) -> float | None:
    """Estimate the way from the middle of the locality, where both positions are known."""
    locality = place.locality
    if locality is None or not locality.is_measurable:
        return None
    return float(place.point.distance(locality.point)) * DETOUR_FACTOR
