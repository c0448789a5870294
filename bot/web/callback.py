"""The missed-call service: a ring from a known number is called back, and costs nothing.

Rules: only where the operator turned it on, only somebody who wrote or called before, at most
`MOST` times a day, and never somebody who asked not to be called (mode `tuli`). Whoever is not
called back is simply answered.
"""

import asyncio
import datetime as dt
from collections.abc import Callable
from functools import partial

import structlog
from sqlalchemy import Connection

from bot.channels.base import ChannelName, Inbound, InboundKind, SendError
from bot.channels.voice import VoiceChannel, reject
from bot.storage.contacts import Contacts
from bot.storage.db import Database
from bot.storage.limits import Limits
from i18n.modes import Mode

_log = structlog.get_logger(__name__)
MOST = 5
# Seconds until we ring: long enough for their phone to be free again.
PAUSE = 5.0


class CallBack:
    """Decides on a first ring, and rings back."""

    def __init__(
        self,
        channel: VoiceChannel,
        db: Database,
        contacts: Contacts,
        limits: Limits,
        now: Callable[[], dt.datetime],
        pause: float = PAUSE,
    ) -> None:
        self._channel = channel
        self._db = db
        self._contacts = contacts
        self._limits = limits
        self._now = now
        self._pause = pause
        self._ringing: set[asyncio.Task[None]] = set()

    async def instead(self, inbound: Inbound) -> bytes | None:
        """What to answer a ring with when it will be called back; None: take the call."""
        if inbound.kind is not InboundKind.CALL or inbound.ours:
            return None
        if not inbound.address.startswith("+"):
            return None
        if not await self._db.run(partial(self._may, address=inbound.address)):
            return None
        task = asyncio.ensure_future(self._ring(inbound.address))
        self._ringing.add(task)
        task.add_done_callback(self._ringing.discard)
        return reject()

    def _may(self, conn: Connection, *, address: str) -> bool:
        now = self._now()
        for channel, known in (
            (ChannelName.VOICE, address),
            (ChannelName.WHATSAPP, f"whatsapp:{address}"),
            (ChannelName.SMS, address),
        ):
            contact = self._contacts.at(conn, channel.value, known)
            if contact is not None:
                return contact.mode != Mode.TULI and self._limits.take(
                    conn, contact.id, "call_back", now, contact.tz, MOST
                )
        return False

    async def _ring(self, address: str) -> None:
        await asyncio.sleep(self._pause)
        try:
            await self._channel.ring(address)
        except SendError as error:
            _log.error("call_back_failed", code=error.code)
