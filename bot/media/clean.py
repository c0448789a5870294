"""Making a photo or voice note from a stranger safe to keep and to look at.

Rules: what a file is, its content says, never its name or the sender. A picture is decoded and
encoded anew: no EXIF, no GPS, no comment, no second file glued behind it survives. Bombs are
refused before they are unpacked. Nothing is written anywhere but by the caller.
"""

import io
from typing import NamedTuple

from PIL import Image, ImageFilter, ImageOps, ImageStat, UnidentifiedImageError

MOST_PIXELS = 50_000_000  # a phone's best camera; more is a bomb or a mistake
MOST_BYTES = 10 * 1024 * 1024
LONGEST_SIDE = 1600  # a KTP is readable at this size, and fits a slow network
QUALITY = 82
_TINY = 400  # px; below this the digits of a NIK cannot be told apart
_DARK = 45.0  # mean brightness of 255
_BLURRED = 60.0  # variance of the edges; sharp documents measure in the hundreds
_PICTURES = {"JPEG", "PNG", "WEBP", "HEIF", "MPO", "GIF", "BMP"}


class Refused(Exception):
    """The file is not kept. `code` says why: too_big, wrong_type, unreadable, hostile."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Clean(NamedTuple):
    """What is kept. `advice` names faults of a photo that a citizen can mend."""

    content: bytes
    content_type: str
    advice: tuple[str, ...] = ()


def clean(content: bytes, accepts: tuple[str, ...]) -> Clean:
    """The clean file. `accepts` is of image, voice, document. Raises Refused."""
    if len(content) > MOST_BYTES:
        raise Refused("too_big")
    kind = sniff(content)
    if kind == "image" and "image" in accepts:
        return _picture(content)
    if kind == "voice" and "voice" in accepts:
        return Clean(_whole_ogg(content), "audio/ogg")
    raise Refused("wrong_type" if kind else "unreadable")


def sniff(content: bytes) -> str | None:
    """What the content is: image, voice, other (known, never kept) or None."""
    head = content[:16]
    if (
        head[:3] == b"\xff\xd8\xff"
        or head[:8] == b"\x89PNG\r\n\x1a\n"
        or head[:6] in (b"GIF87a", b"GIF89a")
    ):
        return "image"
    if (head[:4] == b"RIFF" and head[8:12] == b"WEBP") or head[:2] == b"BM":
        return "image"
    if head[:4] == b"OggS" and b"OpusHead" in content[:128]:
        return "voice"
    if head[:4] in (b"PK\x03\x04", b"%PDF", b"\x7fELF", b"OggS") or head[:2] == b"MZ":
        return "other"
    return None


def _whole_ogg(content: bytes) -> bytes:
    """The recording, if it is Ogg pages from first to last and nothing else (RFC 3533, 6)."""
    at = 0
    while at < len(content):
        if content[at : at + 4] != b"OggS":
            raise Refused("hostile")
        if at + 27 > len(content):
            raise Refused("unreadable")
        segments = content[at + 26]
        table = content[at + 27 : at + 27 + segments]
        at += 27 + segments + sum(table)
        if len(table) < segments or at > len(content):
            raise Refused("unreadable")
    return content


def _picture(content: bytes) -> Clean:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.format not in _PICTURES:
                raise Refused("wrong_type")
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused("hostile")
            picture.load()
            whole = ImageOps.exif_transpose(picture).convert("RGB")
    except Refused:
        raise
    except Image.DecompressionBombError:
        raise Refused("hostile") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, MemoryError, EOFError):
        raise Refused("unreadable") from None
    advice = _advice(whole)
    whole.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    whole.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Clean(out.getvalue(), "image/jpeg", advice)


def _advice(picture: Image.Image) -> tuple[str, ...]:
    found = []
    if min(picture.size) < _TINY:
        found.append("tiny")
    small = picture.convert("L")
    small.thumbnail((800, 800))
    if ImageStat.Stat(small).mean[0] < _DARK:
        found.append("dark")
    edges = small.filter(ImageFilter.FIND_EDGES).crop((2, 2, small.width - 2, small.height - 2))
    if small.width > 8 and small.height > 8 and ImageStat.Stat(edges).var[0] < _BLURRED:
        found.append("blurred")
    return tuple(found)
