"""Localities: all of them, and one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from geo.models import Locality
from portal.queries.measured import measured
from portal.queries.start import village_rows
from portal.queries.villages import village


def locality_list(request: HttpRequest) -> HttpResponse:
    """List every locality with what is known of it."""
    known = measured()
    context = {"villages": village_rows(known), "measured": known}
    return render(request, "portal/localities.html", context)


def locality(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what one locality has, lacks and wants, and what nobody knows."""
    chosen = get_object_or_404(
        Locality.objects.with_latest_population().select_related("municipality", "dataset"),
        slug=slug,
    )
    known = measured()
    context = {
        "village": village(chosen, known),
        "locality": chosen,
        "measured": known,
        "position": chosen.point.transform(4326, clone=True) if chosen.point else None,
    }
    return render(request, "portal/locality.html", context)
