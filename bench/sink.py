"""A Bot API and a Twilio that take every message at once and keep when it came.

`python -m bench.sink` prints its address and serves until killed; `GET /_tally` tells how many
came, the busiest second, and how many recipients were written to twice.
"""

import asyncio
import itertools
import sys
import time
from collections import Counter

from aiohttp import web


class Sink:
    """The record."""

    def __init__(self) -> None:
        self._times: list[float] = []
        self._people: Counter[str] = Counter()
        self._ids = itertools.count(1)

    def application(self) -> web.Application:
        """The routes."""
        app = web.Application()
        app.router.add_post("/bot{token}/sendMessage", self.telegram)
        app.router.add_post("/2010-04-01/Accounts/{sid}/Messages.json", self.twilio)
        app.router.add_get("/_tally", self.tally)
        return app

    async def telegram(self, request: web.Request) -> web.Response:
        """A text."""
        self._times.append(time.monotonic())
        chat = str((await request.post())["chat_id"])
        self._people[chat] += 1
        message = {
            "message_id": next(self._ids),
            "date": 0,
            "chat": {"id": int(chat), "type": "private"},
        }
        return web.json_response({"ok": True, "result": message})

    async def twilio(self, request: web.Request) -> web.Response:
        """Create a message."""
        self._times.append(time.monotonic())
        form = await request.post()
        self._people[str(form["To"])] += 1
        sid = f"SM{next(self._ids):032x}"
        return web.json_response(
            {"sid": sid, "status": "queued", "to": str(form["To"])}, status=201
        )

    async def tally(self, _: web.Request) -> web.Response:
        """What came."""
        most, tail = 0, 0
        for head, at in enumerate(self._times):
            while at - self._times[tail] >= 1.0:
                tail += 1
            most = max(most, head - tail + 1)
        took = self._times[-1] - self._times[0] if self._times else 0.0
        return web.json_response(
            {
                "sent": len(self._times),
                "seconds": took,
                "busiest": most,
                "twice": sum(count - 1 for count in self._people.values()),
            }
        )


async def main() -> None:
    """Serve."""
    runner = web.AppRunner(Sink().application(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
    host, port = runner.addresses[0][:2]
    sys.stdout.write(f"http://{host}:{port}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
