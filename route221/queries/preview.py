"""A business as it would stand if all that waits were approved; nothing is saved."""

from dataclasses import dataclass

from django.conf import settings

from geo.analysis.linear import locate
from route221.models import Business, Photo, Route, Stop
from route221.queries.corridor import nearness
from route221.queries.overlay import PHOTO_WORDS, apply_changes


@dataclass(frozen=True)
class WouldBe:
    business: Business
    route: Route
    stop: Stop | None
    photos: list[Photo]


def as_it_would_be(business: Business) -> WouldBe:
    """Lay what waits over a business, and find the stop it would be."""
    waiting = business.revisions.filter(is_waiting=True).first()
    changes = waiting.changes if waiting else {}
    apply_changes(business, changes)
    photos = list(business.photos.standing())
    for photo in photos:
        for name, words in changes.get(PHOTO_WORDS, {}).get(str(photo.pk), {}).items():
            setattr(photo, name, words)
    stops = [stop for route in _roads() if (stop := _stop_on(route, business))]
    route = stops[0].route if stops else _roads()[0]
    return WouldBe(business, route, stops[0] if stops else None, photos)


def _roads() -> list[Route]:
    """All roads, the portal's own first."""
    return sorted(Route.objects.all(), key=lambda route: route.number != settings.HOME_ROUTE)


def _stop_on(route: Route, business: Business) -> Stop | None:
    if business.point is None:
        return None
    if not nearness(route, [(business.point, business.entrance)])[0].is_in_corridor:
        return None
    mark = business.entrance or business.point
    located = locate(route.alignment.coords, [(mark.x, mark.y)])
    return Stop(
        route=route,
        business=business,
        chainage_m=float(located.chainage_m[0]),
        offset_m=float(located.offset_m[0]),
        side=str(located.side[0]),
    )
