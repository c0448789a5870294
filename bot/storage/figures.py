"""Counting: funnels as they happen, submissions and messages from their tables.

Rules: nothing here names a person. A vulnerable group is decrypted only to be counted. What is
counted of submissions stops at a moment (`before`), so that a published report does not move.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

import msgspec
import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.privacy.crypto import CannotDecrypt, FieldCipher
from bot.storage.statement import named, upsert
from bot.storage.tables import (
    case,
    case_event,
    case_group,
    circuit,
    contact,
    funnel,
    inbound,
    outbox,
)
from handlers.dialogue.turn import millis

_BATCH = 2_000  # rows decrypted at a time
OUTCOMES = ("process", "approved", "rejected", "withdrawn")
_DAY = 86_400_000

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


def outcome(stage: str) -> str:
    """A stage as the report counts it."""
    return stage if stage in OUTCOMES else "process"


def _stage(before: dt.datetime) -> ColumnElement[str]:
    """Where a submission was at that moment: so a report of last month does not move."""
    then = (
        sa.select(case_event.c.stage)
        .where(case_event.c.case_id == case.c.id, case_event.c.received_at < millis(before))
        .order_by(case_event.c.id.desc())
        .limit(1)
        .correlate(case)
        .scalar_subquery()
    )
    return sa.func.coalesce(then, "received")


def by_group(
    conn: Connection,
    cipher: FieldCipher,
    kinds: Iterable[str],
    where: ColumnElement[bool],
    before: dt.datetime,
) -> Counter[tuple[str, str]]:
    """(group, outcome) -> submissions, of those who named a group."""
    found: Counter[tuple[str, str]] = Counter()
    last = 0
    while True:
        rows = conn.execute(
            sa.select(case.c.id, _stage(before), case_group.c.groups_enc)
            .select_from(case.join(case_group, case_group.c.case_id == case.c.id))
            .where(
                case.c.id > last,
                case.c.kind.in_(list(kinds)),
                case.c.created_at < millis(before),
                where,
            )
            .order_by(case.c.id)
            .limit(_BATCH)
        ).all()
        for case_id, stage, sealed in rows:
            try:
                text = cipher.decrypt_text(sealed, f"submission.groups:{case_id}")
            except CannotDecrypt:
                continue
            for group in text.split("|"):
                found[(group, outcome(stage))] += 1
        if len(rows) < _BATCH:
            return found
        last = rows[-1][0]


def by_region(
    conn: Connection,
    kinds: Iterable[str],
    where: ColumnElement[bool],
    before: dt.datetime,
    letters: int,
) -> Counter[tuple[str, str]]:
    """(region code cut to `letters`, outcome) -> submissions."""
    region = sa.func.substr(case.c.village, 1, letters)
    each = (
        sa.select(region.label("region"), _stage(before).label("stage"))
        .where(case.c.kind.in_(list(kinds)), case.c.created_at < millis(before), where)
        .subquery()
    )
    rows = conn.execute(
        sa.select(each.c.region, each.c.stage, sa.func.count()).group_by(
            each.c.region, each.c.stage
        )
    )
    found: Counter[tuple[str, str]] = Counter()
    for code, stage, count in rows:
        found[(code, outcome(stage))] += count
    return found


def stage_days(
    conn: Connection, where: ColumnElement[bool], before: dt.datetime
) -> dict[str, tuple[int, float]]:
    """Stage -> (how many left it, mean days in it)."""
    rows = conn.execute(
        sa.select(case_event.c.case_id, case_event.c.stage, case_event.c.received_at)
        .select_from(case_event.join(case, case.c.id == case_event.c.case_id))
        .where(case_event.c.received_at < millis(before), where)
        .order_by(case_event.c.case_id, case_event.c.id)
        .execution_options(yield_per=_BATCH)
    )
    total: dict[str, tuple[int, float]] = {}
    last: tuple[int, str, int] | None = None
    for case_id, stage, at in rows:
        if last is not None and last[0] == case_id and at >= last[2]:
            count, days = total.get(last[1], (0, 0.0))
            total[last[1]] = (count + 1, days + (at - last[2]) / _DAY)
        last = (case_id, stage, at)
    return {stage: (count, days / count) for stage, (count, days) in total.items()}


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
    since = millis(now) - days * _DAY
    day = inbound.c.received_at // _DAY
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


def complaints(
    conn: Connection, cipher: FieldCipher, where: ColumnElement[bool], before: dt.datetime
) -> Iterator[tuple[str, str]]:
    """(what a 5T report is about, outcome), one by one."""
    last = 0
    while True:
        rows = conn.execute(
            sa.select(case.c.id, case.c.ticket, _stage(before), case.c.body_enc)
            .where(
                case.c.id > last,
                case.c.kind == "lapor",
                case.c.created_at < millis(before),
                where,
            )
            .order_by(case.c.id)
            .limit(_BATCH)
        ).all()
        for _, ticket, stage, sealed in rows:
            try:
                plain = cipher.decrypt(sealed, f"submission.body:{ticket}")
            except CannotDecrypt:
                continue
            about = msgspec.json.decode(plain).get("data", {}).get("t5", "lain")
            yield str(about), outcome(stage)
        if len(rows) < _BATCH:
            return
        last = rows[-1][0]
