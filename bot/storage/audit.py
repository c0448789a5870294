"""The audit log: what staff did and saw. Append-only, each row sealed with the one before.

Rules: a row's hash covers its fields and the previous row's hash, so that a row changed, taken
out or slipped in breaks the chain from there on. One writer at a time (an advisory lock on
PostgreSQL; SQLite has one writer). The last row's id and hash stand in a row of their own too, so
that an end cut off shows. Nothing here changes or deletes a row, and on both databases a
trigger refuses whoever tries. A subject is an id or a ticket, never a name or a number.
"""

import datetime as dt
import hashlib
import json

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.storage.statement import Statement, named, on_sqlite, upsert
from bot.storage.tables import audit, audit_head
from handlers.dialogue.turn import millis

START = "0" * 64  # what the first row has for a previous hash
_LOCK = 7_203_115  # any number of our own: pg_advisory_xact_lock's key
_PAGE = 5_000  # rows held at once while the chain is verified

_FIELDS = ("at", "actor", "action", "subject", "detail", "previous", "hash")
_ADD = Statement(sa.insert(audit).values(**named(*_FIELDS)).returning(audit.c.id))
_LAST = Statement(sa.select(audit.c.id, audit.c.hash).order_by(audit.c.id.desc()).limit(1))
_GROWN = upsert(
    lambda insert: (
        insert(audit_head)
        .values(id=1, entry=sa.bindparam("entry"), hash=sa.bindparam("hash"))
        .on_conflict_do_update(
            index_elements=["id"],
            set_={"entry": sa.bindparam("entry"), "hash": sa.bindparam("hash")},
            # An id of a row that is gone may come again: the mark waits until it is passed.
            where=audit_head.c.entry < sa.bindparam("entry"),
        )
    )
)
_HEAD = Statement(sa.select(audit_head.c.entry, audit_head.c.hash))
_COLUMNS = [audit.c.id, *(audit.c[name] for name in _FIELDS)]
_AFTER = Statement(
    sa.select(*_COLUMNS)
    .where(audit.c.id > sa.bindparam("after"))
    .order_by(audit.c.id)
    .limit(sa.bindparam("most"))
)
_BEFORE = Statement(
    sa.select(*_COLUMNS)
    .where(audit.c.id < sa.bindparam("before"))
    .order_by(audit.c.id.desc())
    .limit(sa.bindparam("most"))
)


class Entry(msgspec.Struct, frozen=True):
    """One row. `at` is in UTC milliseconds."""

    id: int
    at: int
    actor: str
    action: str
    subject: str
    detail: str
    previous: str
    hash: str

    @property
    def when(self) -> dt.datetime:
        """`at` as a time."""
        return dt.datetime.fromtimestamp(self.at / 1000, dt.UTC)


class Broken(Exception):
    """The chain does not hold; `entry_id` is the first row that does not fit."""

    def __init__(self, entry_id: int) -> None:
        super().__init__(f"row {entry_id} does not follow from the rows before it")
        self.entry_id = entry_id


def seal(at: int, actor: str, action: str, subject: str, detail: str, previous: str) -> str:
    """The hash of a row, 64 hexadecimal digits."""
    text = json.dumps([at, actor, action, subject, detail, previous], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def note(
    conn: Connection,
    now: dt.datetime,
    *,
    actor: str,
    action: str,
    subject: str = "",
    detail: str = "",
) -> None:
    """Append one row, with the caller's transaction."""
    if not on_sqlite(conn):
        conn.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    last, hashed = _LAST.one(conn) or (0, START)
    known, ended = _HEAD.one(conn) or (0, START)
    # Where the end is missing, what follows is sealed with it all the same: the gap stays for good.
    previous = ended if last < known else hashed
    at = millis(now)
    sealed = seal(at, actor, action, subject, detail, previous)
    entry = _ADD.value(
        conn,
        at=at,
        actor=actor,
        action=action,
        subject=subject,
        detail=detail,
        previous=previous,
        hash=sealed,
    )
    _GROWN.run(conn, entry=entry, hash=sealed)


class Shortened(Exception):
    """The chain was longer, or ended otherwise: rows were cut off at its end, or all of them
    sealed anew. `entry_id` is the row it ended with."""

    def __init__(self, entry_id: int) -> None:
        super().__init__(f"row {entry_id}, its last, is not there as it was")
        self.entry_id = entry_id


class Rewritten(Exception):
    """A seal that was noted elsewhere is in the chain no more: rows were cut off at its end, or
    all of them sealed anew."""


def verify(conn: Connection, seal_noted: str = "") -> tuple[int, str]:
    """How many rows there are and the last one's hash, to note elsewhere: who has the database in
    hand can cut off the end and move its mark too, or seal all anew; that shows only by a
    `seal_noted` before. Raises Broken, Shortened, Rewritten."""
    count, last_id, previous = 0, 0, START
    # Before the rows: what is added meanwhile makes the chain longer, never shorter.
    known, ended = _HEAD.one(conn) or (0, "")
    whole = known == 0
    met = not seal_noted
    while rows := _AFTER.all(conn, after=last_id, most=_PAGE):
        for row in rows:
            entry = Entry(*row)
            sealed = seal(
                entry.at, entry.actor, entry.action, entry.subject, entry.detail, entry.previous
            )
            if entry.previous != previous or entry.hash != sealed:
                raise Broken(entry.id)
            previous, last_id, count = entry.hash, entry.id, count + 1
            met = met or previous == seal_noted
            whole = whole or (last_id == known and previous == ended)
    if not whole:
        raise Shortened(known)
    if not met:
        raise Rewritten
    return count, previous


def latest(conn: Connection, most: int, before: int | None = None) -> list[Entry]:
    """The newest rows first, older than row `before`."""
    limit = before if before is not None else 2**62
    return [Entry(*row) for row in _BEFORE.all(conn, before=limit, most=most)]
