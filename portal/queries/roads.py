"""A road with its stops in order, and one stop's page."""

from dataclasses import dataclass

from route221.models import Attraction, Business, Route, Stop


@dataclass(frozen=True)
class RoadPage:
    route: Route
    stops: list[Stop]
    unplaced: list[Business | Attraction]
    length_m: float


@dataclass(frozen=True)
class RoadPlacePage:
    place: Business | Attraction
    is_business: bool
    stop: Stop | None
    before: Stop | None
    after: Stop | None


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
    """Find where on the road a place lies, and its neighbours there."""
    stops = stops_in_order(route)
    number = next((n for n, stop in enumerate(stops) if stop.thing == place), None)
    return RoadPlacePage(
        place=place,
        is_business=isinstance(place, Business),
        stop=stops[number] if number is not None else None,
        before=stops[number - 1] if number else None,
        after=stops[number + 1] if number is not None and number + 1 < len(stops) else None,
    )
