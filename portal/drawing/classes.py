"""The signs of the five classes on drawings: taken from the same sheet as the map's own."""

from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree as Et

from django.conf import settings

SVG = "{http://www.w3.org/2000/svg}"
SIZE, GRID = 26, 24
COLOURS = {
    "met": "#1d6b45",
    "gap": "#a12a1b",
    "possible_gap": "#8a4b00",
    "not_assessed": "#54626f",
    "too_close_to_call": "#5b3f9a",
}
NAMES = {"too_close_to_call": "too-close"}


@lru_cache(maxsize=1)
def _symbols() -> dict[str, Et.Element]:
    sheet = Path(settings.BASE_DIR) / "static" / "icons" / "sprite.svg"
    root = Et.fromstring(sheet.read_text(encoding="utf-8"))  # noqa: S314 - our own file
    return {symbol.get("id", ""): symbol for symbol in root.iter(f"{SVG}symbol")}


def class_sign(verdict: str, x: float, y: float) -> Et.Element:
    """Return the sign of a class around a point: an outline of its own, not a colour alone."""
    name = NAMES.get(verdict, verdict).replace("_", "-")
    scale = SIZE / GRID
    group = Et.Element(
        "g",
        {
            "transform": f"translate({x - SIZE / 2:.1f} {y - SIZE / 2:.1f}) scale({scale:.3f})",
            "fill": "#fff",
            "stroke": COLOURS[verdict],
            "stroke-width": "1.8",
            "stroke-linecap": "round",
            "stroke-linejoin": "round",
        },
    )
    for part in _symbols()[f"class-{name}"]:
        copied = deepcopy(part)
        copied.tag = copied.tag.removeprefix(SVG)
        group.append(copied)
    return group
