"""Sends broadcasts: resumable, paced, fair, flat in memory.

Rules: the ledger is the truth; this process holds at most half a second of it per channel. Every
`TICK` one transaction per channel records what came back, marks what begins now, and claims what
is next. Any number of processes may do so at once: rows are claimed with SKIP LOCKED and slots, one
for each part of a message (of an SMS, each segment), come from one bucket. Replies and notices
never wait here, and while notices are due broadcasts take half of the rate. A 429 stops the channel
for everybody until its time.
"""

import asyncio
import contextlib
import datetime as dt
import time
from collections.abc import Callable, Mapping
from itertools import accumulate

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.broadcasts.flight import Flight
from bot.broadcasts.line import Line, Ready
from bot.broadcasts.minding import Minder
from bot.broadcasts.pace import LIMITS, MARGIN
from bot.broadcasts.wording import Wording, language
from bot.channels.base import Channel, ChannelName, Part
from bot.channels.metering import takes
from bot.outages import Outage
from bot.storage import broadcasts, buckets, halts, ledger
from bot.storage.broadcasts import Broadcast
from bot.storage.cases import Cases
from bot.storage.contacts import Contacts
from bot.storage.db import Database
from bot.storage.ledger import Claimed, Outcome
from bot.storage.mailbox import CODE
from bot.storage.statement import Statement
from bot.storage.tables import outbox
from handlers.dialogue.turn import millis
from i18n.catalog import Catalog
from i18n.message import say

TICK = 0.1  # seconds between two transactions of a channel
AHEAD = 0.5  # seconds of slots claimed ahead
LATE = 0.03  # seconds behind its slot from which a recipient gets another
IDLE = 1.0  # seconds between looks when there is nothing to send
MOST_FLYING = 2  # seconds of calls in flight, before the channel waits for the provider

# A claimed recipient with the address, the message's parts, and the slots of each.
_Worded = tuple[Claimed, str, list[Part], tuple[int, ...]]

_NOTICES = Statement(
    sa.select(outbox.c.id)
    .where(
        outbox.c.state == "waiting",
        outbox.c.not_before <= sa.bindparam("now"),
        outbox.c.kind.in_(("notice", CODE)),
    )
    .limit(1)
)


