"""A place with its neighbours and the road, drawn so that a reviewer sees where it would lie."""

from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as Et

from django.contrib.gis.geos import GEOSGeometry, LineString, Point, Polygon
from django.utils.safestring import SafeString, mark_safe

from route221.queries.registration import Neighbour

SIZE = 640
REACH_M = 1_200
LABELS = 12
SVG = "http://www.w3.org/2000/svg"


def draw_surroundings(
    place: Point,
    neighbours: Sequence[Neighbour],
    lines: Iterable[GEOSGeometry],
    title: str,
    *,
    entrance: Point | None = None,
    before: Point | None = None,
) -> SafeString:
    """Draw north up what lies within 1.2 km; names are escaped by the writer."""
    reach = REACH_M
    if before is not None:
        reach = max(reach, min(20_000, before.distance(place) * 1.3))
    west, north = place.x - reach, place.y + reach
    scale = SIZE / (2 * reach)
    root = Et.Element(
        "svg",
        {"xmlns": SVG, "viewBox": f"0 0 {SIZE} {SIZE}", "class": "surroundings", "role": "group"},
    )
    Et.SubElement(root, "title").text = title

    def at(point: Point) -> tuple[float, float]:
        return (point.x - west) * scale, (north - point.y) * scale

    box = Polygon.from_bbox((west, place.y - reach, place.x + reach, north))
    box.srid = place.srid
    for line in lines:
        for part in _parts(line.intersection(box)):
            points = " ".join(
                "{:.1f},{:.1f}".format(*at(Point(*vertex[:2]))) for vertex in part.coords
            )
            Et.SubElement(root, "polyline", {"points": points, "class": "surroundings__road"})
    for number, one in enumerate(neighbours):
        if not box.contains(one.point):
            continue
        x, y = at(one.point)
        link = Et.SubElement(root, "a", {"href": one.url})
        Et.SubElement(link, "title").text = one.name
        spot = {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": "6", "class": f"surroundings__{one.kind}"}
        Et.SubElement(link, "circle", spot)
        if number < LABELS:
            _text(link, one.name[:28], x + 9, y + 4)
    if before is not None:
        _mark(root, at(before), "surroundings__before")
    if entrance is not None:
        _mark(root, at(entrance), "surroundings__entrance")
    _mark(root, at(place), "surroundings__place")
    bar = 1000 if reach > 900 else 500
    end = SIZE - 16
    Et.SubElement(
        root,
        "line",
        {
            "x1": f"{end - bar * scale:.1f}",
            "x2": f"{end}",
            "y1": f"{SIZE - 16}",
            "y2": f"{SIZE - 16}",
            "class": "surroundings__scale",
        },
    )
    _text(root, f"{bar} m", end - bar * scale, SIZE - 22)
    return mark_safe(Et.tostring(root, encoding="unicode"))  # noqa: S308


def _parts(shape: GEOSGeometry) -> list[LineString]:
    if isinstance(shape, LineString):
        return [shape] if len(shape) else []
    if shape.geom_type in ("MultiLineString", "GeometryCollection"):
        return [part for part in shape if isinstance(part, LineString)]
    return []


def _mark(root: Et.Element, at: tuple[float, float], kind: str) -> None:
    spot = {"cx": f"{at[0]:.1f}", "cy": f"{at[1]:.1f}", "r": "10", "class": kind}
    Et.SubElement(root, "circle", spot)


def _text(parent: Et.Element, text: str, x: float, y: float) -> None:
    mark = {"x": f"{x:.1f}", "y": f"{y:.1f}", "class": "surroundings__name"}
    Et.SubElement(parent, "text", mark).text = text
