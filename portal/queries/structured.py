"""What search engines read of a page, in the words of schema.org."""

import json
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import Point

from geo.models import Locality, Precision
from route221.models import Attraction, Business
from services.models import Offer, ServicePoint

TYPES = {
    "grocery": "GroceryStore",
    "fuel": "GasStation",
    "pharmacy": "Pharmacy",
    "library": "Library",
    "school": "School",
    "preschool": "Preschool",
    "health-centre": "MedicalClinic",
    "restaurant": "Restaurant",
    "railway-station": "TrainStation",
    "bus-stop": "BusStop",
    "bathing-place": "Beach",
    "camping": "Campground",
    "community-hall": "EventVenue",
    "systembolaget": "LiquorStore",
}


def as_json(data: dict[str, Any]) -> str:
    """Write structured data so that nothing in it can end the element it stands in."""
    text = json.dumps(data, ensure_ascii=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def _geo(point: Point) -> dict[str, Any]:
    position = point.transform(4326, clone=True)
    return {
        "@type": "GeoCoordinates",
        "latitude": round(position.y, 5),
        "longitude": round(position.x, 5),
    }


def of_place(place: ServicePoint, offers: list[Offer]) -> dict[str, Any]:
    """Describe a service place; only a position known exactly is given."""
    kinds = [TYPES[one.category.slug] for one in offers if one.category.slug in TYPES]
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": kinds[0] if kinds else "Place",
        "name": place.name,
        "url": settings.SITE_URL + place.get_absolute_url(),
    }
    if place.point and place.precision == Precision.EXACT:
        data["geo"] = _geo(place.point)
    if place.phone:
        data["telephone"] = place.phone
    if place.address:
        data["address"] = {
            "@type": "PostalAddress",
            "streetAddress": place.address,
            "addressLocality": str(place.locality or place.municipality or ""),
            "addressCountry": "SE",
        }
    return data


ROAD_TYPES = {
    "eat": "FoodEstablishment",
    "stay": "LodgingBusiness",
    "shop": "Store",
}


def of_road_place(place: Business | Attraction) -> dict[str, Any]:
    """Describe a business or attraction; examples are said to be examples by their name."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": ROAD_TYPES.get(place.kind, "TouristAttraction"),
        "name": place.name,
        "url": settings.SITE_URL + place.get_absolute_url(),
    }
    if place.summary:
        data["description"] = place.summary
    if place.point and place.precision == Precision.EXACT:
        data["geo"] = _geo(place.point)
    if isinstance(place, Business) and place.phone:
        data["telephone"] = place.phone
    return data


def of_locality(locality: Locality) -> dict[str, Any]:
    """Describe a locality within its municipality."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Place",
        "name": locality.name,
        "url": settings.SITE_URL + locality.get_absolute_url(),
        "containedInPlace": {
            "@type": "AdministrativeArea",
            "name": locality.municipality.name,
        },
    }
    if locality.point and locality.precision == Precision.EXACT:
        data["geo"] = _geo(locality.point)
    return data
