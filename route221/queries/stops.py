"""What may stop along a road."""

from typing import Any

from django.contrib.gis.geos import LineString, Point
from django.db.models import Model

from geo.models import Precision
from route221.models import Attraction, Business, Route
from route221.queries.corridor import nearness, reach_m
from services.models import Offer, ServicePoint

# What a traveller stops for; a school or a care home is on the map, not on the strip.
TRAVELLERS = (
    "grocery",
    "fuel",
    "charging",
    "restaurant",
    "cash",
    "pharmacy",
    "parcels",
    "systembolaget",
    "railway-station",
    "bathing-place",
    "camping",
)
PLACED = (Precision.EXACT, Precision.APPROXIMATE)


def stop_candidates(
    route: Route, alignment: LineString | None = None
) -> list[tuple[str, Model, Point]]:
    """Return what lies in the corridor, of the road or of another line for it.

    Each with the field of `Stop` it belongs to, and the point that counts: the entrance from the
    road where there is one.

    Homes and residences are seen from the road, never stops.
    """
    near = {
        "point__dwithin": (alignment or route.alignment, reach_m(route)),
        "precision__in": PLACED,
    }
    offers = Offer.objects.existing().filter(category__slug__in=TRAVELLERS)
    found: dict[str, list[Model]] = {
        "business": list(Business.objects.published().filter(**near)),
        "attraction": list(
            Attraction.objects.filter(**near).exclude(access=Attraction.Access.OUTSIDE)
        ),
        # A place that its business stands for is listed once, as the business.
        "service_point": list(
            ServicePoint.objects.filter(**near, offers__in=offers)
            .exclude(business__in=Business.objects.published())
            .distinct()
        ),
    }
    candidates: list[tuple[str, Any]] = [
        (field, thing) for field, things in found.items() for thing in things
    ]
    measured = nearness(
        route, [(thing.point, thing.entrance) for _, thing in candidates], alignment
    )
    return [
        (field, thing, thing.entrance or thing.point)
        for (field, thing), one in zip(candidates, measured, strict=True)
        if one.is_in_corridor
    ]
