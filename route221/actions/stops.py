"""Measure the stops of a road and keep them in step with what lies along it."""

from django.db import transaction

from geo.analysis.linear import locate
from route221.models import Business, Route, Stop
from route221.queries.stops import PLACED, stop_candidates

NEAREST_MM = 3


@transaction.atomic
def measure_stops(*, route: Route) -> int:
    """Place every thing in the corridor on the road; stops placed by hand stay where they are."""
    candidates = stop_candidates(route)
    located = locate(route.alignment.coords, [(point.x, point.y) for _, _, point in candidates])
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
        stop.side = located.side[number]
        stop.save()
    for stop in known.values():
        if not stop.is_manual:
            stop.delete()
    return len(candidates)


@transaction.atomic
def place_on_roads(*, business: Business) -> None:
    """Place one business on every road whose corridor it lies in, and take it off the others."""
    stops = Stop.objects.filter(business=business)
    is_shown = business.state == Business.State.PUBLISHED and business.replaced_by_id is None
    if not is_shown or business.point is None or business.precision not in PLACED:
        stops.filter(is_manual=False).delete()
        return
    mark = business.entrance or business.point
    for route in Route.objects.all():
        if business.point.distance(route.alignment) > route.corridor_m:
            stops.filter(route=route, is_manual=False).delete()
            continue
        if stops.filter(route=route, is_manual=True).exists():
            continue
        located = locate(route.alignment.coords, [(mark.x, mark.y)])
        Stop.objects.update_or_create(
            route=route,
            business=business,
            defaults={
                "chainage_m": round(float(located.chainage_m[0]), NEAREST_MM),
                "offset_m": round(float(located.offset_m[0]), NEAREST_MM),
                "side": str(located.side[0]),
            },
        )
