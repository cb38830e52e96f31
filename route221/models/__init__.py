"""A tourist road, what lies along it, and how businesses put themselves there."""

from route221.models.guide import RoadEvent, Theme, Tour, TourStop
from route221.models.realignment import Realignment
from route221.models.registration import Decision, Ownership, Revision
from route221.models.road import (
    Amenity,
    AmenityLimit,
    Attraction,
    Business,
    BusinessQuerySet,
    Route,
    Stop,
)

__all__ = [
    "Amenity",
    "AmenityLimit",
    "Attraction",
    "Business",
    "BusinessQuerySet",
    "Decision",
    "Ownership",
    "Realignment",
    "Revision",
    "RoadEvent",
    "Route",
    "Stop",
    "Theme",
    "Tour",
    "TourStop",
]
