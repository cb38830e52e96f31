"""Where new offers of one category would close most of the gap, those there are kept."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from numpy.typing import NDArray

from geo.analysis.costs import StraightLine
from geo.analysis.joining import join
from geo.analysis.labels import Labels
from geo.analysis.siting import Siting, max_cover, p_median
from geo.models import Locality, Precision, RoadLink
from geo.queries.roads import active_network
from services.models import CoverageRun, Offer, ServicePoint, Standard
from services.queries.home import home_cells, home_municipality
from services.queries.whatif import present

MOST_CANDIDATES = 150
TIME_LIMIT_S = 8.0
MOST_NEW = 10
GRID_M = 2_500
ROADSIDE_M = 100  # a place this near a numbered road is told by it
# Where nothing is in reach, the farthest anyone is measured to have stands for the cost.
UNREACHED_FACTOR = 1.5


@dataclass(frozen=True)
class Candidate:
    """A position where an offer could be, and what it is called.

    What has no name is told by the road's number, where known, and the nearest locality.
    """

    point: tuple[float, float]
    name: str
    url: str = ""
    road: str = ""
    near: str = ""
    near_m: float = 0.0


@dataclass(frozen=True)
class Sites:
    """The answer: chosen places in order of what each adds, with the proof."""

    standard: Standard
    candidates: int
    chosen: tuple[tuple[Candidate, float], ...]  # what it covers, or saves, after those before it
    siting: Siting
    lacking_before: float
    lacking_after: float
    lacking_bound: float
    is_estimate: bool


def best_sites(
    run: CoverageRun,
    standard: Standard,
    p: int,
    source: str,
    aim: str = "cover",
    step: Callable[[int, int], None] = lambda done, of: None,
) -> Sites | None:
    """Choose p new places; `aim` is to cover most who lack it, or least cost for everyone.

    `step` is told after each candidate; what it raises ends the search.
    """
    home = home_cells(run)
    residents = home.residents(standard.group)
    _ids, today = present(run.pk, standard.category_id, standard.metric)
    places = candidates(source, standard)[:MOST_CANDIDATES]
    if not places or not residents.sum():
        return None
    xy = np.array([one.point for one in places], np.float64)
    limit, now = float(standard.threshold), today.nearest.cost[:, 0]
    # Covering asks only who is within the limit, so the search need go no farther.
    cost = _costs(run.pk, standard, xy, limit if aim == "cover" else np.inf, step)
    lives = residents > 0
    within = np.column_stack((cost <= limit, now <= limit))[lives]
    if aim == "cover":
        siting = max_cover(within, residents[lives], p, (len(places),), TIME_LIMIT_S)
    else:
        # Everyone goes to the nearest, so what is there is one more column.
        whole = np.column_stack((cost, now))[lives]
        far = max(float(whole[np.isfinite(whole)].max(initial=limit)), limit) * UNREACHED_FACTOR
        siting = p_median(
            np.where(np.isfinite(whole), whole, far),
            residents[lives],
            p,
            (len(places),),
            TIME_LIMIT_S,
        )
    reached = now <= limit
    chosen = []
    left, reached_now = list(siting.chosen), reached.copy()
    while left:
        gains = [float(residents[(cost[:, one] <= limit) & ~reached_now].sum()) for one in left]
        best = int(np.argmax(gains))
        number = left.pop(best)
        reached_now |= cost[:, number] <= limit
        chosen.append((located(places[number]), gains[best]))
    whole_people = float(residents.sum())
    return Sites(
        standard=standard,
        candidates=len(places),
        chosen=tuple(chosen),
        siting=siting,
        lacking_before=float(residents[~reached].sum()),
        lacking_after=float(residents[~reached_now].sum()),
        lacking_bound=whole_people - siting.bound if aim == "cover" else 0.0,
        is_estimate=not today.measured.all(),
    )


def candidates(source: str, standard: Standard) -> list[Candidate]:
    """List where an offer could be: localities, service places without it, or anywhere."""
    if source == "places":
        having = Offer.objects.existing().filter(category=standard.category)
        places = (
            ServicePoint.objects.filter(
                replaced_by__isnull=True,
                precision__in=[Precision.EXACT, Precision.APPROXIMATE],
                municipality=home_municipality(),
            )
            .exclude(offers__in=having)
            .order_by("pk")
        )
        return [
            Candidate((one.point.x, one.point.y), one.name, one.get_absolute_url())
            for one in places
        ]
    localities = Locality.objects.in_home_municipality().exclude(point=None).order_by("name")
    named = [
        Candidate((one.point.x, one.point.y), one.name, one.get_absolute_url())
        for one in localities
    ]
    return named if source != "roads" else _anywhere()


def _anywhere() -> list[Candidate]:
    """Lay a grid over the home municipality, thin enough; along the roads where there are any."""
    home = home_municipality()
    if home is None or home.boundary is None:
        return []
    west, south, east, north = home.boundary.extent
    step = max(GRID_M, ((east - west) * (north - south) / MOST_CANDIDATES) ** 0.5)
    x, y = np.meshgrid(np.arange(west, east, step), np.arange(south, north, step))
    grid = np.column_stack((x.ravel() + step / 2, y.ravel() + step / 2))
    network = active_network()
    if network is not None:
        nodes = network.nodes_xy()
        inside = ((nodes >= (west, south)) & (nodes <= (east, north))).all(axis=1)
        cell = np.floor((nodes[inside] - (west, south)) / step)
        _, first = np.unique(cell, axis=0, return_index=True)
        grid = nodes[inside][first] if len(first) else grid
    inside_home = home.boundary.prepared
    kept = [(px, py) for px, py in grid.tolist() if inside_home.contains(Point(px, py, srid=3006))]
    return [Candidate((px, py), "") for px, py in kept]


def located(place: Candidate) -> Candidate:
    """Tell a place without a name by the road it lies on and the nearest locality."""
    if place.name:
        return place
    at = Point(*place.point, srid=3006)
    near = (
        Locality.objects.exclude(point=None)
        .annotate(apart=Distance("point", at))
        .order_by("apart", "pk")
        .first()
    )
    links = RoadLink.objects.filter(dataset__is_active=True, alignment__dwithin=(at, ROADSIDE_M))
    road = (
        links.exclude(number="")
        .annotate(apart=Distance("alignment", at))
        .order_by("apart", "pk")
        .first()
    )
    return replace(
        place,
        road=road.number if road else "",
        near=near.name if near else "",
        near_m=float(near.apart.m) if near else 0.0,
    )


def _costs(
    run_id: int,
    standard: Standard,
    xy: NDArray[np.float64],
    limit: float,
    step: Callable[[int, int], None],
) -> NDArray[np.float64]:
    """Return the cost from every home cell to every candidate, up to a limit."""
    _, today = present(run_id, standard.category_id, standard.metric)
    straight = StraightLine(standard.metric).cost_per_m  # type: ignore[arg-type]
    cost = np.hypot(*(today.xy[:, None] - xy[None]).transpose(2, 0, 1)) * straight
    if today.network is not None and today.answers is not None:
        joins, answers = join(today.network, xy, today.part_open), today.answers
        for number in range(len(xy)):
            one = joins[number : number + 1]
            labels = Labels.spread(today.network, one, today.metric, 1, limit)
            near = labels.at_positions(answers.place, answers.nearest.join_m)
            cost[today.measured, number] = near.cost[:, 0]
            step(number + 1, len(xy))
    return cost
