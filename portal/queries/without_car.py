"""How one comes to a place without a car: on foot, by cycle, by public transport."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point

from geo.analysis.costs import DETOUR_FACTOR
from geo.models import Locality
from portal.trip_planner import trip_url
from route221.queries.stops import PLACED
from services.models import Offer, ServicePoint

PUBLIC_TRANSPORT = ("bus-stop", "railway-station", "demand-transport")
WALKED_M = 2_000


@dataclass(frozen=True)
class NearService:
    """A place without which one hardly comes here but by car."""

    place: ServicePoint
    category: str
    metres: float


@dataclass(frozen=True)
class WithoutCar:
    """The way from the middle of the village, the stops near, and the operator's trip planner."""

    is_placed: bool
    from_locality: Locality | None
    from_locality_m: float | None
    stops: list[NearService]
    planner_url: str


def without_car(
    point: Point | None, *, name: str, precision: str, locality: Locality | None = None
) -> WithoutCar:
    """Gather what is known; a position that is not known well gives no distances."""
    is_placed = point is not None and precision in PLACED
    at = point.transform(4326, clone=True) if point else None
    return WithoutCar(
        is_placed=is_placed,
        from_locality=locality,
        from_locality_m=_from_locality_m(point, locality) if is_placed else None,
        stops=_stops(point) if is_placed else [],
        planner_url=trip_url(
            settings.TRIP_PLANNER_URL, lat=at.y if at else None, lon=at.x if at else None, name=name
        ),
    )


def _stops(point: Point) -> list[NearService]:
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


def _from_locality_m(point: Point, locality: Locality | None) -> float | None:
    """Estimate the way from the middle of the locality, where both positions are known."""
    if locality is None or not locality.is_measurable:
        return None
    return float(point.distance(locality.point)) * DETOUR_FACTOR
