"""Pictures: upright, in sizes, without a word of where or by whom, and nothing else let in."""

from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from route221 import pictures
from route221.pictures import NotAPicture, TooManyPixels, TooSmall, webp_sizes

ORIENTATION, GPS = 0x0112, 0x8825


def picture(size=(1200, 800), kind="JPEG", mode="RGB", **saved):
    red = Image.new(mode, size, "red" if mode != "L" else 128)
    buffer = BytesIO()
    red.save(buffer, kind, **saved)
    return BytesIO(buffer.getvalue())


def with_exif(size=(1200, 800)):
    made = Image.new("RGB", size, "blue")
    made.paste("red", (0, 0, size[0] // 2, size[1]))  # the left half
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # to be turned a quarter clockwise
    exif[0x010F] = "Camera of somebody"
    exif.get_ifd(GPS).update({1: "N", 2: (59.0, 3.0, 30.0), 3: "E", 4: (16.0, 35.0, 0.0)})
    buffer = BytesIO()
    made.save(buffer, "JPEG", exif=exif)
    assert b"Camera of somebody" in buffer.getvalue()
    return BytesIO(buffer.getvalue())


def test_position_and_maker_are_gone_and_the_picture_stands_upright():
    sizes = webp_sizes(with_exif(), (400, 800, 1600))
    assert (sizes.width, sizes.height) == (800, 1200)
    assert sorted(sizes.files) == [400, 800]
    for width, content in sizes.files.items():
        with Image.open(BytesIO(content)) as read:
            assert read.format == "WEBP"
            assert read.width == width
            assert not read.getexif()
            assert {"exif", "xmp", "icc_profile"}.isdisjoint(read.info)
            middle = width // 2
            top, bottom = read.getpixel((middle, 10)), read.getpixel((middle, read.height - 10))
            assert top[0] > 200 > bottom[0], "what was left is now on top"
        assert b"Camera" not in content


@given(st.integers(200, 2000), st.integers(200, 2000))
@settings(max_examples=12, deadline=None)
def test_sizes_keep_the_proportions_and_never_grow(width, height):
    sizes = webp_sizes(picture((width, height), "PNG"), (400, 800, 1600))
    assert max(sizes.files) == min(width, 1600)
    for one, content in sizes.files.items():
        with Image.open(BytesIO(content)) as read:
            assert read.size == (one, max(1, round(height * one / width)))


@pytest.mark.parametrize("mode", ["RGBA", "L", "P", "LA"])
def test_every_way_of_colour_is_taken(mode):
    assert webp_sizes(picture((300, 300), "PNG", mode), (400,)).files.keys() == {300}


@given(st.binary(max_size=300))
@settings(deadline=None)
def test_whatever_bytes_are_given_only_known_errors_come(content):
    with pytest.raises(NotAPicture):
        webp_sizes(BytesIO(content), (400,))


def test_type_is_read_from_the_content():
    for kind in ("GIF", "BMP", "TIFF", "ICO"):
        with pytest.raises(NotAPicture):
            webp_sizes(picture((250, 250), kind), (400,))
    script = BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    with pytest.raises(NotAPicture):
        webp_sizes(script, (400,))


def test_broken_and_bottomless_pictures_are_refused(monkeypatch):
    whole = picture().getvalue()
    with pytest.raises(NotAPicture):
        webp_sizes(BytesIO(whole[: len(whole) // 2]), (400,))
    monkeypatch.setattr(pictures, "MOST_PIXELS", 10_000)
    with pytest.raises(TooManyPixels):
        webp_sizes(picture(), (400,))
    with pytest.raises(TooSmall):
        webp_sizes(picture((90, 90)), (400,))


def test_the_red_stays_red():
    content = webp_sizes(picture(), (400,)).files[400]
    with Image.open(BytesIO(content)) as read:
        assert np.abs(np.asarray(read.convert("RGB"))[5, 5].astype(int) - (255, 0, 0)).max() < 12
