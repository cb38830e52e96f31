"""Small questions answered as JSON: search, the nearest of each service, what is open when."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from geo.ogcapi.errors import BadParameter
from geo.ogcapi.question import Given
from portal.api import NEAREST, OPEN, ROAD, SEARCH
from portal.forms import position
from portal.queries.opening import moment, states_at
from portal.queries.road_features import road_features
from portal.queries.search import LONGEST_QUESTION, Hit, search
from portal.queries.villages import nearest_to
from route221.models import Route

MOST_ANSWERED = 20
DEFAULT_ANSWERED = 10
LONGEST_NUMBER = 10


@SEARCH.answered_by
def search_question(request: HttpRequest, given: Given) -> Given:
    """Answer ``q`` (``lat``, ``lon``, ``limit`` and ``lang`` if given) with places and pages."""
    limit = min(max(given.get("limit", DEFAULT_ANSWERED), 1), MOST_ANSWERED)
    question = given.get("q", "")[:LONGEST_QUESTION]
    hits = search(question, near=position(request.GET), limit=limit)
    return {"results": [_result(hit) for hit in hits]}


def _result(hit: Hit) -> dict[str, Any]:
    point = hit.entry.point.transform(4326, clone=True) if hit.entry.point else None
    return {
        "kind": hit.entry.kind,
        "id": hit.entry.object_key,
        "name": hit.entry.name,
        "detail": hit.entry.detail,
        "icon": hit.entry.icon,
        "url": hit.entry.get_absolute_url(),
        "lon": round(point.x, 6) if point else None,
        "lat": round(point.y, 6) if point else None,
        "distance_m": None if hit.distance_m is None else round(hit.distance_m),
        "is_guess": hit.is_guess,
        "is_example": hit.entry.is_example,
    }


@NEAREST.answered_by
def nearest_question(request: HttpRequest, given: Given) -> Given:
    """Answer ``lat`` and ``lon`` with the nearest known of each service, and what is not known."""
    point = position(request.GET)
    if point is None:
        raise BadParameter("lat, lon", "give a position in degrees, in or near Sweden")
    answer = nearest_to(point)
    found = [
        {
            "category": near.category.slug,
            "category_name": str(near.category.name),
            "name": near.offer.service_point.name,
            "url": near.offer.service_point.get_absolute_url(),
            "straight_m": round(near.straight_m),
            "road_m": round(near.road_m or 0),
            "is_estimate": near.is_estimate,
            "is_confirmed": near.offer.is_confirmed,
        }
        for near in answer.nearest
        if near.offer and near.straight_m is not None
    ]
    unknown = [{"category": one.slug, "category_name": str(one.name)} for one in answer.unknown]
    village = answer.village
    return {
        "nearest": found,
        "not_in_register": unknown,
        "village": village.name if village else "",
        "is_position_known": not village or village.is_measurable,
    }


@ROAD.answered_by
def road_question(request: HttpRequest, given: Given) -> Given:
    """Answer ``nummer`` with a road's line, its stops, and what is missing along it."""
    route = Route.objects.filter(number=given["nummer"][:LONGEST_NUMBER]).first()
    if route is None:
        raise BadParameter("nummer", "there is no road of this number")
    return road_features(route)


@OPEN.answered_by
def open_question(request: HttpRequest, given: Given) -> Given:
    """Answer ``at`` (``now`` or a local time) with what is known to be open, closed or arranged."""
    when = moment(given.get("at", "now"))
    if when is None:
        raise BadParameter("at", "give now, or a local time such as 2026-11-24T16:00")
    states = states_at(when)
    return {
        "at": timezone.localtime(when).strftime("%Y-%m-%dT%H:%M"),
        "services": states.services,
        "businesses": states.businesses,
    }
