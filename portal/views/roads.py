"""A road, and one business or attraction along it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from portal.queries.roads import road_page, road_place_page
from route221.models import Attraction, Business, Route


def road(request: HttpRequest, number: str) -> HttpResponse:
    """Show a road with its stops in order."""
    page = road_page(get_object_or_404(Route.objects.select_related("dataset"), number=number))
    return render(request, "route221/road.html", {"page": page})


def road_place(request: HttpRequest, number: str, key: str, slug: str) -> HttpResponse:
    """Show one business (key f…) or attraction (key b…)."""
    route = get_object_or_404(Route, number=number)
    place = _place(key)
    if request.path != place.get_absolute_url():
        return redirect(place, permanent=True)
    return render(
        request, "route221/place.html", {"page": road_place_page(route, place), "route": route}
    )


def _place(key: str) -> Business | Attraction:
    pk = int(key[1:])
    if key[0] == "f":
        business = get_object_or_404(Business.objects.select_related("replaced_by"), pk=pk)
        return get_object_or_404(
            Business.objects.published(), pk=(business.replaced_by or business).pk
        )
    return get_object_or_404(Attraction, pk=pk)
