"""What one channel has in hand in the process that sends: what is ready, flying and to be recorded.

Rules: times are this process's monotonic clock, in seconds; the database's are translated by
`offset`. A message takes a slot for each of its parts.
"""

import asyncio
import math
import time
from collections import deque
from collections.abc import Coroutine
from typing import Any

import msgspec

from bot.broadcasts.pace import MARGIN, Guard
from bot.channels.base import Part
from bot.storage.ledger import Claimed, Outcome


class Ready(msgspec.Struct, frozen=True):
    """A recipient whose message is ready to go at `at` (this process's monotonic clock)."""

    row: Claimed
    address: str
    parts: list[Part]
    at: float


class Line:
    """What one channel has in hand."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self.guard = Guard(max(int(limit), 1), time.monotonic)
        self.ahead: deque[Ready] = deque()
        self.outcomes: list[Outcome] = []
        self.flying: set[asyncio.Task[None]] = set()
        self.last = 0.0
        self.each = 1.0  # parts of a recipient's message, in the last claim
        self.turn = 0
        self.pushed = 0.0  # seconds everybody has to wait, still to be written to the bucket
        self.offset = math.inf  # this process's clock minus the database's, in seconds
        self._held_until = 0.0

    @property
    def gap(self) -> float:
        """Seconds between two slots."""
        return 1 / (self.limit * MARGIN)

    def ends(self, one: Ready) -> float:
        """When its last part starts."""
        return one.at + (len(one.parts) - 1) * self.gap

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
