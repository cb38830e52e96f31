"""What search engines read of a page, in the words of schema.org."""

import json
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import Point

from geo.models import Locality, Precision
from route221.models import Attraction, Business
from services.models import Offer, ServicePoint
from services.week import read

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


def of_road_place(place: Business | Attraction, path: str) -> dict[str, Any]:
    """Describe a business or attraction; examples are said to be examples by their name."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": ROAD_TYPES.get(place.kind, "TouristAttraction"),
        "name": place.name,
        "url": settings.SITE_URL + path,
    }
    if place.summary:
        data["description"] = place.summary
    if place.point and place.precision == Precision.EXACT:
        data["geo"] = _geo(place.point)
    if place.phone:
        data["telephone"] = place.phone
    if place.website:
        data["sameAs"] = place.website
    photos = place.shown_photos
    if photos:
        data["image"] = [settings.SITE_URL + photo.src for photo in photos]
    if place.good_to_know:
        data["amenityFeature"] = [
            {"@type": "LocationFeatureSpecification", "name": str(label), "value": True}
            for value, label in Business.Good.choices
            if value in place.good_to_know
        ]
    if place.price_level == Business.PriceLevel.FREE:
        data["isAccessibleForFree"] = True
    hours = _hours(place.opening_hours)
    if hours:
        data["openingHoursSpecification"] = hours
    if isinstance(place, Business):
        data |= _of_business(place)
    return data


def _of_business(business: Business) -> dict[str, Any]:
    data: dict[str, Any] = {}
    if business.address:
        data["address"] = {
            "@type": "PostalAddress",
            "streetAddress": business.address,
            "addressLocality": str(business.locality or ""),
            "addressCountry": "SE",
        }
    if business.price_level and business.price_level != Business.PriceLevel.FREE:
        data["priceRange"] = {"low": "€", "middle": "€€", "high": "€€€"}[business.price_level]
    return data


DAY_NAMES = {
    "Mo": "Monday",
    "Tu": "Tuesday",
    "We": "Wednesday",
    "Th": "Thursday",
    "Fr": "Friday",
    "Sa": "Saturday",
    "Su": "Sunday",
}


def _hours(text: str) -> list[dict[str, Any]]:
    """Say hours in schema.org's words where they are a plain week all the year round."""
    week = read(text) if text else None
    if week is None or week.season or week.special:
        return []
    if week.always:
        days = list(DAY_NAMES.values())
        return [_span(days, "00:00", "23:59")]
    return [_span([DAY_NAMES[day]], *hours.split("-")) for day, hours in week.hours.items()]


def _span(days: list[str], opens: str, closes: str) -> dict[str, Any]:
    return {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": days,
        "opens": opens,
        "closes": closes,
    }


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
