"""How fast replies and notices go, at a rate that all workers and broadcasts share.

Rules (docs/adr/0011): what a citizen waits for is not held back while the provider takes it: a
reply goes at once, is counted, and what nobody asked for comes that much later. A notice takes a
slot of the shared rate, before broadcasts do, and its chat has a rate of its own. Once a provider
says 'later' (429), everything of that channel waits for it in every process, and for `CAREFUL`
seconds afterwards replies take slots too, in blocks. A 'later' that one chat has brought upon
itself is that chat's alone. While nothing is held, a reply's way has no database in it.
"""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Callable, Mapping
from functools import partial

import structlog

from bot.jobs.rounds import Rounds
from bot.logs import fault
from bot.storage import buckets
from bot.storage.buckets import Asked, Lease, Rate
from bot.storage.db import Database

_log = structlog.get_logger(__name__)
EVERY = 0.2  # seconds between two looks at the shared row
CAREFUL = 60.0  # seconds after a 'later' in which replies take slots
CROWD = 2  # messages to one chat within a second that explain a 429 by themselves
LONGEST = 2.0  # seconds to its slot from which a notice rather asks again later
_FORGET = 5.0  # seconds after which it does not matter when a chat was written to
_BLOCK = 1.0  # seconds of slots fetched at once, at most


# To one chat: Telegram's FAQ, 'avoid sending more than one message per second', short bursts
# allowed; WhatsApp, one per 6 s to one person (PLATFORMS.md); SMS, what an operator queues.
PER_CHAT: Mapping[str, tuple[float, int]] = {
    "telegram": (1.0, 5),
    "whatsapp": (1 / 6, 5),
    "sms": (1.0, 5),
}


def rates(per_second: Mapping[str, float]) -> dict[str, Rate]:
    """The rates of the channels, by their rates a second."""
    return {name: Rate(rate, *PER_CHAT[name]) for name, rate in per_second.items()}


