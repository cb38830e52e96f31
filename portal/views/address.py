"""Where an address may be, for the pin of a business."""

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.limits import is_within_limit
from portal.queries.addresses import EXACT, GEOCODED, PLACE, ROAD_ONLY, STREET, find_addresses

PER_HOUR = 120
# What one must do with the pin, by how well the place is known.
WORDS = {
    EXACT: _("An address we know: check that the pin is on the building."),
    GEOCODED: _("From a register of addresses: check that the pin is on the building."),
    STREET: _("We know this street, not the house. Drag the pin to the building."),
    ROAD_ONLY: _("We know this road, not the house. Drag the pin to the building."),
    PLACE: _("We know this place, not the address. Drag the pin to the building."),
}


@never_cache
@require_safe
def address(request: HttpRequest) -> JsonResponse:
    """Answer ``q`` with the places an address may mean, each with how well it is known."""
    who = f"u{request.user.pk}"
    if not is_within_limit(action="address", who=who, limit=PER_HOUR, window_s=3600):
        return JsonResponse({"hits": []}, status=429)
    hits = []
    for hit in find_addresses(request.GET.get("q", "")):
        lon, lat = hit.point.transform(4326, clone=True).coords
        hits.append(
            {
                "kind": hit.kind,
                "name": hit.name,
                "detail": hit.detail,
                "words": str(WORDS[hit.kind]),
                "lon": round(lon, 6),
                "lat": round(lat, 6),
            }
        )
    return JsonResponse({"hits": hits})
