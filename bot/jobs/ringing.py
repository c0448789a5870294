"""Ringing somebody back who rang us and was spared the cost.

Rules: a durable job, enqueued with the decision: whoever was refused is rung, whatever becomes of
the process. A call that may have gone out is never placed again, and nobody is rung long after
they rang.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol, runtime_checkable

from sqlalchemy import Connection

from bot.channels.base import Channel, ChannelName, SendError, SendErrorKind
from bot.jobs.engine import Arguments, GiveUp, JobEngine, RetryLater
from bot.storage.contacts import Contacts
from bot.storage.db import Database
from handlers.dialogue.turn import millis

RING = "ring_back"
PAUSE = 5.0  # seconds until we ring: long enough for their phone to be free again
TOO_LATE = 600.0  # seconds after which nobody expects the call any more
AGAIN = 10.0  # seconds before another try, where the provider names none
_WHATSAPP = "whatsapp:"


@runtime_checkable
class Rings(Protocol):
    """A channel that can place a call (`VoiceChannel`)."""

    async def ring(self, address: str) -> str:
        """Call a number; the call's id. Raises SendError."""
        ...


class Ringing:
    """What enqueues the call, and the job's handler."""

    def __init__(
        self,
        channels: Mapping[ChannelName, Channel],
        db: Database,
        contacts: Contacts,
        jobs: JobEngine,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._channels = channels
        self._db = db
        self._contacts = contacts
        self._jobs = jobs
        self._now = now

    def enqueue(self, conn: Connection, contact_id: int, now: dt.datetime) -> None:
        """Ring a contact back soon; joins the caller's transaction."""
        arguments: Arguments = {"contact": contact_id, "at": millis(now)}
        soon = now + dt.timedelta(seconds=PAUSE)
        self._jobs.enqueue(conn, RING, arguments, key=f"{RING}:{contact_id}", run_at=soon)

    async def __call__(self, arguments: Arguments) -> None:
        """One try. Raises RetryLater, GiveUp."""
        line: object = self._channels.get(ChannelName.VOICE)
        if not isinstance(line, Rings):
            raise GiveUp("no_channel")
        contact_id = int(arguments["contact"])
        contact = await self._db.run(partial(self._contacts.for_news, contact_id=contact_id))
        if contact is None:
            return  # erased meanwhile
        if (millis(self._now()) - int(arguments["at"])) / 1000 > TOO_LATE:
            raise GiveUp("too_late")
        try:
            await line.ring(contact.address.removeprefix(_WHATSAPP))
        except SendError as error:
            if error.kind is SendErrorKind.RETRY:
                raise RetryLater(error.code, error.retry_after or AGAIN) from None
            raise GiveUp(error.code) from None
