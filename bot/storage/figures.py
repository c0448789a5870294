"""Counting: funnels as they happen, and how the service is now.

Rules: nothing here names a person. A day is Jakarta's, as staff live it: without summer time, seven
hours ahead of UTC all year.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

import msgspec
import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.storage.statement import named, upsert
from bot.storage.tables import (
    case,
    circuit,
    contact,
    funnel,
    inbound,
    outbox,
)
from handlers.dialogue.turn import millis
from i18n.formats import zone

_DAY = 86_400_000  # ms
_AHEAD = 7 * 3_600_000  # ms that Jakarta is ahead of UTC

_FUNNEL = ("day", "flow", "step", "channel", "locale", "mode")
_COUNT = upsert(
    lambda insert: (
        insert(funnel)
        .values(**named(*_FUNNEL, "count"))
        .on_conflict_do_update(
            index_elements=list(_FUNNEL),
            set_={"count": funnel.c.count + insert(funnel).excluded.count},
        )
    )
)


def day_of(now: dt.datetime) -> str:
    """The ISO date of a moment in Jakarta."""
    return now.astimezone(zone("Asia/Jakarta")).date().isoformat()


class Passed(msgspec.Struct, frozen=True):
    """Somebody began a flow, answered a step, or ended it."""

    day: str
    flow: str
    step: str
    channel: str
    locale: str
    mode: str


def add(conn: Connection, counted: Mapping[Passed, int]) -> None:
    """Add to the funnel."""
    # In one order everywhere, so that two processes never wait for each other in a ring.
    rows = sorted(counted.items(), key=lambda item: msgspec.structs.astuple(item[0]))
    _COUNT.many(conn, [{**msgspec.structs.asdict(one), "count": n} for one, n in rows])


def steps(conn: Connection, since: str) -> list[tuple[str, str, int]]:
    """(flow, step, how many) since a day, the busiest steps first within a flow."""
    rows = conn.execute(
        sa.select(funnel.c.flow, funnel.c.step, sa.func.sum(funnel.c.count).label("n"))
        .where(funnel.c.day >= since)
        .group_by(funnel.c.flow, funnel.c.step)
        .order_by(funnel.c.flow, sa.desc("n"))
    )
    return [(flow, step, int(count)) for flow, step, count in rows]


def by(conn: Connection, what: str, since: str, until: str) -> dict[str, tuple[int, int]]:
    """(begun, ended) of flows by 'mode', 'locale' or 'channel'."""
    column = funnel.c[what]
    rows = conn.execute(
        sa.select(column, funnel.c.step, sa.func.sum(funnel.c.count))
        .where(funnel.c.day >= since, funnel.c.day < until, funnel.c.step.in_(("mulai", "usai")))
        .group_by(column, funnel.c.step)
    )
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for value, step, count in rows:
        found[value][step == "usai"] += int(count)
    return {value: (begun, ended) for value, (begun, ended) in sorted(found.items())}


class Today(msgspec.Struct, frozen=True, kw_only=True):
    """How the service is now. Seconds."""

    messages: dict[str, list[tuple[str, int]]]
    languages: list[tuple[str, int]]
    modes: list[tuple[str, int]]
    outbox: list[tuple[str, int]]
    submissions: list[tuple[str, int]]
    unanswered: int
    lag: float | None
    circuit: str


def today(conn: Connection, now: dt.datetime, days: int = 14) -> Today:
    """The dashboard's counts, for the country."""
    since = ((millis(now) + _AHEAD) // _DAY - days + 1) * _DAY - _AHEAD  # whole days, with today
    day = (inbound.c.received_at + _AHEAD) // _DAY
    messages: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for channel, number, count in conn.execute(
        sa.select(inbound.c.channel, day.label("d"), sa.func.count())
        .where(inbound.c.received_at >= since)
        .group_by(inbound.c.channel, "d")
        .order_by("d")
    ):
        date = dt.datetime.fromtimestamp(int(number) * _DAY / 1000, dt.UTC).date()
        messages[channel].append((date.isoformat(), count))

    def grouped(column: ColumnElement[str], *where: ColumnElement[bool]) -> list[tuple[str, int]]:
        rows = conn.execute(
            sa.select(column, sa.func.count()).where(*where).group_by(column).order_by(column)
        )
        return [(value, count) for value, count in rows]

    lag = conn.execute(
        sa.select(sa.func.avg(case.c.delivered_at - case.c.created_at)).where(
            case.c.delivered_at >= since
        )
    ).scalar_one()
    state = conn.execute(sa.select(circuit.c.state).where(circuit.c.name == "dtks")).scalar()
    return Today(
        messages=dict(messages),
        languages=grouped(contact.c.locale),
        modes=grouped(contact.c.mode),
        outbox=grouped(outbox.c.state, outbox.c.created_at >= since),
        submissions=grouped(case.c.state),
        unanswered=conn.execute(
            sa.select(sa.func.count()).where(contact.c.wants_human_at.is_not(None))
        ).scalar_one(),
        lag=None if lag is None else float(lag) / 1000,
        circuit=state or "closed",
    )
