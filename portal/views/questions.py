"""Small questions answered as JSON: search, the nearest of each service, what is open when."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_safe

from geo.ogcapi.errors import BadParameter, problem
from portal.forms import position
from portal.queries.opening import moment, states_at
from portal.queries.search import LONGEST_QUESTION, Hit, search
from portal.queries.villages import nearest_to

MOST_ANSWERED = 20
DEFAULT_ANSWERED = 10


def language(request: HttpRequest) -> str:
    """Return the language asked for, else the default."""
    asked = request.GET.get("lang", "")
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


@require_safe
def search_question(request: HttpRequest) -> JsonResponse:
    """Answer ``q`` (``lat``, ``lon``, ``limit`` and ``lang`` if given) with places and pages."""
    try:
        limit = min(max(int(request.GET.get("limit", DEFAULT_ANSWERED)), 1), MOST_ANSWERED)
    except ValueError:
        return problem(BadParameter("limit", f"give a whole number up to {MOST_ANSWERED}"))
    question = request.GET.get("q", "")[:LONGEST_QUESTION]
    with override(language(request)):
        hits = search(question, near=position(request.GET), limit=limit)
        return JsonResponse({"results": [_result(hit) for hit in hits]})


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


@require_safe
def nearest_question(request: HttpRequest) -> JsonResponse:
    """Answer ``lat`` and ``lon`` with the nearest known of each service, and what is not known."""
    point = position(request.GET)
    if point is None:
        return problem(BadParameter("lat, lon", "give a position in degrees, in or near Sweden"))
    with override(language(request)):
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
    return JsonResponse({"nearest": found, "not_in_register": unknown})


@require_safe
def open_question(request: HttpRequest) -> JsonResponse:
    """Answer ``at`` (``now`` or a local time) with what is known to be open, closed or arranged."""
    when = moment(request.GET.get("at", "now"))
    if when is None:
        return problem(BadParameter("at", "give now, or a local time such as 2026-11-24T16:00"))
    states = states_at(when)
    return JsonResponse(
        {
            "at": timezone.localtime(when).strftime("%Y-%m-%dT%H:%M"),
            "services": states.services,
            "businesses": states.businesses,
        }
    )
