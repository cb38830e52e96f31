"""A day plan along a road: the page, and its files."""

from dataclasses import replace

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
from portal.road_forms import KINDS_ASKED, USUAL_MINUTES, PlanAsked, read_plan
from portal.templatetags.travel import kind_name
from portal.tour_links import tour_links
from route221.models import Route
from route221.queries.dayplans import MOST_STOPS, DayPlan, day_plan
from route221.queries.on_the_way import Missed
from route221.queries.open_days import is_all_open, next_open_day, timed_stops
from route221.queries.travellers import RoadStop

STOP_QR_SCALE = 2
# To fill up, or to fetch something to eat on the way.
USUAL_FETCHING_MIN = 15
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
    plan = _day(route, asked)
    day = next_open_day(plan) if asked.on_open_day else None
    if day is not None:
        asked = replace(asked, start=day)
        plan = _day(route, asked)
    return asked, plan


def _day(route: Route, asked: PlanAsked) -> DayPlan:
    return day_plan(
        route,
        start=asked.start,
        minutes=asked.minutes,
        begin=asked.begin,
        finish=asked.finish,
        is_backwards=asked.is_backwards,
        in_best_order=asked.in_best_order,
    )


def _to_choose_from(asked: PlanAsked, plan: DayPlan) -> list[RoadStop]:
    """Keep the stops that fit what was searched for; the chosen ones always stand."""

    def fits(stop: RoadStop) -> bool:
        words = f"{stop.name} {stop.sort} {stop.locality}".casefold()
        return (not asked.kind or asked.kind in stop.kinds) and asked.text.casefold() in words

    return [stop for stop in plan.choices if stop.key in asked.minutes or fits(stop)]


def _with_stop(asked: PlanAsked, missed: Missed) -> str:
    """Return the address of the plan with a stop for what is missing, while there is room."""
    if missed.nearest is None or len(asked.minutes) >= MOST_STOPS:
        return ""
    return asked.query(minutes=asked.minutes | {missed.nearest.key: USUAL_FETCHING_MIN})


def _context(asked: PlanAsked, plan: DayPlan) -> dict[str, object]:
    stops = [planned.at for planned in plan.planned]
    lacking = [missed.stretch for missed in plan.missed]
    length_m = plan.route.alignment.length
    timed = timed_stops(plan)
    is_open = is_all_open(timed)
    # From here on the plan is of its own day, whatever it was asked by.
    was_moved = asked.on_open_day
    asked = replace(asked, on_open_day=False)
    open_day = None if is_open else next_open_day(plan)
    choices = _to_choose_from(asked, plan)
    return {
        "route": plan.route,
        "asked": asked,
        "plan": plan,
        "query": asked.query(),
        "better": asked.query(in_best_order=True),
        "files": list(FILES),
        "choices": draw_choices(
            choices, asked.minutes, USUAL_MINUTES, is_open=bool(asked.text or asked.kind)
        ),
        "choices_shown": len(choices),
        "kinds": [(kind, kind_name(kind)) for kind in KINDS_ASKED],
        "missed": [(one, _with_stop(asked, one)) for one in plan.missed],
        "is_open": is_open,
        "was_moved": was_moved and bool(timed) and is_open,
        "saved_min": round(plan.saved_s / 60),
        "timed": timed,
        "open_day": open_day,
        "on_open_day": asked.query(start=open_day) if open_day else "",
        "tours": [] if plan.planned else tour_links(plan.route, asked.start),
        "strip": draw_strip(
            stops,
            length_m,
            lacking,
            plan.ends,
            _("The day along the road"),
            list_url=plan.route.get_absolute_url(),
        ),
    }
