"""`/terbuka`: the inclusion and 5T report for everybody, with its CSV files and charts.

Rules: the same protected tables as the staff's, of the month that began last
(`bot.figures.published`), looked for once an hour at most in a process. No cookie is set or read.
An SVG may style itself and do nothing else.
"""

import asyncio
import datetime as dt
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.figures import published
from bot.figures.report import Report, month_start, named
from bot.figures.suppress import Table
from bot.storage.db import Database

PATH = "/terbuka"
_FRESH = dt.timedelta(hours=1)
_SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_PAGE = Path(__file__).parent / "templates"


def svg(content: bytes) -> Response:
    """A chart that may style itself and nothing else."""
    headers = {"content-security-policy": _SVG_POLICY, "cache-control": "max-age=3600"}
    return Response(content, media_type="image/svg+xml", headers=headers)


def chart(table: Table) -> bytes:
    """A table drawn; the library is loaded when somebody looks."""
    drawn: bytes = import_module("bot.figures.charts").bars(table)
    return drawn


class PublicReport:
    """The page and its files."""

    def __init__(self, db: Database, report: Report, now: Callable[[], dt.datetime]) -> None:
        self._db = db
        self._report = report
        self._now = now
        self._made: tuple[dt.datetime, list[Table]] | None = None
        self._turn = asyncio.Lock()
        loader = jinja2.FileSystemLoader(_PAGE)
        self._env = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True)

    def routes(self) -> list[Route]:
        """Page, CSV, charts."""
        return [
            Route(PATH, self.page),
            Route(f"{PATH}/{{name}}.csv", self.csv),
            Route(f"{PATH}/{{name}}.svg", self.chart),
        ]

    async def tables(self) -> list[Table]:
        """The report of the month."""
        async with self._turn:
            now = self._now()
            if (
                self._made is None
                or now - self._made[0] > _FRESH
                or month_start(now) != month_start(self._made[0])
            ):
                found = await published.this_month(self._db, self._report, now)
                self._made = now, named(found, self._report.catalog)
            return self._made[1]

    async def page(self, _: Request) -> Response:
        """The page."""
        tables = await self.tables()
        text = self._env.get_template("terbuka.html").render(
            tables=tables, until=month_start(self._now()).date(), path=PATH
        )
        return HTMLResponse(text, headers={"cache-control": "max-age=300"})

    async def csv(self, request: Request) -> Response:
        """One table."""
        table = await self._one(request)
        if table is None:
            return PlainTextResponse("Not found\n", 404)
        name = f'attachment; filename="{table.name}.csv"'
        return Response(
            "\r\n".join(table.csv()) + "\r\n",
            media_type="text/csv; charset=utf-8",
            headers={"content-disposition": name},
        )

    async def chart(self, request: Request) -> Response:
        """One chart."""
        table = await self._one(request)
        if table is None:
            return PlainTextResponse("Not found\n", 404)
        return svg(await asyncio.to_thread(chart, table))

    async def _one(self, request: Request) -> Table | None:
        name = request.path_params["name"]
        return next((table for table in await self.tables() if table.name == name), None)
