"""`/healthz`: the process is alive. `/readyz`: it can do its work.

Rules: the database decides readiness, because without it nothing can be taken: 503. A backend
that is down makes the answer 'degraded' and still 200: submissions are kept and delivered later,
citizens are told, and taking every web process out of the balancer would lose their messages
(Twilio does not repeat a call that nobody answered). Answers hold names of checks and kinds of
errors, nothing else; checks run together, each at most `PATIENCE` seconds, at most once a second.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.logs import fault

PATIENCE = 3.0  # seconds
# An impatient prober must not become load on DTKS.
_FRESH = 1.0

Check = Callable[[], Awaitable[object]]
_log = structlog.get_logger(__name__)


async def healthz(_: Request) -> Response:
    """Alive: the event loop turns."""
    return PlainTextResponse("ok")


class Readiness:
    """`needed` must pass for 200; a failing `wanted` is told as 'degraded'."""

    def __init__(self, *, needed: Mapping[str, Check], wanted: Mapping[str, Check]) -> None:
        self._needed = dict(needed)
        self._wanted = dict(wanted)
        self._last: tuple[float, int, dict[str, object]] | None = None
        self._turn = asyncio.Lock()

    async def answer(self, _: Request) -> Response:
        """Answer `GET /readyz`."""
        async with self._turn:
            now = time.monotonic()
            if self._last is None or now - self._last[0] > _FRESH:
                status, body = await self.look()
                self._last = (time.monotonic(), status, body)
            status, body = self._last[1:]
        return JSONResponse(body, status_code=status, headers={"cache-control": "no-store"})

    async def look(self) -> tuple[int, dict[str, object]]:
        """HTTP status and body, checked now."""
        checks = {**self._needed, **self._wanted}
        results = await asyncio.gather(*(_run(name, check) for name, check in checks.items()))
        told = dict(zip(checks, results, strict=True))
        if any(told[name] != "ok" for name in self._needed):
            return 503, {"status": "down", "checks": told}
        degraded = any(told[name] != "ok" for name in self._wanted)
        return 200, {"status": "degraded" if degraded else "ok", "checks": told}


async def _run(name: str, check: Check) -> str:
    try:
        async with asyncio.timeout(PATIENCE):
            await check()
    except TimeoutError:
        return "timeout"
    except Exception as error:
        _log.warning("not_ready", check=name, **fault(error))
        return type(error).__name__
    return "ok"
