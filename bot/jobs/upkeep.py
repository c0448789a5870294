"""What must happen although nobody writes: sweeps of rows whose process died, and reminders.

Rules: every round is bounded, and safe to run in several processes at once. A round that fails is
logged and the next one comes.
"""

import datetime as dt
from collections.abc import Callable
from functools import partial

from sqlalchemy import Connection

from bot.jobs.receipts import Receipts
from bot.jobs.rounds import Rounds
from bot.jobs.send import Outgoing, Sender
from bot.storage.contacts import Contacts
from bot.storage.db import Database
from bot.storage.mailbox import Mailbox
from bot.turn import Turns
from handlers.dialogue.turn import millis
from handlers.policy import Policy
from i18n.formats import zone

EVERY = 2.0  # seconds between two rounds
MOST = 200  # rows a round takes


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
        policy: Callable[[dt.datetime], Policy],
        now: Callable[[], dt.datetime],
    ) -> None:
        self._db = db
        self._contacts = contacts
        self._mailbox = mailbox
        self._sender = sender
        self._receipts = receipts
        self._turns = turns
        self._policy = policy
        self._now = now
        # Apart, so that a long round does not look like a dead process.
        self._beats = Rounds(self._beat, every=EVERY, failure="heartbeat_failed")
        self._rounds = Rounds(self.round, every=EVERY, failure="upkeep_failed")

    def start(self) -> None:
        """Go round until stopped."""
        self._beats.start()
        self._rounds.start()

    async def stop(self) -> None:
        """No more rounds."""
        await self._beats.stop()
        await self._rounds.stop()

    async def _beat(self) -> None:
        await self._db.run(self._mailbox.beat)

    async def round(self) -> None:
        """One round, now."""
        now = self._now()
        await self._receipts.settle()
        for outgoing in await self._db.run(partial(self._due, now=now)):
            self._sender.send(outgoing)
        lost = partial(self._contacts.lost_calls, now=millis(now), most=MOST)
        for contact_id in await self._db.run(lost):
            await self._turns.recall(contact_id)
        due = partial(self._contacts.to_remind, now=millis(now), most=MOST)
        for contact_id, tz in await self._db.read(due):
            if awake(now, tz, self._policy(now).quiet):
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


def awake(now: dt.datetime, tz: str, quiet: tuple[int, int]) -> bool:
    """Is it outside the quiet hours where the citizen lives?"""
    begin, end = quiet
    hour = now.astimezone(zone(tz)).hour
    return not (begin <= hour < end if begin <= end else hour >= begin or hour < end)
