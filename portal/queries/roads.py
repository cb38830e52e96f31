"""A road with its stops in order, and one stop's page."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from plans.models import GoalLink
from plans.queries.goals import leaning_links
from portal.queries.without_car import WithoutCar, without_car
from route221.models import Attraction, Business, Route, Stop
from route221.queries.stops import PLACED

NEAR_M = 5_000
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
class RoadPlacePage:
    place: Business | Attraction
    is_business: bool
    stop: Stop | None
    before: Neighbour | None
    after: Neighbour | None
    near: list[Neighbour]
    way: WithoutCar
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
    places = Attraction.objects.filter(point__isnull=True).select_related("locality")
    # Outlines of hundreds of vertices are no part of a list.
    return list(places.defer("locality__boundary"))


def stops_in_order(route: Route) -> list[Stop]:
    """Return the stops that anyone may see, with what they are."""
    stops = route.stops.select_related(
        "business__locality", "attraction__locality", "service_point__locality"
    ).prefetch_related("service_point__offers__category")
    published = set(Business.objects.published().values_list("pk", flat=True))
    return [stop for stop in stops if not stop.business_id or stop.business_id in published]


def road_of_place(place: Business | Attraction, number: str) -> Route | None:
    """Choose the road a place's page tells of: the one asked for, if the place is a stop there.

    Else the home road, or another where it is one; a place on no road is told of on the home road.
    """
    wanted = (number, settings.HOME_ROUTE)
    field = "business" if isinstance(place, Business) else "attraction"
    found = {road.number: road for road in Route.objects.filter(**{f"stops__{field}": place})}
    for one in wanted:
        if one in found:
            return found[one]
    if found:
        return found[min(found)]
    return next((Route.objects.filter(number=one).first() for one in wanted[::-1]), None)


def road_place_page(
    route: Route, place: Business | Attraction, as_if: Stop | None = None
) -> RoadPlacePage:
    """Find where on the road a place lies, its neighbours, and how one comes without a car.

    For a preview the place stands where it would, as the given stop that nobody has saved.
    """
    stops = stops_in_order(route)
    if as_if is not None:
        stops = sorted(
            [*(stop for stop in stops if stop.thing != place), as_if],
            key=lambda stop: stop.chainage_m,
        )
    number = next((n for n, stop in enumerate(stops) if stop.thing == place), None)
    is_placed = place.point is not None and place.precision in PLACED
    return RoadPlacePage(
        place=place,
        is_business=isinstance(place, Business),
        stop=stops[number] if number is not None else None,
        before=_along(stops, number, -1),
        after=_along(stops, number, 1),
        near=_near(stops, place) if is_placed else [],
        way=without_car(
            place.point, name=place.name, precision=place.precision, locality=place.locality
        ),
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
