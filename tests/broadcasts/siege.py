"""A broadcast whose sending process is killed again and again, with SIGKILL."""

import asyncio
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.broadcasts.model import Content
from bot.privacy.crypto import FieldCipher
from bot.storage import broadcasts
from bot.storage.db import Database, open_database
from bot.storage.tables import recipient
from tests.broadcasts.crowd import approved, crowd

ROOT = Path(__file__).parents[2]
_CHUNK = 5_000


class Siege(msgspec.Struct, frozen=True, kw_only=True):
    """What is done to a broadcast. `rate` is messages a second; times between kills, seconds."""

    people: int
    kills: int
    rate: int
    again: bool
    least: float = 0.3
    most: float = 0.7


class Outcome(msgspec.Struct, frozen=True):
    """What came of it. `reached`: different people written to; `extras`: messages too many;
    `doubtful`: recipients left as unknown."""

    state: str
    reached: int
    extras: int
    doubtful: int

    def holds(self, siege: Siege) -> bool:
        """Nobody is lost, nobody is written to twice beyond what was in flight."""
        # What may be between a call's begin and its record: two ticks and the calls in flight.
        flying = siege.kills * siege.rate // 3
        if self.state != "done":
            return False
        if siege.again:
            return self.reached == siege.people and not self.doubtful and self.extras <= flying
        return not self.extras and siege.people - self.reached <= self.doubtful <= flying


async def besiege(url: str, cipher: FieldCipher, folder: Path, siege: Siege) -> Outcome:
    """Send it, killing; then let it end."""
    db = open_database(url)
    for first in range(0, siege.people, _CHUNK):
        await db.run(crowd(cipher, min(_CHUNK, siege.people - first), first=first))
    content = Content(texts={"id": "Kabar."}, again=siege.again)
    made = await approved(db, content=content)
    await db.aclose()
    log = folder / "sent.log"
    chance = random.Random(7)
    for _ in range(siege.kills):
        process = _start(url, log, siege.rate)
        await asyncio.sleep(siege.least + chance.random() * (siege.most - siege.least))
        process.kill()
        process.wait()
    process = _start(url, log, siege.rate)
    db = open_database(url, own=False)
    try:
        # On PostgreSQL what a dead process claimed is free after half a minute.
        state = await _end(db, made, 90 + 2 * siege.people / siege.rate)
        doubtful = await db.read(_unknown)
    finally:
        process.kill()
        process.wait()
        await db.aclose()
    times = Counter(log.read_text().split())
    return Outcome(state, len(times), sum(times.values()) - len(times), doubtful)


async def _end(db: Database, made: int, within: float) -> str:
    state, deadline = "", time.monotonic() + within
    while state != "done" and time.monotonic() < deadline:
        await asyncio.sleep(0.3)
        found = await db.read(lambda conn: broadcasts.one(conn, made))
        state = "" if found is None else found.state.value
    return state


def _unknown(conn: Connection) -> int:
    query = sa.select(sa.func.count()).where(recipient.c.state == "unknown")
    return int(conn.execute(query).scalar_one())


def _start(url: str, log: Path, rate: int) -> "subprocess.Popen[str]":
    """A worker that says when it sends."""
    words = [sys.executable, "-m", "tests.broadcasts.worker", url, str(log), str(rate)]
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    while process.stdout.readline() not in ("up\n", ""):
        pass
    process.stdout.close()
    return process
