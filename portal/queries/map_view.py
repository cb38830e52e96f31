"""What stands on the map within an extent, for those who have it drawn: print, PDF, no scripts."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.contrib.gis.db.models import Extent
from django.contrib.gis.geos import LineString, MultiPolygon, Point, Polygon
from django.utils.translation import gettext as _

from geo.models import Locality, Municipality, RoadLink
from plans.models import HousingProject
from portal.queries.filters import Filters, has_words, is_chosen, narrowed
from portal.queries.measured import Measured
from portal.queries.opening import WORDS, opening_of
from portal.queries.places import offers_by_category
from portal.queries.start import measured_standards
from route221.models import Attraction, Business, Route
from services.queries.coverage import Finding

MOST_PLACES = 400
MOST_ROADS = 6_000
# The wider the view, the fewer the classes of road that are drawn.
WIDTH_OF_CLASS_M = ((20_000, 9), (60_000, 6), (200_000, 3))
BUSIEST_CLASS = 1


@dataclass(frozen=True)
class Mark:
    """One thing on the drawing and in its list."""

    name: str
    what: str
    url: str
    point: Point
    is_unconfirmed: bool = False
    is_example: bool = False
    precision: str = "exact"
    opening: str = ""
    finding: Finding | None = None


@dataclass(frozen=True)
class MapView:
    extent: tuple[float, float, float, float]
    marks: list[Mark]
    is_cut: bool
    without_position: int
    home: list[MultiPolygon]
    neighbours: list[MultiPolygon]
    roads: list[LineString]
    routes: list[Route]
    localities: list[Locality]


def map_view(filters: Filters, extent: Polygon | None, measured: Measured) -> MapView:
    """Gather what the filters choose within the extent, or in the home municipality."""
    box = extent or _home_extent()
    found = [*_services(filters), *_road_things(filters), *_housing(filters)]
    found += _findings(filters, measured) + _goals(filters, measured)
    once = list({(mark.name, mark.url, mark.what): mark for mark in found}.values())
    placed = [mark for mark in once if mark.point and _is_inside(box, mark.point)]
    placed.sort(key=lambda mark: (mark.finding is None, -mark.point.y, mark.point.x))
    areas = Municipality.objects.filter(boundary__intersects=box)
    return MapView(
        extent=box.extent,
        marks=placed[:MOST_PLACES],
        is_cut=len(placed) > MOST_PLACES,
        without_position=sum(not mark.point for mark in once),
        home=[area.boundary for area in areas if area.is_home],
        neighbours=[area.boundary for area in areas if not area.is_home],
        roads=_roads(box),
        routes=list(Route.objects.filter(alignment__intersects=box)),
        localities=list(
            Locality.objects.filter(point__within=box).with_latest_population().order_by("name")
        ),
    )


def _home_extent() -> Polygon:
    home = Municipality.objects.filter(code=settings.HOME_MUNICIPALITY)
    extent = home.aggregate(extent=Extent("boundary"))["extent"]
    # Without a municipality there is still a page: the middle of Sörmland.
    west, south, east, north = extent or (580_000, 6_520_000, 630_000, 6_570_000)
    margin = 0.03 * max(east - west, north - south)
    box = Polygon.from_bbox((west - margin, south - margin, east + margin, north + margin))
    box.srid = 3006
    return box


def _is_inside(box: Polygon, point: Point) -> bool:
    west, south, east, north = box.extent
    return bool(west <= point.x <= east and south <= point.y <= north)


def _roads(box: Polygon) -> list[LineString]:
    west, _south, east, _north = box.extent
    widest = next((one for m, one in WIDTH_OF_CLASS_M if east - west <= m), BUSIEST_CLASS)
    links = RoadLink.objects.filter(
        dataset__is_active=True, road_class__lte=widest, alignment__intersects=box
    ).order_by("road_class", "pk")
    return list(links.values_list("alignment", flat=True)[:MOST_ROADS])


def _services(filters: Filters) -> Iterator[Mark]:
    if "services" not in filters.layers:
        return
    for group in narrowed(offers_by_category(filters.categories), filters):
        for offer in group.offers:
            place = offer.service_point
            yield Mark(
                name=place.name,
                what=str(offer.category.name),
                url=place.get_absolute_url(),
                point=place.point,
                is_unconfirmed=not offer.is_confirmed,
                is_example=offer.is_example,
                precision=place.precision,
                opening=str(getattr(offer, "opening_words", "")),
            )


def _road_things(filters: Filters) -> Iterator[Mark]:
    for thing in (*Business.objects.published(), *Attraction.objects.all()):
        if not is_chosen(thing, filters):
            continue
        when = filters.when if isinstance(thing, Business) else None
        yield Mark(
            name=str(thing.name),
            what=str(thing.get_kind_display()),
            url=thing.get_absolute_url(),
            point=thing.point,
            is_example=thing.is_example,
            precision=thing.precision,
            opening=str(WORDS[opening_of(thing, when)]) if when else "",
        )


def _housing(filters: Filters) -> Iterator[Mark]:
    if "housing" not in filters.layers:
        return
    for project in HousingProject.objects.select_related("locality"):
        if has_words(filters.words, f"{project.name} {project.locality}"):
            yield Mark(
                name=project.name,
                what=_("planned homes, {stage}").format(stage=_stage(project)),
                url=project.get_absolute_url(),
                point=project.point,
                is_example=project.is_example,
                precision=project.precision,
            )


def _stage(project: HousingProject) -> str:
    """Say how far a project has come; what nobody knows is said of the stage, not of the homes."""
    if project.building_stage not in ("", "none", "unknown"):
        return str(project.get_building_stage_display())
    if project.plan_stage in ("", "unknown"):
        return _("stage not known")
    return str(project.get_plan_stage_display())


def _findings(filters: Filters, measured: Measured) -> list[Mark]:
    standards = measured_standards(measured) if "gaps" in filters.layers else []
    chosen = next((one for one in standards if one.slug == filters.standard), None)
    chosen = chosen or next(iter(standards), None)
    return [
        Mark(
            name=one.locality.name,
            what=str(one.standard.name),
            url=one.locality.get_absolute_url(),
            point=one.locality.point,
            is_example=one.standard.is_example,
            finding=one,
        )
        for one in measured.findings
        if one.locality and chosen and one.standard == chosen and one.locality.point
    ]


def _goals(filters: Filters, measured: Measured) -> list[Mark]:
    if "goals" not in filters.layers:
        return []
    return [
        Mark(
            name=one.goal.title,
            what=one.status.label,
            url=one.goal.version.plan.group.get_absolute_url(),
            point=one.goal.locality.point,
            is_example=one.goal.is_example,
        )
        for one in measured.goals
        if one.goal.locality and one.goal.locality.point
    ]
