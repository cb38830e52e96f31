"""A table with positions as a picture: a map with names and classes, and what it rests on."""

import io
import textwrap

from PIL import Image, ImageDraw, PngImagePlugin

from portal.drawing.ground import ground
from portal.drawing.name_places import Box, name_spot
from portal.exports.lettering import lettering
from portal.exports.tables import Table

WIDTH, MARGIN, LINE, DOT = 1400, 40, 30, 11
PAPER, LAND, EDGE, ROAD, INK = "#ffffff", "#f1f3ec", "#8d9c94", "#96301f", "#15211d"
COLOURS = {
    "met": "#1d6b45",
    "gap": "#a12a1b",
    "possible_gap": "#8a4b00",
    "not_assessed": "#54626f",
    "too_close_to_call": "#5b3f9a",
}
CHARACTERS = 105


def as_png(table: Table) -> bytes:
    """Draw rows at their positions, coloured by class, under the title and over the notes."""
    placed = [
        (point, str(row[0]), table.classes[number] if table.classes else "")
        for number, (point, row) in enumerate(zip(table.points, table.rows, strict=True))
        if point
    ]
    land = ground([point for point, _, _ in placed])
    inner = WIDTH - 2 * MARGIN
    notes = [line for note in table.notes for line in textwrap.wrap(note, CHARACTERS)]
    title = textwrap.wrap(table.title, CHARACTERS // 2)
    top = MARGIN + 2 * LINE * len(title)
    height = int(top + land.height(inner) + LINE * (len(notes) + 1) + MARGIN)
    image = Image.new("RGB", (WIDTH, height), PAPER)
    draw = ImageDraw.Draw(image)
    for number, words in enumerate(title):
        draw.text((MARGIN, MARGIN + 2 * LINE * number), words, INK, lettering(34))

    def at(point: tuple[float, float]) -> tuple[float, float]:
        x, y = land.at(point, inner)
        return x + MARGIN, y + top

    for ring in land.outlines:
        draw.polygon([at(vertex) for vertex in ring], fill=LAND, outline=EDGE, width=2)
    for line in land.roads:
        draw.line([at(vertex) for vertex in line], fill=ROAD, width=4)
    font = lettering(22)
    taken: list[Box] = []
    for point, _name, _kind in placed:
        x, y = at(point)
        taken.append((x - DOT, y - DOT, x + DOT, y + DOT))
    for point, name, kind in placed:
        x, y = at(point)
        colour = COLOURS.get(kind, INK)
        box = (x - DOT, y - DOT, x + DOT, y + DOT)
        # Shape says what colour says: a gap is a square, a possible one an open square.
        if kind in {"gap", "possible_gap"}:
            draw.rectangle(box, PAPER if kind == "possible_gap" else colour, colour, 4)
        else:
            draw.ellipse(box, colour if kind == "met" else PAPER, colour, 4)
        size = draw.textbbox((0, 0), name, font, stroke_width=3)
        spot = name_spot(x, y, size[2] - size[0], size[3] - size[1], taken)
        # Pushed back in at the paper's edges.
        west = min(max(spot[0], 4), WIDTH - 4 - (spot[2] - spot[0]))
        taken.append((west, spot[1], west + spot[2] - spot[0], spot[3]))
        place = (west - size[0], spot[1] - size[1])
        draw.text(place, name, INK, font, stroke_width=3, stroke_fill=PAPER)
    for number, words in enumerate(notes):
        y = top + land.height(inner) + LINE * (number + 0.5)
        draw.text((MARGIN, y), words, INK, lettering(18))
    out, info = io.BytesIO(), PngImagePlugin.PngInfo()
    info.add_itxt("Title", table.title)
    info.add_itxt("Description", " ".join(table.notes))
    image.save(out, "PNG", pnginfo=info)
    return out.getvalue()
