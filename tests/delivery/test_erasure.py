"""Erasing one's data while a submission is on its way to DTKS."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from pydantic import SecretStr

from backend_client.model import Kind, Receipt, Submission
from backend_client.regions import Regions
from backend_client.sandbox import Sandbox
from bot.channels.base import ChannelName
from bot.config import Settings
from bot.privacy.crypto import new_key
from bot.wiring import build
from tests.delivery.stage import Bot, Clock, Door, Dtks

ERASE = ("data saya", "hapus data saya", "hapus semua")


class Slow(Sandbox):
    """A DTKS that keeps submissions waiting at the door until it is opened."""

    waiting: asyncio.Event
    door: asyncio.Event

    async def submit(self, submission: Submission, *, key: str) -> Receipt:
        """Take it once the door is open."""
        self.waiting.set()
        await self.door.wait()
        return await super().submit(submission, key=key)

    def stored(self) -> list[Submission]:
        """What arrived."""
        rows = self.store.rows("SELECT body FROM submissions ORDER BY received_at")
        return [msgspec.json.decode(row[0], type=Submission) for row in rows]


@pytest.fixture
async def slow(ready_url: str, tmp_path: Path, clock: Clock) -> AsyncIterator[tuple[Bot, Slow]]:
    """The bot on each kind of database before a slow DTKS."""
    backend = Slow.open(Regions.load(), tmp_path / "dtks", people=50, clock=clock)
    assert isinstance(backend, Slow)
    backend.waiting, backend.door = asyncio.Event(), asyncio.Event()
    settings = Settings(
        data_dir=tmp_path, database_url=SecretStr(ready_url), secret_keys=SecretStr(new_key())
    )
    door = Door(ChannelName.TELEGRAM)
    async with build(settings, channels={door.name: door}, backend=backend, now=clock) as service:
        await service.start()
        yield Bot(service, door, clock), backend
    backend.close()


async def test_what_is_erased_on_its_way_is_taken_back(slow: tuple[Bot, Slow]) -> None:
    """It reaches DTKS all the same, for it had left; a withdrawal follows it, and nothing of it
    stays here."""
    bot, backend = slow
    ticket = await bot.submit()
    await asyncio.wait_for(backend.waiting.wait(), 60)

    said = await bot.say(*ERASE[:2])
    done = await bot.say(ERASE[2])
    backend.door.set()
    await bot.until(lambda: len(backend.stored()) == 2)
    first, second = backend.stored()

    assert "tidak jadi dikirim" in said
    assert "sudah dihapus" in done
    assert (first.kind, first.ticket) == (Kind.LAPOR, ticket)
    assert (second.kind, second.refers_to, second.data) == (Kind.PENARIKAN, ticket, {})
    assert await bot.value("SELECT count(*) FROM submission") == 0
    assert bot.count("sudah diterima data pusat") == 0


async def test_what_is_sent_after_an_erasure_is_not_taken_for_what_was_erased(
    slow: tuple[Bot, Slow],
) -> None:
    """The answer to an erased submission comes when another has its number in our database: that
    one arrives too, and is not said to have before."""
    bot, backend = slow
    erased = await bot.submit()
    await asyncio.wait_for(backend.waiting.wait(), 60)
    await bot.say(*ERASE)

    later = await bot.submit()
    backend.door.set()
    await bot.until(lambda: len(backend.stored()) == 3)

    found = {(each.ticket, each.refers_to) for each in backend.stored()}
    assert {(erased, None), (later, None)} <= found
    assert erased in {refers_to for _, refers_to in found}
    await bot.until(lambda: bot.count(f"{later} sudah diterima data pusat") == 1)


async def test_what_is_erased_while_dtks_is_away_does_not_stand_there(bot: Bot, dtks: Dtks) -> None:
    """A try may be under way as DTKS comes back: then a withdrawal comes behind it. What is sent
    later arrives."""
    dtks.stop()
    await bot.submit()
    await bot.say(*ERASE)
    dtks.start()
    later = await bot.submit()

    def standing() -> set[str]:
        arrived = dtks.stored()
        sent = {found.ticket for found in arrived if found.kind is Kind.LAPOR}
        return sent - {found.refers_to or "" for found in arrived}

    # What failed is tried again when the clock says so, and it stands still between two pauses.
    async with asyncio.timeout(240):
        while standing() != {later}:
            await bot.pause(hours=1)
    assert await bot.value("SELECT count(*) FROM submission") == 1


async def test_a_withdrawal_stands_though_its_sender_erased_everything(
    bot: Bot, dtks: Dtks
) -> None:
    """Withdrawn, and then all erased before the withdrawal left: DTKS hears of it."""
    ticket = await bot.submit()
    await bot.until(lambda: bot.count("sudah diterima data pusat") == 1)
    await bot.say(f"status {ticket}", "tarik kiriman", "ya", "selesai")

    await bot.say(*ERASE)
    await bot.until(lambda: len(dtks.stored()) == 2)

    withdrawal = dtks.stored()[1]
    assert (withdrawal.kind, withdrawal.refers_to) == (Kind.PENARIKAN, ticket)
