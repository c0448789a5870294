"""How much waits, for whoever watches the service: counts and ages, nothing of anybody."""

import datetime as dt

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.storage.cases import DEAD, HELD, QUEUED
from bot.storage.tables import broadcast, case, circuit, contact, outbox
from handlers.dialogue.turn import millis


class Queues(msgspec.Struct, frozen=True, kw_only=True):
    """Now. `oldest` is the age in seconds of the oldest submission DTKS does not have."""

    outbox: int
    submissions: dict[str, int]
    oldest: float
    humans: int
    broadcasts: int
    circuit_open: bool


def look(conn: Connection, now: dt.datetime) -> Queues:
    """Count."""

    def number(query: sa.Select[int]) -> int:
        return int(conn.execute(query).scalar_one())

    count = sa.func.count()
    states = conn.execute(
        sa.select(case.c.state, count)
        .where(case.c.state.in_((QUEUED, HELD, DEAD)))
        .group_by(case.c.state)
    )
    first = conn.execute(
        sa.select(sa.func.min(case.c.created_at)).where(case.c.state == QUEUED)
    ).scalar_one()
    state = conn.execute(sa.select(circuit.c.state).where(circuit.c.name == "dtks")).scalar()
    return Queues(
        outbox=number(
            sa.select(count).where(outbox.c.state == "waiting", outbox.c.not_before <= millis(now))
        ),
        submissions={QUEUED: 0, HELD: 0, DEAD: 0, **{str(row[0]): int(row[1]) for row in states}},
        oldest=0.0 if first is None else max(0.0, (millis(now) - first) / 1000),
        humans=number(sa.select(count).where(contact.c.wants_human_at.is_not(None))),
        broadcasts=number(sa.select(count).where(broadcast.c.state == "running")),
        circuit_open=state is not None and state != "closed",
    )
