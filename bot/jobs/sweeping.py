"""The hourly end of what has been kept long enough, here and at the providers.

Rules: bounded rounds with a pause between, safe in several processes at once; bytes of media go
after the rows that named them. A provider that does not answer is asked again in an hour.
"""

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol, runtime_checkable

import structlog

from bot.channels.base import SendError
from bot.jobs.rounds import Rounds
from bot.media.store import MediaShelf, ShelfAway
from bot.storage import buckets
from bot.storage.db import Database
from bot.storage.retention import Retention

_log = structlog.get_logger(__name__)
EVERY = 3600.0  # seconds
PAUSE = 0.2  # seconds between rounds that follow each other
# What a prompt with buttons leaves at the provider may name somebody: a day, then it goes.
LEFT_THERE = dt.timedelta(days=1)


@runtime_checkable
class LeavesTraces(Protocol):
    """A channel whose provider keeps what was sent (`WhatsAppChannel`)."""

    async def sweep(self, keep_from: dt.datetime) -> int:
        """Delete what is older there; how many. Raises SendError."""
        ...


class Sweeping:
    """Runs the retention rules."""

    def __init__(
        self,
        db: Database,
        retention: Retention,
        shelf: MediaShelf,
        traces: Sequence[LeavesTraces],
        now: Callable[[], dt.datetime],
    ) -> None:
        self._db = db
        self._retention = retention
        self._shelf = shelf
        self._traces = traces
        self._now = now
        self._owed: set[str] = set()  # what a store that was away still has
        self._rounds = Rounds(self.sweep, every=EVERY, failure="sweep_failed")

    def start(self) -> None:
        """Sweep every hour until stopped."""
        self._rounds.start()

    async def stop(self) -> None:
        """No more."""
        await self._rounds.stop()

    async def _erase(self, keys: list[str]) -> None:
        for key in keys:
            try:
                await self._shelf.erase(key)
            except ShelfAway as error:
                self._owed.add(key)
                _log.warning("media_not_erased", code=str(error))
            else:
                self._owed.discard(key)

    async def sweep(self) -> None:
        """Everything that is over now."""
        more = True
        while more:
            swept = await self._db.run(partial(self._retention.sweep, now=self._now()))
            await self._erase([*self._owed, *swept.media])
            more = swept.more
            await asyncio.sleep(PAUSE if more else 0)
        await self._db.run(buckets.expire)
        for channel in self._traces:
            try:
                await channel.sweep(self._now() - LEFT_THERE)
            except SendError as error:
                _log.warning("traces_not_swept", code=error.code)
