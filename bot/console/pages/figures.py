"""The dashboard and the report, for auditors and administrators.

Rules: the dashboard counts the country's messages, so a region's auditor gets the report of the
own region alone, from the same protected tables that are published."""

import datetime as dt
from importlib import import_module

from sqlalchemy import Connection
from starlette.responses import Response

from bot.console.page import Ask, NotThere, Page
from bot.console.roles import Role
from bot.figures.public import svg
from bot.figures.report import Report
from bot.figures.suppress import Table
from bot.storage import figures
from bot.storage.figures import Today
from bot.storage.tables import case

READERS = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
_DAYS = 30
_KABUPATEN, _KECAMATAN = 5, 8  # characters of a region's code


async def show(ask: Ask) -> Response:
    """Everything this person may count."""
    report = Report(ask.desk.cipher, ask.desk.regions, ask.desk.catalog)
    since = (ask.now - dt.timedelta(days=_DAYS)).date().isoformat()

    def read(conn: Connection) -> tuple[Today | None, list[tuple[str, str, int]], list[Table]]:
        if ask.scope.everywhere:
            return (
                figures.today(conn, ask.now),
                figures.steps(conn, since),
                report.tables(conn, ask.now),
            )
        deep = max(len(code) for code in ask.scope.regions) >= _KABUPATEN
        letters = _KECAMATAN if deep else _KABUPATEN
        where = ask.scope.where(case.c.village)
        return None, [], report.tables(conn, ask.now, where, letters)

    today, steps, tables = await ask.desk.db.read(read)
    return ask.show("angka.html", today=today, steps=steps, tables=tables)


async def messages(ask: Ask) -> Response:
    """Messages by day, drawn."""
    if not ask.scope.everywhere:
        raise NotThere
    today = await ask.desk.db.read(lambda conn: figures.today(conn, ask.now))
    charts = import_module("bot.figures.charts")
    return svg(charts.lines("Pesan masuk tiap hari", today.messages))


PAGES = (
    Page("GET", "/angka", READERS, show),
    Page("GET", "/angka/pesan.svg", READERS, messages),
)
