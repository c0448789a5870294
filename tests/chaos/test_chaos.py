"""Processes killed under load: the short form of `python -m tests.chaos`."""

import asyncio
import random
from pathlib import Path

import aiohttp

from tests.chaos.citizens import FIRST_CHAT, deliver
from tests.chaos.processes import World, until, world
from tests.chaos.siege import siege, table
from tests.fakes import telegram_updates as updates
from tests.postgres import Postgres


async def test_kills_on_sqlite(tmp_path: Path) -> None:
    """Server and sandbox killed while citizens submit, on SQLite: nothing is lost or doubled."""
    async with world(f"sqlite:///{tmp_path / 'bansos.db'}", tmp_path) as found:
        figures = await siege(found, conversations=8, kills=2, seed=3)

    assert figures.good, table(figures)
    assert found.telegram.problems == []


async def test_two_servers_and_two_workers(postgres: Postgres, tmp_path: Path) -> None:
    """Messages of a chat that reach either of two servers are answered once each, in order; and
    with servers, workers and the sandbox killed at random nothing is lost or doubled."""
    url = postgres.create()
    async with world(url, tmp_path, webs=2, workers=2) as found:
        async with aiohttp.ClientSession() as session:
            await asyncio.gather(*(_hurry(found, session, chat) for chat in HURRIED))
        screens = [await _screen(found, chat, len(STEPS)) for chat in HURRIED]
        figures = await siege(found, conversations=6, kills=2, seed=2)
    postgres.drop(url)

    assert [[_step(text) for text in screen] for screen in screens] == [STEPS] * len(HURRIED)
    assert figures.good, table(figures)
    assert found.telegram.problems == []


HURRIED = range(FIRST_CHAT + 5_000, FIRST_CHAT + 5_008)
# What a citizen hurries through without waiting for replies, and what each reply shows.
WORDS = (
    "bantuan saya dipotong ketua rt", "tidak tahu", "lewati",
    "desa Sukamaju kecamatan Jonggol", "ya", "150000", "catatan",
)  # fmt: skip
STEPS = [
    "Bantuan yang mana?", "untuk bulan apa?", "Tulis dengan kecamatannya", "Benar tempat ini?",
    "Berapa rupiah", "Siapa yang meminta", "Punya bukti?",
]  # fmt: skip


def _step(text: str) -> str:
    return next((step for step in STEPS if step in text), text)


async def _hurry(found: World, session: aiohttp.ClientSession, chat: int) -> None:
    """Each message as soon as the one before was taken, redelivered now and then."""
    chance = random.Random(chat)
    for words in WORDS:
        update = updates.text(chat, words)
        await deliver(session, found, update, chance)
        if chance.random() < 0.3:
            await deliver(session, found, update, chance)


async def _screen(found: World, chat: int, count: int) -> list[str]:
    """What a chat shows once it has `count` messages, and a moment to show too many."""
    await until(lambda: len(found.screen(chat)) >= count, 60)
    await asyncio.sleep(0.2)
    return found.screen(chat)
