"""Search, and what is nearest to a point."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from geo.models import Locality
from portal.forms import position
from portal.models import SearchEntry
from portal.queries.search import LONGEST_QUESTION, search
from portal.queries.villages import nearest_to, nearest_to_village, unknown_categories

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
    """Show the nearest of each service from a village or any point: if I lived here."""
    villages = Locality.objects.in_home_municipality().order_by("name")
    asked = request.GET.get("ort", "")
    chosen = next((one for one in villages if one.slug == asked), None)
    point = None if chosen else position(request.GET)
    answer = nearest_to_village(chosen) if chosen else nearest_to(point) if point else None
    context = {
        "villages": villages,
        "is_asked": bool(asked or request.GET.get("lat") or request.GET.get("lon")),
        "answer": answer,
        "shown": point.transform(4326, clone=True) if point else None,
    }
    return render(request, "portal/here.html", context)
