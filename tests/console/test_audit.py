"""The audit log only grows, and shows where somebody tampered with it."""

import datetime as dt
from functools import partial

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.storage import audit
from bot.storage.db import Database
from bot.storage.tables import audit as table
from bot.storage.tables import audit_head
from tests.storage.ready import db

__all__ = ["db"]
NOW = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)


def fill(conn: Connection, count: int = 5) -> None:
    """Some rows."""
    for number in range(count):
        audit.note(conn, NOW, actor="sari", action="test", subject=f"case:{number}")


def unguard(conn: Connection) -> None:
    """What somebody with the database in hand can do."""
    if conn.dialect.name == "sqlite":
        conn.execute(sa.text("DROP TRIGGER audit_no_update"))
        conn.execute(sa.text("DROP TRIGGER audit_no_delete"))
        conn.execute(sa.text("DROP TRIGGER audit_head_grows"))
    else:
        conn.execute(sa.text("DROP TRIGGER audit_only_grows ON audit"))
        conn.execute(sa.text("DROP TRIGGER audit_head_grows ON audit_head"))


async def test_a_whole_chain_holds(db: Database) -> None:
    """Rows that nobody touched verify, and their number is told."""
    await db.run(fill)

    count, last = await db.read(audit.verify)

    assert count == 5
    assert len(last) == 64


@pytest.mark.parametrize("verb", ["update", "delete"])
async def test_the_database_refuses_changes(db: Database, verb: str) -> None:
    """Neither a change nor a deletion goes through, whoever holds the connection."""
    await db.run(fill)
    change = sa.delete(table) if verb == "delete" else sa.update(table).values(actor="x")

    with pytest.raises(sa.exc.DBAPIError, match="only grows"):
        await db.run(lambda conn: conn.execute(change))


async def test_a_changed_row_breaks_the_chain(db: Database) -> None:
    """A row changed behind the trigger's back is found."""
    await db.run(fill)

    def tamper(conn: Connection) -> None:
        unguard(conn)
        conn.execute(sa.update(table).where(table.c.id == 3).values(actor="budi"))

    await db.run(tamper)

    with pytest.raises(audit.Broken) as caught:
        await db.read(audit.verify)
    assert caught.value.entry_id == 3


async def test_a_row_taken_out_breaks_the_chain(db: Database) -> None:
    """The row after the gap does not follow."""
    await db.run(fill)

    def tamper(conn: Connection) -> None:
        unguard(conn)
        conn.execute(sa.delete(table).where(table.c.id == 2))

    await db.run(tamper)

    with pytest.raises(audit.Broken) as caught:
        await db.read(audit.verify)
    assert caught.value.entry_id == 3


async def test_a_row_slipped_in_breaks_the_chain(db: Database) -> None:
    """Even with a fitting hash of its own: what follows does not follow from it."""
    await db.run(fill)
    third = (await db.read(lambda conn: audit.latest(conn, 1, 4)))[0]
    made = audit.seal(1, "budi", "signin", "", "", third.hash)

    def tamper(conn: Connection) -> None:
        unguard(conn)
        conn.execute(sa.update(table).where(table.c.id == 5).values(id=6))
        conn.execute(sa.update(table).where(table.c.id == 4).values(id=5))
        row = {"at": 1, "actor": "budi", "action": "signin", "subject": "", "detail": ""}
        conn.execute(sa.insert(table).values(id=4, previous=third.hash, hash=made, **row))

    await db.run(tamper)

    with pytest.raises(audit.Broken) as caught:
        await db.read(audit.verify)
    assert caught.value.entry_id == 5


