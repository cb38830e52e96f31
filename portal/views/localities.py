"""Localities: all of them, and one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from geo.models import Locality
from portal.queries.compare import compare
from portal.queries.measured import measured
from portal.queries.start import village_rows
from portal.queries.structured import as_json, of_locality
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
        "structured": as_json(of_locality(chosen)),
        "position": chosen.point.transform(4326, clone=True) if chosen.point else None,
    }
    return render(request, "portal/locality.html", context)


def locality_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a village on one sheet to print: what is near, with phone numbers."""
    chosen = get_object_or_404(
        Locality.objects.with_latest_population().select_related("municipality"), slug=slug
    )
    known = measured()
    context = {
        "village": village(chosen, known),
        "locality": chosen,
        "measured": known,
        "printed_on": timezone.localdate(),
    }
    return render(request, "portal/locality_sheet.html", context)


def compare_localities(request: HttpRequest) -> HttpResponse:
    """Show two villages side by side; until two are chosen, only the choice."""
    choices = Locality.objects.in_home_municipality()
    by_slug = {one.slug: one for one in choices.with_latest_population()}
    chosen = [by_slug.get(request.GET.get(name, "")) for name in ("a", "b")]
    both = [one for one in chosen if one]
    known = measured()
    context = {
        "localities": choices,
        "chosen": chosen,
        "is_same": len(both) == 2 and both[0] == both[1],
        "comparison": compare(both, known) if len(set(both)) == 2 else None,
        "measured": known,
    }
    return render(request, "portal/compare.html", context)
