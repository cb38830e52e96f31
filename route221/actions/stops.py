"""Measure the stops of a road and keep them in step with what lies along it."""

from typing import Any

import numpy as np
from django.db import transaction

from geo.analysis.costs import Floats
from geo.analysis.linear import locate
from geo.queries.driving import metres_to_line
from route221.models import Attraction, Business, Route, Stop
from route221.queries.corridor import nearness
from route221.queries.stops import PLACED, stop_candidates

NEAREST_MM = 3


@transaction.atomic
def measure_stops(*, route: Route) -> int:
    """Place every thing in the corridor on the road; stops placed by hand stay where they are."""
    candidates = stop_candidates(route)
    xy = np.array([(point.x, point.y) for _, _, point in candidates]).reshape(-1, 2)
    located = locate(route.alignment.coords, xy)
    detour_m = _detours(route, xy)
    known = {
        (stop.business_id, stop.attraction_id, stop.service_point_id): stop
        for stop in route.stops.all()
    }
    for number, (field, thing, _) in enumerate(candidates):
        key = (
            thing.pk if field == "business" else None,
            thing.pk if field == "attraction" else None,
            thing.pk if field == "service_point" else None,
        )
        stop = known.pop(key, None) or Stop(route=route, **{field: thing})  # type: ignore[call-overload]
        if stop.is_manual:
            continue
        stop.chainage_m = round(float(located.chainage_m[number]), NEAREST_MM)
        stop.offset_m = round(float(located.offset_m[number]), NEAREST_MM)
        stop.side = str(located.side[number])
        stop.detour_m = detour_m[number]
        stop.save()
    for stop in known.values():
        if not stop.is_manual:
            stop.delete()
    return len(candidates)


@transaction.atomic
def place_on_roads(*, business: Business) -> None:
    """Place one business on every road whose corridor it lies in, and take it off the others."""
    is_shown = business.state == Business.State.PUBLISHED and business.replaced_by_id is None
    _keep_stops(business, "business", is_shown)


def _keep_stops(place: Business | Attraction, field: str, is_shown: bool) -> None:
    stops = Stop.objects.filter(**{field: place})
    if not is_shown or place.point is None or place.precision not in PLACED:
        stops.filter(is_manual=False).delete()
        return
    mark = place.entrance or place.point
    for route in Route.objects.all():
        if not nearness(route, [(place.point, place.entrance)])[0].is_in_corridor:
            stops.filter(route=route, is_manual=False).delete()
            continue
        if stops.filter(route=route, is_manual=True).exists():
            continue
        xy = np.array([(mark.x, mark.y)])
        located = locate(route.alignment.coords, xy)
        Stop.objects.update_or_create(
            route=route,
            **{field: place},
            defaults={
                "chainage_m": round(float(located.chainage_m[0]), NEAREST_MM),
                "offset_m": round(float(located.offset_m[0]), NEAREST_MM),
                "side": str(located.side[0]),
                "detour_m": _detours(route, xy)[0],
            },
        )


@transaction.atomic
def save_attraction(*, attraction: Attraction, values: dict[str, Any]) -> Attraction:
    """Keep what is known of an attraction, and place it on the roads it lies by."""
    for name, value in values.items():
        setattr(attraction, name, value)
    attraction.save()
    # A home or residence is seen from the road, never a stop.
    _keep_stops(attraction, "attraction", attraction.access != Attraction.Access.OUTSIDE)
    return attraction


def _detours(route: Route, xy: Floats) -> list[float | None]:
    """Measure by road how far each place lies from the line; None where it is only estimated.

    A schematic line is on no road, so nothing can be measured from it.
    """
    if route.is_schematic:
        return [None] * len(xy)
    line = np.array(route.alignment.coords)
    metres = metres_to_line(xy, line, route.alignment.length)
    return [None if np.isnan(one) else round(float(one), NEAREST_MM) for one in metres]


@transaction.atomic
def place_by_hand(
    *, stop: Stop, chainage_m: float, offset_m: float, side: str, detour_m: float | None
) -> Stop:
    """Put a stop where somebody who knows says it is; no measuring moves it."""
    stop = Stop.objects.select_for_update(of=("self",)).get(pk=stop.pk)
    stop.chainage_m, stop.offset_m = chainage_m, offset_m
    stop.side, stop.detour_m, stop.is_manual = side, detour_m, True
    stop.save()
    return stop


@transaction.atomic
def measure_again(*, stop: Stop) -> None:
    """Take a stop's figures from the map again."""
    Stop.objects.filter(pk=stop.pk).update(is_manual=False)
    measure_stops(route=stop.route)
