"""Where the HTTP API of broadcasts is found; it is loaded when somebody first asks for it.

Rules: FastAPI takes 6 MB that a server without such clients never has. The application is made
once, beside the event loop; requests meanwhile wait for it.
"""

import asyncio
import datetime as dt
from collections.abc import Callable
from importlib import import_module

from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from backend_client.regions import Regions
from bot.media.store import MediaShelf
from bot.storage.db import Database

PREFIX = "/api/v1"
# Bytes of a body: fifty thousand tickets; a picture, a recording.
API_LIMITS = {
    PREFIX: 2_000_000,
    f"{PREFIX}/pictures": 5 * 1024 * 1024,
    f"{PREFIX}/recordings": 10 * 1024 * 1024,
}


class Later:
    """An ASGI application in place of one that is not made yet."""

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        """`make` imports and builds; it is called in a thread."""
        self._make = make
        self._made: ASGIApp | None = None
        self._making = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on."""
        async with self._making:
            if self._made is None:
                self._made = await asyncio.to_thread(self._make)
            made = self._made
        await made(scope, receive, send)


def api_route(
    db: Database, shelf: MediaShelf, regions: Regions, now: Callable[[], dt.datetime]
) -> Mount:
    """The API below `PREFIX`."""

    def make() -> ASGIApp:
        api: ASGIApp = import_module("bot.web.api").create_api(db, shelf, regions, now)
        return api

    return Mount(PREFIX, Later(make))
