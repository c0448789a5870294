"""What must happen although nobody writes: sweeps of rows whose process died, and reminders.

Rules: every round is bounded, and safe to run in several processes at once. A round that fails is
logged and the next one comes.
"""

import asyncio
import contextlib
import datetime as dt
from collections.abc import Callable
from functools import partial

import structlog
from sqlalchemy import Connection

from bot.jobs.receipts import Receipts
from bot.jobs.send import Outgoing, Sender
from bot.storage.contacts import Contacts
from bot.storage.db import Database
from bot.storage.mailbox import Mailbox
from bot.turn import Turns
from handlers.dialogue.turn import millis
from i18n.formats import zone

_log = structlog.get_logger(__name__)
EVERY = 2.0  # seconds between two rounds
MOST = 200  # rows a round takes
LOST_CALL = 45_000  # ms; the longest call to DTKS takes less, so an older one's process died
QUIET = (20, 7)  # hours without reminders, local time (LANGUAGE.md)


class Upkeep:
    """The rounds."""

    def __init__(
        self,
        db: Database,
        contacts: Contacts,
        mailbox: Mailbox,
        sender: Sender,
        receipts: Receipts,
        turns: Turns,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._db = db
        self._contacts = contacts
        self._mailbox = mailbox
        self._sender = sender
        self._receipts = receipts
        self._turns = turns
        self._now = now
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Go round until stopped."""
        self._tasks = [asyncio.ensure_future(self._beats()), asyncio.ensure_future(self._rounds())]

    async def stop(self) -> None:
        """No more rounds."""
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _beats(self) -> None:
        """Apart from the rounds, so that a long one does not look like a dead process."""
        while True:
            try:
                await self._db.run(self._mailbox.beat)
            except Exception as error:
                _log.error("heartbeat_failed", kind=type(error).__name__)
            await asyncio.sleep(EVERY)

    async def _rounds(self) -> None:
        while True:
            try:
                await self.round()
            except Exception as error:
                _log.error("upkeep_failed", kind=type(error).__name__)
            await asyncio.sleep(EVERY)

    async def round(self) -> None:
        """One round, now."""
        now = self._now()
        await self._receipts.settle()
        for outgoing in await self._db.run(partial(self._due, now=now)):
            self._sender.send(outgoing)
        lost = partial(self._contacts.pending, before=millis(now) - LOST_CALL, most=MOST)
        for contact_id in await self._db.read(lost):
            await self._turns.recall(contact_id)
        due = partial(self._contacts.to_remind, now=millis(now), most=MOST)
        for contact_id, tz in await self._db.read(due):
            if awake(now, tz):
                first = partial(self._contacts.reminded, contact_id=contact_id)
                if await self._db.run(first):
                    await self._turns.nudge(contact_id)

    def _due(self, conn: Connection, *, now: dt.datetime) -> list[Outgoing]:
        outgoing = []
        for due in self._mailbox.due(conn, now, MOST):
            contact = self._contacts.by_id(conn, due.contact_id)
            if contact is not None:
                outgoing.append(
                    Outgoing(
                        due.outbox_id,
                        contact.id,
                        contact.channel,
                        contact.address,
                        due.parts,
                        due.next_part,
                        due.kind,
                    )
                )
        return outgoing


def awake(now: dt.datetime, tz: str) -> bool:
    """Is it outside the quiet hours where the citizen lives?"""
    return QUIET[1] <= now.astimezone(zone(tz)).hour < QUIET[0]
