"""The map on paper: what the address chooses, drawn by the server, as a page and as a PDF."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.drawing.map_view import draw_map, grouped
from portal.exports.paper import paper
from portal.forms import view
from portal.queries.filters import read_filters
from portal.queries.map_view import map_view
from portal.queries.measured import measured

# What an address may carry into a link; the rest of it is not repeated.
KEPT = ("layer", "category", "standard", "open", "at", "staffed", "selfservice", "stepfree", "q")


@require_safe
def print_map(request: HttpRequest) -> HttpResponse:
    """Show the drawn map with its list, to print or to read where no script runs."""
    return render(request, "portal/print_map.html", _context(request))


@require_safe
def print_map_pdf(request: HttpRequest) -> HttpResponse:
    """Give the same as a PDF."""
    context = _context(request)
    link = f"{settings.SITE_URL}{reverse('home')}{context['filter_query']}"
    body = paper(context, link=link, template="drawing/map_paper.html")
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{_("map")}.pdf"'
    return response


def _context(request: HttpRequest) -> dict[str, object]:
    filters = read_filters(request.GET)
    known = measured()
    found = map_view(filters, view(request.GET), known)
    groups = grouped(found)
    chosen = [(name, value[:100]) for name in KEPT for value in request.GET.getlist(name)][:80]
    seen = [("vy", request.GET["vy"][:120])] if view(request.GET) else []
    return {
        "filters": filters,
        "view": found,
        "groups": groups,
        "drawing": draw_map(
            found, groups, _("Map with numbered places; the list below names them")
        ),
        "measured": known,
        "printed_on": timezone.localtime(),
        "filter_query": f"?{urlencode(chosen)}" if chosen else "",
        "query": f"?{urlencode(chosen + seen)}" if chosen or seen else "",
    }
