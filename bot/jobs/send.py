"""Sending what the outbox holds, in order within a chat.

Rules (ENGINE.md, 'Policies'): the row was committed before; it is sent by the same process right
after, and marked. A reply is sent at least once: when in doubt, again. A notice is sent at most
once: when in doubt it is `unknown`, for a receipt to settle. What fails for good says why and,
when the citizen left, marks the contact. What must wait goes back to the sweep, and so does all
that is behind it in the same chat.
"""

import asyncio
import datetime as dt
from collections import deque
from collections.abc import Callable, Mapping
from functools import partial

import msgspec
import structlog
from sqlalchemy import Connection

from bot.channels.base import Channel, ChannelName, Part, SendError, SendErrorKind
from bot.channels.metering import taken, takes
from bot.jobs.aftercare import Aftercare
from bot.jobs.pace import Pace
from bot.logs import fault
from bot.metrics import SENDS
from bot.storage.contacts import Contacts
from bot.storage.db import Database
from bot.storage.mailbox import INSTANT, Mailbox

_log = structlog.get_logger(__name__)
TRIES = 6  # in a row, before the sweep takes over
AT_ONCE = 0.05  # seconds to its slot that a notice's row need not know of
LONGEST_WAIT = 30.0  # seconds a send waits in memory; a longer `retry_after` goes to the sweep
_BACKOFF = 0.5  # seconds, doubled with each try


class Outgoing(msgspec.Struct):
    """One outbox row on its way: the parts from `next_part` on are still to be sent."""

    outbox_id: int
    contact_id: int
    channel: ChannelName
    address: str
    parts: list[Part]
    next_part: int = 0
    kind: str = "reply"


