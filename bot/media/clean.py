"""Making a photo or voice note from a stranger safe to keep and to look at.

Rules: what a file is, its content says, never its name or the sender. A picture is decoded and
encoded anew: no EXIF, no GPS, no comment survives. A file that is two things at once (an archive,
a PDF, a program or a page beside the picture) was made to deceive: refused, although the copy would
be clean; what cameras put behind a picture (a film, a second picture) is not. Bombs are refused
before they are unpacked. Nothing is written anywhere but by the caller.
"""

from importlib import import_module
from typing import NamedTuple

from bot.media.refused import Refused

# What else people send, told from noise: documents, archives, programs, other sound and pictures.
_OTHERS = (
    b"PK\x03\x04", b"PK\x05\x06", b"%PDF", b"\x7fELF", b"MZ", b"OggS", b"Rar!", b"7z\xbc\xaf",
    b"\x1f\x8b", b"BZh", b"ID3", b"\xff\xfb", b"\xff\xf3", b"#!", b"RIFF", b"\x1aE\xdf\xa3",
    b"fLaC", b"II*\x00", b"MM\x00*", b"\xd0\xcf\x11\xe0", b"{\\rtf",
)  # fmt: skip
# What has no business in a picture, long enough not to be met by chance: RAR and 7z archives, a
# program (ELF, any width), a page or its script, a shell's and a server's program.
_BESIDE = (
    b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x7fELF\x01\x01\x01", b"\x7fELF\x02\x01\x01",
    b"<script", b"<html", b"<iframe", b"<?php", b"#!/bin/", b"#!/usr/",
)  # fmt: skip
MOST_BYTES = 10 * 1024 * 1024


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
    if kind in ("image", "voice") and _two_things(content):
        raise Refused("hostile")
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
    if head.startswith(_OTHERS) or head[4:8] == b"ftyp" or head.lstrip()[:1] == b"<":
        return "other"
    return None


def _two_things(content: bytes) -> bool:
    """Would another program open this too? A zip is found by its end, and has a directory before
    it; a PDF may begin anywhere in the first kilobyte."""
    end = content.rfind(b"PK\x05\x06", -65_557)
    if end >= 0 and b"PK\x01\x02" in content[:end]:
        return True
    return b"%PDF-" in content[:1024] or any(mark in content for mark in _BESIDE)


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
    # Pillow takes 4 MB that a server has only once somebody sent a photo.
    drawn, advice = import_module("bot.media.picture").drawn_anew(content)
    return Clean(drawn, "image/jpeg", advice)
