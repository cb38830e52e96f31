"""The coordinator of a road: its texts, limits, themes, tours, events, stops and line."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from geo.analysis.costs import Floats
from geo.imports.errors import UnusableFile
from geo.imports.lines import read_lines
from route221.actions import realign
from route221.actions.guide import save_tour
from route221.actions.limits import set_limits
from route221.actions.stops import measure_again, measure_stops, place_by_hand
from route221.errors import RoadError
from route221.forms.coordinator import (
    EventForm,
    LineForm,
    RouteForm,
    StopForm,
    ThemeForm,
    TourForm,
)
from route221.forms.limits import LimitForms, road_limit_forms
from route221.models import Realignment, RoadEvent, Route, Theme, Tour
from route221.queries.figures import visits_by_stop
from route221.queries.missing import general_and_own, limits_of
from route221.queries.realignment import moves

GUIDE: dict[str, tuple[Any, Any]] = {
    "teman": (Theme, ThemeForm),
    "turer": (Tour, TourForm),
    "evenemang": (RoadEvent, EventForm),
}


def _route(number: str) -> Route:
    return get_object_or_404(Route.objects.select_related("dataset"), number=number)


@never_cache
def desk(request: HttpRequest, number: str) -> HttpResponse:
    """Show all that can be changed of a road."""
    route = _route(number)
    return render(
        request,
        "route221/coordinator.html",
        {
            "route": route,
            "themes": route.themes.all(),
            "tours": route.tours.all(),
            "events": route.events.order_by("-starts_at")[:50],
            "limits": limits_of(route),
            "waiting": route.realignments.filter(confirmed_at=None)[:5],
            "confirmed": route.realignments.exclude(confirmed_at=None)[:5],
            "line_form": LineForm(),
            "stop_count": route.stops.count(),
            "visits": visits_by_stop(route, timezone.localdate()),
        },
    )


@never_cache
def texts(request: HttpRequest, number: str) -> HttpResponse:
    """Change a road's texts and designation."""
    route = _route(number)
    corridor = route.corridor_m, route.corridor_min
    form = RouteForm(request.POST or None, instance=route)
    if request.method == "POST" and form.is_valid():
        route = form.save()
        if (route.corridor_m, route.corridor_min) != corridor:
            measure_stops(route=route)
        messages.success(request, _("Saved."))
        return redirect("coordinator", number)
    return _form(request, route, form, _("Texts of the road"))


@never_cache
def limits(request: HttpRequest, number: str) -> HttpResponse:
    """Change how long a stretch of this road may be without each thing, and who says so."""
    route = _route(number)
    forms = road_limit_forms(request.POST or None, general_and_own(route))
    # Every form is asked, so that all that is wrong is said at once.
    are_valid = [form.is_valid() for form in forms]
    if request.method == "POST" and all(are_valid):
        set_limits(route=route, limits={form.amenity: form.limit for form in forms})
        messages.success(request, _("Saved."))
        return redirect("coordinator", number)
    return render(request, "route221/coordinator_limits.html", {"route": route, "forms": forms})


@never_cache
def general_limits(request: HttpRequest, number: str) -> HttpResponse:
    """Change the limits of every road that has none of its own."""
    route = _route(number)
    forms = LimitForms(request.POST or None, queryset=general_and_own(None))
    if request.method == "POST" and forms.is_valid():
        forms.save()
        messages.success(request, _("Saved."))
        return redirect("coordinator-limits", number)
    page = {"route": route, "forms": forms}
    return render(request, "route221/coordinator_general_limits.html", page)


@never_cache
def guide(request: HttpRequest, number: str, part: str, pk: int | None = None) -> HttpResponse:
    """Add, change or remove a theme, a tour or an event."""
    route = _route(number)
    model, form_class = GUIDE[part]
    thing = get_object_or_404(model, route=route, pk=pk) if pk else model(route=route)
    if request.method == "POST" and pk and request.POST.get("verb") == "remove":
        thing.delete()
        messages.success(request, _("Removed."))
        return redirect("coordinator", number)
    more = {"route": route} if part == "evenemang" else {}
    form = form_class(request.POST or None, instance=thing, **more)
    if request.method == "POST" and form.is_valid():
        if part == "turer":
            save_tour(tour=form.save(commit=False), minutes=form.cleaned_data["plan"])
        else:
            form.save()
        messages.success(request, _("Saved."))
        return redirect("coordinator", number)
    title = str(thing) if pk else str(model._meta.verbose_name).capitalize()
    return _form(request, route, form, title, can_remove=bool(pk))


