"""A road and its stops as a small map, drawn from their coordinates alone."""

from collections.abc import Sequence
from xml.etree import ElementTree as Et

from django.contrib.gis.geos import LineString
from django.utils.safestring import SafeString, mark_safe
from shapely import LineString as Line
from shapely.ops import substring

from route221.queries.missing import MissingStretch
from route221.queries.travellers import RoadStop

WIDTH = 360
MARGIN_M = 2_500
# Finer than this nobody sees on a small map.
SIMPLE_M = 20
SVG = "http://www.w3.org/2000/svg"


def draw_road(
    alignment: LineString,
    stops: Sequence[RoadStop],
    ends: tuple[str, str],
    title: str,
    missing: Sequence[MissingStretch] = (),
    *,
    is_backwards: bool = False,
) -> SafeString:
    """Draw the alignment, north up, a dot for each stop near it, and what is missing beneath it.

    The stretches are measured from the end the traveller starts at.
    """
    west, south, east, north = alignment.extent
    west, south, east, north = west - MARGIN_M, south - MARGIN_M, east + MARGIN_M, north + MARGIN_M
    scale = WIDTH / (east - west)
    size = f"0 0 {WIDTH} {(north - south) * scale:.0f}"
    root = Et.Element("svg", {"xmlns": SVG, "viewBox": size, "class": "strip", "role": "group"})
    Et.SubElement(root, "title").text = title

    def at(x: float, y: float) -> tuple[float, float]:
        return (x - west) * scale, (north - y) * scale

    def draw(line: Line, name: str) -> None:
        corners = line.simplify(SIMPLE_M).coords
        points = " ".join("{:.1f},{:.1f}".format(*at(*vertex)) for vertex in corners)
        Et.SubElement(root, "polyline", {"points": points, "class": name})

    whole = Line(alignment.coords[::-1] if is_backwards else alignment.coords)
    for one in missing:
        if one.is_lacking and one.to_chainage_m > one.from_chainage_m:
            part = substring(whole, one.from_chainage_m, one.to_chainage_m)
            draw(part, "strip__missing strip__missing--map")
    draw(whole, "strip__way")
    for stop in stops:
        x, y = at(stop.thing.point.x, stop.thing.point.y)
        link = Et.SubElement(root, "a", {"href": stop.url, "class": "strip__stop"})
        Et.SubElement(link, "title").text = stop.name
        spot = {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": "4.5", "class": "strip__dot"}
        Et.SubElement(link, "circle", spot)
    for name, vertex, lift in (
        (ends[0], alignment.coords[0], -9),
        (ends[1], alignment.coords[-1], 18),
    ):
        x, y = at(*vertex)
        place = {
            "x": f"{x:.1f}",
            "y": f"{y + lift:.1f}",
            "text-anchor": "middle",
            "class": "strip__end",
        }
        Et.SubElement(root, "text", place).text = name
    return mark_safe(Et.tostring(root, encoding="unicode"))  # noqa: S308
