"""What the peers of `bench.throughput` share: a bare aiohttp webhook."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.Response]]
TOKEN = "1:bench"
STATES = 5


async def serve(hook: Handler, port: int) -> None:
    """Serve the webhook until killed."""
    app = web.Application()
    app.router.add_post("/hooks/telegram", hook)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()
