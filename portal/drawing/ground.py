"""The ground of small drawn maps: the home municipality's outline, roads by number, and a scale."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from geo.models import Municipality
from route221.models import Route

Point = tuple[float, float]
MARGIN = 0.06


@dataclass(frozen=True)
class Ground:
    """Outlines and roads in EPSG:3006, and the window (west, south, east, north) to draw."""

    outlines: tuple[tuple[Point, ...], ...]
    roads: tuple[tuple[Point, ...], ...]
    window: tuple[float, float, float, float]

    def scale(self, width: float) -> float:
        """Return how many units of the drawing a metre takes."""
        return width / (self.window[2] - self.window[0])

    def height(self, width: float) -> float:
        return (self.window[3] - self.window[1]) * self.scale(width)

    def at(self, point: Point, width: float) -> Point:
        """Return where a position stands in a drawing of this width, y downwards."""
        west, _south, _east, north = self.window
        return (point[0] - west) * self.scale(width), (north - point[1]) * self.scale(width)


def ground(points: Sequence[Point] = ()) -> Ground:
    """Gather the ground, its window wide enough for these positions."""
    home = Municipality.objects.filter(code=settings.HOME_MUNICIPALITY).first()
    outlines = [part.coords[0] for part in home.boundary] if home and home.boundary else []
    roads = [route.alignment.coords for route in Route.objects.all() if route.alignment]
    every = [vertex for ring in outlines for vertex in ring] + list(points)
    every = every or [(0.0, 0.0), (1_000.0, 1_000.0)]
    xs, ys = [one[0] for one in every], [one[1] for one in every]
    margin = MARGIN * max(max(xs) - min(xs), max(ys) - min(ys), 1_000.0)
    window = (min(xs) - margin, min(ys) - margin, max(xs) + margin, max(ys) + margin)
    return Ground(
        tuple(tuple((x, y) for x, y, *_ in ring) for ring in outlines),
        tuple(tuple((x, y) for x, y, *_ in line) for line in roads),
        window,
    )
