"""The attractions of a road: the coordinator adds them and keeps what is known of each."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from route221.actions.stops import save_attraction
from route221.forms.attraction import AttractionForm
from route221.models import Attraction, Route
from route221.queries.attractions import attractions_by_road


@never_cache
def attractions(request: HttpRequest, number: str) -> HttpResponse:
    """List what there is to see: on the road, elsewhere, and without a position."""
    route = get_object_or_404(Route, number=number)
    context = {"route": route, "found": attractions_by_road(route)}
    return render(request, "route221/coordinator_attractions.html", context)


@never_cache
def attraction(request: HttpRequest, number: str, pk: int | None = None) -> HttpResponse:
    """Add an attraction, or change what is known of it."""
    route = get_object_or_404(Route, number=number)
    place = get_object_or_404(Attraction, pk=pk) if pk else Attraction(precision="none")
    form = AttractionForm(request.POST or None, instance=place)
    if request.method == "POST" and form.is_valid():
        kept = save_attraction(attraction=place, values=form.values())
        messages.success(request, _("Saved."))
        # A new one has no pictures yet, and they are wanted next.
        if pk is None:
            return redirect("coordinator-attraction-photos", number, kept.pk)
        return redirect("coordinator-attractions", number)
    # The form has written into what it shows: the heading keeps what stands.
    title = Attraction.objects.get(pk=pk).name if pk else ""
    context = {
        "route": route,
        "form": form,
        "place": place,
        "title": title,
        "photo_count": place.photos.count() if pk else 0,
    }
    return render(request, "route221/coordinator_attraction.html", context)