def _form(
    request: HttpRequest, route: Route, form: Any, title: str, can_remove: bool = False
) -> HttpResponse:
    context = {"route": route, "form": form, "title": title, "can_remove": can_remove}
    return render(request, "route221/coordinator_form.html", context)


@never_cache
def stops(request: HttpRequest, number: str) -> HttpResponse:
    """List the road's stops with how each was measured."""
    route = _route(number)
    rows = route.stops.select_related("business", "attraction", "service_point")
    return render(request, "route221/coordinator_stops.html", {"route": route, "stops": rows})


@never_cache
def stop(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Place a stop by hand, or measure it again."""
    route = _route(number)
    found = get_object_or_404(
        route.stops.select_related("route", "business", "attraction", "service_point"), pk=pk
    )
    if request.method == "POST" and request.POST.get("verb") == "measure":
        measure_again(stop=found)
        messages.success(request, _("Measured again."))
        return redirect("coordinator-stops", number)
    form = StopForm(request.POST or None, stop=found)
    if request.method == "POST" and form.is_valid():
        place_by_hand(
            stop=found,
            chainage_m=form.cleaned_data["km"] * 1000,
            offset_m=form.cleaned_data["offset_m"],
            side=form.cleaned_data["side"],
            detour_m=form.cleaned_data["detour_m"],
        )
        messages.success(request, _("Saved."))
        return redirect("coordinator-stops", number)
    context = {"route": route, "form": form, "stop": found}
    return render(request, "route221/coordinator_stop.html", context)


@never_cache
def propose_line(request: HttpRequest, number: str) -> HttpResponse:
    """Take a file, the imported links or the line before as a proposed line."""
    route = _route(number)
    if request.method != "POST":
        return redirect("coordinator", number)
    try:
        proposed = _propose(request, route)
    except UnusableFile as error:
        messages.error(request, f"{_('The file cannot be used.')} {error}")
    except RoadError as error:
        messages.error(request, str(error.words))
    else:
        if proposed is not None:
            return redirect("coordinator-line", number, proposed.pk)
    return redirect("coordinator", number)


def _propose(request: HttpRequest, route: Route) -> Realignment | None:
    author: Any = request.user
    if request.POST.get("verb") == "links":
        return realign.propose_from_links(route=route, author=author)
    if request.POST.get("verb") == "previous":
        earlier = get_object_or_404(
            route.realignments.exclude(confirmed_at=None), pk=_number(request.POST.get("line", ""))
        )
        return realign.propose_previous(realignment=earlier, author=author)
    form = LineForm(request.POST, request.FILES)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(map(str, errors)))
        return None
    data = form.cleaned_data
    return realign.propose_from_lines(
        route=route,
        lines=_lines_of(data["file"]),
        source=data["source"],
        publisher=data["publisher"],
        licence=data["licence"],
        is_schematic=data["is_schematic"],
        author=author,
    )


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise Http404
    return int(text)


def _lines_of(file: UploadedFile) -> list[Floats]:
    suffix = Path(file.name or "").suffix.lower()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"line{suffix}")
        with path.open("wb") as copy:
            for chunk in file.chunks():
                copy.write(chunk)
        return read_lines(path)


@never_cache
def line(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Show what a proposed line moves; confirm or drop it."""
    route = _route(number)
    proposed = get_object_or_404(route.realignments.filter(confirmed_at=None), pk=pk)
    if request.method == "POST":
        if request.POST.get("verb") == "drop":
            proposed.delete()
            messages.success(request, _("Removed."))
            return redirect("coordinator", number)
        try:
            realign.confirm(realignment=proposed)
        except RoadError as error:
            messages.error(request, str(error.words))
        else:
            messages.success(request, _("The road has its new line; every stop is measured anew."))
        return redirect("coordinator", number)
    context = {
        "route": route,
        "proposed": proposed,
        "moves": moves(route, proposed.alignment),
        "is_stale": proposed.route_version != route.version,
    }
    return render(request, "route221/coordinator_line.html", context)
