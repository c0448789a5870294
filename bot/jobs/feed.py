"""Asking DTKS for changes of status, for when its webhook does not reach us.

Rules: the cursor is durable and moves only after its events are stored; an event that came by the
webhook too is no news. A DTKS that does not answer is asked again later, and nobody is told.
"""

import datetime as dt
from collections.abc import Callable
from functools import partial

import sqlalchemy as sa
import structlog
from sqlalchemy import Connection

from backend_client.port import BackendError, DtksBackend
from bot.jobs.deliver import Delivery
from bot.jobs.rounds import Rounds
from bot.storage.db import Database
from bot.storage.statement import Statement, named
from bot.storage.tables import setting
from handlers.dialogue.turn import millis

_log = structlog.get_logger(__name__)
CURSOR = "dtks_cursor"
_READ = Statement(
    sa.select(setting.c.value)
    .where(setting.c.name == sa.bindparam("name"))
    .order_by(setting.c.id.desc())
    .limit(1)
)
_FORGET = Statement(sa.delete(setting).where(setting.c.name == sa.bindparam("b_name")))
_WRITE = Statement(sa.insert(setting).values(**named("name", "value", "from_at", "by")))


class Feed:
    """Polls the change feed every `every` seconds."""

    def __init__(
        self,
        db: Database,
        backend: DtksBackend,
        delivery: Delivery,
        every: float,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._db = db
        self._backend = backend
        self._delivery = delivery
        self._now = now
        self._rounds = Rounds(self._asked, every=every, failure="feed_failed", later=True)

    def start(self) -> None:
        """Poll until stopped."""
        self._rounds.start()

    async def stop(self) -> None:
        """Poll no more."""
        await self._rounds.stop()

    async def _asked(self) -> None:
        try:
            await self.poll()
        except BackendError as error:
            _log.info("feed_unanswered", code=error.code.value)

    async def poll(self) -> int:
        """Take everything there is now; how many were news. Raises BackendError."""
        cursor = await self._db.read(partial(_READ.value, name=CURSOR))
        news = 0
        while True:
            page = await self._backend.changes(cursor)
            for event in page.events:
                news += await self._delivery.take(event)
            if page.cursor != cursor:
                cursor = page.cursor
                await self._db.run(partial(self._keep, cursor=cursor))
            if not page.more:
                return news

    def _keep(self, conn: Connection, *, cursor: str) -> None:
        _FORGET.run(conn, b_name=CURSOR)
        _WRITE.run(conn, name=CURSOR, value=cursor, from_at=millis(self._now()), by="feed")
