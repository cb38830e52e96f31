"""What a revision stores, and how it is laid over a business in memory."""

from typing import Any

from django.contrib.gis.geos import GEOSGeometry

from geo.models import Precision
from route221.models import Business

POINTS = frozenset({"point", "entrance"})
# In a revision: the keys of pictures that wait, and new words for pictures that stand.
PHOTOS, PHOTO_WORDS = "photos", "photo_words"
OF_PHOTOS = frozenset({PHOTOS, PHOTO_WORDS})


def apply_changes(business: Business, changes: dict[str, Any]) -> None:
    """Set fields from clean values or from a revision's stored ones."""
    for name, value in changes.items():
        if name not in OF_PHOTOS:
            setattr(business, name, from_json(name, value))
    if "point" in changes:
        business.precision = Precision.EXACT if business.point else Precision.NONE


def to_json(value: Any) -> Any:
    """Return a value as a revision stores it; points as well-known text."""
    return value.ewkt if isinstance(value, GEOSGeometry) else value


def from_json(name: str, value: Any) -> Any:
    """Return a stored value as the field wants it."""
    return GEOSGeometry(value) if name in POINTS and isinstance(value, str) else value
