"""The country's report of this month, the same for everybody and all month.

Rules: made once, then read (`bot.storage.published`). A report that shows nothing yet is no
publication: it is made again at the next look. A number moves from one month to the next only by
ten people or more (`suppress.steady`).
"""

import datetime as dt
from functools import partial

import msgspec
from sqlalchemy import Connection

from bot.figures.report import Report, month_start
from bot.figures.suppress import Table
from bot.storage import published
from bot.storage.db import Database

_DECODE = msgspec.json.Decoder(list[Table]).decode


async def this_month(db: Database, report: Report, now: dt.datetime) -> list[Table]:
    """This month's, published now unless it was before."""
    found = await db.read(partial(_found, now=now))
    if found is not None:
        return found
    # Counted beside the writer: with many submissions it takes seconds.
    tables = await db.read(partial(_made, report=report, now=now))
    if not any(cell is not None for table in tables for row in table.cells for cell in row):
        return tables
    return await db.run(partial(_kept, tables=tables, now=now))


def _found(conn: Connection, now: dt.datetime) -> list[Table] | None:
    kept = published.of(conn, _month(now))
    return None if kept is None else _DECODE(kept)


def _made(conn: Connection, report: Report, now: dt.datetime) -> list[Table]:
    last = published.before(conn, _month(now))
    before = {} if last is None else {table.name: table for table in _DECODE(last)}
    return report.tables(conn, now, last=before)


def _kept(conn: Connection, tables: list[Table], now: dt.datetime) -> list[Table]:
    text = msgspec.json.encode(tables).decode()
    return _DECODE(published.keep(conn, _month(now), text, now))


def _month(now: dt.datetime) -> str:
    return f"{month_start(now):%Y-%m}"
