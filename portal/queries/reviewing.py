"""What a reviewer sees of one place: its surroundings on a map drawn by the server."""

from django.contrib.gis.geos import GEOSGeometry, Point, Polygon
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from geo.models import RoadLink
from portal.drawing.surroundings import REACH_M, draw_surroundings
from route221.models import Business, Revision, Route
from route221.queries.registration import neighbours

MOST_LINKS = 600


def surroundings(business: Business, revision: Revision | None = None) -> SafeString | str:
    """Draw where a business lies, or would lie by its revision, among what is there already."""
    place, before = business.point, None
    entrance = business.entrance
    if revision and "point" in revision.changes:
        before, place = business.point, _point(revision.changes["point"])
    if revision and "entrance" in revision.changes:
        entrance = _point(revision.changes["entrance"])
    if place is None:
        return ""
    box = Polygon.from_bbox(
        (place.x - REACH_M, place.y - REACH_M, place.x + REACH_M, place.y + REACH_M)
    )
    box.srid = place.srid
    links = RoadLink.objects.filter(dataset__is_active=True, alignment__bboverlaps=box)
    lines: list[GEOSGeometry] = [route.alignment for route in Route.objects.all()]
    lines += list(links.values_list("alignment", flat=True)[:MOST_LINKS])
    return draw_surroundings(
        place,
        neighbours(place, business),
        lines,
        _("The place and what lies around it"),
        entrance=entrance,
        before=before,
    )


def _point(stored: str | None) -> Point | None:
    return GEOSGeometry(stored) if stored else None  # type: ignore[return-value]