class Broadcasting:
    """The engine of one process."""

    def __init__(
        self,
        db: Database,
        channels: Mapping[ChannelName, Channel],
        contacts: Contacts,
        cases: Cases,
        wording: Wording,
        catalog: Catalog,
        now: Callable[[], dt.datetime],
        limits: Mapping[str, float] = LIMITS,
        slower: Callable[[], Mapping[str, float]] = dict,
    ) -> None:
        """`limits` are the senders' rates; `slower` what staff allow broadcasts of them now, in
        messages a second by channel."""
        self._db = db
        self._channels = channels
        self._contacts = contacts
        self._cases = cases
        self._wording = wording
        self._catalog = catalog
        self._now = now
        self._limits = {**LIMITS, **limits}
        self._slower = slower
        self._flight = Flight(db, contacts, now)
        self._minder = Minder(db, cases, now)
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Send until stopped; first take up what a crash left."""
        # On the embedded database this is the only process: what is half-done is a dead one's.
        await self._minder.round(-1 if self._db.dialect == "sqlite" else ledger.STALE)
        minding = (self._minder.rounds(), self._minder.fill())
        self._tasks = [asyncio.ensure_future(work) for work in minding]
        for name, channel in self._channels.items():
            if name.value in self._limits:
                self._tasks.append(asyncio.ensure_future(self._pump(name, channel)))

    async def stop(self) -> None:
        """Finish what is in flight, give back what is not."""
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self._tasks = []

    async def mind(self, stale: int = ledger.STALE) -> None:
        """One round of starting, recovering and finishing."""
        await self._minder.mind(stale)

    async def _pump(self, name: ChannelName, channel: Channel) -> None:
        line, outage = Line(self._rate(name)), Outage("broadcast_tick_failed", channel=name.value)
        try:
            while True:
                begun = time.monotonic()
                line.run_at(self._rate(name))
                try:
                    busy = await self._tick(name, channel, line)
                except Exception as error:
                    outage.failed(error)
                    busy = False
                else:
                    outage.works()
                wait = TICK if busy or line.flying else IDLE
                await asyncio.sleep(max(wait - (time.monotonic() - begun), 0))
        finally:
            await asyncio.shield(self._settle(line))

    def _rate(self, name: ChannelName) -> float:
        limit = self._limits[name.value]
        return min(limit, self._slower().get(name.value, limit))

    async def _settle(self, line: Line) -> None:
        if line.flying:
            await asyncio.wait(set(line.flying), timeout=30)
        rest = [one.row.id for one in line.ahead]
        line.ahead.clear()
        outcomes, line.outcomes = line.outcomes, []

        def work(conn: Connection) -> None:
            self._record(conn, outcomes)
            ledger.give_back(conn, rest)

        await self._db.run(work)

    def _record(self, conn: Connection, outcomes: list[Outcome]) -> None:
        ledger.record(conn, outcomes)
        stopping = {o.halts: o.code or "" for o in outcomes if o.halts is not None}
        for broadcast_id, code in sorted(stopping.items()):
            halts.stop(conn, broadcast_id, code, self._now())

    async def _tick(self, name: ChannelName, channel: Channel, line: Line) -> bool:
        """One transaction, then start what it marked; True while there is work."""
        clock = time.monotonic()
        begins = line.due(clock + TICK * 2)
        # A stall must not become a burst: what missed its slot by much gets a new one.
        late = [one for one in begins if one.at < clock - LATE]
        begins = begins[len(late) :]
        outcomes, line.outcomes = line.outcomes, []
        pushed, line.pushed = line.pushed, 0.0
        covered = max(line.last - clock, 0.0)
        slots: list[int] = []
        most = 0
        if covered < AHEAD and len(line.flying) < line.limit * MOST_FLYING:
            most = max(round(line.limit * AHEAD / 2), 1)

        def work(conn: Connection) -> tuple[list[_Worded], int]:
            if outcomes:
                self._record(conn, outcomes)
            if pushed:
                buckets.hold(conn, name.value, pushed)
            if begins:
                ledger.begin(conn, [one.row.id for one in begins])
            if late:
                rate, count = line.limit * MARGIN, sum(one.slots for one in late)
                slots[:] = ledger.reserve(conn, name.value, count, rate)
            if not most or late:
                return [], 0
            return self._claim(conn, name, channel, line, most)

        try:
            claimed, now_ms = await self._db.run(work)
        except BaseException:
            line.outcomes = [*outcomes, *line.outcomes]
            line.pushed = max(pushed, line.pushed)
            line.ahead.extendleft(reversed([*late, *begins]))
            raise
        firsts = accumulate((one.slots for one in late), initial=0)
        again = [
            msgspec.structs.replace(one, at=line.offset + slots[first] / 1_000_000)
            for one, first in zip(late, firsts, strict=False)
        ]
        line.ahead.extend(again)
        line.last = max([line.last, *(line.ends(one) for one in again)])
        for one in begins:
            line.start(self._flight.fly(channel, line, one))
        if claimed:
            line.tell_time(time.monotonic() - now_ms / 1000)
        for row, address, parts, each in claimed:
            if parts:
                at = line.offset + row.at / 1_000_000
                ready = Ready(row, address, parts, each, at)
                line.ahead.append(ready)
                line.last = line.ends(ready)
            else:
                line.outcomes.append(Outcome(id=row.id, state="failed", code="no_window"))
        return bool(claimed or begins or late or line.ahead)

    def _claim(
        self, conn: Connection, name: ChannelName, channel: Channel, line: Line, most: int
    ) -> tuple[list[_Worded], int]:
        now = self._now()
        sending = {b.id: b for b in broadcasts.running(conn) if b.open_at(now)}
        if not sending:
            return [], 0
        if _NOTICES.one(conn, now=millis(now)) is not None:
            most = max(most // 2, 1)
        worded: dict[int, _Worded] = {}

        def slots(row: Claimed) -> int:
            address, parts = self._worded(conn, sending[row.broadcast_id], channel, row, now)
            each = tuple(takes(part, channel.capabilities) for part in parts)
            worded[row.id] = (row, address, parts, each)
            return sum(each)

        shares = line.shares.split({key: _guess(b) for key, b in sending.items()}, most)
        rows, now_ms = ledger.claim(conn, shares, name.value, line.limit * MARGIN, slots)
        for broadcast_id, share in shares:
            mine = [sum(worded[row.id][3]) for row in rows if row.broadcast_id == broadcast_id]
            line.shares.took(broadcast_id, share, mine)
        # With the slots that the claim gave them.
        return [(row, *worded[row.id][1:]) for row in rows], now_ms

    def _worded(
        self, conn: Connection, b: Broadcast, channel: Channel, row: Claimed, now: dt.datetime
    ) -> tuple[str, list[Part]]:
        address = self._contacts.address(row.address_enc, row.address_hash)
        values = None
        if row.case_id is not None:
            found = self._cases.by_id(conn, row.case_id)
            if found is not None:
                tag = language(b.content, row.locale)
                stage = self._catalog.text(say(f"tahap.{found.stage.value}"), tag)
                values = {"tiket": found.ticket, "tahap": stage}
        parts = self._wording.parts(b.content, channel.capabilities, row.locale, row.mode, values)
        hours = channel.capabilities.window_hours
        if hours is not None and millis(now) - (row.last_inbound_at or 0) >= hours * 3_600_000:
            templated = self._wording.template(b.content, parts, values)
            parts = templated if b.content.template else []
        return address, parts


def _guess(b: Broadcast) -> float:
    """The slots of a message, before any was worded."""
    return 1.0 + bool(b.content.picture) + bool(b.content.audios)
