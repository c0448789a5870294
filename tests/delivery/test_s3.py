"""Photos in an S3-compatible store until DTKS has them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.channels.base import ChannelName, InboundKind
from bot.commands.doctor import CHECKS, Level
from bot.config import Settings
from bot.media.s3 import S3Shelf
from bot.media.store import ShelfAway
from tests.chaos.citizens import TICKET
from tests.delivery.conftest import opened
from tests.delivery.stage import REPORT, Bot, Clock, Dtks
from tests.delivery.test_media import photo
from tests.fakes.s3 import ACCESS, BUCKET, REGION, SECRET, FakeS3
from tests.fakes.server import Failure

KEY = "0" * 32


@pytest.fixture
async def store() -> AsyncIterator[FakeS3]:
    """A store that must have found every request signed."""
    async with FakeS3() as server:
        yield server
        assert server.problems == []


def shelf(store: FakeS3, bucket: str = BUCKET, secret: str = SECRET) -> S3Shelf:
    """Its bucket."""
    return S3Shelf(
        bucket, endpoint=store.url, region=REGION, access_key=ACCESS, secret_key=secret, patience=2
    )


def settings(store: FakeS3, **more: str) -> dict[str, Any]:
    """The settings that name it."""
    return {
        "s3_bucket": BUCKET, "s3_endpoint": store.url, "s3_region": REGION,
        "s3_access_key": SecretStr(ACCESS), "s3_secret_key": SecretStr(SECRET), **more,
    }  # fmt: skip


async def attach(bot: Bot, content: bytes) -> str:
    """A report with a photo, up to the summary; what the bot said."""
    await bot.say(*REPORT[:-2])
    before = len(bot.door.sent)
    item = bot.door.media(InboundKind.PHOTO, content, "image/jpeg", "bukti.jpg")
    await bot.service.turns.receive([item])
    await bot.service.turns.drain()
    return "\n".join(bot.texts()[before:])


async def test_a_photo_goes_through_the_store(
    store: FakeS3, tmp_path: Path, dtks: Dtks, clock: Clock
) -> None:
    """Sealed before it leaves, sent to DTKS with its report, then erased; nothing on this disk."""
    dtks.stop()
    url = f"sqlite:///{tmp_path / 'bansos.db'}"
    more = settings(store)
    async with opened(url, tmp_path, dtks, clock, ChannelName.TELEGRAM, **more) as bot:
        await attach(bot, photo())
        said = await bot.say("1")
        if TICKET.search(said) is None:
            await bot.say("1")
        kept = dict(store.objects)
        dtks.start()
        await bot.passing(lambda: len(dtks.stored()) == 1, minutes=10)
        await bot.until(lambda: not store.objects)

    assert len(kept) == 1
    assert b"JFIF" not in next(iter(kept.values()))[:64]
    assert [item.content_type for item in dtks.stored()[0].media] == ["image/jpeg"]
    assert [file for file in (tmp_path / "media").rglob("*") if file.is_file()] == []


async def test_three_verbs(store: FakeS3) -> None:
    """What was put is got; what was deleted, or never was, is None; deleting again is fine."""
    one = shelf(store)
    await one.put(KEY, b"satu")
    await one.put(KEY, b"dua")
    got = await one.get(KEY)
    await one.delete(KEY)
    await one.delete(KEY)

    assert (got, await one.get(KEY)) == (b"dua", None)
    with pytest.raises(LookupError):
        await one.get("../secret.keys")
    await one.aclose()


async def test_a_passing_fault_is_repeated(store: FakeS3) -> None:
    """A 503 is tried again; a store that stays away is said to be so, without its address."""
    one = shelf(store)
    store.fail(Failure(503), method="PUT")
    await one.put(KEY, b"satu")
    store.fail(Failure(503), method="GET", times=9)
    with pytest.raises(ShelfAway) as caught:
        await one.get(KEY)

    assert store.objects == {f"media/{KEY}": b"satu"}
    assert store.url.partition("//")[2] not in str(caught.value)
    await one.aclose()


async def test_doctor_looks_at_the_bucket(store: FakeS3, tmp_path: Path) -> None:
    """A bucket that answers is fine, one that is not there is a failure that says what to check."""
    fine = Settings(_env_file=None, data_dir=tmp_path, **settings(store))
    wrong = Settings(_env_file=None, data_dir=tmp_path, **settings(store, s3_bucket="lain"))

    found = [await CHECKS["media"](each) for each in (fine, wrong)]

    assert [each.level for each in found] == [Level.OK, Level.FAIL]
    assert "BANSOS_S3_" in found[1].text
