"""Circuit breaker: stop asking a backend that is down, probe it now and then.

Rules: closed until `threshold` failures in a row; open for `cooldown` seconds; then half-open:
one caller probes, all others still wait; its success closes the circuit, its failure opens it
again. The state sits behind `CircuitStore` with compare-and-set, so that a database row shares
it among machines (ENGINE.md, rule 6). The clock is handed in and is wall time in seconds.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol


@dataclass(frozen=True, slots=True)
class CircuitState:
    """`opened_at` None: closed. `probe_until`: a probe is under way until then. Seconds."""

    failures: int = 0
    opened_at: float | None = None
    probe_until: float | None = None


class CircuitStore(Protocol):
    """Where the state is kept."""

    async def read(self) -> CircuitState:
        """The present state; a fresh one where none was stored."""
        ...

    async def swap(self, old: CircuitState, new: CircuitState) -> bool:
        """Store `new` if the state still is `old`; False if somebody was faster."""
        ...


class MemoryCircuit:
    """The state of one process."""

    def __init__(self) -> None:
        self.state = CircuitState()

    async def read(self) -> CircuitState:
        """The present state."""
        return self.state

    async def swap(self, old: CircuitState, new: CircuitState) -> bool:
        """Store `new` if the state still is `old`."""
        if self.state != old:
            return False
        self.state = new
        return True


class CircuitOpen(Exception):
    """Not asked: the circuit is open for `retry_after` more seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__("circuit open")
        self.retry_after = retry_after


class Breaker:
    """Ask `enter` before a request, tell `succeeded` or `failed` after it."""

    def __init__(
        self,
        store: CircuitStore,
        *,
        now: Callable[[], float],
        threshold: int = 5,
        cooldown: float = 20.0,
        probe_timeout: float = 30.0,
    ) -> None:
        self._store = store
        self._now = now
        self._threshold = threshold
        self._cooldown = cooldown
        self._probe_timeout = probe_timeout

    async def enter(self) -> None:
        """Pass, or raise CircuitOpen."""
        state = await self._store.read()
        if state.opened_at is None:
            return
        now = self._now()
        # A probe that never reported (its process died) gives its place up after a while.
        free_at = max(state.opened_at + self._cooldown, state.probe_until or 0.0)
        if now < free_at:
            raise CircuitOpen(free_at - now)
        if not await self._store.swap(state, replace(state, probe_until=now + self._probe_timeout)):
            raise CircuitOpen(1.0)

    async def succeeded(self) -> None:
        """The backend answered: close."""
        state = await self._store.read()
        if state != CircuitState():
            await self._store.swap(state, CircuitState())

    async def failed(self) -> None:
        """The backend did not answer as it should: count, and open when it is enough."""
        state = await self._store.read()
        failures = state.failures + 1
        opens = state.opened_at is not None or failures >= self._threshold
        await self._store.swap(state, CircuitState(failures, self._now() if opens else None))
