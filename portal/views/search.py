"""Search, and what is nearest to a point."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.forms import position
from portal.models import SearchEntry
from portal.queries.search import LONGEST_QUESTION, search
from portal.queries.villages import nearest_to, unknown_categories

MOST_SHOWN = 50


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Show what the words lead to; a kind of service nobody registered says so."""
    question = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUESTION]
    near = position(request.GET)
    hits = search(question, near=near, limit=MOST_SHOWN)
    unknown = {}
    if any(hit.entry.kind == SearchEntry.Kind.CATEGORY for hit in hits):
        unknown = {str(one.pk): one.slug for one in unknown_categories()}
    rows = [
        (hit, unknown.get(hit.entry.object_key) if hit.entry.kind == "category" else None)
        for hit in hits
    ]
    context = {
        "question": question,
        "rows": rows,
        "is_guess": bool(hits) and all(hit.is_guess for hit in hits),
        "is_cut": len(hits) == MOST_SHOWN,
        "near": near,
    }
    return render(request, "portal/search.html", context)


@require_safe
def here(request: HttpRequest) -> HttpResponse:
    """Show the nearest of each service from any point: if I lived here."""
    point = position(request.GET)
    context = {
        "point": point,
        "is_asked": "lat" in request.GET or "lon" in request.GET,
        "answer": nearest_to(point) if point else None,
        "shown": point.transform(4326, clone=True) if point else None,
    }
    return render(request, "portal/here.html", context)
