"""The country's report of this month, the same for everybody and all month.

Rules: made once, then read (`bot.storage.published`). A report that shows nothing yet is no
publication: it is made again at the next look. A number moves from one month to the next only by
ten people or more (`suppress.steady`).
"""

import datetime as dt

import msgspec
from sqlalchemy import Connection

from bot.figures.report import Report, month_start
from bot.figures.suppress import Table
from bot.storage import published

_DECODE = msgspec.json.Decoder(list[Table]).decode


def found(conn: Connection, now: dt.datetime) -> list[Table] | None:
    """This month's, if it was published."""
    kept = published.of(conn, _month(now))
    return None if kept is None else _DECODE(kept)


def made(conn: Connection, report: Report, now: dt.datetime) -> list[Table]:
    """This month's, published now unless it was before."""
    last = published.before(conn, _month(now))
    before = {} if last is None else {table.name: table for table in _DECODE(last)}
    tables = report.tables(conn, now, last=before)
    if not any(cell is not None for table in tables for row in table.cells for cell in row):
        return tables
    text = msgspec.json.encode(tables).decode()
    return _DECODE(published.keep(conn, _month(now), text, now))


def _month(now: dt.datetime) -> str:
    return f"{month_start(now):%Y-%m}"
