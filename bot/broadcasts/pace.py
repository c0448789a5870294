"""How fast each channel may send, and a guard that no second holds more.

Rules: slots come from the shared bucket a little slower than the limit (`MARGIN`), because a
clock and a network are never exact. Within this process the guard is exact: a start waits until
the one `limit` starts before it is a second old.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping

from bot.channels.base import ChannelName

# Telegram: Bot API FAQ, 'no more than about 30 messages per second'. WhatsApp: 80 a second for a
# Twilio sender by default. SMS: an Indonesian long code's 10 segments a
# second (Twilio's MPS table).
LIMITS: Mapping[str, int] = {
    ChannelName.TELEGRAM.value: 30,
    ChannelName.WHATSAPP.value: 80,
    ChannelName.SMS.value: 10,
}
MARGIN = 0.987
_SECOND = 1.012  # seconds; what a network may bunch together over one


class Guard:
    """The last starts of this process."""

    def __init__(self, limit: int, clock: Callable[[], float]) -> None:
        self._starts: deque[float] = deque(maxlen=limit)
        self._clock = clock
        self._limit = limit

    def change(self, limit: int) -> None:
        """Another limit; the starts of the last second still count."""
        self._limit = limit
        self._starts = deque(self._starts, maxlen=limit)

    async def wait(self, slots: int = 1) -> None:
        """Return when one more may start that counts as so many."""
        for _ in range(slots):
            await self._one()

    async def _one(self) -> None:
        while True:
            if len(self._starts) < self._limit:
                break
            left = self._starts[0] + _SECOND - self._clock()
            if left <= 0:
                break
            await asyncio.sleep(left)
        self._starts.append(self._clock())
