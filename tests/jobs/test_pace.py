"""The rate that workers share: replies at once, notices in slots, and a 'later' for everybody."""

import asyncio
import time

import pytest

from bot.jobs.pace import Pace
from bot.storage import buckets
from bot.storage.buckets import Rate
from bot.storage.db import Database

RATE = Rate(50, 1.0, 3)
CHANNEL = "telegram"


def workers(db: Database, count: int = 2) -> list[Pace]:
    """Processes on one database."""
    return [Pace(db, {CHANNEL: RATE}) for _ in range(count)]


async def notice(pace: Pace, chat: int, starts: list[float]) -> None:
    """A notice that asks until it may go."""
    while True:
        mine, seconds = await pace.notice(CHANNEL, chat, 1)
        await asyncio.sleep(seconds)
        if mine:
            starts.append(time.monotonic())
            return


async def test_notices_of_all_workers_keep_to_one_rate(db: Database) -> None:
    """Two workers with 50 notices each at 50 a second: each has a slot of its own, and waits for
    it."""
    two = workers(db)
    starts: list[float] = []
    before = time.monotonic()
    _, now, _ = await db.run(lambda conn: buckets.locked(conn, CHANNEL))

    await asyncio.gather(*(notice(two[n % 2], n, starts) for n in range(100)))

    reserved, _, _ = await db.run(lambda conn: buckets.locked(conn, CHANNEL))
    assert reserved - now * 1000 >= 100 * 20_000  # microseconds
    assert max(starts) - before >= 1.9  # the last slot of the hundred begins after 1.98


async def test_replies_go_at_once_and_others_come_later(db: Database) -> None:
    """200 replies wait for nothing; what nobody asked for comes after them."""
    one, other = workers(db)
    before = time.monotonic()
    for chat in range(200):
        await one.reply(CHANNEL, chat)
    took = time.monotonic() - before
    await one.sync()

    _, seconds = await other.notice(CHANNEL, 7, 1)

    assert took < 3.0  # at 50 a second they would take four
    assert 0.5 < seconds <= 2.1  # of the two that it is pushed back, some pass meanwhile


async def test_an_sms_takes_a_slot_for_each_segment(db: Database) -> None:
    """A notice of three segments moves the channel three slots on and is one message to its chat;
    so does a reply."""
    pace = workers(db, 1)[0]
    _, began, _ = await db.run(lambda conn: buckets.locked(conn, CHANNEL))

    taken = [await pace.notice(CHANNEL, 7, 1, 20) for _ in range(3)]
    await pace.reply(CHANNEL, 7, 20)
    await pace.sync()

    ahead, _, _ = await db.run(lambda conn: buckets.locked(conn, CHANNEL))
    assert [mine for mine, _ in taken] == [True, True, True]
    assert ahead - began * 1000 >= 80 * 20_000  # microseconds


async def test_a_chat_has_a_rate_of_its_own(db: Database) -> None:
    """Three notices to a chat may follow each other, from whichever worker; the fourth waits."""
    two = workers(db)

    taken = [await two[n % 2].notice(CHANNEL, 7, 1) for n in range(4)]
    elsewhere = await two[0].notice(CHANNEL, 8, 1)

    assert [mine for mine, _ in taken] == [True, True, True, False]
    assert 0.5 < taken[3][1] <= 1.0
    assert elsewhere[0]


async def test_a_later_is_everybodys(db: Database) -> None:
    """A 429 in one worker holds notices and replies of the other until its time."""
    one, other = workers(db)
    await one.reply(CHANNEL, 1)
    refused = time.monotonic()
    everybody = await one.later(CHANNEL, 1, 2)
    if db.dialect == "postgresql":  # on SQLite there is one process
        await other.sync()
    else:
        other = one

    asked = await other.notice(CHANNEL, 2, 1)
    starts = []
    for chat in range(3, 13):
        await other.reply(CHANNEL, chat)
        starts.append(time.monotonic())

    assert everybody
    assert not asked[0] or asked[1] > 0.2
    assert starts[0] - refused >= 1.9
    assert starts[-1] - starts[0] >= 0.15  # no rush afterwards: nine slots at 50 a second


async def test_one_chat_does_not_stop_everybody(db: Database) -> None:
    """A 429 for a chat that was just written to twice is that chat's alone."""
    pace = workers(db, 1)[0]
    for _ in range(2):
        await pace.reply(CHANNEL, 1)

    everybody = await pace.later(CHANNEL, 1, 30)

    assert not everybody
    assert pace.expected(CHANNEL) == 0


async def test_idle_chats_are_forgotten(db: Database) -> None:
    """Rows of chats that nobody wrote to go; those of channels stay."""
    pace = workers(db, 1)[0]
    await pace.notice(CHANNEL, 1, 1)
    await db.run(lambda conn: buckets.push(conn, f"{CHANNEL}/1", 1))
    await db.run(lambda conn: buckets.push(conn, CHANNEL, 1))

    await db.run(buckets.expire)

    assert await db.run(lambda conn: buckets.locked(conn, CHANNEL)[0]) == 1
    assert await db.run(lambda conn: buckets.locked(conn, f"{CHANNEL}/1")[0]) == 0


@pytest.mark.parametrize("channel", ["terminal", "voice"])
async def test_other_channels_have_no_rate(db: Database, channel: str) -> None:
    """What has no limit is never held."""
    pace = workers(db, 1)[0]

    await pace.reply(channel, 1)

    assert await pace.notice(channel, 1, 99) == (True, 0.0)
    assert not await pace.later(channel, 1, 60)
