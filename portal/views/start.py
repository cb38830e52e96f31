"""The first screen: the map, the list beside it, and what is missing."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from geo.analysis.verdicts import Verdict
from plans.models import HousingProject
from portal.first_lists import first_lists
from portal.map_layers import for_map
from portal.queries.filters import Filters, narrowed, narrowed_stops, read_filters
from portal.queries.kept import kept
from portal.queries.measured import Measured, measured
from portal.queries.places import LISTED_PER_CATEGORY, CategoryList, offers_by_category
from portal.queries.roads import road_page
from portal.queries.start import live_line, measured_standards, top_findings, village_rows
from portal.queries.villages import unknown_categories
from route221.models import Route
from services.models import Category

LISTED_OF_ONE = 500


def home(request: HttpRequest) -> HttpResponse:
    """Show the map and, beside it, everything that is on it as lists.

    What most people ask for is kept as written; an hour, words or chosen kinds are read anew.
    """
    known = measured()
    filters = read_filters(request.GET)

    def side() -> str:
        return render_to_string("portal/_home_side.html", _side(filters, known), request)

    is_common = not filters.narrows and not filters.standard
    address = f"{request.path}?{','.join(filters.layers)}"
    context = {
        "side": kept(address, side) if is_common else mark_safe(side()),  # noqa: S308 — our own template
        "measured": known,
        "gap_classes": list(Verdict),
        "map_layers": for_map(settings.MAP_LAYERS),
    }
    return render(request, "portal/home.html", context)


def _side(filters: Filters, known: Measured) -> dict[str, object]:
    first = first_lists()
    return {
        "filters": filters,
        "first": first,
        "listed": _listed(filters) if filters.narrows else [],
        "measured": known,
        "live": live_line(known),
        "top_findings": top_findings(known),
        "villages": village_rows(known),
        "categories": first.kinds,
        "unregistered": _unregistered(filters),
        "roads": [
            (page.route, narrowed_stops(page.stops, filters))
            for page in map(road_page, Route.objects.all())
        ],
        "housing": HousingProject.objects.select_related("locality"),
        "standards": measured_standards(known),
    }


def _unregistered(filters: Filters) -> list[Category]:
    """Name the kinds that are asked for and of which the register knows nothing."""
    if not filters.categories:
        return []
    return [one for one in unknown_categories() if one.slug in filters.categories]


def _listed(filters: Filters) -> list[CategoryList]:
    """List what is chosen; a single kind of service is listed almost whole."""
    most = LISTED_OF_ONE if len(filters.categories) == 1 else LISTED_PER_CATEGORY
    return narrowed(offers_by_category(filters.categories), filters, most)
