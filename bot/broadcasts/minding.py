"""Looks after broadcasts from one second to the next: starts what is due, takes up what a crash
left, ends what is done.

Rules: any number of processes may do so at once; each step is one transaction that finds out first
whether it is still to be done.
"""

import asyncio
import datetime as dt
from collections.abc import Callable
from functools import partial

import structlog
from sqlalchemy import Connection

from bot.broadcasts.model import State
from bot.outages import Outage
from bot.storage import audience, broadcasts, ledger, programmes
from bot.storage.cases import Cases
from bot.storage.db import Database

_log = structlog.get_logger(__name__)
MINDED = 1.0  # seconds between two rounds of starting, recovering and finishing
CANCELLED = dt.timedelta(days=7)  # how long what a cancel left under way is looked after
_FILLED = 0.05  # seconds between two batches of what older submissions say


class Minder:
    """The rounds of one process."""

    def __init__(self, db: Database, cases: Cases, now: Callable[[], dt.datetime]) -> None:
        self._db = db
        self._cases = cases
        self._now = now
        self._outage = Outage("broadcasts_not_minded")

    async def rounds(self) -> None:
        """Again and again, until cancelled."""
        while True:
            await self.round()
            await asyncio.sleep(MINDED)

    async def round(self, stale: int = ledger.STALE) -> None:
        """One round; one that fails leaves it to the next."""
        try:
            await self.mind(stale)
        except Exception as error:
            self._outage.failed(error)
        else:
            self._outage.works()

    async def mind(self, stale: int = ledger.STALE) -> None:
        """One round. Raises whatever the database does."""
        now = self._now()
        for broadcast_id in await self._db.read(lambda conn: broadcasts.due(conn, now)):
            await self._db.run(partial(self._begin, broadcast_id=broadcast_id, now=now))

        def finish(conn: Connection) -> None:
            for b in broadcasts.running(conn, paused=True):
                doubtful = ledger.recover(conn, b.id, again=b.content.again, stale=stale)
                if doubtful:
                    _log.warning("broadcast_in_doubt", broadcast=b.id, recipients=doubtful)
                if b.state is State.RUNNING and not ledger.left(conn, b.id):
                    broadcasts.move(conn, b.id, "finish", now)
            # What was in a worker's hands when somebody cancelled: a process may have died since.
            for broadcast_id in broadcasts.stopped(conn, now - CANCELLED):
                ledger.recover(conn, broadcast_id, again=False, stale=stale)
                ledger.cancel(conn, broadcast_id)

        await self._db.run(finish)

    async def fill(self) -> None:
        """Learn the programmes of what was sent to a release that did not keep them."""
        more, outage = True, Outage("programmes_not_remembered")
        while more:
            try:
                work = partial(programmes.remember, opened=self._cases.body, now=self._now())
                more = await self._db.run(work)
            except Exception as error:
                outage.failed(error)
                await asyncio.sleep(MINDED)
            else:
                outage.works()
            await asyncio.sleep(_FILLED if more else 0)

    def _begin(self, conn: Connection, *, broadcast_id: int, now: dt.datetime) -> None:
        found = broadcasts.one(conn, broadcast_id)
        if found is not None and found.audience.programmes and not programmes.complete(conn):
            return  # else it would leave out who sent something before
        if broadcasts.move(conn, broadcast_id, "start", now):
            b = broadcasts.one(conn, broadcast_id)
            assert b is not None  # noqa: S101 - moved a line above
            audience.plan(conn, b, now)
