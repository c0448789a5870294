"""A message of a broadcast on its way to one recipient.

Rules: parts go in their order, each at its slot and past the guard; what came of it is said once,
for the message as a whole. Once a part is out, a failure leaves doubt: it is never tried again.
"""

import asyncio
import datetime as dt
import time
from collections.abc import Callable

import structlog

from bot.broadcasts.line import Line, Ready
from bot.channels.base import Channel, SendError, SendErrorKind, TemplatePart
from bot.channels.twilio_errors import TEMPLATE_FAULTS
from bot.logs import fault
from bot.storage import ledger
from bot.storage.contacts import Contacts
from bot.storage.db import Database
from bot.storage.ledger import Outcome
from handlers.dialogue.turn import millis

_log = structlog.get_logger(__name__)
PATIENCE = 10.0  # seconds that the rest of a begun message waits; well below `ledger.STALE`


class Flight:
    """Sends what is ready."""

    def __init__(self, db: Database, contacts: Contacts, now: Callable[[], dt.datetime]) -> None:
        self._db = db
        self._contacts = contacts
        self._now = now

    async def fly(self, channel: Channel, line: Line, one: Ready) -> None:
        """Every part at its slot; what came of it is put down at the line."""
        provider_id = ""
        for place in range(len(one.parts)):
            wait = one.at + sum(one.takes[:place]) * line.gap - time.monotonic()
            if wait > 0:
                await asyncio.sleep(wait)
            try:
                provider_id = await self._part(channel, line, one, place)
            except SendError as error:
                line.outcomes.append(self._failed(line, one, error, place))
                if error.kind is SendErrorKind.STOP:
                    await self._gone(one.row.contact_id)
                return
            except Exception as error:
                _log.error("broadcast_send_crashed", **fault(error))
                crashed = Outcome(id=one.row.id, state="unknown", code="crashed")
                line.outcomes.append(crashed)
                return
        line.outcomes.append(
            Outcome(id=one.row.id, state="sent", provider_id=provider_id, at=millis(self._now()))
        )

    async def _part(self, channel: Channel, line: Line, one: Ready, place: int) -> str:
        """Send a part; the provider's id. Whoever has the picture already waits here for the words
        when the provider says 'later'. Raises SendError."""
        patience = PATIENCE if place else 0.0
        while True:
            await line.guard.wait(one.takes[place])
            try:
                return await channel.send(one.address, one.parts[place])
            except SendError as error:
                wait = error.retry_after or 1.0
                if error.kind is not SendErrorKind.RETRY or wait > patience:
                    raise
                if error.retry_after is not None:
                    line.hold(error.retry_after)
                patience -= wait
                await asyncio.sleep(wait)

    def _failed(self, line: Line, one: Ready, error: SendError, place: int) -> Outcome:
        row = one.row
        if error.kind is SendErrorKind.UNKNOWN or place > 0:
            return Outcome(id=row.id, state="unknown", code=error.code)
        if isinstance(one.parts[place], TemplatePart) and error.code in TEMPLATE_FAULTS:
            # Not this recipient's doing: it waits, and so does the broadcast.
            halted = row.broadcast_id
            return Outcome(id=row.id, state="waiting", code=error.code, halts=halted)
        if error.kind is SendErrorKind.RETRY and row.attempts + 1 < ledger.TRIES:
            wait = error.retry_after or 2.0 ** (row.attempts + 1)
            if error.retry_after is not None:
                line.hold(error.retry_after)
            again = millis(self._now()) + int(wait * 1000)
            return Outcome(id=row.id, state="waiting", code=error.code, at=again)
        return Outcome(id=row.id, state="failed", code=error.code)

    async def _gone(self, contact_id: int) -> None:
        await self._db.run(lambda conn: self._contacts.blocked(conn, contact_id, True, self._now()))
