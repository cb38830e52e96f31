"""Small maps as SVG: the ground with marks by class, or squares by how many people live there."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as Et

from django.utils.safestring import SafeString, mark_safe

from portal.drawing.ground import Ground, ground
from portal.drawing.name_places import Box, name_spot
from services.queries.affected import SQUARE_M, Square

SVG = "http://www.w3.org/2000/svg"
WIDTH = 600
FEW, SOME, MANY = 5, 20, 100
# Half a sign's side, and what a name of 12 px takes: a letter's width, and its height.
SIGN, LETTER, NAME_HEIGHT = 6, 6.6, 14


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
    _marks(root, land, marks)
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
    _marks(root, land, marks)
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


def _marks(root: Et.Element, land: Ground, marks: Sequence[Mark]) -> None:
    """Draw every sign, and each name where it covers neither a sign nor another name."""
    taken: list[Box] = []
    for mark in marks:
        x, y = land.at(mark.point, WIDTH)
        taken.append((x - SIGN, y - SIGN, x + SIGN, y + SIGN))
    for mark in marks:
        _mark(root, land, mark, taken)


def _mark(root: Et.Element, land: Ground, mark: Mark, taken: list[Box]) -> None:
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
    if not mark.name:
        return
    wide = len(mark.name) * LETTER
    spot = name_spot(x, y, wide, NAME_HEIGHT, taken)
    west = min(max(spot[0], 0), WIDTH - wide)
    taken.append((west, spot[1], west + wide, spot[3]))
    place = {
        "x": f"{west + wide / 2:.1f}",
        "y": f"{spot[3] - 3:.1f}",
        "text-anchor": "middle",
        "class": "draw__name",
    }
    Et.SubElement(parent, "text", place).text = mark.name
