"""SIGKILL in the middle: nobody is lost, nobody is sent twice but what was in flight."""

import asyncio
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.broadcasts.model import Content
from bot.privacy.crypto import FieldCipher
from bot.storage import broadcasts
from bot.storage.db import open_database
from bot.storage.tables import recipient
from tests.broadcasts.crowd import approved, crowd

ROOT = Path(__file__).parents[2]
RATE, PEOPLE, KILLS = 200, 700, 4
# What may be between a call's begin and its record: two ticks and the calls in flight.
IN_FLIGHT = RATE // 3


@pytest.mark.parametrize("again", [False, True])
async def test_killed_again_and_again(
    sqlite_ready: str, cipher: FieldCipher, tmp_path: Path, again: bool
) -> None:
    """Killed four times: with 'in doubt: leave' nobody twice and everybody sent or `unknown`;
    with 'in doubt: again' everybody reached, and repeats no more than what was in flight."""
    db = open_database(sqlite_ready)
    await db.run(crowd(cipher, PEOPLE))
    content = Content(texts={"id": "Kabar."}, again=again)
    made = await approved(db, content=content)
    await db.aclose()
    log = tmp_path / "sent.log"

    chance = random.Random(7)
    for _ in range(KILLS):
        process = start(sqlite_ready, log)
        await asyncio.sleep(0.3 + chance.random() * 0.4)
        process.kill()
        process.wait()
    process = start(sqlite_ready, log)
    db = open_database(sqlite_ready, own=False)
    deadline = time.monotonic() + 40
    state = ""
    while state != "done" and time.monotonic() < deadline:
        await asyncio.sleep(0.3)
        found = await db.read(lambda conn: broadcasts.one(conn, made))
        state = "" if found is None else found.state.value
    process.kill()
    process.wait()

    times = Counter(log.read_text().split())
    extras = sum(count - 1 for count in times.values())

    def unknown(conn: Connection) -> int:
        query = sa.select(sa.func.count()).where(recipient.c.state == "unknown")
        return int(conn.execute(query).scalar_one())

    doubtful = await db.read(unknown)
    await db.aclose()
    assert state == "done"
    if again:
        assert len(times) == PEOPLE
        assert doubtful == 0
        assert extras <= KILLS * IN_FLIGHT
    else:
        assert extras == 0
        assert PEOPLE - len(times) <= doubtful <= KILLS * IN_FLIGHT


def start(url: str, log: Path) -> "subprocess.Popen[str]":
    """A worker that says when it sends."""
    words = [sys.executable, "-m", "tests.broadcasts.worker", url, str(log), str(RATE)]
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    while process.stdout.readline() not in ("up\n", ""):
        pass
    process.stdout.close()
    return process