@pytest.mark.parametrize("left", [0, 1, 4])
async def test_an_end_cut_off_shows(db: Database, left: int) -> None:
    """However many rows went, all of them too: it is told which was the last; and the log goes on,
    but what is added does not cover the gap."""
    await db.run(fill)

    def cut(conn: Connection) -> None:
        unguard(conn)
        conn.execute(sa.delete(table).where(table.c.id > left))

    await db.run(cut)
    with pytest.raises(audit.Shortened) as caught:
        await db.read(audit.verify)
    for _ in range(3):
        await db.run(fill)
        with pytest.raises(audit.Broken) as gap:
            await db.read(audit.verify)

    assert caught.value.entry_id == 5
    # SQLite gives ids again, PostgreSQL's sequence does not.
    assert gap.value.entry_id in (left + 1, 6)


def _run(change: sa.Executable, conn: Connection) -> None:
    conn.execute(change)


async def test_rows_of_an_older_release_are_no_loss(db: Database) -> None:
    """While machines are upgraded one by one, some add rows without moving the mark."""
    await db.run(fill)

    def older(conn: Connection) -> None:
        mark = conn.execute(sa.select(audit_head)).one()
        unguard(conn)
        audit.note(conn, NOW, actor="sari", action="test")
        conn.execute(sa.update(audit_head).values(entry=mark.entry, hash=mark.hash))

    await db.run(older)
    await db.run(lambda conn: audit.note(conn, NOW, actor="sari", action="test"))

    assert (await db.read(audit.verify))[0] == 7


async def test_the_mark_only_grows(db: Database) -> None:
    """The database refuses whoever moves the mark of the chain's end back, or takes it away."""
    await db.run(fill)

    for change in (
        sa.update(audit_head).values(entry=3),
        sa.update(audit_head).values(hash="0" * 64),
        sa.delete(audit_head),
    ):
        with pytest.raises(sa.exc.DBAPIError, match="only grows"):
            await db.run(partial(_run, change))


async def test_a_noted_seal_tells_of_an_end_cut_off_and_of_a_new_chain(db: Database) -> None:
    """With the count made to fit both hold in themselves; the seal of before is not in them. While
    rows are only added it stays."""
    await db.run(fill)
    _, noted = await db.read(audit.verify)
    await db.run(lambda conn: audit.note(conn, NOW, actor="sari", action="later"))
    grown = await db.read(lambda conn: audit.verify(conn, noted))

    def cut(conn: Connection) -> None:
        unguard(conn)
        conn.execute(sa.delete(table).where(table.c.id >= 4))
        last = audit.latest(conn, 1)[0].hash
        conn.execute(sa.update(audit_head).values(entry=3, hash=last))

    def anew(conn: Connection) -> None:
        conn.execute(sa.delete(table))
        conn.execute(sa.update(audit_head).values(entry=0))
        audit.note(conn, NOW, actor="budi", action="signin")

    for tamper in (cut, anew):
        await db.run(tamper)

        assert (await db.read(audit.verify))[0] > 0
        with pytest.raises(audit.Rewritten):
            await db.read(lambda conn: audit.verify(conn, noted))
    assert grown[0] == 6


async def test_the_log_is_read_from_its_end(db: Database) -> None:
    """The newest rows come first, and older ones by the last id seen."""
    await db.run(fill)

    first = await db.read(lambda conn: audit.latest(conn, 2))
    then = await db.read(lambda conn: audit.latest(conn, 2, first[-1].id))

    assert [e.subject for e in first + then] == ["case:4", "case:3", "case:2", "case:1"]


def test_a_row_is_sealed_as_every_release_before_sealed_it() -> None:
    """How a row is sealed never changes: a log of years ago must verify. Each field counts, and
    what stands between two of them."""
    at, row = 1_795_251_600_000, ("budi", "reveal", "submission:7", 'aduan, "Siti é"', "0" * 64)
    others = [(*row[:place], f"{row[place]}x", *row[place + 1 :]) for place in range(5)]
    others.append(("budir", "eveal", *row[2:]))

    sealed = audit.seal(at, *row)
    assert sealed == "61c3d622b78586917b271eece405e6c58e933646ecbb3567f875ace75f5ccae3"
    assert sealed not in [audit.seal(at + 1, *row), *(audit.seal(at, *other) for other in others)]
