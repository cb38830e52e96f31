"""A day plan along a road: the page, and its files."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.drawing.choices import draw_choices
from portal.drawing.strip import draw_strip
from portal.exports.calendar import calendar
from portal.exports.geojson import geojson
from portal.exports.gpx import gpx
from portal.exports.kml import kml
from portal.exports.paper import paper, qr_code
from portal.exports.trip import trip_of
from portal.road_forms import USUAL_MINUTES, PlanAsked, read_plan
from route221.models import Route
from route221.queries.dayplans import DayPlan, day_plan

STOP_QR_SCALE = 2
FILES = {
    "gpx": "application/gpx+xml",
    "kml": "application/vnd.google-earth.kml+xml",
    "geojson": "application/geo+json",
    "ics": "text/calendar; charset=utf-8",
    "pdf": "application/pdf",
}


def day_plan_page(request: HttpRequest, number: str) -> HttpResponse:
    """Show the plan that the address tells, and the form that changes it."""
    asked, plan = _plan(request, number)
    return render(request, "route221/dayplan.html", _context(asked, plan))


def day_plan_file(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Give the plan as a file to take along."""
    asked, plan = _plan(request, number)
    trip = trip_of(plan)
    if kind == "pdf":
        page = request.path.rsplit("/", 1)[0] + "/"
        link = f"{settings.SITE_URL}{page}{asked.query()}"
        body = paper(_context(asked, plan) | {"codes": stop_codes(plan)}, link=link)
    elif kind == "ics":
        body = calendar(trip, site_url=settings.SITE_URL, written=timezone.now())
    elif kind == "gpx":
        body = gpx(trip, site_url=settings.SITE_URL)
    else:
        body = {"kml": kml, "geojson": geojson}[kind](trip)
    response = HttpResponse(body, content_type=FILES[kind])
    response["Content-Disposition"] = f'attachment; filename="dagsplan-{plan.route.number}.{kind}"'
    return response


def stop_codes(plan: DayPlan) -> list[tuple[str, str]]:
    """Draw a code for each stop's own page, for paper."""
    return [
        (planned.at.name, qr_code(settings.SITE_URL + planned.at.url, STOP_QR_SCALE))
        for planned in plan.planned
    ]


def _plan(request: HttpRequest, number: str) -> tuple[PlanAsked, DayPlan]:
    route = get_object_or_404(Route.objects.select_related("dataset"), number=number)
    asked = read_plan(request.GET)
    plan = day_plan(
        route,
        start=asked.start,
        minutes=asked.minutes,
        begin=asked.begin,
        finish=asked.finish,
        is_backwards=asked.is_backwards,
        in_best_order=asked.in_best_order,
    )
    return asked, plan


def _context(asked: PlanAsked, plan: DayPlan) -> dict[str, object]:
    stops = [planned.at for planned in plan.planned]
    lacking = [missed.stretch for missed in plan.missed]
    length_m = plan.route.alignment.length
    return {
        "route": plan.route,
        "asked": asked,
        "plan": plan,
        "query": asked.query(),
        "better": asked.query(in_best_order=True),
        "files": list(FILES),
        "choices": draw_choices(plan.choices, asked.minutes, USUAL_MINUTES),
        "strip": draw_strip(
            stops,
            length_m,
            lacking,
            plan.ends,
            _("The day along the road"),
            list_url=plan.route.get_absolute_url(),
        ),
    }
