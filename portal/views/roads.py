"""A road, what is missing along it, and one business or attraction on it."""

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from plans.queries.goals import leaning_links
from plans.queries.stretches import part_of
from portal.drawing.road import draw_road
from portal.drawing.stops import FEW, draw_stops
from portal.drawing.strip import draw_strip
from portal.queries.roads import road_of_place, road_place_page, unplaced_attractions
from portal.queries.structured import as_json, of_road_place
from portal.queries.travel import Wanted, road_travel
from portal.road_filters import (
    chosen_filters,
    good_chips,
    kind_chips,
    theme_chips,
    without_filters,
)
from portal.road_forms import MissingAsked, read_missing, read_road
from portal.tour_links import tour_links
from route221.actions.visits import count
from route221.models import Amenity, Attraction, Business, Route
from route221.queries.guide import coming_events
from route221.queries.missing import MissingStretch, limits_of, missing_week, reference_monday
from route221.queries.travellers import road_stops
from services.queries.hours import days_from, opening_at


def road(request: HttpRequest, number: str) -> HttpResponse:
    """Show a road with its stops in order, as a list, a strip and a map."""
    route = get_object_or_404(Route.objects.select_related("dataset"), number=number)
    asked = read_road(request.GET)
    themes = list(route.themes.all())
    theme = next((one for one in themes if one.slug == asked.theme), None)
    wanted = Wanted(
        start=asked.start,
        kinds=asked.kinds,
        good=asked.good,
        sorts=theme.kinds if theme else (),
        only_open=asked.only_open,
    )
    travel = road_travel(
        route,
        wanted,
        is_backwards=asked.is_backwards,
        themes={one.slug: one.kinds for one in themes},
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
            "goal_links": leaning_links(Q(route=route)),
            "asked": asked,
            "travel": travel,
            "stops": draw_stops(travel.rows, asked.start.date(), is_whole=asked.is_whole),
            "folded": not asked.is_whole and len(travel.rows) > FEW,
            "whole": asked.query(is_whole=True),
            "theme": theme,
            "unplaced": [
                one for one in unplaced_attractions() if theme is None or one.kind in theme.kinds
            ],
            "events": coming_events(route, asked.start, backwards=asked.is_backwards),
            "tours": tour_links(route, asked.start),
            "length_m": length_m,
            "middle": route.alignment.interpolate_normalized(0.5).transform(4326, clone=True),
            "from_to": from_to,
            "turned": asked.query(is_backwards=not asked.is_backwards),
            "chips": kind_chips(asked, travel.counts),
            "good_chips": good_chips(asked, travel.counts),
            "theme_chips": theme_chips(asked, themes, travel.counts),
            "chosen": chosen_filters(asked, theme),
            "unfiltered": without_filters(asked),
            "strip": draw_strip(shown, length_m, travel.missing, from_to, _("The road as a strip")),
            "road_map": draw_road(
                route.alignment,
                shown,
                ends,
                _("The road on the map"),
                travel.missing,
                is_backwards=asked.is_backwards,
            ),
        },
    )


def missing(request: HttpRequest, number: str) -> HttpResponse:
    """Show the longest stretch without one thing, for every hour of a week without holidays."""
    route = get_object_or_404(Route.objects.select_related("dataset"), number=number)
    asked = read_missing(request.GET)
    limits = {limit.amenity: limit for limit in limits_of(route)}
    limit = limits.get(asked.amenity) or next(iter(limits.values()))
    stops = road_stops(route, backwards=asked.is_backwards)
    length_m = route.alignment.length
    monday = reference_monday(asked.year, asked.month)
    week = missing_week(stops, length_m, limit, monday)
    chosen = week[asked.day][asked.hour]
    ends = (route.from_name, route.to_name)
    from_to = ends[::-1] if asked.is_backwards else ends
    return render(
        request,
        "route221/missing.html",
        {
            "route": route,
            "asked": asked,
            "limit": limit,
            "chosen": chosen,
            "part": part_of(route, chosen, is_backwards=asked.is_backwards),
            "monday": monday,
            "weekdays": WEEKDAYS.values(),
            "weekdays_short": WEEKDAYS_ABBR.values(),
            "chosen_day": WEEKDAYS[asked.day],
            "from_to": from_to,
            "turned": asked.query(is_backwards=not asked.is_backwards),
            "chips": [
                (
                    str(Amenity(one).label).capitalize(),
                    asked.query(amenity=one),
                    None,
                    one == limit.amenity,
                    "",
                )
                for one in limits
            ],
            "table": _week_table(asked, week),
            "strip": draw_strip(
                list(chosen.known_stops),
                length_m,
                [chosen],
                from_to,
                _("The road as a strip"),
                list_url=route.get_absolute_url(),
            ),
            "road_map": draw_road(
                route.alignment,
                list(chosen.known_stops),
                ends,
                _("The road on the map"),
                [chosen],
                is_backwards=asked.is_backwards,
                list_url=route.get_absolute_url(),
            ),
        },
    )


def _week_table(asked: MissingAsked, week: list[list[MissingStretch]]) -> list[Any]:
    """Turn the week on its side: a row for each hour with its seven days, as links."""
    return [
        (
            hour,
            [
                (cell, asked.query(day=day, hour=hour), day == asked.day and hour == asked.hour)
                for day, cell in enumerate(row[hour] for row in week)
            ],
        )
        for hour in range(24)
    ]


def road_place(request: HttpRequest, number: str, key: str, slug: str) -> HttpResponse:
    """Show one business (key f…) or attraction (key b…)."""
    place = _place(key)
    route = road_of_place(place, number)
    if route is None:
        raise Http404
    url = place.url_on(route.number)
    if request.path != url:
        # A name may change for good; on which roads it lies is measured anew now and then.
        return redirect(url, permanent=route.number == number)
    if request.method == "GET":
        count(place=place, kind="visit", agent=request.headers.get("User-Agent", ""))
    now = timezone.now()
    opening = opening_at(place.opening_hours, now, by_arrangement=place.by_arrangement)
    days = days_from(place.opening_hours, timezone.localdate()) if place.opening_hours else []
    return render(
        request,
        "route221/place.html",
        {
            "page": road_place_page(route, place),
            "route": route,
            "opening": opening,
            "days": days if any(day.is_known for day in days) else [],
            "url": url,
            "gallery": place.shown_photos,
            "structured": as_json(of_road_place(place, url)),
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
