"""A part of the map drawn on the server: ground, roads, names, and numbered places."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from xml.etree import ElementTree as Et

from django.contrib.gis.geos import GEOSGeometry, LinearRing, LineString, MultiPolygon
from django.utils.safestring import SafeString, mark_safe

from portal.drawing.classes import class_sign
from portal.drawing.name_places import Box, name_spot
from portal.queries.map_view import MapView, Mark

WIDTH = 680
# Places nearer than this on the drawing share one number, so that every number can be read.
APART = 27
RADIUS = 11.5
# How wide a letter is, as a share of its size, about.
LETTER = 0.6
# Large enough to be read on one A4, and on a phone.
TOWN_FROM, TOWN_SIZE, VILLAGE_SIZE = 3_000, 18, 15
LINE = {"fill": "none", "stroke-linejoin": "round", "stroke-linecap": "round"}
SCALES_M = (50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000)
SVG = "http://www.w3.org/2000/svg"


@dataclass
class Group:
    """Places that stand so near each other that they share a number."""

    number: int
    x: float
    y: float
    marks: list[Mark] = field(default_factory=list)


class Paper:
    """Turns metres into the drawing's units, north up."""

    def __init__(self, extent: tuple[float, float, float, float]) -> None:
        self.west, south, east, self.north = extent
        self.scale = WIDTH / (east - self.west)
        self.height = (self.north - south) * self.scale

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point in metres stands on the paper."""
        return (x - self.west) * self.scale, (self.north - y) * self.scale

    def path(self, line: LineString | LinearRing) -> str:
        """Write a line as the commands of a path, simplified to what the eye can tell apart."""
        points = ("{:.1f} {:.1f}".format(*self.at(*vertex[:2])) for vertex in line.coords)
        return "M" + "L".join(point for point, _same in groupby(points))


def grouped(view: MapView) -> list[Group]:
    """Number the places, north to south; those that would cover each other share a number."""
    paper = Paper(view.extent)
    groups: list[Group] = []
    for mark in view.marks:
        x, y = paper.at(mark.point.x, mark.point.y)
        near = (
            one
            for one in groups
            if abs(one.x - x) < APART
            and abs(one.y - y) < APART
            and (one.marks[0].finding is None) == (mark.finding is None)
        )
        group = next(near, None)
        if group is None:
            group = Group(len(groups) + 1, x, y)
            groups.append(group)
        group.marks.append(mark)
    return groups


def draw_map(view: MapView, groups: Sequence[Group], title: str) -> SafeString:
    """Draw the view; colours stand in the drawing itself, so that it looks the same on paper."""
    paper = Paper(view.extent)
    size = f"0 0 {WIDTH} {paper.height:.0f}"
    root = Et.Element("svg", {"xmlns": SVG, "viewBox": size, "class": "paper-map", "role": "img"})
    Et.SubElement(root, "title").text = title
    frame = {"width": f"{WIDTH}", "height": f"{paper.height:.0f}"}
    Et.SubElement(root, "rect", frame | {"fill": "#e9eeea"})
    for area in view.home:
        _area(root, paper, area, {"fill": "#fbfbf8", "stroke": "#54655d", "stroke-width": "1.8"})
    for area in view.neighbours:
        style = {"fill": "none", "stroke": "#8d9c94", "stroke-dasharray": "4 4"}
        _area(root, paper, area, style)
    for road in view.roads:
        _line(root, paper, road, {"stroke": "#b39d83", "stroke-width": "1.1"})
    for route in view.routes:
        dashes = {"stroke-dasharray": "8 6"} if route.is_schematic else {}
        _line(root, paper, route.alignment, {"stroke": "#96301f", "stroke-width": "3.2"} | dashes)
    for group in reversed(groups):
        _sign(root, group)
    _names(root, paper, view, groups)
    _scale_bar(root, paper)
    return mark_safe(Et.tostring(root, encoding="unicode"))  # noqa: S308


def _area(root: Et.Element, paper: Paper, area: MultiPolygon, style: dict[str, str]) -> None:
    rings = " ".join(f"{paper.path(ring)}Z" for polygon in area for ring in polygon)
    Et.SubElement(root, "path", {"d": rings, "fill-rule": "evenodd"} | style)


def _line(root: Et.Element, paper: Paper, line: GEOSGeometry, style: dict[str, str]) -> None:
    Et.SubElement(root, "path", {"d": paper.path(line)} | LINE | style)


def _names(root: Et.Element, paper: Paper, view: MapView, groups: Sequence[Group]) -> None:
    """Write the names of villages, the greater first, each where no sign and no name stands."""
    near = RADIUS + 2
    taken: list[Box] = [(one.x - near, one.y - near, one.x + near, one.y + near) for one in groups]
    for locality in sorted(view.localities, key=lambda one: -(one.residents or 0)):
        size = TOWN_SIZE if (locality.residents or 0) >= TOWN_FROM else VILLAGE_SIZE
        x, y = paper.at(locality.point.x, locality.point.y)
        box = name_spot(x, y, len(locality.name) * size * LETTER + 4, size * 1.3, taken)
        taken.append(box)
        _word(root, locality.name, (box[0] + box[2]) / 2, box[1] + size, size)


def _word(root: Et.Element, text: str, x: float, y: float, size: int) -> None:
    """Write a word on a pale ground, once: a halo would be a second word to whoever listens."""
    width = len(text) * size * LETTER + 4
    ground = {"x": f"{x - width / 2:.1f}", "y": f"{y - size:.1f}", "width": f"{width:.1f}"}
    pale = {"height": f"{size * 1.3:.1f}", "fill": "#fff", "fill-opacity": "0.75", "rx": "2"}
    Et.SubElement(root, "rect", ground | pale)
    place = {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": "middle", "font-size": f"{size}"}
    Et.SubElement(root, "text", place | {"fill": "#24352e", "font-weight": "600"}).text = text


def _sign(root: Et.Element, group: Group) -> None:
    finding = group.marks[0].finding
    if finding:
        root.append(class_sign(finding.verdict.value, group.x, group.y))
        _number(root, group, group.x + 20, group.y - 8, "#15211d", 12)
        return
    is_sure = not all(mark.is_unconfirmed for mark in group.marks)
    spot = {"cx": f"{group.x:.1f}", "cy": f"{group.y:.1f}", "r": f"{RADIUS}", "stroke": "#0f4d46"}
    look = {"fill": "#0f4d46"} if is_sure else {"fill": "#fff", "stroke-dasharray": "3 2"}
    Et.SubElement(root, "circle", spot | look | {"stroke-width": "1.6"})
    _number(root, group, group.x, group.y + 4.4, "#fff" if is_sure else "#0f4d46", 12.5)


def _number(root: Et.Element, group: Group, x: float, y: float, ink: str, size: float) -> None:
    place = {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": "middle", "fill": ink}
    text = Et.SubElement(root, "text", place | {"font-size": f"{size}", "font-weight": "700"})
    text.text = str(group.number)


def _scale_bar(root: Et.Element, paper: Paper) -> None:
    metres = next((one for one in reversed(SCALES_M) if one * paper.scale <= WIDTH / 4), 50)
    width, y = metres * paper.scale, paper.height - 14
    d = f"M14 {y - 5:.1f}V{y:.1f}H{14 + width:.1f}V{y - 5:.1f}"
    Et.SubElement(root, "path", {"d": d, "stroke": "#15211d", "stroke-width": "1.4"} | LINE)
    text = f"{metres // 1000} km" if metres >= 1_000 else f"{metres} m"
    _word(root, text, 14 + width / 2, y - 7, 13)
