"""Photos on their way to DTKS."""

import io
import random
from pathlib import Path

import msgspec
from PIL import Image

from bot.channels.base import InboundKind
from tests.chaos.citizens import TICKET
from tests.delivery.stage import REPORT, Bot, Dtks, proposal


def photo() -> bytes:
    """A picture sharp enough to be taken."""
    chance = random.Random(1)
    picture = Image.frombytes("L", (800, 600), chance.randbytes(800 * 600)).convert("RGB")
    written = io.BytesIO()
    picture.save(written, "JPEG")
    return written.getvalue()


def dark(shade: int = 9) -> bytes:
    """A picture that is taken with advice."""
    written = io.BytesIO()
    Image.new("RGB", (800, 600), (shade, shade, shade)).save(written, "JPEG")
    return written.getvalue()


class Album:
    """What one citizen sends, and what lies on the shelf."""

    def __init__(self, bot: Bot, folder: Path) -> None:
        self._bot = bot
        self._folder = folder / "media"

    async def send(self, content: bytes) -> str:
        """A photo; what the bot said."""
        before = len(self._bot.door.sent)
        picture = self._bot.door.media(InboundKind.PHOTO, content, "image/jpeg", "ktp.jpg")
        await self._bot.service.turns.receive([picture])
        await self._bot.service.turns.drain()
        return "\n".join(self._bot.texts()[before:])

    def shelf(self) -> set[str]:
        """The names of the files there are."""
        return {file.name for file in self._folder.rglob("*") if file.is_file()}

    async def held(self) -> object:
        """How many media the database holds as there."""
        return await self._bot.value("SELECT count(*) FROM media WHERE erased_at IS NULL")


async def test_what_a_retake_replaced_is_not_sent_and_does_not_stay(
    small: Bot, dtks: Dtks, tmp_path: Path
) -> None:
    """Once the usul is sent, the dark photo is gone from the shelf; the one in use waits."""
    dtks.stop()
    album = Album(small, tmp_path)
    await small.say(*proposal()[:-2], "foto")
    advice = await album.send(dark())
    poor = album.shelf()
    await album.send(photo())

    await small.say("lewati", "tidak", "1")

    assert "gelap" in advice
    assert len(poor) == 1
    assert len(album.shelf()) == 1
    assert album.shelf() != poor
    assert await album.held() == 1
    dtks.start()


async def test_several_photos_of_one_message_all_reach_dtks(
    small: Bot, dtks: Dtks, tmp_path: Path
) -> None:
    """Two good ones are kept and sent; a broken one between them is told, and left out."""
    await small.say(*REPORT[:-2])
    before = len(small.door.sent)
    made = [
        small.door.media(InboundKind.PHOTO, content, "image/jpeg", "bukti.jpg")
        for content in (photo(), b"no picture", photo() + b"x")
    ]
    several = msgspec.structs.replace(made[0], media=tuple(one.media[0] for one in made))
    await small.service.turns.receive([several])
    await small.service.turns.drain()
    said = "\n".join(small.texts()[before:])
    await small.say("cukup", "1")

    await small.until(lambda: len(dtks.stored()) == 1)

    assert "Yang kami ambil hanya 2" in said
    assert "Sudah 2 kami terima" in said
    assert len(dtks.stored()[0].media) == 2


async def test_what_was_sent_outlives_its_conversation(
    small: Bot, dtks: Dtks, tmp_path: Path
) -> None:
    """The photo of a submission that still waits for DTKS is no litter."""
    dtks.stop()
    album = Album(small, tmp_path)
    await small.say(*REPORT[:-2])
    await album.send(photo())
    await small.say("cukup", "1", "menu", "cek bansos")

    assert len(album.shelf()) == 1
    assert await album.held() == 1
    dtks.start()


async def test_who_gives_up_leaves_no_photo_behind(small: Bot, tmp_path: Path) -> None:
    """A draft that is thrown away takes its photos with it; one that is kept does not."""
    album = Album(small, tmp_path)
    await small.say(*REPORT[:-2])
    await album.send(photo())
    await small.say("menu")
    kept = album.shelf()

    await small.say("lapor", "mulai baru")

    assert len(kept) == 1
    assert album.shelf() == set()
    assert await album.held() == 0


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
    await small.passing(lambda: len(dtks.stored()) == 1, minutes=10)
    await small.passing(lambda: small.count("sudah diterima data pusat") == 1, minutes=10)

    assert len(kept) == 1
    assert [item.content_type for item in dtks.stored()[0].media] == ["image/jpeg"]
    assert [file for file in (tmp_path / "media").rglob("*") if file.is_file()] == []
