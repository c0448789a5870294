"""First come, first served: what concerns one chat is done in the order it reached this process.

Rules: a database's lock lets whoever is quicker go first; here the one that came first does. A
chat's line exists only while somebody stands in it.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Hashable


class Lines:
    """One line a key."""

    def __init__(self) -> None:
        self._locks: dict[Hashable, asyncio.Lock] = {}
        self._standing: dict[Hashable, int] = {}

    @contextlib.asynccontextmanager
    async def turn(self, key: Hashable) -> AsyncIterator[None]:
        """Wait for one's turn (asyncio's locks are fair), and leave the line afterwards."""
        lock = self._locks.setdefault(key, asyncio.Lock())
        self._standing[key] = self._standing.get(key, 0) + 1
        try:
            async with lock:
                yield
        finally:
            self._standing[key] -= 1
            if not self._standing[key]:
                del self._standing[key], self._locks[key]
