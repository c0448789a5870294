"""The rules of the day in memory, read again now and then: a turn must not wait for them.

Rules: a change by staff holds in this process at once, in the others within `EVERY` seconds. A
database that does not answer leaves the rules that were read last.
"""

import datetime as dt
from collections.abc import Callable

from bot.jobs.rounds import Rounds
from bot.storage import settings
from bot.storage.db import Database
from handlers.policy import Policy

EVERY = 10.0  # seconds


class Rules:
    """What `Policy` is now."""

    def __init__(self, db: Database, default: Policy, now: Callable[[], dt.datetime]) -> None:
        self._db = db
        self._default = default
        self._now = now
        self._policy = default
        self._rounds = Rounds(self.refresh, every=EVERY, failure="rules_not_read")

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
        self._rounds.start()

    async def stop(self) -> None:
        """No more."""
        await self._rounds.stop()
