"""A circuit breaker's state in a row, so that all processes stop and probe together.

Rules: `swap` stores only if nobody was faster (ENGINE.md, rule 6). Times are the breaker's wall
seconds, kept as milliseconds.
"""

import sqlalchemy as sa
from sqlalchemy import Connection

from backend_client.breaker import CircuitState
from bot.storage.db import Database
from bot.storage.statement import Statement, named, upsert
from bot.storage.tables import circuit

_READ = Statement(
    sa.select(circuit.c.failures, circuit.c.changed_at, circuit.c.probe_at).where(
        circuit.c.name == sa.bindparam("name")
    )
)
_ADD = upsert(
    lambda insert: (
        insert(circuit)
        .values(**named("name", "state", "failures", "changed_at", "probe_at"))
        .on_conflict_do_nothing(index_elements=["name"])
    )
)
_SWAP = Statement(
    sa.update(circuit)
    .where(
        circuit.c.name == sa.bindparam("b_name"),
        circuit.c.failures == sa.bindparam("b_failures"),
        circuit.c.changed_at == sa.bindparam("b_changed_at"),
        circuit.c.probe_at == sa.bindparam("b_probe_at"),
    )
    .values(
        state=sa.bindparam("b_state"),
        failures=sa.bindparam("b_new_failures"),
        changed_at=sa.bindparam("b_new_changed_at"),
        probe_at=sa.bindparam("b_new_probe_at"),
    )
)


class DatabaseCircuit:
    """The shared state of one circuit."""

    def __init__(self, db: Database, name: str) -> None:
        self._db = db
        self._name = name

    async def read(self) -> CircuitState:
        """The present state; closed where none was stored."""
        return await self._db.read(self._read)

    async def swap(self, old: CircuitState, new: CircuitState) -> bool:
        """Store `new` if the state still is `old`."""
        return await self._db.run(lambda conn: self._swap(conn, old, new))

    def _read(self, conn: Connection) -> CircuitState:
        row = _READ.one(conn, name=self._name)
        return CircuitState() if row is None else CircuitState(row[0], _back(row[1]), _back(row[2]))

    def _swap(self, conn: Connection, old: CircuitState, new: CircuitState) -> bool:
        _ADD.run(conn, name=self._name, **_columns(CircuitState()))
        before, after = _columns(old), _columns(new)
        touched = _SWAP.run(
            conn,
            b_name=self._name,
            b_failures=before["failures"],
            b_changed_at=before["changed_at"],
            b_probe_at=before["probe_at"],
            b_state=after["state"],
            b_new_failures=after["failures"],
            b_new_changed_at=after["changed_at"],
            b_new_probe_at=after["probe_at"],
        )
        return touched == 1


def _columns(state: CircuitState) -> dict[str, int | str]:
    # 0 stands for None: equality then compares like with like on both databases.
    return {
        "state": "closed" if state.opened_at is None else "open",
        "failures": state.failures,
        "changed_at": _there(state.opened_at),
        "probe_at": _there(state.probe_until),
    }


def _there(seconds: float | None) -> int:
    return 0 if seconds is None else round(seconds * 1000)


def _back(millis: int | None) -> float | None:
    return millis / 1000 if millis else None
