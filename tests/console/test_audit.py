"""The audit log only grows, and shows where somebody tampered with it."""

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.storage import audit
from bot.storage.db import Database
from bot.storage.tables import audit as table
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
    else:
        conn.execute(sa.text("DROP TRIGGER audit_only_grows ON audit"))


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


async def test_a_noted_seal_tells_of_an_end_cut_off_and_of_a_new_chain(db: Database) -> None:
    """Both hold in themselves; the seal of before is not in them. While rows are only added it
    stays."""
    await db.run(fill)
    _, noted = await db.read(audit.verify)
    await db.run(lambda conn: audit.note(conn, NOW, actor="sari", action="later"))
    grown = await db.read(lambda conn: audit.verify(conn, noted))

    def cut(conn: Connection) -> None:
        unguard(conn)
        conn.execute(sa.delete(table).where(table.c.id >= 4))

    def anew(conn: Connection) -> None:
        conn.execute(sa.delete(table))
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
