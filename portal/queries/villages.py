"""All that is known, and not known, of one locality."""

from dataclasses import dataclass

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.db.models import Prefetch, Q
from django.utils import timezone

from geo.models import Locality, Population, Precision
from geo.queries.indicators import Series, series_of
from plans.models import (
    Activity,
    DesignatedPlace,
    HousingProject,
    PlanVersion,
    PriorityArea,
    VillageGroup,
)
from plans.queries.goals import AssessedGoal
from portal.queries.measured import Measured
from portal.queries.without_car import WithoutCar, without_car
from route221.models import Attraction, Route
from services.models import Category, Completeness, Offer, ServicePoint
from services.queries.coverage import Finding
from services.queries.nearest import Nearest, nearest_by_category

# A point this near to the middle of a village is that middle, chosen from a list or by search.
MIDDLE_M = 100


@dataclass(frozen=True)
class Block:
    """One priority area of the programme, with what this village knows under it."""

    area: PriorityArea
    goals: list[AssessedGoal]
    findings: list[Finding]
    housing: list[HousingProject]
    figures: list[Series]

    @property
    def standards_differ(self) -> bool:
        """Whether one kind of service is met by one standard and not by another."""
        verdicts: dict[int, set[str]] = {}
        for one in self.findings:
            verdicts.setdefault(one.standard.category_id, set()).add(one.verdict)
        return any(len(found) > 1 for found in verdicts.values())


@dataclass(frozen=True)
class RoadPosition:
    route: Route
    chainage_m: float
    offset_m: float


@dataclass(frozen=True)
class PlaceInVillage:
    place: ServicePoint
    offers: list[Offer]


@dataclass(frozen=True)
class Village:
    locality: Locality
    populations: list[Population]
    nearest: list[Nearest]
    unknown: list[Category]
    places: list[PlaceInVillage]
    attractions: list[Attraction]
    groups: list[VillageGroup]
    blocks: list[Block]
    figures: list[Series]
    other_figures: list[Series]
    other_goals: list[AssessedGoal]
    wishes: list[Activity]
    history: list[PlanVersion]
    housing: list[HousingProject]
    roads: list[RoadPosition]
    way: WithoutCar
    designated: list[DesignatedPlace]
    findings: list[Finding]

    @property
    def nearest_grocery(self) -> Nearest | None:
        """The nearest known grocery: the first thing anyone asks."""
        return next((one for one in self.nearest if one.category.slug == "grocery"), None)

    @property
    def first_finding(self) -> Finding | None:
        """The finding that matters most: about groceries, else the worst."""
        groceries = [one for one in self.findings if one.standard.category.slug == "grocery"]
        return next(iter(groceries or sorted(self.findings, key=lambda one: -one.severity)), None)


@dataclass(frozen=True)
class NearestAnswer:
    """The nearest known of each service from one point, and what the register knows nothing of.

    ``village`` is the one whose middle was chosen as the point; where its position is not known
    well there are no distances.
    """

    nearest: list[Nearest]
    unknown: list[Category]
    village: Locality | None


def nearest_to(point: Point) -> NearestAnswer:
    """Answer what is near any point, also where there is no locality."""
    middles = Locality.objects.filter(point__dwithin=(point, MIDDLE_M))
    found_in = middles.annotate(away=Distance("point", point)).order_by("away").first()
    return _nearest_to(point, found_in)


def nearest_to_village(locality: Locality) -> NearestAnswer:
    """Answer what is near the middle of a village, as far as anyone knows where that is."""
    return _nearest_to(locality.point, locality)


def _nearest_to(point: Point | None, locality: Locality | None) -> NearestAnswer:
    unknown = sorted(unknown_categories(), key=lambda category: category.position)
    if point is None or (locality and not locality.is_measurable):
        return NearestAnswer([], unknown, locality)
    known = Category.objects.filter(children__isnull=True).exclude(pk__in=[c.pk for c in unknown])
    found = [one for one in nearest_by_category(point, known) if one.offer]
    return NearestAnswer(found, unknown, locality)


