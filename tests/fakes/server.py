"""What the fake providers share: a real HTTP server on loopback, a record, scripted failures.

Rules: every call is recorded, also those that fail. A script is used up in order, per method;
`Failure.after_work` decides whether the provider had already done the work when it failed, which
is what makes a time-out ambiguous.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

ANY = "*"


@dataclass(frozen=True)
class Failure:
    """How a call goes wrong: an HTTP status with a body, a delay in seconds, a dropped line.

    `drop` closes the connection without an answer. `after_work`: the message was taken all the
    same (it is in the record as delivered).
    """

    status: int = 0
    body: dict[str, Any] | str = ""
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drop: bool = False
    after_work: bool = False


@dataclass
class Call:
    """One request as the provider saw it. `delivered` is True when it took effect."""

    method: str
    params: dict[str, Any]
    files: dict[str, bytes] = field(default_factory=dict)
    delivered: bool = False
    headers: dict[str, str] = field(default_factory=dict)


class FakeServer:
    """An aiohttp server on 127.0.0.1, to be used as an async context manager."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.problems: list[str] = []
        self.on_call: Callable[[Call], None] | None = None
        self._script: dict[str, deque[Failure]] = defaultdict(deque)
        self._runner: web.AppRunner | None = None
        self._changed: asyncio.Event | None = None
        self.url = ""

    def application(self) -> web.Application:
        """The provider's routes."""
        raise NotImplementedError

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> Self:
        """Listen; port 0 takes a free one. Afterwards `url` is scheme, host and port."""
        self._runner = web.AppRunner(self.application(), access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port, backlog=1024)
        await site.start()
        bound = self._runner.addresses[0][1]
        self.url = f"http://{host}:{bound}"
        return self

    async def stop(self) -> None:
        """Close the door at once, open connections too."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *error: object) -> None:
        await self.stop()

    def fail(self, failure: Failure, *, method: str = ANY, times: int = 1) -> None:
        """Let the next `times` calls of the method (default: of any) go wrong."""
        self._script[method].extend([failure] * times)

    def next_failure(self, method: str) -> Failure | None:
        """The scripted failure for this call, if any; used up by asking."""
        for key in (method, ANY):
            if self._script.get(key):
                if self._changed is not None:
                    self._changed.set()
                return self._script[key].popleft()
        return None

    async def met(self, method: str, seconds: float = 60.0) -> None:
        """Wait until each scripted failure of the method has met its call."""
        await self.wait(lambda _: not self._script.get(method), seconds)

    def record(self, call: Call) -> None:
        """Keep a call and wake those who wait for it."""
        self.calls.append(call)
        if self.on_call is not None:
            self.on_call(call)
        if self._changed is not None:
            self._changed.set()

    def delivered(self, method: str | None = None) -> list[Call]:
        """The calls that took effect, in order."""
        return [c for c in self.calls if c.delivered and method in (None, c.method)]

    async def wait(self, enough: Callable[[list[Call]], bool], seconds: float = 60.0) -> list[Call]:
        """Wait until the record satisfies `enough`. Raises TimeoutError with what there is."""
        if self._changed is None:
            self._changed = asyncio.Event()
        async with asyncio.timeout(seconds):
            while not enough(self.calls):
                self._changed.clear()
                await self._changed.wait()
        return self.calls

    async def wait_for(
        self, count: int, method: str | None = None, seconds: float = 60.0
    ) -> list[Call]:
        """Wait for `count` delivered calls (of `method`) and return them."""
        await self.wait(lambda _: len(self.delivered(method)) >= count, seconds)
        return self.delivered(method)

    def reset(self) -> None:
        """Forget calls, problems and scripts."""
        self.calls.clear()
        self.problems.clear()
        self._script.clear()

    async def play(
        self, request: web.Request, failure: Failure, work: Callable[[], Any]
    ) -> web.StreamResponse:
        """Answer a call the way its failure says; `work` is what success would have done."""
        if failure.after_work:
            work()
        if failure.delay:
            await asyncio.sleep(failure.delay)
        if failure.drop:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if not failure.status:  # only slow
            return web.json_response(work() if not failure.after_work else {"ok": True})
        if isinstance(failure.body, str):
            return web.Response(status=failure.status, text=failure.body, headers=failure.headers)
        return web.json_response(failure.body, status=failure.status, headers=failure.headers)
