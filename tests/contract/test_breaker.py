"""The circuit breaker, with an injected clock."""

import pytest

from backend_client.breaker import Breaker, CircuitOpen, MemoryCircuit


class Clock:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def breaker(store: MemoryCircuit, clock: Clock) -> Breaker:
    """Opens after two failures, for ten seconds."""
    return Breaker(store, now=clock, threshold=2, cooldown=10, probe_timeout=30)


async def open_it(one: Breaker) -> None:
    """Let it fail until it opens."""
    await one.failed()
    await one.failed()


async def test_a_success_forgets_failures() -> None:
    """Only failures in a row open the circuit."""
    one = breaker(MemoryCircuit(), Clock())
    await one.failed()
    await one.succeeded()
    await one.failed()

    await one.enter()


async def test_one_probe_at_a_time() -> None:
    """Half-open, one caller passes and the others wait, on every machine of the store."""
    store, clock = MemoryCircuit(), Clock()
    here, there = breaker(store, clock), breaker(store, clock)
    await open_it(here)
    clock.now = 11
    await here.enter()

    with pytest.raises(CircuitOpen):
        await there.enter()


async def test_a_failed_probe_opens_again() -> None:
    """The pause starts anew when the probe fails."""
    store, clock = MemoryCircuit(), Clock()
    one = breaker(store, clock)
    await open_it(one)
    clock.now = 11
    await one.enter()
    await one.failed()

    with pytest.raises(CircuitOpen) as caught:
        await one.enter()

    assert caught.value.retry_after == 10


async def test_a_lost_probe_gives_its_place_up() -> None:
    """A probe whose process died blocks the others only for the probe's time-out."""
    store, clock = MemoryCircuit(), Clock()
    one = breaker(store, clock)
    await open_it(one)
    clock.now = 11
    await one.enter()
    clock.now = 42

    await one.enter()