def village(locality: Locality, measured: Measured) -> Village:
    """Gather one locality's page in a fixed number of queries."""
    unknown = set(unknown_categories())
    known = Category.objects.filter(children__isnull=True).exclude(pk__in=[c.pk for c in unknown])
    found = measured.by_locality.get(locality.pk, [])
    goals = [one for one in measured.goals if one.goal.locality_id == locality.pk]
    housing = list(HousingProject.objects.filter(locality=locality))
    figures = series_of(locality)
    blocks = _blocks(goals, found, housing, figures)
    in_a_block = {one.indicator for block in blocks for one in block.figures}
    in_blocks = {one.goal.area_id for block in blocks for one in block.goals}
    return Village(
        locality=locality,
        populations=list(locality.populations.all()),
        nearest=nearest_by_category(locality.point, known) if locality.is_measurable else [],
        unknown=sorted(unknown, key=lambda category: category.position),
        places=places_in(locality),
        attractions=list(Attraction.objects.filter(locality=locality)),
        groups=list(locality.village_groups.all()),
        blocks=blocks,
        figures=figures,
        other_figures=[one for one in figures if one.indicator not in in_a_block],
        other_goals=[one for one in goals if one.goal.area_id not in in_blocks],
        wishes=_wishes(locality),
        history=_history(locality),
        housing=housing,
        roads=_roads(locality),
        way=_way(locality),
        findings=found,
        designated=list(locality.designated.select_related("programme")),  # type: ignore[attr-defined]
    )


def _way(locality: Locality) -> WithoutCar:
    """A village whose position is not known well is at no distance from anything."""
    precision = str(locality.precision if locality.is_measurable else Precision.NONE)
    return without_car(locality.point, name=locality.name, precision=precision)


def unknown_categories() -> list[Category]:
    """Return the categories of which the register knows nothing."""
    stated = Q(completeness__level=Completeness.Level.NONE) | Q(completeness__isnull=True)
    return list(Category.objects.filter(stated, children__isnull=True).distinct())


def places_in(locality: Locality) -> list[PlaceInVillage]:
    """Return the locality's service places with their existing offers, unconfirmed ones too."""
    today = timezone.localdate()
    offers = Offer.objects.existing(today).select_related("category")
    places = (
        ServicePoint.objects.filter(locality=locality, replaced_by__isnull=True)
        .select_related("locality", "municipality")
        .prefetch_related(Prefetch("offers", offers, to_attr="existing_offers"))
        .order_by("name")
    )
    return [
        PlaceInVillage(place, place.existing_offers) for place in places if place.existing_offers
    ]


def _blocks(
    goals: list[AssessedGoal],
    found: list[Finding],
    housing: list[HousingProject],
    figures: list[Series],
) -> list[Block]:
    areas = PriorityArea.objects.filter(programme__frames_village_pages=True).prefetch_related(
        "categories", "indicators"
    )
    blocks = []
    for area in areas:
        categories = {category.pk for category in area.categories.all()}
        indicators = set(area.indicators.all())
        blocks.append(
            Block(
                area=area,
                goals=[one for one in goals if one.goal.area_id == area.pk],
                findings=[one for one in found if one.standard.category_id in categories],
                housing=housing if area.covers_housing else [],
                figures=[one for one in figures if one.indicator in indicators],
            )
        )
    return blocks


def _wishes(locality: Locality) -> list[Activity]:
    chosen = Q(version__plan__group__localities=locality)
    return list(
        Activity.objects.filter(chosen)
        .select_related("version__plan__group")
        .prefetch_related("links")
        .order_by("-version__year", "position")
        .distinct()
    )


def _history(locality: Locality) -> list[PlanVersion]:
    return list(
        PlanVersion.objects.filter(
            plan__group__localities=locality,
            status__in=[PlanVersion.Status.LATEST_KNOWN, PlanVersion.Status.SUPERSEDED],
        ).select_related("plan__group")
    )


def _roads(locality: Locality) -> list[RoadPosition]:
    if not locality.is_measurable:
        return []
    positions = [
        RoadPosition(
            route, route.alignment.project(locality.point), route.alignment.distance(locality.point)
        )
        for route in Route.objects.all()
    ]
    return [one for one in positions if one.offset_m <= one.route.corridor_m]
