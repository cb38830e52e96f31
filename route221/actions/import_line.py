"""Take a road's line in from a file, or from the imported links that carry its number."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import LineString, Point
from django.db import transaction

from geo.analysis.alignments import Alignment, string_together
from geo.analysis.costs import Floats
from geo.imports.lines import read_lines
from geo.models import Dataset, Locality
from geo.queries.roads import NumberedLinks, links_of_road
from route221.actions.realign import confirm, propose_from_lines
from route221.errors import NoLine
from route221.models import Route
from route221.queries.realignment import moves

# As far as a road may lie from the place it begins at.
REACH_M = 150_000.0
SAME_M = 0.05


@dataclass(frozen=True)
class LineImport:
    """What an import of a line did or, as a dry run, would do."""

    number: str
    is_new: bool
    is_unchanged: bool
    length_m: float
    lines_used: int
    lines_given: int
    left_out_m: float
    gaps: int
    moved_stops: int
    from_name: str


@transaction.atomic
def import_line(
    *,
    number: str,
    path: Path | None = None,
    start: Locality | None = None,
    name: str = "",
    publisher: str = "",
    licence: str = "",
    is_schematic: bool = False,
    dry_run: bool = False,
) -> LineImport:
    """Merge lines to one, orient it from the end nearest a place, and put it in use.

    Without a file the imported links of the road's number are merged. A road that is not there yet
    is made; then the place it begins at must be given. Raises `NoLine` and `UnusableFile` with
    nothing changed.
    """
    route = Route.objects.filter(number=number).first()
    near = route.alignment if route else None
    if near is None:
        if start is None or start.point is None:
            raise NoLine("say which place the road begins at (--from)")
        near = LineString((start.point.x, start.point.y), (start.point.x + 1, start.point.y))
    links = _links(number, near, path, publisher, licence, new=route is None)
    ends = _ends(links.lines, route, start)
    try:
        found = string_together(links.lines, *ends, forward=links.forward, backward=links.backward)
    except ValueError as error:
        raise NoLine(str(error)) from error
    line = LineString(found.xy.tolist(), srid=3006)
    is_turned = route is not None and _is_turned(route, line)
    is_same = route is not None and not is_turned and _is_same(route.alignment, line)
    moved = 0
    if route is not None and not is_same:
        moved = sum(one.is_noticed for one in moves(route, line).stops)
    if not dry_run and not is_same:
        if route is None:
            _make(number, name, line, links, start, found, is_schematic)
        else:
            _realign(route, found, links, ends, is_schematic, is_turned)
    return LineImport(
        number=number,
        is_new=route is None,
        is_unchanged=is_same,
        length_m=line.length,
        lines_used=len(found.used),
        lines_given=len(links.lines),
        left_out_m=found.left_out_m,
        gaps=len(found.gaps),
        moved_stops=moved,
        from_name=start.name if start else (route.from_name if route else ""),
    )


def _links(
    number: str, near: LineString, path: Path | None, publisher: str, licence: str, new: bool
) -> NumberedLinks:
    if path is not None:
        lines = read_lines(path)
        return NumberedLinks(
            lines=lines,
            forward=[True] * len(lines),
            backward=[True] * len(lines),
            title=path.name,
            publisher=publisher,
            licence=licence,
        )
    found = links_of_road(number, near, REACH_M if new else 30_000.0)
    if not found.lines:
        raise NoLine(f"no imported link carries the number {number}")
    return found


def _ends(
    lines: list[Floats], route: Route | None, start: Locality | None
) -> tuple[Floats, Floats]:
    """Choose where the road begins and ends: at the place, and as far from it as it goes."""
    ends = np.array([end for line in lines for end in (line[0], line[-1])])
    if route is not None:
        known = np.array([route.alignment.coords[0], route.alignment.coords[-1]])
        if start is not None and start.point is not None:
            away = np.hypot(*(known - (start.point.x, start.point.y)).T)
            known = known if away[0] <= away[1] else known[::-1]
        return known[0], known[1]
    assert start is not None  # noqa: S101 — the caller saw it
    place = np.array((start.point.x, start.point.y))
    first = ends[np.argmin(np.hypot(*(ends - place).T))]
    return first, ends[np.argmax(np.hypot(*(ends - first).T))]


def _is_turned(route: Route, line: LineString) -> bool:
    first, begin, end = Point(line[0]), Point(route.alignment[0]), Point(route.alignment[-1])
    return bool(first.distance(end) < first.distance(begin))


def _is_same(one: LineString, other: LineString) -> bool:
    if abs(one.length - other.length) > 1:
        return False
    a, b = shapely.LineString(one.coords), shapely.LineString(other.coords)
    return bool(shapely.hausdorff_distance(a, b) <= SAME_M)


def _make(
    number: str,
    name: str,
    line: LineString,
    links: NumberedLinks,
    start: Locality | None,
    found: Alignment,
    is_schematic: bool,
) -> None:
    slug = f"road-{number}"
    Dataset.objects.filter(slug=slug, is_active=True).update(is_active=False)
    dataset = Dataset.objects.create(
        kind=Dataset.Kind.ROUTES,
        slug=slug,
        title=links.title[:200] or slug,
        publisher=links.publisher,
        licence=links.licence,
        is_estimate=is_schematic,
    )
    Route.objects.create(
        number=number,
        name=name or number,
        alignment=line,
        is_schematic=is_schematic,
        alignment_note=links.title[:300],
        from_name=start.name if start else "",
        to_name=_nearest_name(line[-1]),
        dataset=dataset,
    )


def _realign(
    route: Route,
    found: Alignment,
    links: NumberedLinks,
    ends: tuple[Floats, Floats],
    is_schematic: bool,
    is_turned: bool,
) -> None:
    if is_turned:
        Route.objects.filter(pk=route.pk).update(
            alignment=LineString(route.alignment.coords[::-1], srid=3006),
            from_name=route.to_name,
            to_name=route.from_name,
        )
        route.refresh_from_db()
    realignment = propose_from_lines(
        route=route,
        lines=links.lines,
        source=links.title,
        author=None,
        publisher=links.publisher,
        licence=links.licence,
        is_schematic=is_schematic,
        forward=links.forward,
        backward=links.backward,
    )
    confirm(realignment=realignment)


def _nearest_name(at: tuple[float, float]) -> str:
    point = Point(*at, srid=3006)
    near = Locality.objects.filter(point__isnull=False).annotate(away=Distance("point", point))
    found = near.order_by("away").first()
    return found.name if found else ""
