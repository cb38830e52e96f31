"""A tourist road, what lies along it, and how businesses put themselves there."""

from route221.models.attraction import Attraction
from route221.models.business import Business, BusinessQuerySet
from route221.models.guide import RoadEvent, Theme, Tour, TourStop
from route221.models.limits import Amenity, AmenityLimit
from route221.models.meetings import MeetingAnswer, MeetingPoint, RoadMeeting
from route221.models.photos import Photo
from route221.models.realignment import Realignment
from route221.models.registration import Decision, Invitation, Ownership, Revision
from route221.models.reviewing import Escalated, LookAlike, ReasonText, Watch
from route221.models.road import Route, Stop
from route221.models.visits import Tally

__all__ = [
    "Amenity",
    "AmenityLimit",
    "Attraction",
    "Business",
    "BusinessQuerySet",
    "Decision",
    "Escalated",
    "Invitation",
    "LookAlike",
    "MeetingAnswer",
    "MeetingPoint",
    "Ownership",
    "Photo",
    "Realignment",
    "ReasonText",
    "Revision",
    "RoadEvent",
    "RoadMeeting",
    "Route",
    "Stop",
    "Tally",
    "Theme",
    "Tour",
    "TourStop",
    "Watch",
]
