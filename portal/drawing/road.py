"""A road and its stops as a small map, drawn from their coordinates alone."""

from collections.abc import Sequence
from xml.etree import ElementTree as Et

from django.contrib.gis.geos import LineString
from django.utils.safestring import SafeString, mark_safe

from route221.queries.travellers import RoadStop

WIDTH = 360
MARGIN_M = 2_500
SVG = "http://www.w3.org/2000/svg"


def draw_road(
    alignment: LineString, stops: Sequence[RoadStop], ends: tuple[str, str], title: str
) -> SafeString:
    """Draw the alignment, north up, with a dot for each stop within a few kilometres."""
    west, south, east, north = alignment.extent
    west, south, east, north = west - MARGIN_M, south - MARGIN_M, east + MARGIN_M, north + MARGIN_M
    scale = WIDTH / (east - west)
    size = f"0 0 {WIDTH} {(north - south) * scale:.0f}"
    root = Et.Element("svg", {"xmlns": SVG, "viewBox": size, "class": "strip", "role": "group"})
    Et.SubElement(root, "title").text = title

    def at(x: float, y: float) -> tuple[float, float]:
        return (x - west) * scale, (north - y) * scale

    line = " ".join("{:.1f},{:.1f}".format(*at(*vertex)) for vertex in alignment.coords)
    Et.SubElement(root, "polyline", {"points": line, "class": "strip__way"})
    for stop in stops:
        x, y = at(stop.thing.point.x, stop.thing.point.y)
        link = Et.SubElement(
            root, "a", {"href": stop.thing.get_absolute_url(), "class": "strip__stop"}
        )
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
