"""A circuit in the database is the same for all who share it."""

import asyncio

from backend_client.breaker import CircuitState
from bot.storage.circuit import DatabaseCircuit
from bot.storage.db import Database

OPEN = CircuitState(5, 1_795_222_800.5)


async def test_only_one_swaps(db: Database) -> None:
    """Of several that saw the same state, one may change it."""
    circuits = [DatabaseCircuit(db, "dtks") for _ in range(5)]

    won = await asyncio.gather(*(c.swap(CircuitState(), OPEN) for c in circuits))

    assert won.count(True) == 1
    assert [await c.read() for c in circuits] == [OPEN] * 5


async def test_states_come_back_as_they_were(db: Database) -> None:
    """Closed, open and probing are told apart, and circuits by name."""
    circuit = DatabaseCircuit(db, "dtks")
    probing = CircuitState(5, OPEN.opened_at, 1_795_222_830.25)

    fresh = await circuit.read()
    await circuit.swap(fresh, OPEN)
    await circuit.swap(OPEN, probing)
    stale = await circuit.swap(OPEN, CircuitState())

    assert (fresh, stale) == (CircuitState(), False)
    assert await circuit.read() == probing
    assert await DatabaseCircuit(db, "other").read() == CircuitState()
    assert await circuit.swap(probing, CircuitState())
    assert await circuit.read() == CircuitState()
