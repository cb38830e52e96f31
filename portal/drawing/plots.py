"""Plots as SVG drawn on the server: bars, stacked bars and a distribution; text stays text."""

from collections.abc import Sequence
from xml.etree import ElementTree as Et

from django.utils.safestring import SafeString, mark_safe

SVG = "http://www.w3.org/2000/svg"
WIDTH, NAME, FIGURE = 640, 170, 90
ROW, BAR = 26, 16
TALL, FOOT, SIDE = 180, 34, 36


def ranking(
    rows: Sequence[tuple[str, float, str, str]], title: str, limit: float | None = None
) -> SafeString:
    """Draw one bar for each row: (name, length, figure in words, class or empty)."""
    height = ROW * len(rows) + 8
    root = _root(WIDTH, height, title)
    longest = max((row[1] for row in rows), default=0) or 1
    across = WIDTH - NAME - FIGURE
    for number, (name, length, figure, kind) in enumerate(rows):
        y = number * ROW + 4
        _text(root, name, NAME - 8, y + 13, "end")
        _bar(root, NAME, y, across * length / longest, BAR, kind)
        _text(root, figure, NAME + across * length / longest + 6, y + 13, "start")
    if limit is not None and limit <= longest:
        x = f"{NAME + across * limit / longest:.1f}"
        ends = {"x1": x, "x2": x, "y1": "0", "y2": str(height), "class": "plot__limit"}
        Et.SubElement(root, "line", ends)
    return _done(root)


def stacked(
    rows: Sequence[tuple[str, Sequence[float]]], kinds: Sequence[str], title: str
) -> SafeString:
    """Draw each row's shares as one bar of full length, its parts in the order of `kinds`."""
    root = _root(WIDTH, ROW * len(rows) + 8, title)
    across = WIDTH - NAME - 8
    for number, (name, parts) in enumerate(rows):
        y, x, whole = number * ROW + 4, float(NAME), sum(parts) or 1
        _text(root, name, NAME - 8, y + 13, "end")
        for part, kind in zip(parts, kinds, strict=True):
            _bar(root, x, y, across * part / whole, BAR, kind)
            x += across * part / whole
    return _done(root)


def distribution(
    counts: Sequence[float],
    edges: Sequence[str],
    title: str,
    limit: float | None = None,
) -> SafeString:
    """Draw columns side by side under their figures; `limit` stands at a share of the width."""
    root = _root(WIDTH, TALL + FOOT, title)
    most, step = max(counts, default=0) or 1, (WIDTH - 2 * SIDE) / max(len(counts), 1)
    for number, count in enumerate(counts):
        tall = (TALL - 20) * count / most
        _bar(root, SIDE + step * number + 1, TALL - tall, step - 2, tall, "")
    for number, edge in enumerate(edges):
        _text(root, edge, SIDE + step * number, TALL + 16, "middle")
    line = {"x1": str(SIDE), "x2": str(WIDTH - SIDE), "y1": str(TALL), "y2": str(TALL)}
    Et.SubElement(root, "line", line | {"class": "plot__axis"})
    if limit is not None:
        x = f"{SIDE + (WIDTH - 2 * SIDE) * limit:.1f}"
        Et.SubElement(
            root, "line", {"x1": x, "x2": x, "y1": "4", "y2": str(TALL), "class": "plot__limit"}
        )
    return _done(root)


def _root(width: float, height: float, title: str) -> Et.Element:
    size = f"0 0 {width:.0f} {height:.0f}"
    root = Et.Element("svg", {"xmlns": SVG, "viewBox": size, "class": "plot", "role": "img"})
    Et.SubElement(root, "title").text = title
    return root


def _bar(root: Et.Element, x: float, y: float, width: float, height: float, kind: str) -> None:
    if width <= 0 or height <= 0:
        return
    name = "plot__bar" + (f" plot__bar--{kind}" if kind else "")
    box = {"x": f"{x:.1f}", "y": f"{y:.1f}", "width": f"{width:.1f}", "height": f"{height:.1f}"}
    Et.SubElement(root, "rect", box | {"class": name})


def _text(root: Et.Element, words: str, x: float, y: float, anchor: str) -> None:
    place = {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": anchor, "class": "plot__text"}
    Et.SubElement(root, "text", place).text = words


def _done(root: Et.Element) -> SafeString:
    return mark_safe(Et.tostring(root, encoding="unicode"))  # noqa: S308
