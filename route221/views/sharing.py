"""What leads to a business: its QR code, and the way there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from route221.actions.visits import count
from route221.models import Business


def _standing(pk: int) -> Business:
    """Return the published business, or the one that stands for it after a merge."""
    found = get_object_or_404(Business.objects.select_related("replaced_by"), pk=pk)
    published = Business.objects.published()
    return get_object_or_404(published, pk=(found.replaced_by or found).pk)


@never_cache
@require_safe
def scanned(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead from the code on a wall to the page, counting the scan."""
    business = _standing(pk)
    count(place=business, kind="scan", agent=request.headers.get("User-Agent", ""))
    return redirect(business)


@never_cache
@require_safe
def way_there(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the position for a navigator, counting that the way was asked for."""
    business = _standing(pk)
    mark = business.entrance or business.point
    lon, lat = mark.transform(4326, clone=True).coords if mark else (None, None)
    if mark:
        count(place=business, kind="start", agent=request.headers.get("User-Agent", ""))
    at = {"lat": f"{lat:.6f}", "lon": f"{lon:.6f}"} if mark else None
    page = {"business": business, "at": at, "is_entrance": bool(business.entrance)}
    return render(request, "route221/way_there.html", page)
