"""A road and its stops as a small map, drawn from their coordinates alone."""

from collections import defaultdict
from collections.abc import Sequence
from html import escape

from django.contrib.gis.geos import LineString
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from shapely import LineString as Line
from shapely.ops import substring

from portal.queries.gathering import anchor
from route221.queries.missing import MissingStretch
from route221.queries.travellers import RoadStop

WIDTH = 360
MARGIN_M = 2_500
# Finer than this nobody sees on a small map.
SIMPLE_M = 20
# Dots nearer than this cannot be told apart: they become one that leads to the list.
CELL = 16
ICON = 11
TITLE_NAMES = 8
SVG = "http://www.w3.org/2000/svg"


def draw_road(
    alignment: LineString,
    stops: Sequence[RoadStop],
    ends: tuple[str, str],
    title: str,
    missing: Sequence[MissingStretch] = (),
    *,
    is_backwards: bool = False,
    list_url: str = "",
) -> SafeString:
    """Draw the alignment, north up, a dot for each stop near it, and what is missing beneath it.

    The stretches are measured from the end the traveller starts at. Dots that would cover each
    other are one, which leads to the list of `list_url` (of the same page without it).
    """
    west, south, east, north = alignment.extent
    west, south, east, north = west - MARGIN_M, south - MARGIN_M, east + MARGIN_M, north + MARGIN_M
    scale = WIDTH / (east - west)

    def at(x: float, y: float) -> tuple[float, float]:
        return (x - west) * scale, (north - y) * scale

    def draw(line: Line, name: str) -> str:
        corners = line.simplify(SIMPLE_M).coords
        points = " ".join("{:.1f},{:.1f}".format(*at(*vertex)) for vertex in corners)
        return f'<polyline points="{points}" class="{name}"/>'

    whole = Line(alignment.coords[::-1] if is_backwards else alignment.coords)
    parts = [
        f'<svg xmlns="{SVG}" viewBox="0 0 {WIDTH} {(north - south) * scale:.0f}" class="strip"'
        f' role="group"><title>{escape(title)}</title>'
    ]
    for one in missing:
        if one.is_lacking and one.to_chainage_m > one.from_chainage_m:
            part = substring(whole, one.from_chainage_m, one.to_chainage_m)
            parts.append(draw(part, "strip__missing strip__missing--map"))
    parts.append(draw(whole, "strip__way"))
    cells: dict[tuple[int, int], list[RoadStop]] = defaultdict(list)
    for stop in stops:
        x, y = at(stop.x_m, stop.y_m)
        cells[int(x // CELL), int(y // CELL)].append(stop)
    # Its address is looked up once: five hundred times took as long as all the rest.
    sprite = static("icons/sprite.svg")
    parts += [
        _dot(group, *at(group[0].x_m, group[0].y_m), list_url, sprite) for group in cells.values()
    ]
    for name, vertex, lift in (
        (ends[0], alignment.coords[0], -9),
        (ends[1], alignment.coords[-1], 18),
    ):
        x, y = at(*vertex)
        parts.append(
            f'<text x="{x:.1f}" y="{y + lift:.1f}" text-anchor="middle" class="strip__end">'
            f"{escape(name)}</text>"
        )
    parts.append("</svg>")
    return mark_safe("".join(parts))  # noqa: S308


def _dot(group: Sequence[RoadStop], x: float, y: float, list_url: str, sprite: str) -> str:
    names = ", ".join(f"{stop.name} ({stop.sort})" for stop in group[:TITLE_NAMES])
    more = ", …" if len(group) > TITLE_NAMES else ""
    is_one = len(group) == 1
    url = group[0].url if is_one else f"{list_url}#{anchor(group[0])}"
    keys = " ".join(stop.key for stop in group)
    look = 'r="8" class="strip__dot"' if is_one else 'r="9" class="strip__dot strip__dot--many"'
    inner = (
        f'<use href="{sprite}#{group[0].icon}" x="{x - ICON / 2:.1f}"'
        f' y="{y - ICON / 2:.1f}" width="{ICON}" height="{ICON}" class="strip__icon"/>'
        if is_one
        else f'<text x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle" class="strip__count">'
        f"{len(group)}</text>"
    )
    return (
        f'<a href="{escape(url)}" class="strip__stop" data-stops="{keys}">'
        f"<title>{escape(names + more)}</title>"
        f'<circle cx="{x:.1f}" cy="{y:.1f}" {look}/>{inner}</a>'
    )
