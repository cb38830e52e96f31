"""A picture as it came, to WebP in sizes: the type read from the content, all that tells of its
maker or place left behind. Pure: bytes in, bytes out."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from PIL import Image, ImageCms, ImageFile, ImageOps

ACCEPTED = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 60_000_000
LEAST_SIDE = 200
QUALITY = 80


class NotAPicture(Exception):
    """The bytes are no picture of an accepted kind, or a broken one."""


class TooManyPixels(Exception):
    """The picture would take too much memory to open."""


class TooSmall(Exception):
    """The picture is too small to be of use."""


@dataclass(frozen=True)
class Sizes:
    """One picture upright in several widths."""

    width: int
    height: int
    files: dict[int, bytes]


def webp_sizes(source: IO[bytes], widths: Iterable[int]) -> Sizes:
    """Read a picture and write it anew in each width that is not wider than itself.

    Raises
    ------
    NotAPicture, TooManyPixels, TooSmall
        Nothing else is raised for whatever bytes are given.
    """
    upright = _upright(source)
    width, height = upright.size
    if min(width, height) < LEAST_SIDE:
        raise TooSmall
    wanted = sorted(widths)
    kept = [one for one in wanted if one < width] + [min(width, wanted[-1])]
    files = {}
    for one in dict.fromkeys(kept):
        size = (one, max(1, round(height * one / width)))
        buffer = BytesIO()
        # Saved from pixels alone: no EXIF, no XMP, no colour profile goes along.
        upright.resize(size, Image.Resampling.LANCZOS).save(
            buffer, "WEBP", quality=QUALITY, method=4
        )
        files[one] = buffer.getvalue()
    return Sizes(width, height, files)


def _upright(source: IO[bytes]) -> Image.Image:
    try:
        with Image.open(source, formats=ACCEPTED) as found:
            if found.width * found.height > MOST_PIXELS:
                raise TooManyPixels
            found.draft("RGB", (3200, 3200))
            # The library that writes PDFs lets half a picture pass, for the whole process.
            ImageFile.LOAD_TRUNCATED_IMAGES = False
            found.load()
            profile = found.info.get("icc_profile")
            turned = ImageOps.exif_transpose(found)
    except TooManyPixels:
        raise
    except Image.DecompressionBombError as error:
        raise TooManyPixels from error
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        MemoryError,
        Image.DecompressionBombWarning,
    ) as error:
        raise NotAPicture from error
    return _plain(turned, profile)


def _plain(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Return pixels in plain colours on white; a profile is applied, then left behind."""
    if picture.mode in ("RGBA", "LA", "P", "PA"):
        on_white = Image.new("RGBA", picture.size, "white")
        on_white.alpha_composite(picture.convert("RGBA"))
        return on_white.convert("RGB")
    if profile and picture.mode in ("RGB", "CMYK", "L"):
        try:
            return ImageCms.profileToProfile(
                picture,
                ImageCms.ImageCmsProfile(BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            ) or picture.convert("RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            return picture.convert("RGB")
    return picture.convert("RGB")
