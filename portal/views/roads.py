"""A road, and one business or attraction along it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.drawing.road import draw_road
from portal.drawing.strip import draw_strip
from portal.queries.roads import road_place_page, unplaced_attractions
from portal.queries.structured import as_json, of_road_place
from portal.queries.travel import road_travel
from portal.road_forms import KINDS_ASKED, RoadAsked, read_road
from portal.templatetags.travel import kind_name
from route221.actions.visits import count
from route221.models import Attraction, Business, Route
from services.queries.hours import opening_at


def road(request: HttpRequest, number: str) -> HttpResponse:
    """Show a road with its stops in order, as a list, a strip and a map."""
    route = get_object_or_404(Route.objects.select_related("dataset"), number=number)
    asked = read_road(request.GET)
    travel = road_travel(
        route,
        start=asked.start,
        is_backwards=asked.is_backwards,
        kinds=asked.kinds,
        only_open=asked.only_open,
    )
    ends = (route.from_name, route.to_name)
    shown = [row.at for row in travel.rows]
    length_m = route.alignment.length
    from_to = ends[::-1] if asked.is_backwards else ends
    return render(
        request,
        "route221/road.html",
        {
            "route": route,
            "asked": asked,
            "travel": travel,
            "unplaced": unplaced_attractions(),
            "length_m": length_m,
            "from_to": from_to,
            "turned": asked.query(is_backwards=not asked.is_backwards),
            "chips": kind_chips(asked),
            "strip": draw_strip(shown, length_m, travel.missing, from_to, _("The road as a strip")),
            "road_map": draw_road(route.alignment, shown, ends, _("The road on the map")),
        },
    )


def kind_chips(asked: RoadAsked) -> list[tuple[str, str, None, bool, str]]:
    """Make the filters that are links; each adds or takes away one kind."""
    chips = [(_("All"), asked.query(kinds=()), None, not asked.kinds, "")]
    for kind in KINDS_ASKED:
        others = tuple(one for one in asked.kinds if one != kind)
        is_on = kind in asked.kinds
        url = asked.query(kinds=others if is_on else (*asked.kinds, kind))
        chips.append((kind_name(kind), url, None, is_on, ""))
    return chips


def road_place(request: HttpRequest, number: str, key: str, slug: str) -> HttpResponse:
    """Show one business (key f…) or attraction (key b…)."""
    route = get_object_or_404(Route, number=number)
    place = _place(key)
    if request.path != place.get_absolute_url():
        return redirect(place, permanent=True)
    opening = None
    if isinstance(place, Business):
        count(business=place, kind="visit", agent=request.headers.get("User-Agent", ""))
        hours, by_arrangement = place.opening_hours, place.by_arrangement
        opening = opening_at(hours, timezone.now(), by_arrangement=by_arrangement)
    return render(
        request,
        "route221/place.html",
        {
            "page": road_place_page(route, place),
            "route": route,
            "opening": opening,
            "structured": as_json(of_road_place(place)),
        },
    )


def _place(key: str) -> Business | Attraction:
    pk = int(key[1:])
    if key[0] == "f":
        business = get_object_or_404(Business.objects.select_related("replaced_by"), pk=pk)
        return get_object_or_404(
            Business.objects.published(), pk=(business.replaced_by or business).pk
        )
    return get_object_or_404(Attraction, pk=pk)
