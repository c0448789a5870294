"""Work that is done again and again in the background until it is stopped.

Rules: a round that fails is logged, by its kind alone, and the next one comes; stopping waits for
nothing, so a round must be safe to cut off anywhere. An outage is logged as one (`bot.outages`).
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from bot.outages import Outage


class Rounds:
    """Calls `work`, with `every` seconds after each call. `failure` is the log's event."""

    def __init__(
        self,
        work: Callable[[], Awaitable[object]],
        *,
        every: float,
        failure: str,
        later: bool = False,
    ) -> None:
        """`later`: the first round comes after the first pause."""
        self._work = work
        self._every = every
        self._outage = Outage(failure)
        self._later = later
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Go round until stopped."""
        self._task = asyncio.ensure_future(self._rounds())

    async def stop(self) -> None:
        """No more; also when never started."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _rounds(self) -> None:
        if self._later:
            await asyncio.sleep(self._every)
        while True:
            try:
                await self._work()
            except Exception as error:
                self._outage.failed(error)
            else:
                self._outage.works()
            await asyncio.sleep(self._every)
