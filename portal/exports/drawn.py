"""A drawing of the desk as a picture: its few kinds of shapes, with title, notes and metadata."""

import io
import re
import textwrap
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree as Et

from django.conf import settings
from PIL import Image, ImageDraw, PngImagePlugin

from portal.exports.lettering import lettering

SCALE, MARGIN, LINE = 2.0, 40, 30
PAPER, INK = "#ffffff", "#15211d"
RULE = re.compile(r"\.([\w-]+) \{([^}]*)\}")
CHARACTERS = 105


def drawing_png(svg: str, title: str = "", notes: Sequence[str] = ()) -> bytes:
    """Paint one of the desk's own drawings (SVG); title and notes stand around and within it."""
    # The portal's own drawing, of its own making: no outsider's XML is read here.
    root = Et.fromstring(svg)  # noqa: S314
    _x, _y, width, height = (float(one) for one in root.attrib["viewBox"].split())
    head = textwrap.wrap(title, CHARACTERS // 2)
    foot = [line for note in notes for line in textwrap.wrap(note, CHARACTERS)]
    top = MARGIN + 2 * LINE * len(head) if head else 8
    size = (
        int(width * SCALE + 2 * MARGIN),
        int(top + height * SCALE + LINE * (len(foot) + (1 if foot else 0)) + 8),
    )
    image = Image.new("RGB", size, PAPER)
    draw = ImageDraw.Draw(image)
    for number, words in enumerate(head):
        draw.text((MARGIN, MARGIN + 2 * LINE * number), words, INK, lettering(34))
    for element in root.iter():
        _paint(draw, element, MARGIN, top)
    for number, words in enumerate(foot):
        y = top + height * SCALE + LINE * (number + 0.5)
        draw.text((MARGIN, y), words, INK, lettering(18))
    out, info = io.BytesIO(), PngImagePlugin.PngInfo()
    info.add_itxt("Title", title)
    info.add_itxt("Description", " ".join(notes))
    image.save(out, "PNG", pnginfo=info)
    return out.getvalue()


def _paint(draw: ImageDraw.ImageDraw, element: Et.Element, left: float, top: float) -> None:
    kind, given = element.tag.rpartition("}")[2], element.attrib
    style = _style(given.get("class", ""))
    fill = None if style.get("fill", INK) == "none" else style.get("fill", INK)
    stroke = style.get("stroke")
    thick = max(round(float(style.get("stroke-width", "1")) * SCALE), 1)

    def at(x: str, y: str) -> tuple[float, float]:
        return float(x) * SCALE + left, float(y) * SCALE + top

    def value(name: str) -> float:
        return float(given[name]) * SCALE

    if kind == "rect":
        x, y = at(given["x"], given["y"])
        box = (x, y, x + value("width"), y + value("height"))
        draw.rectangle(box, fill, stroke, thick if stroke else 0)
    elif kind == "circle":
        x, y = at(given["cx"], given["cy"])
        r = value("r")
        draw.ellipse((x - r, y - r, x + r, y + r), fill, stroke, thick if stroke else 0)
    elif kind in {"polygon", "polyline"}:
        line = [at(*pair.split(",")) for pair in given["points"].split()]
        if kind == "polygon":
            draw.polygon(line, fill, stroke, thick if stroke else 0)
        elif len(line) > 1:
            draw.line(line, stroke, thick, "curve")
    elif kind == "line":
        ends = [at(given["x1"], given["y1"]), at(given["x2"], given["y2"])]
        draw.line(ends, stroke, thick)
    elif kind == "text" and element.text:
        font = lettering(float(style.get("font-size", "11px")[:-2]) * SCALE)
        anchor = {"end": "rs", "middle": "ms"}.get(given.get("text-anchor", ""), "ls")
        draw.text(at(given["x"], given["y"]), element.text, fill, font, anchor)


def _style(classes: str) -> dict[str, str]:
    style: dict[str, str] = {}
    for name in classes.split():
        style |= _rules().get(name, {})
    return style


@lru_cache(maxsize=1)
def _rules() -> dict[str, dict[str, str]]:
    """Read the colours that drawings have on paper, where they stand for the PDF too."""
    path = Path(settings.BASE_DIR) / "static" / "css" / "desk-drawing.css"
    return {
        name: {
            key.strip(): value.strip()
            for key, _colon, value in (one.partition(":") for one in body.split(";"))
            if value
        }
        for name, body in RULE.findall(path.read_text("utf-8"))
    }
