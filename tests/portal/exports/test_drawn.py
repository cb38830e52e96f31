"""The desk's drawings as pictures: the same shapes and colours, with title, run and sources."""

import io

import pytest
from PIL import Image

from portal.drawing.plots import distribution, ranking
from portal.exports.drawn import drawing_png
from portal.exports.lettering import lettering

RED, GREEN, PAPER = (161, 42, 27), (29, 107, 69), (255, 255, 255)


def painted(svg, **more):
    return Image.open(io.BytesIO(drawing_png(svg, **more)))


def share(image, colour):
    return {one: number for number, one in image.getcolors(1_000_000)}.get(colour, 0)


def test_bars_have_their_class_s_colour_and_lengths_in_proportion():
    image = painted(ranking([("A", 30, "30", "gap"), ("B", 10, "10", "met")], "Plot"))
    assert share(image, RED) / share(image, GREEN) == pytest.approx(3, rel=0.05)


def test_the_picture_says_what_it_rests_on():
    svg = distribution([4, 8], ["0", "1"], "Plot", 0.5)
    image = painted(svg, title="Hur långt", notes=["Run 3"])
    assert image.text["Title"] == "Hur långt"
    assert image.text["Description"] == "Run 3"
    assert image.height > painted(svg).height


def test_a_map_has_land_marks_and_names(db):
    from portal.drawing.area_map import Mark, draw_marks

    points = [(580_000.0, 6_540_000.0), (600_000.0, 6_560_000.0)]
    marks = [Mark(points[0], "Gap", "gap"), Mark(points[1], "Met", "met", "/x/")]
    image = painted(draw_marks(marks, "Map", [points]))
    assert share(image, RED)
    assert share(image, GREEN)
    assert share(image, PAPER) < image.width * image.height


def test_every_letter_of_the_portal_s_languages_has_a_shape():
    empty = lettering(20).getmask("\ufffe")
    shapes = {letter: bytes(lettering(20).getmask(letter)) for letter in "åäöÅÄÖüß×–"}
    assert bytes(empty) not in shapes.values()
    assert len(set(shapes.values())) == len(shapes)
