"""The web application: webhooks, health, metrics, media for Twilio, and in a demo the simulator.

Rules: one application for `serve`, `demo` and the tests; everything it needs is handed in. What a
browser sees has strict headers; what a machine sees is as bare as it can be.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from bot.channels.base import Channel, ChannelName
from bot.web.api_route import PREFIX
from bot.web.gauges import Metrics, Reads
from bot.web.guard import Guard
from bot.web.health import Readiness, healthz
from bot.web.webhooks import Receiver, SpokenAnswer, Webhooks

STATIC = Path(__file__).parent / "static"
_ONE = sa.select(sa.literal(1))


class Backend(Protocol):
    """The part of DTKS that a health check needs."""

    async def ping(self) -> None:
        """Raises BackendError when not ready."""
        ...


class Served(Protocol):
    """What the application is made of; `bot.wiring.Service` fits."""

    @property
    def channels(self) -> Mapping[ChannelName, Channel]:
        """The doors."""
        ...

    @property
    def turns(self) -> Receiver:
        """Where messages go."""
        ...

    @property
    def db(self) -> Reads:
        """For readiness and gauges."""
        ...

    @property
    def backend(self) -> Backend:
        """For readiness."""
        ...


def create_app(
    service: Served,
    *,
    routes: Sequence[BaseRoute] = (),
    limits: Mapping[str, int] | None = None,
    https: bool = False,
    hooks: Mapping[str, ASGIApp] | None = None,
    spoken: SpokenAnswer | None = None,
) -> ASGIApp:
    """The application. `routes` are further pages (simulator, console, media), `limits` what a
    body may have under a path prefix, `https` whether the public address is one."""

    async def database() -> None:
        await service.db.read(lambda connection: connection.execute(_ONE).scalar_one())

    ready = Readiness(needed={"database": database}, wanted={"backend": service.backend.ping})
    app = Starlette(
        routes=[
            *routes,
            Route("/healthz", healthz),
            Route("/readyz", ready.answer),
            Route("/metrics", Metrics(service.db).answer),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        exception_handlers={HTTPException: _plain, 404: _plain, 405: _plain},
    )
    doors = Webhooks(service.channels, service.turns, hooks or {}, spoken)
    return Guard(app, doors, https=https, limits=dict(limits or {}), api=PREFIX)


async def _plain(_: Request, error: Exception) -> Response:
    """An error page of one line: which page it was is nobody's business."""
    status = error.status_code if isinstance(error, HTTPException) else 404
    words = {404: "Not found", 405: "Not allowed"}.get(status, "Refused")
    return PlainTextResponse(f"{words}\n", status_code=status)
