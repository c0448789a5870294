"""What costs nothing: a chat's past, and what others wait for. Counted in SQLite's own steps, so
that no clock is asked."""

import datetime as dt
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.channels.base import ChannelName, Inbound, InboundKind, Part, TextPart
from bot.privacy.crypto import FieldCipher
from bot.storage.contacts import Contacts
from bot.storage.db import Database, open_database
from bot.storage.mailbox import PARKED, Mailbox
from handlers.dialogue.session import Session
from handlers.dialogue.turn import millis

NOW = dt.datetime(2026, 11, 21, 1, tzinfo=dt.UTC)
PARTS: list[Part] = [TextPart("halo")]
MANY = 300
STEPS = 10  # SQLite's instructions between two calls of the counter

Work = Callable[[Connection], Any]


@pytest.fixture
async def db(migrated_file: Path, tmp_path: Path) -> AsyncIterator[Database]:
    """An embedded database with today's schema."""
    shutil.copy(migrated_file, tmp_path / "bansos.db")
    database = open_database(f"sqlite:///{tmp_path}/bansos.db")
    yield database
    await database.aclose()


@pytest.fixture
def mailbox(cipher: FieldCipher) -> Mailbox:
    """The mailbox of one process."""
    return Mailbox(cipher)


def hello(chat: int) -> Inbound:
    """A message."""
    return Inbound(
        channel=ChannelName.TELEGRAM,
        external_id=str(chat),
        address=f"chat-{chat}",
        kind=InboundKind.TEXT,
        text="halo",
    )


def steps(conn: Connection, work: Work) -> int:
    """How much work something is for SQLite; what it does is undone."""
    driver = conn.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    count = 0

    def counted() -> int:
        nonlocal count
        count += 1
        return 0

    driver.execute("SAVEPOINT tried")
    driver.set_progress_handler(counted, STEPS)
    try:
        work(conn)
    finally:
        driver.set_progress_handler(None, STEPS)
        driver.execute("ROLLBACK TO tried")
        driver.execute("RELEASE tried")
    return count


@pytest.mark.parametrize("what", ["reply", "sweep"])
async def test_what_a_chat_had_before_costs_nothing(
    db: Database, cipher: FieldCipher, mailbox: Mailbox, what: str
) -> None:
    """A reply, and a sweep that finds one, are as little work after 300 replies as after three."""
    contact = (await db.run(lambda c: Contacts(cipher).lock(c, hello(7), NOW))).id

    def sent(conn: Connection, count: int) -> None:
        for _ in range(count):
            outbox, _ = mailbox.put_next(conn, contact, "reply", PARTS, NOW)
            mailbox.sent(conn, outbox_id=outbox, channel="telegram", sent=[], now=NOW, whole=True)

    def reply(conn: Connection) -> None:
        mailbox.put_next(conn, contact, "reply", PARTS, NOW)

    def left_behind(conn: Connection) -> None:
        reply(conn)
        assert len(Mailbox(cipher).due(conn, NOW, 10)) == 1

    work = {"reply": reply, "sweep": left_behind}[what]
    await db.run(lambda c: sent(c, 3))
    few = await db.run(lambda c: steps(c, work))
    await db.run(lambda c: sent(c, MANY))

    many = await db.run(lambda c: steps(c, work))

    assert many <= few * 2


async def test_a_reply_is_planned_once(db: Database, cipher: FieldCipher, mailbox: Mailbox) -> None:
    """SQLite makes its plan for what each message does once, not anew at each message."""
    planned = 0

    def asked(*_: object) -> int:
        nonlocal planned
        planned += 1  # SQLite asks whether each table may be touched whenever it plans
        return sqlite3.SQLITE_OK

    def message(conn: Connection) -> None:
        contact = Contacts(cipher).lock(conn, hello(7), NOW).id
        mailbox.unpark(conn, contact, NOW)
        outbox, _ = mailbox.put_next(conn, contact, "reply", PARTS, NOW)
        mailbox.sent(conn, outbox_id=outbox, channel="telegram", sent=[], now=NOW, whole=True)

    def counted(conn: Connection) -> int:
        driver = conn.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.set_authorizer(asked)
        message(conn)
        message(conn)
        before = planned
        message(conn)
        driver.set_authorizer(None)
        return planned - before

    assert await db.run(counted) == 0


async def test_what_waits_for_others_costs_nothing(
    db: Database, cipher: FieldCipher, mailbox: Mailbox
) -> None:
    """A message is as little work with notices waiting for 300 others to write as with three."""

    def waits(conn: Connection, chat: int) -> int:
        contact = Contacts(cipher).lock(conn, hello(chat), NOW).id
        mailbox.put(conn, contact, "notice", PARTS, NOW, not_before=PARKED)
        return contact

    contacts = await db.run(lambda c: [waits(c, chat) for chat in range(3)])
    few = await db.run(lambda c: steps(c, lambda d: mailbox.unpark(d, contacts[0], NOW)))
    await db.run(lambda c: [waits(c, chat) for chat in range(3, MANY)])

    many = await db.run(lambda c: steps(c, lambda d: mailbox.unpark(d, contacts[0], NOW)))

    assert many <= few * 2


async def test_who_waits_for_no_call_costs_nothing(db: Database, cipher: FieldCipher) -> None:
    """A look for calls that were lost is as little work with 300 conversations as with three."""
    contacts = Contacts(cipher, "me")

    def talked(conn: Connection, first: int, last: int) -> None:
        for chat in range(first, last):
            contact = contacts.lock(conn, hello(chat), NOW)
            contacts.save(conn, contact, Session(), b"state", NOW)

    def look(conn: Connection) -> None:
        assert contacts.lost_calls(conn, millis(NOW), 10) == []

    await db.run(lambda c: talked(c, 0, 3))
    few = await db.run(lambda c: steps(c, look))
    await db.run(lambda c: talked(c, 3, MANY))

    many = await db.run(lambda c: steps(c, look))

    assert many <= few * 2 + 1
