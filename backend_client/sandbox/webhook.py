"""The sandbox tells the bot of changed cases: `POST` of one StatusEvent, signed.

Rules: events go in order, one at a time, until the receiver answers 2xx; after a failure the wait
doubles up to a minute. What was not delivered when the process died goes first at the next start,
so the receiver may see an event twice and drops it by `event_id`. A sandbox that is switched
down is silent. The same loop moves cases that are due.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

import httpx
import msgspec

from backend_client.model import StatusEvent
from backend_client.sandbox.cases import CaseStore
from backend_client.signing import SIGNATURE_HEADER, TIMESTAMP_HEADER, sign

LONGEST_WAIT = 60.0


class WebhookSender:
    """Delivers the events of one case store to one address."""

    def __init__(
        self,
        store: CaseStore,
        url: str,
        secret: str,
        *,
        client: httpx.AsyncClient | None = None,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        poll: float = 0.5,
    ) -> None:
        self._store = store
        self._url = url
        self._secret = secret
        self._client = client or httpx.AsyncClient(timeout=10.0, trust_env=False)
        self._now = now
        self._sleep = sleep
        self._poll = poll

    async def run(self) -> None:
        """Deliver until cancelled."""
        wait = self._poll
        try:
            while True:
                wait = self._poll if await self.deliver() else min(wait * 2, LONGEST_WAIT)
                await self._sleep(wait)
        finally:
            await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def deliver(self) -> bool:
        """Send everything that waits; False at the first failure."""
        if self._store.control().faults.down:
            return True
        await asyncio.to_thread(self._store.tick)
        for number, event in await asyncio.to_thread(self._store.undelivered):
            if not await self._send(event):
                return False
            await asyncio.to_thread(self._store.delivered, number)
        return True

    async def _send(self, event: StatusEvent) -> bool:
        body = msgspec.json.encode(event)
        timestamp = str(int(self._now()))
        headers = {
            "Content-Type": "application/json",
            TIMESTAMP_HEADER: timestamp,
            SIGNATURE_HEADER: sign(self._secret, timestamp, body),
        }
        try:
            response = await self._client.post(self._url, content=body, headers=headers)
        except httpx.HTTPError:
            return False
        return response.is_success
