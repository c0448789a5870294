"""The missed-call service: a ring from a known number is called back, and costs nothing.

Rules: only where the operator turned it on, only somebody who wrote or called before, at most
`MOST` times a day, and never somebody who asked not to be called (mode `tuli`). Whoever is not
called back is simply answered. Who rings again and again meanwhile is refused too, and called
once. The refusal and the call to come are one transaction.
"""

import datetime as dt
from collections.abc import Callable
from functools import partial

from sqlalchemy import Connection

from bot.channels.base import ChannelName, Inbound, InboundKind
from bot.channels.voice import reject
from bot.jobs.ringing import Ringing
from bot.storage.contacts import Contact, Contacts
from bot.storage.db import Database
from bot.storage.limits import Limits
from i18n.modes import Mode

MOST = 5  # calls back a day
# Seconds in which rings are one wish: we ring after 5 s, and a telephone rings for half a minute.
NEAR = 30
_WHAT = "call_back"


class CallBack:
    """Decides on a first ring."""

    def __init__(
        self,
        db: Database,
        contacts: Contacts,
        limits: Limits,
        ringing: Ringing,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._db = db
        self._contacts = contacts
        self._limits = limits
        self._ringing = ringing
        self._now = now

    async def instead(self, inbound: Inbound) -> bytes | None:
        """What to answer a ring with when it will be called back; None: take the call."""
        if inbound.kind is not InboundKind.CALL or inbound.ours:
            return None
        if not inbound.address.startswith("+"):
            return None
        if not await self._db.run(partial(self._may, address=inbound.address)):
            return None
        return reject()

    def _may(self, conn: Connection, *, address: str) -> bool:
        now = self._now()
        for channel, known in (
            (ChannelName.VOICE, address),
            (ChannelName.WHATSAPP, f"whatsapp:{address}"),
            (ChannelName.SMS, address),
        ):
            contact = self._contacts.at(conn, channel.value, known)
            if contact is None:
                continue
            if contact.mode == Mode.TULI:
                return False
            if self._on_its_way(conn, contact, now):
                return True
            if not self._limits.take(conn, contact.id, _WHAT, now, contact.tz, MOST):
                return False
            self._limits.take(conn, contact.id, _near(now), now, contact.tz, MOST)
            self._ringing.enqueue(conn, contact.id, now)
            return True
        return False

    def _on_its_way(self, conn: Connection, contact: Contact, now: dt.datetime) -> bool:
        """Did they ring just now, so that our call is coming?"""
        return any(
            self._limits.used(conn, contact.id, _near(at), now, contact.tz)
            for at in (now, now - dt.timedelta(seconds=NEAR))
        )


def _near(at: dt.datetime) -> str:
    """The half minute of a ring, as something that is counted."""
    return f"{_WHAT} {int(at.timestamp()) // NEAR}"
