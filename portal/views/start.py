"""The first screen: the map, the list beside it, and what is missing."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from geo.analysis.verdicts import Verdict
from plans.models import HousingProject
from portal.map_layers import for_map
from portal.queries.filters import narrowed, narrowed_stops, read_filters
from portal.queries.measured import measured
from portal.queries.places import offers_by_category
from portal.queries.roads import road_page
from portal.queries.start import live_line, measured_standards, top_findings, village_rows
from route221.models import Route


def home(request: HttpRequest) -> HttpResponse:
    """Show the map and, beside it, everything that is on it as lists."""
    known = measured()
    filters = read_filters(request.GET)
    everything = offers_by_category()
    context = {
        "filters": filters,
        "listed": narrowed(everything, filters),
        "measured": known,
        "live": live_line(known),
        "top_findings": top_findings(known),
        "villages": village_rows(known),
        "categories": everything,
        "roads": [
            (page.route, narrowed_stops(page.stops, filters))
            for page in map(road_page, Route.objects.all())
        ],
        "housing": HousingProject.objects.select_related("locality"),
        "standards": measured_standards(known),
        "gap_classes": list(Verdict),
        "map_layers": for_map(settings.MAP_LAYERS),
    }
    return render(request, "portal/home.html", context)
