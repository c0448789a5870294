"""Delivery reports: what became of what was sent, and what is to be done about it.

Rules: forward only and idempotent (bot.storage.receipts); a report that came before its message
was recorded is taken up by the next round of upkeep. One transaction a report.
"""

import datetime as dt
from collections.abc import Callable
from functools import partial

from sqlalchemy import Connection

from bot.channels.base import DeliveryStatus, Receipt, SendErrorKind
from bot.channels.twilio_errors import kind_of
from bot.jobs.aftercare import Aftercare
from bot.storage import receipts
from bot.storage.db import Database

MOST = 200  # early reports a round takes


class Receipts:
    """Takes reports."""

    def __init__(self, db: Database, aftercare: Aftercare, now: Callable[[], dt.datetime]) -> None:
        self._db = db
        self._aftercare = aftercare
        self._now = now

    async def take(self, receipt: Receipt) -> bool:
        """Take one; False when it was no news (yet)."""
        return await self._db.run(partial(self._take, receipt=receipt))

    async def settle(self) -> None:
        """Take what came too early, and forget what nothing comes for."""
        await self._db.run(self._settle)

    def _settle(self, conn: Connection) -> None:
        for early in receipts.fitting(conn, MOST):
            self._take(conn, receipt=early)
        receipts.expire(conn, self._now())

    def _take(self, conn: Connection, *, receipt: Receipt) -> bool:
        now = self._now()
        news = receipts.take(conn, receipt, now)
        if news is None:
            return False
        if news.status is DeliveryStatus.FAILED:
            if news.outbox_id is not None:
                self._aftercare.undelivered(conn, news.outbox_id, news.part, news.code, now)
            elif kind_of(news.code) is SendErrorKind.STOP:
                self._aftercare.left(conn, news.contact_id, news.code, now)
        if news.outbox_id is not None:
            receipts.settled(conn, news.outbox_id)
        return True
