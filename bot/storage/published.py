"""The public report of each month, as it was published first.

Rules: whoever makes a month's first keeps it, and everybody shows that one from then on: what is
erased or closed meanwhile changes nothing, so that two looks in a month never differ. Only what
was published and what its numbers were rounded from is kept, nothing that was suppressed.
"""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.storage.statement import Statement, named, upsert
from bot.storage.tables import published_report as table
from handlers.dialogue.turn import millis

_KEEP = upsert(
    lambda insert: (
        insert(table)
        .values(**named("month", "tables", "made_at"))
        .on_conflict_do_nothing(index_elements=["month"])
    )
)
_OF = Statement(sa.select(table.c.tables).where(table.c.month == sa.bindparam("month")))
_BEFORE = Statement(
    sa.select(table.c.tables)
    .where(table.c.month < sa.bindparam("month"))
    .order_by(table.c.month.desc())
    .limit(1)
)


def of(conn: Connection, month: str) -> str | None:
    """The tables of a month ('2026-11'), as JSON."""
    found: str | None = _OF.value(conn, month=month)
    return found


def before(conn: Connection, month: str) -> str | None:
    """Those of the last month before it that was published."""
    found: str | None = _BEFORE.value(conn, month=month)
    return found


def keep(conn: Connection, month: str, tables: str, now: dt.datetime) -> Any:
    """Keep a month's tables, unless it has some; those it has."""
    _KEEP.run(conn, month=month, tables=tables, made_at=millis(now))
    return _OF.value(conn, month=month)
