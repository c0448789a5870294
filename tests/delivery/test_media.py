"""Photos on their way to DTKS."""

import io
import random
from pathlib import Path

from PIL import Image

from bot.channels.base import InboundKind
from tests.chaos.citizens import TICKET
from tests.delivery.stage import REPORT, Bot, Dtks


def photo() -> bytes:
    """A picture sharp enough to be taken."""
    chance = random.Random(1)
    picture = Image.frombytes("L", (800, 600), chance.randbytes(800 * 600)).convert("RGB")
    written = io.BytesIO()
    picture.save(written, "JPEG")
    return written.getvalue()


async def test_photos_are_erased_once_dtks_has_them(small: Bot, dtks: Dtks, tmp_path: Path) -> None:
    """A photo is kept while DTKS is away, goes there with its report, and is erased here."""
    dtks.stop()
    await small.say(*REPORT[:-2])
    picture = small.door.media(InboundKind.PHOTO, photo(), "image/jpeg", "bukti.jpg")
    await small.service.turns.receive([picture])
    await small.service.turns.drain()
    said = await small.say("1")
    if TICKET.search(said) is None:  # advice on the photo was asked about first
        said = await small.say("1")
    kept = [file for file in (tmp_path / "media").rglob("*") if file.is_file()]

    dtks.start()
    for _ in range(6):
        await small.pause(minutes=10)
    await small.until(lambda: len(dtks.stored()) == 1)
    await small.until(lambda: small.count("sudah diterima data pusat") == 1)

    assert len(kept) == 1
    assert [item.content_type for item in dtks.stored()[0].media] == ["image/jpeg"]
    assert [file for file in (tmp_path / "media").rglob("*") if file.is_file()] == []
