"""Files that mean harm, or are a mistake: refused in words, and nothing is left of them."""

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from bot.channels.base import InboundKind
from bot.media.clean import MOST_BYTES, clean
from bot.media.refused import Refused
from bot.media.store import FolderShelf
from tests.delivery.stage import REPORT, Bot
from tests.delivery.test_media import photo

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def zipped() -> bytes:
    """An archive."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("a.txt", "halo")
    return written.getvalue()


def gif() -> bytes:
    """A small moving picture."""
    written = io.BytesIO()
    frames = [Image.new("P", (64, 64), color) for color in (1, 2)]
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])
    return written.getvalue()


def bomb(side: int) -> bytes:
    """A PNG of side x side pixels in a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * (side // 8 + 1) * 64)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


MP4 = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 500
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "unreadable"),
    "noise": (lambda: b"\x01\x02" * 200, "unreadable"),
    "truncated": (lambda: photo()[:20_000], "unreadable"),
    "only a head": (lambda: b"\xff\xd8\xff\xe0", "unreadable"),
    "100 megapixels": (lambda: bomb(10_000), "hostile"),
    "a billion pixels": (lambda: bomb(32_000), "hostile"),
    "gif and zip": (lambda: gif() + zipped(), "hostile"),
    "jpeg and zip": (lambda: photo() + zipped(), "hostile"),
    "jpeg and rar": (lambda: photo() + b"Rar!\x1a\x07\x01\x00" + b"0" * 900, "hostile"),
    "jpeg and a script": (lambda: photo() + b"<script>alert(1)</script>", "hostile"),
    "jpeg and a program": (lambda: photo() + b"\x7fELF\x02\x01\x01" + b"\0" * 900, "hostile"),
    "pdf with a jpeg's head": (lambda: b"\xff\xd8\xff\xe0%PDF-1.7\n" + b"0" * 900, "hostile"),
    "zip": (zipped, "wrong_type"),
    "svg": (lambda: SVG, "wrong_type"),
    "svg behind a declaration": (lambda: b'\n<?xml version="1.0"?>' + SVG, "wrong_type"),
    "html": (lambda: b"<!doctype html><script>alert(1)</script>", "wrong_type"),
    "film named jpg": (lambda: MP4, "wrong_type"),
    "pdf": (lambda: b"%PDF-1.7\n" + b"0" * 900, "wrong_type"),
    "program": (lambda: b"MZ" + b"\0" * 900, "wrong_type"),
    "too big": (lambda: photo() + b"\0" * MOST_BYTES, "too_big"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_refused(name: str) -> None:
    """Each is refused for its own reason, whatever it is called."""
    content, code = HOSTILE[name]

    with pytest.raises(Refused) as caught:
        clean(content(), ("image", "voice"))

    assert caught.value.code == code


def test_what_cameras_add_is_no_harm() -> None:
    """A film or a second picture behind the first, as telephones put it there, is left out."""
    kept = clean(photo() + MP4 + photo(), ("image",))

    assert MP4[:16] not in kept.content
    assert kept.content_type == "image/jpeg"


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3), (1, 20_000)])
def test_odd_shapes(size: tuple[int, int]) -> None:
    """A picture too narrow to look at is kept with the advice that it is tiny."""
    written = io.BytesIO()
    Image.new("RGB", size, "white").save(written, "PNG")

    assert "tiny" in clean(written.getvalue(), ("image",)).advice


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_where_it_was_taken_is_removed(form: str) -> None:
    """The kept picture has no EXIF, no place and no comment, and stands upright."""
    picture = Image.new("RGB", (900, 600), "white")
    exif = picture.getexif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "Telepon Siti"
    exif.get_ifd(0x8825).update({1: "S", 2: (6.0, 30.0, 0.0), 3: "E", 4: (107.0, 0.0, 0.0)})
    written = io.BytesIO()
    more = {} if form == "GIF" else {"exif": exif}
    picture.save(written, form, comment=b"rumah Siti", **more)

    kept = clean(written.getvalue(), ("image",))

    with Image.open(io.BytesIO(kept.content)) as found:
        assert not found.getexif()
        assert not {"exif", "comment", "xmp", "icc_profile"} & set(found.info)
        assert found.size == ((900, 600) if form == "GIF" else (600, 900))
    assert b"Siti" not in kept.content


@pytest.fixture
async def asked(small: Bot) -> Bot:
    """A citizen who is asked for a photo."""
    await small.say(*REPORT[:-2])
    return small


@pytest.mark.parametrize("name", HOSTILE)
async def test_the_citizen_is_told_and_nothing_stays(asked: Bot, tmp_path: Path, name: str) -> None:
    """A plain word on what was wrong, the same question again, and no file, row or job left."""
    before = len(asked.door.sent)
    content = HOSTILE[name][0]()
    item = asked.door.media(InboundKind.PHOTO, content, "image/jpeg", "rumah.jpg")
    await asked.service.turns.receive([item])
    await asked.service.turns.drain()
    said = "\n".join(asked.texts()[before:])
    files = [file for file in (tmp_path / "media").rglob("*") if file.is_file()]

    after = await asked.say("tanpa bukti")

    assert said
    assert "unavailable" not in said
    assert files == []
    assert await asked.value("SELECT count(*) FROM media") == 0
    assert after


def test_half_files_of_a_crash_are_removed(tmp_path: Path) -> None:
    """What a crash left half-written goes at the next start; what is being written stays."""
    folder = tmp_path / "media" / "ab"
    folder.mkdir(parents=True)
    old, young = folder / f"{'a' * 32}.new", folder / f"{'b' * 32}.new"
    for file in (old, young):
        file.write_bytes(b"x")
    os.utime(old, (1, 1))

    FolderShelf(tmp_path / "media")

    assert [file.name for file in folder.iterdir()] == [young.name]
