"""A stranger's picture, decoded and encoded anew: nothing but what it shows is left.

Rules: bombs are refused before they are unpacked. Loaded with the first photo only.
"""

import io
import struct
import zlib

from PIL import Image, ImageFilter, ImageOps, ImageStat, UnidentifiedImageError

from bot.media.refused import Refused

MOST_PIXELS = 50_000_000  # a phone's best camera; more is a bomb or a mistake
LONGEST_SIDE = 1600  # a KTP is readable at this size, and fits a slow network
QUALITY = 82
_TINY = 400  # px; below this the digits of a NIK cannot be told apart
_DARK = 45.0  # mean brightness of 255
_BLURRED = 60.0  # variance of the edges; sharp documents measure in the hundreds
_PICTURES = {"JPEG", "PNG", "WEBP", "HEIF", "MPO", "GIF", "BMP"}


def drawn_anew(content: bytes) -> tuple[bytes, tuple[str, ...]]:
    """A JPEG of what the picture shows, and what a citizen can mend. Raises Refused."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.format not in _PICTURES:
                raise Refused("wrong_type")
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused("hostile")
            # A JPEG is decoded near the size that is kept: an eighth of the memory at best.
            picture.draft("RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))
            picture.load()
            whole = ImageOps.exif_transpose(picture).convert("RGB")
            # A comment in here would be written into the copy.
            whole.info.clear()
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("hostile") from None
    except (
        UnidentifiedImageError, OSError, ValueError, SyntaxError, MemoryError, EOFError,
        ArithmeticError, LookupError, TypeError, struct.error, zlib.error,
    ):  # fmt: skip
        # Pillow's readers, met with what a stranger made, raise all of these.
        raise Refused("unreadable") from None
    advice = _advice(whole)
    whole.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    whole.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue(), advice


def _advice(picture: Image.Image) -> tuple[str, ...]:
    found = []
    if min(picture.size) < _TINY:
        found.append("tiny")
    small = picture.convert("L")
    small.thumbnail((800, 800))
    if ImageStat.Stat(small).mean[0] < _DARK:
        found.append("dark")
    if min(small.size) > 8:
        inside = (2, 2, small.width - 2, small.height - 2)
        edges = small.filter(ImageFilter.FIND_EDGES).crop(inside)
        if ImageStat.Stat(edges).var[0] < _BLURRED:
            found.append("blurred")
    return tuple(found)
