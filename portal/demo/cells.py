"""Estimate where people live from known totals; every cell says that it is an estimate."""

from math import pi, sqrt

from django.contrib.gis.geos import Point
from django.contrib.gis.geos.prepared import PreparedGeometry

from geo.models import Dataset, Locality, Municipality, PopulationCell

TOTAL_2021 = 16_316
FINE_M, COARSE_M = 250, 1_000
HUNDREDTHS = 100


def load_cells(dataset: Dataset, home: Municipality) -> int:
    """Spread the residents, once; return how many cells there are."""
    known = PopulationCell.objects.filter(dataset=dataset).count()
    if known:
        return known
    localities = list(
        Locality.objects.filter(municipality=home)
        .exclude(area_ha=None)
        .exclude(point=None)
        .with_latest_population()
    )
    cells: list[PopulationCell] = []
    for place in localities:
        inside = _squares_in_disc(place)
        cells += _spread(dataset, home, place, inside, FINE_M, place.residents)
    outside = _squares_outside(home, localities)
    rest = TOTAL_2021 - sum(place.residents for place in localities)
    cells += _spread(dataset, home, None, outside, COARSE_M, rest)
    return len(PopulationCell.objects.bulk_create(cells))


def _radius_m(place: Locality) -> float:
    return sqrt((place.area_ha or 0) * 10_000 / pi)


def _squares_in_disc(place: Locality) -> list[tuple[int, int]]:
    x, y, radius_m = place.point.x, place.point.y, _radius_m(place)
    return [
        corner
        for corner in _corners(x - radius_m, y - radius_m, x + radius_m, y + radius_m, FINE_M)
        if _middle(corner, FINE_M).distance(place.point) <= radius_m
    ]


def _squares_outside(home: Municipality, localities: list[Locality]) -> list[tuple[int, int]]:
    boundary: PreparedGeometry = home.boundary.prepared
    west, south, east, north = home.boundary.extent
    corners = []
    for corner in _corners(west, south, east, north, COARSE_M):
        middle = _middle(corner, COARSE_M)
        if boundary.contains(middle) and all(
            middle.distance(place.point) > _radius_m(place) for place in localities
        ):
            corners.append(corner)
    return corners


def _corners(
    west: float, south: float, east: float, north: float, size_m: int
) -> list[tuple[int, int]]:
    columns = range(int(west // size_m) * size_m, int(east) + 1, size_m)
    lines = range(int(south // size_m) * size_m, int(north) + 1, size_m)
    return [(x, y) for x in columns for y in lines]


def _middle(corner: tuple[int, int], size_m: int) -> Point:
    return Point(corner[0] + size_m / 2, corner[1] + size_m / 2, srid=3006)


def _spread(
    dataset: Dataset,
    home: Municipality,
    place: Locality | None,
    corners: list[tuple[int, int]],
    size_m: int,
    residents: int,
) -> list[PopulationCell]:
    """Share the residents evenly, in whole hundredths, so that the cells add up exactly."""
    share, left = divmod(residents * HUNDREDTHS, len(corners))
    return [
        PopulationCell(
            dataset=dataset,
            grid_id=f"{size_m}m{corner[0]:06d}{corner[1]:07d}",
            size_m=size_m,
            point=_middle(corner, size_m),
            municipality=home,
            locality=place,
            residents=(share + (number < left)) / HUNDREDTHS,
            is_estimate=True,
        )
        for number, corner in enumerate(corners)
    ]