class Sender:
    """Sends outbox rows; one row at a time per contact, many contacts at once."""

    def __init__(
        self,
        db: Database,
        channels: Mapping[ChannelName, Channel],
        mailbox: Mailbox,
        contacts: Contacts,
        aftercare: Aftercare,
        pace: Pace,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._db = db
        self._channels = channels
        self._mailbox = mailbox
        self._contacts = contacts
        self._aftercare = aftercare
        self._pace = pace
        self._now = now
        self._waiting: dict[int, deque[Outgoing]] = {}
        # Chats of which something was put off: nothing may pass it before that time.
        self._held: dict[int, dt.datetime] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def busy(self) -> bool:
        """Is anything being sent?"""
        return bool(self._tasks)

    def wait(self, channel: ChannelName) -> float:
        """Seconds until it is worth trying to send a notice; 0.0: now."""
        return min(self._pace.full(channel), LONGEST_WAIT)

    def send(self, outgoing: Outgoing) -> None:
        """Send soon, after what is already on its way to the same contact."""
        line = self._waiting.get(outgoing.contact_id)
        if line is not None:
            line.append(outgoing)
            return
        self._waiting[outgoing.contact_id] = deque([outgoing])
        task = asyncio.ensure_future(self._line(outgoing.contact_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def drain(self) -> None:
        """Wait until everything handed in is sent, failed or put off."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def leave(self) -> None:
        """Let go of all that is under way: the next start finds it as after a crash."""
        tasks = set(self._tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def _line(self, contact_id: int) -> None:
        line = self._waiting[contact_id]
        try:
            while line:
                await self._one(line.popleft())
        finally:
            del self._waiting[contact_id]

    async def _one(self, outgoing: Outgoing) -> None:
        channel = self._channels.get(outgoing.channel)
        if channel is None:
            await self._failed(outgoing, "channel_off")
            return
        held = self._held.get(outgoing.contact_id)
        if held is not None and outgoing.kind in INSTANT:
            wait = (held - self._now()).total_seconds()
            if wait > 0:
                await self._later(outgoing, outgoing.next_part, wait, "behind")
                return
            del self._held[outgoing.contact_id]
        if outgoing.kind not in INSTANT and not await self._admitted(outgoing):
            return
        sent: list[tuple[int, str]] = []
        for index in range(outgoing.next_part, len(outgoing.parts)):
            provider_id = await self._part(channel, outgoing, index)
            if provider_id is None:
                if sent:
                    await self._db.run(partial(self._record, outgoing=outgoing, sent=sent))
                return
            sent.append((index, provider_id))
        mark = partial(
            self._mailbox.sent,
            outbox_id=outgoing.outbox_id,
            sent=sent,
            now=self._now(),
            channel=outgoing.channel,
            whole=True,
        )
        SENDS.labels(outgoing.channel.value, outgoing.kind, "sent").inc()
        await self._db.run(mark)

    async def _admitted(self, outgoing: Outgoing) -> bool:
        """May a notice go now? It waits here for its slot; for a long time, in the outbox."""
        left = outgoing.parts[outgoing.next_part :]
        slots = taken(left, self._channels[outgoing.channel].capabilities)
        mine, wait = await self._pace.notice(
            outgoing.channel, outgoing.contact_id, len(left), slots
        )
        if not mine:
            await self._later(outgoing, outgoing.next_part, min(wait, LONGEST_WAIT), "paced")
            return False
        if wait <= AT_ONCE:
            return True
        # A crash while it waits must not look like one during its call: it is not `sending` yet.
        until = self._now() + dt.timedelta(seconds=LONGEST_WAIT)
        waits = partial(self._mailbox.wait, outbox_id=outgoing.outbox_id, not_before=until)
        await self._db.run(waits)
        await asyncio.sleep(wait)
        if held := self._pace.expected(outgoing.channel):
            await self._later(outgoing, outgoing.next_part, min(held, LONGEST_WAIT), "held")
            return False
        begins = partial(self._mailbox.begin, outbox_id=outgoing.outbox_id, now=self._now())
        return await self._db.run(begins)

    def _record(self, conn: Connection, *, outgoing: Outgoing, sent: list[tuple[int, str]]) -> None:
        self._mailbox.sent(
            conn,
            outbox_id=outgoing.outbox_id,
            sent=sent,
            now=self._now(),
            channel=outgoing.channel,
            whole=False,
        )

    async def _part(self, channel: Channel, outgoing: Outgoing, index: int) -> str | None:
        """The provider's id, or None when this row's sending ends here (already recorded)."""
        for attempt in range(TRIES):
            if outgoing.kind in INSTANT or attempt:
                held = self._pace.expected(outgoing.channel)
                if held > LONGEST_WAIT:
                    await self._later(outgoing, index, held, "held")
                    return None
                slots = takes(outgoing.parts[index], channel.capabilities)
                await self._pace.reply(outgoing.channel, outgoing.contact_id, slots)
            try:
                return await channel.send(outgoing.address, outgoing.parts[index])
            except SendError as error:
                wait = error.retry_after or _BACKOFF * 2**attempt
                if error.new_address is not None:
                    outgoing.address = error.new_address
                    await self._moved(outgoing)
                    continue
                again = error.kind is SendErrorKind.RETRY or (
                    error.kind is SendErrorKind.UNKNOWN and outgoing.kind == "reply"
                )
                if not again:
                    await self._ended(outgoing, error)
                    return None
                if error.retry_after is not None:
                    await self._pace.later(outgoing.channel, outgoing.contact_id, wait)
                if wait > LONGEST_WAIT or attempt == TRIES - 1:
                    await self._later(outgoing, index, wait, error.code)
                    return None
                await asyncio.sleep(wait)
            except Exception as error:
                _log.error("send_crashed", channel=outgoing.channel, **fault(error))
                await self._failed(outgoing, "crashed")
                return None
        return None

    async def _ended(self, outgoing: Outgoing, error: SendError) -> None:
        if error.kind is SendErrorKind.UNKNOWN:
            mark = partial(self._mailbox.unknown, outbox_id=outgoing.outbox_id, code=error.code)
            SENDS.labels(outgoing.channel.value, outgoing.kind, "unknown").inc()
            await self._db.run(mark)
            return
        if error.kind not in (SendErrorKind.STOP, SendErrorKind.TEMPLATE):
            _log.error("send_refused", channel=outgoing.channel, code=error.code)
        SENDS.labels(outgoing.channel.value, outgoing.kind, "failed").inc()
        await self._db.run(partial(self._refused, outgoing=outgoing, error=error))

    def _refused(self, conn: Connection, *, outgoing: Outgoing, error: SendError) -> None:
        now = self._now()
        held = self._mailbox.held(conn, outgoing.outbox_id)
        self._mailbox.failed(conn, outbox_id=outgoing.outbox_id, code=error.code)
        if error.kind is SendErrorKind.STOP:
            self._aftercare.left(conn, outgoing.contact_id, error.code, now)
        elif error.kind is SendErrorKind.TEMPLATE and held is not None:
            self._aftercare.outside(conn, held, now)

    async def _failed(self, outgoing: Outgoing, code: str) -> None:
        SENDS.labels(outgoing.channel.value, outgoing.kind, "failed").inc()
        await self._db.run(partial(self._mailbox.failed, outbox_id=outgoing.outbox_id, code=code))

    async def _later(self, outgoing: Outgoing, index: int, wait: float, code: str) -> None:
        due = self._now() + dt.timedelta(seconds=wait)
        if outgoing.kind in INSTANT:
            self._held[outgoing.contact_id] = due
        put_off = partial(
            self._mailbox.later,
            outbox_id=outgoing.outbox_id,
            next_part=index,
            not_before=due,
            code=code,
        )
        await self._db.run(put_off)

    async def _moved(self, outgoing: Outgoing) -> None:
        await self._db.run(
            partial(self._contacts.moved, contact_id=outgoing.contact_id, address=outgoing.address)
        )
