"""Stretches of a road missing an amenity where residents lack the same or a kindred service."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
import shapely.ops
from django.contrib.gis.geos import LineString

from geo.analysis.opportunities import (
    PARTS,
    REACH_M,
    WEIGHTS,
    opportunity_parts,
    opportunity_score,
)
from geo.models import Locality
from route221.models import Amenity, Route
from route221.queries.missing import CATEGORY_OF_AMENITY, MissingStretch, basis, missing_stops
from route221.queries.travellers import road_stops
from services.models import Standard
from services.queries.asked import home_costs
from services.queries.home import home_cells
from services.queries.matrix import Column, Matrix, completeness_at_home

# What residents may lack that the same new place could offer; the very same service first.
KINDRED = {
    Amenity.FOOD: ("restaurant", "grocery"),
    Amenity.GROCERIES: ("grocery",),
    Amenity.FUEL: ("fuel", "charging"),
    Amenity.CHARGING: ("charging", "fuel"),
}
MEETING_M = 3_000.0
LONGEST_M = 10_000


@dataclass(frozen=True)
class Meeting:
    """Where the stretch and the residents are nearest each other."""

    point: tuple[float, float]
    chainage_m: float
    locality: Locality | None


@dataclass(frozen=True)
class Opportunity:
    """One stretch and one service that residents near it lack."""

    route: Route
    stretch: MissingStretch
    standard: Standard
    is_same: bool
    is_certain: bool
    residents: float
    apart_m: float
    limit_m: float  # from which length on the stretch counts
    meeting: Meeting
    parts: tuple[float, ...]
    score: float

    @property
    def key(self) -> str:
        """Name it in an address and a form."""
        return f"{self.route.number}.{self.stretch.limit.amenity}.{self.standard.category.slug}"

    @property
    def named_parts(self) -> list[tuple[str, float]]:
        return list(zip(PARTS, self.parts, strict=True))


@dataclass(frozen=True)
class Opportunities:
    """The ranked list; what is not certain apart; and amenities that nobody can judge."""

    certain: tuple[Opportunity, ...]
    possible: tuple[Opportunity, ...]
    not_assessed: tuple[MissingStretch, ...]

    def find(self, key: str) -> Opportunity | None:
        """Return the opportunity of a key."""
        return next((one for one in (*self.certain, *self.possible) if one.key == key), None)


def opportunities(
    found: Matrix, weights: Sequence[float] = WEIGHTS, longest_m: float = LONGEST_M
) -> Opportunities:
    """Find and rank them along every road, where more than `longest_m` lack an amenity.

    An amenity whose own limit is shorter is judged by that.
    """
    levels = {row.category.slug: str(row.level) for row in completeness_at_home().values()}
    every: list[Opportunity] = []
    unknown: list[MissingStretch] = []
    for route in Route.objects.exclude(alignment=None):
        stretches = missing_stops(road_stops(route), route.alignment.length, judged_by=basis(route))
        for stretch in stretches:
            limit_m = min(longest_m, stretch.limit.threshold_m)
            if stretch.longest_m <= limit_m:
                continue
            amenity = Amenity(stretch.limit.amenity)
            level = levels.get(CATEGORY_OF_AMENITY.get(amenity, ""), "none")
            if level == "none":
                unknown.append(stretch)
                continue
            every += _of_stretch(found, route, stretch, limit_m, level, weights)
    ranked = sorted(every, key=lambda one: (-one.score, one.key))
    return Opportunities(
        certain=tuple(one for one in ranked if one.is_certain),
        possible=tuple(one for one in ranked if not one.is_certain),
        not_assessed=tuple(unknown),
    )


def _of_stretch(
    found: Matrix,
    route: Route,
    stretch: MissingStretch,
    limit_m: float,
    level: str,
    weights: Sequence[float],
) -> list[Opportunity]:
    slugs = KINDRED.get(Amenity(stretch.limit.amenity), ())
    made = []
    for number, slug in enumerate(slugs):
        column = found.column(slug)
        if column is not None:
            one = _opportunity(found, route, stretch, column, number == 0, limit_m, weights)
            made += [replace(one, is_certain=one.is_certain and level == "complete")] if one else []
    return made


def _opportunity(
    found: Matrix,
    route: Route,
    stretch: MissingStretch,
    column: Column,
    is_same: bool,
    limit_m: float,
    weights: Sequence[float],
) -> Opportunity | None:
    """Make the opportunity of one stretch and one service, if anyone near it lacks that."""
    if column.completeness_level == "none":
        return None
    xy, residents = lacking_cells(found, column.standard)
    line = stretch_line(route.alignment, stretch.from_chainage_m, stretch.to_chainage_m)
    apart = shapely.distance(line, shapely.points(xy)) if len(xy) else np.empty(0)
    near = apart <= REACH_M
    people = float(residents[near].sum())
    if people <= 0:
        return None
    mean_m = float((apart[near] * residents[near]).sum() / people)
    parts = opportunity_parts(stretch.longest_m, limit_m, people, mean_m, is_same)
    return Opportunity(
        route=route,
        stretch=stretch,
        standard=column.standard,
        is_same=is_same,
        is_certain=column.completeness_level == "complete",
        residents=people,
        apart_m=mean_m,
        limit_m=limit_m,
        meeting=_meeting(route.alignment, line, xy[near], residents[near]),
        parts=tuple(parts[0].tolist()),
        score=float(opportunity_score(parts, weights)[0]),
    )


def lacking_cells(found: Matrix, standard: Standard) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """Return positions and residents of the home cells beyond a standard."""
    home = home_cells(found.run)
    certain, _ = home_costs(found.run, standard.category, standard.metric, found.asked)
    residents = home.residents(found.asked.group or standard.group)
    beyond = ~(certain.nearest.cost[:, 0] <= standard.threshold) & (residents > 0)
    return home.xy[beyond], residents[beyond]


def stretch_line(alignment: LineString, from_m: float, to_m: float) -> shapely.LineString:
    """Cut the stretch out of a road."""
    whole = shapely.LineString(alignment.coords)
    line = shapely.ops.substring(whole, from_m, to_m)
    return line if isinstance(line, shapely.LineString) else whole


def _meeting(
    alignment: LineString,
    line: shapely.LineString,
    xy: np.ndarray,  # type: ignore[type-arg]
    residents: np.ndarray,  # type: ignore[type-arg]
) -> Meeting:
    """Meet at the locality by the stretch that is nearest to the residents, else on the road."""

    def mean_m(point: shapely.Point) -> float:
        return float((shapely.distance(point, shapely.points(xy)) * residents).sum())

    whole = shapely.LineString(alignment.coords)
    by_road = [
        (mean_m(at), place, at)
        for place in Locality.objects.in_home_municipality().exclude(point=None)
        if line.distance(at := shapely.Point(place.point.x, place.point.y)) <= MEETING_M
    ]
    if by_road:
        _, place, at = min(by_road, key=lambda one: (one[0], one[1].pk))
    else:
        steps = np.linspace(0, line.length, 21)
        at = min((line.interpolate(step) for step in steps), key=mean_m)
        place = None
    return Meeting((at.x, at.y), float(whole.project(at)), place)
