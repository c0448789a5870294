"""The rules of the day in memory, read again now and then: a turn must not wait for them.

Rules: a change by staff holds in this process at once, in the others within `EVERY` seconds. A
database that does not answer leaves the rules that were read last.
"""

import asyncio
import contextlib
import datetime as dt
from collections.abc import Callable

import structlog

from bot.storage import settings
from bot.storage.db import Database
from handlers.policy import Policy

_log = structlog.get_logger(__name__)
EVERY = 10.0  # seconds


class Rules:
    """What `Policy` is now."""

    def __init__(self, db: Database, default: Policy, now: Callable[[], dt.datetime]) -> None:
        self._db = db
        self._default = default
        self._now = now
        self._policy = default
        self._task: asyncio.Task[None] | None = None

    def at(self, now: dt.datetime) -> Policy:
        """The rules of the day."""
        return self._policy

    async def refresh(self) -> None:
        """Read them now."""
        self._policy = await self._db.read(
            lambda conn: settings.policy(conn, self._now(), self._default)
        )

    def start(self) -> None:
        """Keep reading until stopped."""
        self._task = asyncio.ensure_future(self._rounds())

    async def stop(self) -> None:
        """No more."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def _rounds(self) -> None:
        while True:
            try:
                await self.refresh()
            except Exception as error:
                _log.error("rules_not_read", kind=type(error).__name__)
            await asyncio.sleep(EVERY)
