"""One service place."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render

from portal.queries.places import place_page
from portal.queries.structured import as_json, of_place
from route221.actions.visits import count
from services.models import ServicePoint


def service(
    request: HttpRequest, pk: int, slug: str
) -> HttpResponse | HttpResponsePermanentRedirect:
    """Show one place; a place that became another, or has a new name, leads there."""
    place = get_object_or_404(
        ServicePoint.objects.select_related("locality", "municipality", "replaced_by", "dataset"),
        pk=pk,
    )
    shown = place.replaced_by or place
    if request.path != shown.get_absolute_url():
        return redirect(shown, permanent=True)
    if request.method == "GET":
        count(place=shown, kind="visit", agent=request.headers.get("User-Agent", ""))
    position = shown.point.transform(4326, clone=True) if shown.point else None
    page = place_page(shown)
    context = {
        "page": page,
        "position": position,
        "structured": as_json(of_place(shown, page.offers)),
    }
    return render(request, "portal/service.html", context)
