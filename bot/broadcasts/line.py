"""What one channel has in hand in the process that sends: what is ready, flying and to be recorded.

Rules: times are this process's monotonic clock, in seconds; the database's are translated by
`offset`. A message takes a slot for each of its parts; by SMS one for each segment. Broadcasts
share slots, not recipients: who sends a picture, words and a recording reaches a third as many.
"""

import asyncio
import math
import time
from collections import deque
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any

import msgspec

from bot.broadcasts.pace import MARGIN, Guard
from bot.channels.base import Part
from bot.storage.ledger import Claimed, Outcome


class Ready(msgspec.Struct, frozen=True):
    """A recipient whose message is ready to go at `at` (this process's monotonic clock); `takes`
    are the slots of each part."""

    row: Claimed
    address: str
    parts: list[Part]
    takes: tuple[int, ...]
    at: float

    @property
    def slots(self) -> int:
        """Of all parts."""
        return sum(self.takes)


class Shares:
    """Whose turn it is, among the broadcasts of one channel: each gets the same slots, and what
    does not come out even is owed until the next time (deficit round robin; Shreedhar and
    Varghese, 1995)."""

    def __init__(self) -> None:
        self._owed: dict[int, float] = {}
        self._each: dict[int, float] = {}
        self._turn = 0

    def split(self, broadcasts: Mapping[int, float], slots: float) -> list[tuple[int, int]]:
        """How many recipients each may claim now, in the order of their turn. With each broadcast
        the slots that a message of it takes, as a first guess."""
        self._each = {one: self._each.get(one, guess) for one, guess in broadcasts.items()}
        order = sorted(broadcasts)
        self._owed = {one: self._owed.get(one, 0.0) for one in order}
        self._turn += 1
        place = self._turn % len(order)
        order = order[place:] + order[:place]
        found = []
        for one in order:
            self._owed[one] += slots / len(order)
            found.append((one, max(int(self._owed[one] / self._each[one]), 0)))
        if not any(count for _, count in found):
            # Less than one message's slots: the one that is owed most goes ahead.
            most = max(order, key=lambda one: self._owed[one] / self._each[one])
            found = [(one, int(one == most)) for one in order]
        return found

    def took(self, broadcast_id: int, asked: int, slots: Sequence[int]) -> None:
        """A broadcast claimed recipients with so many slots each. One that has no more now is owed
        nothing; what it took beyond its share, as others left it, costs it nothing."""
        if slots:
            self._each[broadcast_id] = max(sum(slots) / len(slots), 1.0)
        owed = self._owed.get(broadcast_id, 0.0) - sum(slots[:asked])
        self._owed[broadcast_id] = owed if len(slots) >= asked else min(owed, 0.0)


class Line:
    """What one channel has in hand."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self.guard = Guard(max(int(limit), 1), time.monotonic)
        self.ahead: deque[Ready] = deque()
        self.outcomes: list[Outcome] = []
        self.flying: set[asyncio.Task[None]] = set()
        self.last = 0.0
        self.shares = Shares()
        self.pushed = 0.0  # seconds everybody has to wait, still to be written to the bucket
        self.offset = math.inf  # this process's clock minus the database's, in seconds
        self._held_until = 0.0

    @property
    def gap(self) -> float:
        """Seconds between two slots."""
        return 1 / (self.limit * MARGIN)

    def ends(self, one: Ready) -> float:
        """When its last slot is."""
        return one.at + (one.slots - 1) * self.gap

    def run_at(self, limit: float) -> None:
        """The rate from now on; a second that began with another ends with the lower one."""
        if limit != self.limit:
            self.limit = limit
            self.guard.change(max(int(limit), 1))

    def tell_time(self, offset: float) -> None:
        """A look at both clocks; the quickest answer is the truest, and clocks drift slowly."""
        self.offset = min(self.offset + 0.0001, offset)

    def due(self, until: float) -> list[Ready]:
        """Take out what starts before `until`."""
        found: list[Ready] = []
        if time.monotonic() < self._held_until:
            return found
        while self.ahead and self.ahead[0].at <= until:
            found.append(self.ahead.popleft())
        return found

    def hold(self, seconds: float) -> None:
        """The provider said 'later'."""
        self._held_until = max(self._held_until, time.monotonic() + seconds)
        self.last = max(self.last, self._held_until)
        self.pushed = max(self.pushed, seconds)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run beside."""
        task = asyncio.ensure_future(work)
        self.flying.add(task)
        task.add_done_callback(self.flying.discard)
