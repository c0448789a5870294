"""The rules of the day in memory, read again now and then: a turn must not wait for them.

Rules: a change by staff holds in this process at once, in the others within `EVERY` seconds. A
database that does not answer leaves the rules that were read last.
"""

import datetime as dt
from collections.abc import Callable, Mapping

from sqlalchemy import Connection

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
        self._rates: dict[str, float] = {}
        self._rounds = Rounds(self.refresh, every=EVERY, failure="rules_not_read")

    def at(self, now: dt.datetime) -> Policy:
        """The rules of the day."""
        return self._policy

    def rates(self) -> Mapping[str, float]:
        """How fast broadcasts go at most, messages a second by channel, where staff said so."""
        return self._rates

    async def refresh(self) -> None:
        """Read them now."""

        def read(conn: Connection) -> tuple[Policy, dict[str, float]]:
            now = self._now()
            return settings.policy(conn, now, self._default), settings.rates(conn, now)

        self._policy, self._rates = await self._db.read(read)

    def start(self) -> None:
        """Keep reading until stopped."""
        self._rounds.start()

    async def stop(self) -> None:
        """No more."""
        await self._rounds.stop()
