"""The hourly end of what has been kept long enough.

Rules: bounded rounds with a pause between, safe in several processes at once; bytes of media go
after the rows that named them.
"""

import asyncio
import contextlib
import datetime as dt
from collections.abc import Callable
from functools import partial

import structlog

from bot.media.store import MediaShelf
from bot.storage.db import Database
from bot.storage.retention import Retention

_log = structlog.get_logger(__name__)
EVERY = 3600.0  # seconds
PAUSE = 0.2  # seconds between rounds that follow each other


class Sweeping:
    """Runs the retention rules."""

    def __init__(
        self,
        db: Database,
        retention: Retention,
        shelf: MediaShelf,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._db = db
        self._retention = retention
        self._shelf = shelf
        self._now = now
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Sweep every hour until stopped."""
        self._task = asyncio.ensure_future(self._hours())

    async def stop(self) -> None:
        """No more."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def sweep(self) -> None:
        """Everything that is over now."""
        more = True
        while more:
            swept = await self._db.run(partial(self._retention.sweep, now=self._now()))
            for key in swept.media:
                await self._shelf.erase(key)
            more = swept.more
            await asyncio.sleep(PAUSE if more else 0)

    async def _hours(self) -> None:
        while True:
            try:
                await self.sweep()
            except Exception as error:
                _log.error("sweep_failed", kind=type(error).__name__)
            await asyncio.sleep(EVERY)