class Pace:
    """The rates of one process."""

    def __init__(
        self,
        db: Database,
        rates: Mapping[str, Rate],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._db = db
        self._lines = {name: _Line(name, rate) for name, rate in rates.items()}
        self._clock = clock
        self._rounds = Rounds(self.sync, every=EVERY, failure="pace_not_shared")

    def start(self) -> None:
        """Share until stopped."""
        self._rounds.start()

    async def stop(self) -> None:
        """Share no more; whoever waits is let go."""
        await self._rounds.stop()
        for line in self._lines.values():
            for task in (line.leasing, line.admitting):
                if task is not None:
                    task.cancel()
                    with contextlib.suppress(asyncio.CancelledError):
                        await task
            for _, answer in line.asking:
                if not answer.done():
                    answer.set_result((False, LONGEST))
            while line.waiting:
                line.next_waiter()

    def expected(self, channel: str) -> float:
        """About how many seconds something sent now would wait; 0.0 mostly."""
        line = self._lines.get(channel)
        if line is None:
            return 0.0
        held = max(line.held_until - self._clock(), 0.0)
        return held + len(line.waiting) / line.rate.per_second

    def full(self, channel: str) -> float:
        """Seconds until a notice may ask for a slot, later for each that asked meanwhile; 0.0:
        now."""
        line = self._lines.get(channel)
        return 0.0 if line is None else line.full(self._clock())

    async def reply(self, channel: str, contact_id: int, slots: int = 1) -> None:
        """Return when one message of a conversation may go: mostly at once. It takes so many
        `slots` of the rate (an SMS one for each segment)."""
        line = self._lines.get(channel)
        if line is None:
            return
        now = self._clock()
        if now < line.careful_until:
            for _ in range(slots):
                await self._slot(line)
            now = self._clock()
        else:
            line.spent += slots
        line.to(contact_id, now)

    async def notice(
        self, channel: str, contact_id: int, count: int, slots: int | None = None
    ) -> tuple[bool, float]:
        """May `count` messages that nobody asked for go to a chat? (True, seconds until then), or
        (False, seconds until it is worth asking again). They take as many slots of the channel's
        rate, or `slots` (an SMS one for each segment)."""
        line = self._lines.get(channel)
        if line is None:
            return True, 0.0
        if wait := self.full(channel):
            return False, wait
        answer = line.ask(Asked(contact_id, count, count if slots is None else slots))
        if line.admitting is None or line.admitting.done():
            line.admitting = asyncio.ensure_future(self._admit(line))
        return await answer

    async def _admit(self, line: "_Line") -> None:
        """Answer all who ask, a transaction for as many as came meanwhile."""
        while line.asking:
            asking, line.asking = line.asking, []
            wanted = [asked for asked, _ in asking]
            work = partial(
                buckets.admit, channel=line.name, asking=wanted, rate=line.rate, most=LONGEST
            )
            try:
                found, ahead = await self._db.run(work)
            except Exception as error:
                _log.error("pace_not_asked", **fault(error))
                found, ahead = [(False, LONGEST)] * len(asking), 0.0
            now = self._clock()
            line.reserved_until = now + ahead
            for (asked, answer), (mine, seconds) in zip(asking, found, strict=True):
                if mine:
                    line.to(asked.contact_id, now)
                if not answer.done():
                    answer.set_result((mine, seconds))

    async def later(self, channel: str, contact_id: int, seconds: float) -> bool:
        """The provider said 'later'. True when everybody has to wait; False when it is for this
        chat alone."""
        line = self._lines.get(channel)
        if line is None or line.crowded(contact_id, self._clock()):
            return False
        _log.warning("channel_held", channel=channel, seconds=round(seconds))
        line.hold(self._clock() + seconds)
        lease = await self._db.run(partial(buckets.hold, sender=channel, seconds=seconds))
        line.told(lease, self._clock())
        return True

    async def sync(self) -> None:
        """Tell the others what was sent, and hear what a provider told them."""
        for line in self._lines.values():
            line.forget(self._clock() - _FORGET)
            spent, line.spent = line.spent, 0
            if not spent and not line.careful_until and self._db.dialect == "sqlite":
                continue  # nobody else sends from this database
            try:
                if spent:
                    rate = line.rate.per_second
                    work = partial(buckets.spend, sender=line.name, count=spent, per_second=rate)
                    lease = await self._db.run(work)
                else:
                    lease = await self._db.read(partial(buckets.look, sender=line.name))
            except BaseException:
                line.spent += spent
                raise
            line.told(lease, self._clock())

    async def _slot(self, line: "_Line") -> None:
        mine = line.wait()
        if line.leasing is None or line.leasing.done():
            line.leasing = asyncio.ensure_future(self._lease(line))
        await mine

    async def _lease(self, line: "_Line") -> None:
        """Fetch slots while anybody waits; at each slot the first goes."""
        rate = line.rate.per_second
        while line.waiting:
            count = min(len(line.waiting), max(int(rate * _BLOCK), 1))
            work = partial(buckets.lease, sender=line.name, count=count, per_second=rate)
            try:
                lease = await self._db.run(work)
            except Exception as error:
                _log.error("pace_not_leased", **fault(error))
                await asyncio.sleep(EVERY)
                continue
            now = self._clock()
            line.told(lease, now)
            for slot in lease.slots:
                at = now + slot / 1_000_000 - lease.now_ms / 1000
                await asyncio.sleep(max(max(at, line.held_until) - self._clock(), 0))
                line.next_waiter()


class _Line:
    """What one channel has in hand. Times are this process's clock, in seconds."""

    def __init__(self, name: str, rate: Rate) -> None:
        self.name = name
        self.rate = rate
        self.spent = 0
        self.held_until = 0.0
        self.careful_until = 0.0
        self.waiting: deque[asyncio.Future[None]] = deque()
        self.leasing: asyncio.Task[None] | None = None
        self.asking: list[tuple[Asked, asyncio.Future[tuple[bool, float]]]] = []
        self.admitting: asyncio.Task[None] | None = None
        self.reserved_until = 0.0  # as of the last look
        self._put_off = 0
        self._chats: dict[int, list[float]] = {}

    def wait(self) -> asyncio.Future[None]:
        """Stand in line: done when it is one's turn."""
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.append(mine)
        return mine

    def next_waiter(self) -> None:
        """Let the first go that still waits."""
        while self.waiting:
            mine = self.waiting.popleft()
            if not mine.done():
                mine.set_result(None)
                return

    def ask(self, asked: Asked) -> asyncio.Future[tuple[bool, float]]:
        """Ask for room: done with `Pace.notice`'s answer."""
        answer: asyncio.Future[tuple[bool, float]] = asyncio.get_running_loop().create_future()
        self.asking.append((asked, answer))
        return answer

    def full(self, now: float) -> float:
        """Seconds until it is worth asking for room, later for each that is put off meanwhile;
        0.0: now."""
        ahead = max(self.held_until, self.reserved_until - LONGEST) - now
        if ahead <= 0:
            self._put_off = 0
            return 0.0
        self._put_off += 1
        return ahead + self._put_off / self.rate.per_second

    def hold(self, until: float) -> None:
        """Nothing starts before `until`."""
        self.held_until = max(self.held_until, until)
        self.careful_until = max(self.careful_until, self.held_until + CAREFUL)

    def told(self, lease: Lease, now: float) -> None:
        """What the shared row says."""
        left = (lease.held_until - lease.now_ms) / 1000
        if left > 0:
            self.hold(now + left)
        elif now > self.careful_until:
            self.careful_until = 0.0

    def to(self, contact_id: int, now: float) -> None:
        """A message to a chat begins."""
        recent = self._chats.setdefault(contact_id, [])
        recent.append(now)
        del recent[:-CROWD]

    def crowded(self, contact_id: int, now: float) -> bool:
        """Was this chat written to so often that a 'later' is about it? The one that was just
        refused counts."""
        recent = self._chats.get(contact_id, [])
        return len(recent) >= CROWD and now - recent[-CROWD] < 1.0

    def forget(self, before: float) -> None:
        """Drop chats not written to since."""
        if self._chats:
            self._chats = {
                chat: recent for chat, recent in self._chats.items() if recent[-1] >= before
            }
