"""Small maps as SVG: the ground with marks by class, or squares by how many people live there."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as Et

from django.utils.safestring import SafeString, mark_safe

from portal.drawing.ground import Ground, ground
from services.queries.affected import SQUARE_M, Square

SVG = "http://www.w3.org/2000/svg"
WIDTH = 600
FEW, SOME, MANY = 5, 20, 100


@dataclass(frozen=True)
class Mark:
    """A named position with its class, and where its link leads."""

    point: tuple[float, float]
    name: str
    kind: str = ""
    url: str = ""


Line = Sequence[tuple[float, float]]


def draw_marks(marks: Sequence[Mark], title: str, lines: Sequence[Line] = ()) -> SafeString:
    """Draw marks with their names, a gap as a square, and stretches as thick lines."""
    land = ground([mark.point for mark in marks])
    root = _root(land, title)
    for line in lines:
        path = " ".join("{:.1f},{:.1f}".format(*land.at(vertex, WIDTH)) for vertex in line)
        Et.SubElement(root, "polyline", {"points": path, "class": "draw__stretch"})
    for mark in marks:
        _mark(root, land, mark)
    return mark_safe(Et.tostring(root, encoding="unicode"))  # noqa: S308


def draw_squares(squares: Sequence[Square], marks: Sequence[Mark], title: str) -> SafeString:
    """Draw square kilometres, darker where more people live; below five only an outline."""
    corners = [(one.x, one.y) for one in squares]
    land = ground(corners + [mark.point for mark in marks])
    root = _root(land, title)
    side = SQUARE_M * land.scale(WIDTH)
    for one in squares:
        x, y = land.at((one.x, one.y + SQUARE_M), WIDTH)
        level = sum(round(one.residents) >= least for least in (FEW, SOME, MANY))
        box = {"x": f"{x:.1f}", "y": f"{y:.1f}", "width": f"{side:.1f}", "height": f"{side:.1f}"}
        Et.SubElement(root, "rect", box | {"class": f"draw__square draw__square--{level}"})
    for mark in marks:
        _mark(root, land, mark)
    return mark_safe(Et.tostring(root, encoding="unicode"))  # noqa: S308


def _root(land: Ground, title: str) -> Et.Element:
    size = f"0 0 {WIDTH} {land.height(WIDTH):.0f}"
    root = Et.Element("svg", {"xmlns": SVG, "viewBox": size, "class": "draw", "role": "group"})
    Et.SubElement(root, "title").text = title

    def path(line: Sequence[tuple[float, float]]) -> str:
        return " ".join("{:.1f},{:.1f}".format(*land.at(vertex, WIDTH)) for vertex in line)

    for ring in land.outlines:
        Et.SubElement(root, "polygon", {"points": path(ring), "class": "draw__land"})
    for line in land.roads:
        Et.SubElement(root, "polyline", {"points": path(line), "class": "draw__road"})
    return root


def _mark(root: Et.Element, land: Ground, mark: Mark) -> None:
    x, y = land.at(mark.point, WIDTH)
    parent = Et.SubElement(root, "a", {"href": mark.url}) if mark.url else root
    kind = "draw__mark" + (f" draw__mark--{mark.kind}" if mark.kind else "")
    if mark.kind in {"gap", "possible_gap"}:
        box = {"x": f"{x - 5:.1f}", "y": f"{y - 5:.1f}", "width": "10", "height": "10"}
        Et.SubElement(parent, "rect", box | {"class": kind})
    else:
        Et.SubElement(
            parent, "circle", {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": "5.5", "class": kind}
        )
    is_right = x > WIDTH * 0.75
    place = {
        "x": f"{x - 9 if is_right else x + 9:.1f}",
        "y": f"{y + 4:.1f}",
        "text-anchor": "end" if is_right else "start",
        "class": "draw__name",
    }
    Et.SubElement(parent, "text", place).text = mark.name
