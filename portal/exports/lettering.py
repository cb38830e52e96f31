"""The letters of pictures: a face with every letter of the portal's languages."""

from functools import lru_cache

from PIL import ImageFont

# Named as fonts are found on every system; `script/setup` brings it. Pillow's own has no å, ä, ö.
FACE = "DejaVuSans.ttf"


@lru_cache(maxsize=16)
def lettering(size: float) -> ImageFont.FreeTypeFont:
    """Return the face in one size."""
    return ImageFont.truetype(FACE, size)
