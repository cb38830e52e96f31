"""A road as a strip: kilometres from the chosen end, stops on their side, what is missing."""

from collections.abc import Sequence
from xml.etree import ElementTree as Et

from django.utils.safestring import SafeString, mark_safe

from portal.templatetags.figures import km as km_text
from route221.queries.missing import MissingStretch
from route221.queries.travellers import RoadStop

WIDTH, MIDDLE, MARGIN = 360, 180, 26
LABEL_STEP = 19
SHORTEST, KILOMETRE = 420, 22
LONGEST_LABEL = 21
SVG = "http://www.w3.org/2000/svg"


def draw_strip(
    stops: Sequence[RoadStop],
    length_m: float,
    missing: Sequence[MissingStretch],
    ends: tuple[str, str],
    title: str,
) -> SafeString:
    """Draw the strip from top (the chosen end) to bottom; its text is escaped by the writer."""
    sides: dict[str, list[RoadStop]] = {"left": [], "right": []}
    for stop in stops:
        sides["left" if stop.side == "left" else "right"].append(stop)
    tallest = max(len(one) for one in sides.values()) * LABEL_STEP
    inner = max(SHORTEST, tallest, length_m / 1000 * KILOMETRE)
    height = inner + 2 * MARGIN
    root = Et.Element(
        "svg",
        {"xmlns": SVG, "viewBox": f"0 0 {WIDTH} {height:.0f}", "class": "strip", "role": "group"},
    )
    Et.SubElement(root, "title").text = title

    def y_at(chainage_m: float) -> float:
        return MARGIN + inner * chainage_m / length_m

    for one in missing:
        if one.is_lacking:
            _line(
                root, "strip__missing", MIDDLE, y_at(one.from_chainage_m), y_at(one.to_chainage_m)
            )
    _line(root, "strip__road", MIDDLE, MARGIN, MARGIN + inner)
    step_km = 1 if length_m < 30_000 else 5 if length_m < 150_000 else 25
    for km in range(0, int(length_m // 1000) + 1, step_km):
        y = y_at(km * 1000)
        mark = {"cx": f"{MIDDLE}", "cy": f"{y:.1f}", "r": "1.4", "class": "strip__km"}
        Et.SubElement(root, "circle", mark)
        if km % (5 * step_km) == 0 and km:
            _text(root, f"{km} km", MIDDLE, y + 3.5, "middle", "strip__number")
    _text(root, ends[0], MIDDLE, 14, "middle", "strip__end")
    _text(
        root,
        f"{ends[1]} · {km_text(length_m)}",
        MIDDLE,
        height - 8,
        "middle",
        "strip__end",
    )
    for side, some in sides.items():
        _labels(root, some, side, inner, y_at)
    return mark_safe(Et.tostring(root, encoding="unicode"))  # noqa: S308


def _labels(root: Et.Element, stops: list[RoadStop], side: str, inner: float, y_at) -> None:  # type: ignore[no-untyped-def]
    """Write the names on one side, moved apart so that none covers another."""
    sign = -1 if side == "left" else 1
    wanted = [y_at(stop.chainage_m) for stop in stops]
    for stop, y, label_y in zip(stops, wanted, spread(wanted, MARGIN, MARGIN + inner), strict=True):
        link = Et.SubElement(root, "a", {"href": stop.url, "class": "strip__stop"})
        knee, end = MIDDLE + sign * 10, MIDDLE + sign * 24
        points = f"{MIDDLE + sign * 4},{y:.1f} {knee},{y:.1f} {end},{label_y:.1f}"
        Et.SubElement(link, "polyline", {"points": points, "class": "strip__lead"})
        spot = {"cx": f"{MIDDLE + sign * 6}", "cy": f"{y:.1f}", "r": "3.5", "class": "strip__dot"}
        Et.SubElement(link, "circle", spot)
        name = (
            stop.name if len(stop.name) <= LONGEST_LABEL else stop.name[: LONGEST_LABEL - 1] + "…"
        )
        anchor = "end" if side == "left" else "start"
        _text(link, name, end + sign * 3, label_y + 3.5, anchor, "strip__name")


def spread(wanted: Sequence[float], low: float, high: float) -> list[float]:
    """Move ascending positions apart by a label's height, and keep them within the strip."""
    placed: list[float] = []
    for y in wanted:
        placed.append(max(y, placed[-1] + LABEL_STEP) if placed else max(y, low))
    limit = high
    for number in range(len(placed) - 1, -1, -1):
        placed[number] = min(placed[number], limit)
        limit = placed[number] - LABEL_STEP
    return placed


def _line(root: Et.Element, name: str, x: float, y1: float, y2: float) -> None:
    ends = {"x1": f"{x}", "x2": f"{x}", "y1": f"{y1:.1f}", "y2": f"{y2:.1f}"}
    Et.SubElement(root, "line", ends | {"class": name})


def _text(root: Et.Element, text: str, x: float, y: float, anchor: str, name: str) -> None:
    place = {"x": f"{x}", "y": f"{y:.1f}", "text-anchor": anchor, "class": name}
    Et.SubElement(root, "text", place).text = text
