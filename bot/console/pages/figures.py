"""The dashboard and the report, for auditors and administrators.

Rules: the dashboard counts the country's messages, so a region's auditor gets the report of the
own region alone, made like the one that is published; the country's is the published one itself."""

import datetime as dt
from importlib import import_module

from sqlalchemy import Connection
from starlette.responses import Response

from bot.console.page import Ask, NotThere, Page
from bot.console.roles import Role
from bot.console.words import CASE_STATES
from bot.figures import published
from bot.figures.dashboard import Dashboard
from bot.figures.public import chart, svg
from bot.figures.report import Report, named
from bot.figures.step_names import CIRCUIT
from bot.figures.suppress import Table
from bot.storage import figures
from bot.storage.tables import case

READERS = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
_DAYS = 30
_KABUPATEN, _KECAMATAN = 5, 8  # characters of a region's code


async def show(ask: Ask) -> Response:
    """Everything this person may count."""
    report = Report(ask.desk.cipher, ask.desk.regions, ask.desk.catalog)

    if ask.scope.everywhere:
        today, counts = await ask.desk.db.read(
            lambda conn: (figures.today(conn, ask.now), _dashboard(ask, conn))
        )
        tables = await published.this_month(ask.desk.db, report, ask.now)
        return ask.show(
            "angka.html",
            today=today,
            counts=counts,
            tables=named(tables, ask.desk.catalog),
            circuit=CIRCUIT.get(today.circuit, today.circuit),
        )

    def read(conn: Connection) -> list[Table]:
        deep = max(len(code) for code in ask.scope.regions) >= _KABUPATEN
        letters = _KECAMATAN if deep else _KABUPATEN
        where = ask.scope.where(case.c.village)
        return report.tables(conn, ask.now, where, letters)

    tables = await ask.desk.db.read(read)
    return ask.show("angka.html", today=None, counts=[], tables=tables, circuit="")


async def messages(ask: Ask) -> Response:
    """Messages by day, drawn."""
    if not ask.scope.everywhere:
        raise NotThere
    today = await ask.desk.db.read(lambda conn: figures.today(conn, ask.now))
    charts = import_module("bot.figures.charts")
    return svg(charts.lines("Pesan masuk tiap hari", today.messages))


async def drawn(ask: Ask) -> Response:
    """One table of the dashboard, drawn."""
    if not ask.scope.everywhere:
        raise NotThere
    tables = await ask.desk.db.read(lambda conn: _dashboard(ask, conn))
    name = ask.request.path_params["name"]
    table = next((table for table in tables if table.name == name), None)
    if table is None or not table.rows:
        raise NotThere
    return svg(chart(table))


def _dashboard(ask: Ask, conn: Connection) -> list[Table]:
    since = figures.day_of(ask.now - dt.timedelta(days=_DAYS))
    until = figures.day_of(ask.now + dt.timedelta(days=1))
    today = figures.today(conn, ask.now)
    return Dashboard(ask.desk.catalog, CASE_STATES).tables(conn, today, since, until)


PAGES = (
    Page("GET", "/angka", READERS, show),
    Page("GET", "/angka/pesan.svg", READERS, messages),
    Page("GET", "/angka/gambar/{name}.svg", READERS, drawn),
)
