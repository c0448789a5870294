"""The ledger of a broadcast: one row a recipient, the truth of what was sent.

Rules: a row goes waiting -> claimed (a worker has it in memory) -> sending (its call begins) ->
sent | failed | unknown | skipped; receipts carry it on to delivered and read, forward only. A
crash leaves `claimed` rows that were surely not sent: they wait again; and `sending` rows that
may have been: they are `unknown` (ENGINE.md, 'Policies'), or wait again if the composer said
that a repeat is harmless. Slots of the shared rate (bot.storage.buckets) are reserved in the
claim's transaction; times are the database's.
"""

from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.channels.base import DeliveryStatus, Receipt
from bot.storage import buckets
from bot.storage.statement import Statement, database_now
from bot.storage.tables import contact, recipient

LEAD = 250_000  # microseconds from a claim to its first slot: commit, next tick, begin
STALE = 30_000  # ms; longer than the slowest call to a provider takes
# Microseconds of reserved slots from which broadcasts reserve no more.
MOST_AHEAD = 750_000
TRIES = 5  # of a recipient, when a provider says 'later'

_WAITING = Statement(
    sa.select(
        recipient.c.id,
        recipient.c.contact_id,
        recipient.c.case_id,
        recipient.c.attempts,
        contact.c.address_enc,
        contact.c.address_hash,
        contact.c.locale,
        contact.c.mode,
        contact.c.tz,
        contact.c.last_inbound_at,
        contact.c.blocked_at,
        contact.c.opted_out_at,
        contact.c.held_by,
    )
    .select_from(recipient.join(contact, contact.c.id == recipient.c.contact_id))
    .where(
        recipient.c.broadcast_id == sa.bindparam("broadcast_id"),
        recipient.c.channel == sa.bindparam("channel"),
        recipient.c.state == "waiting",
        recipient.c.not_before <= sa.bindparam("now"),
    )
    .order_by(recipient.c.id)
    .limit(sa.bindparam("most"))
    .with_for_update(skip_locked=True, of=recipient)
)


def _to(state: str, *more: str, clock: bool = False) -> Statement:
    values: dict[str, Any] = {"state": state, **{n: sa.bindparam(f"b_{n}") for n in more}}
    if clock:
        values["claimed_at"] = sa.bindparam("b_claimed_at")
    return Statement(
        sa.update(recipient).where(recipient.c.id == sa.bindparam("b_id")).values(**values)
    )


_CLAIM = _to("claimed", clock=True)
_SKIP = _to("skipped", "error_code")
_BEGIN = _to("sending", clock=True)
_SENT = _to("sent", "sent_at", "provider_id", "error_code")
_FAILED = _to("failed", "error_code")
_UNKNOWN = _to("unknown", "error_code")
_LATER = Statement(
    sa.update(recipient)
    .where(recipient.c.id == sa.bindparam("b_id"))
    .values(
        state="waiting",
        attempts=recipient.c.attempts + 1,
        not_before=sa.bindparam("b_not_before"),
        error_code=sa.bindparam("b_error_code"),
    )
)
_RELEASE = Statement(
    sa.update(recipient)
    .where(
        recipient.c.broadcast_id == sa.bindparam("b_broadcast"),
        recipient.c.state == "claimed",
        recipient.c.claimed_at < sa.bindparam("b_before"),
    )
    .values(state="waiting")
)
_DOUBT = Statement(
    sa.update(recipient)
    .where(
        recipient.c.broadcast_id == sa.bindparam("b_broadcast"),
        recipient.c.state == "sending",
        recipient.c.claimed_at < sa.bindparam("b_before"),
    )
    .values(state=sa.bindparam("b_state"), error_code="process_died")
)
_LEFT = Statement(
    sa.select(recipient.c.id)
    .where(
        recipient.c.broadcast_id == sa.bindparam("broadcast_id"),
        recipient.c.state.in_(("waiting", "claimed", "sending")),
    )
    .limit(1)
)
_NOW = Statement(sa.select(database_now()))
_BY_PROVIDER = Statement(
    sa.select(recipient.c.id, recipient.c.state)
    .where(
        recipient.c.channel == sa.bindparam("channel"),
        recipient.c.provider_id == sa.bindparam("provider_id"),
    )
    .with_for_update()
)
_CONTACT = Statement(
    sa.select(recipient.c.contact_id).where(
        recipient.c.channel == sa.bindparam("channel"),
        recipient.c.provider_id == sa.bindparam("provider_id"),
    )
)
_REPORT = Statement(
    sa.update(recipient)
    .where(recipient.c.id == sa.bindparam("b_id"))
    .values(state=sa.bindparam("b_state"), error_code=sa.bindparam("b_code"))
)
_BACK = Statement(
    sa.update(recipient)
    .where(recipient.c.id == sa.bindparam("b_id"), recipient.c.state == "claimed")
    .values(state="waiting")
)
_CANCEL = Statement(
    sa.update(recipient)
    .where(recipient.c.broadcast_id == sa.bindparam("b_broadcast"), recipient.c.state == "waiting")
    .values(state="skipped", error_code="cancelled")
)
# A receipt's status -> the ledger's state; what is not here is no news.
_RECEIVED = {
    DeliveryStatus.DELIVERED: "delivered",
    DeliveryStatus.READ: "read",
    DeliveryStatus.FAILED: "failed",
}
_RANK = {"sending": 0, "unknown": 0, "sent": 1, "delivered": 2, "read": 3, "failed": 4}


class Claimed(msgspec.Struct, frozen=True, kw_only=True):
    """A recipient in a worker's hands. `at` is its slot, in microseconds of the database."""

    id: int
    broadcast_id: int
    contact_id: int
    case_id: int | None
    attempts: int
    address_enc: bytes
    address_hash: bytes
    locale: str
    mode: str
    tz: str
    last_inbound_at: int | None
    at: int


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a call. `state` is sent | failed | unknown | waiting. `halts` is the broadcast
    that stands still for it (`bot.storage.halts`)."""

    id: int
    state: str
    provider_id: str | None = None
    code: str | None = None
    at: int = 0  # ms: when it was sent, or may be tried again
    halts: int | None = None


def claim(
    conn: Connection,
    shares: Sequence[tuple[int, int]],
    channel: str,
    per_second: float,
    slots: Callable[[Claimed], int] = lambda row: 1,
) -> tuple[list[Claimed], int]:
    """Claim recipients with their slots, of each broadcast up to its share (what one leaves, the
    others may take); and the database's clock in milliseconds. Fewer when others hold the rest. A
    recipient takes as many slots as `slots` says, the first of which is its `at`."""
    next_us, now_ms, _ = buckets.locked(conn, channel)
    if next_us > now_ms * 1000 + MOST_AHEAD:
        return [], now_ms  # replies and notices have the rate: they go first
    left, rows, hungry = 0, list[Claimed](), []
    for broadcast_id, share in shares:
        taken = _take(conn, broadcast_id, channel, share, now_ms) if share else []
        rows += taken
        left += share - len(taken)
        if len(taken) == share:
            hungry.append(broadcast_id)
    for broadcast_id in hungry:
        if left:
            taken = _take(conn, broadcast_id, channel, left, now_ms)
            rows += taken
            left -= len(taken)
    start = max(next_us, now_ms * 1000 + LEAD)
    gap = 1_000_000 / per_second
    taken_slots, placed = 0, []
    for row in _interleaved(rows):
        placed.append(msgspec.structs.replace(row, at=start + round(gap * taken_slots)))
        taken_slots += slots(row)
    if taken_slots:
        buckets.push(conn, channel, start + round(gap * taken_slots))
    return placed, now_ms


def reserve(conn: Connection, channel: str, count: int, per_second: float) -> list[int]:
    """New slots for what missed its own, in microseconds of the database."""
    return buckets.lease(conn, channel, count, per_second, lead=LEAD).slots


def _interleaved(rows: list[Claimed]) -> list[Claimed]:
    """One of each broadcast in turn."""
    by: dict[int, list[Claimed]] = {}
    for row in rows:
        by.setdefault(row.broadcast_id, []).append(row)
    return [one for turn in zip_longest(*by.values()) for one in turn if one is not None]


def _take(
    conn: Connection, broadcast_id: int, channel: str, most: int, now_ms: int
) -> list[Claimed]:
    rows = _WAITING.all(conn, broadcast_id=broadcast_id, channel=channel, now=now_ms, most=most)
    claimed, skipped = [], []
    for row in rows:
        *head, last, blocked, opted, held = row
        gone = (("blocked", blocked), ("opted_out", opted), ("held", held))
        why = next((reason for reason, since in gone if since is not None), None)
        if why is not None:
            skipped.append({"b_id": row[0], "b_error_code": why})
            continue
        identity, contact_id, case_id, attempts, sealed, hashed, locale, mode, tz = head
        claimed.append(
            Claimed(
                id=identity,
                broadcast_id=broadcast_id,
                contact_id=contact_id,
                case_id=case_id,
                attempts=attempts,
                address_enc=bytes(sealed),
                address_hash=bytes(hashed),
                locale=locale,
                mode=mode,
                tz=tz,
                last_inbound_at=last,
                at=0,
            )
        )
    _SKIP.many(conn, skipped)
    _CLAIM.many(conn, [{"b_id": one.id, "b_claimed_at": now_ms} for one in claimed])
    return claimed


def begin(conn: Connection, ids: list[int]) -> None:
    """Their calls begin now: from here on a crash leaves doubt."""
    now_ms = _NOW.value(conn)
    _BEGIN.many(conn, [{"b_id": one, "b_claimed_at": now_ms} for one in ids])


def record(conn: Connection, outcomes: list[Outcome]) -> None:
    """What became of calls."""
    sent = [
        {"b_id": o.id, "b_sent_at": o.at, "b_provider_id": o.provider_id, "b_error_code": None}
        for o in outcomes
        if o.state == "sent"
    ]
    _SENT.many(conn, sent)
    for state, statement in (("failed", _FAILED), ("unknown", _UNKNOWN)):
        statement.many(
            conn, [{"b_id": o.id, "b_error_code": o.code} for o in outcomes if o.state == state]
        )
    _LATER.many(
        conn,
        [
            {"b_id": o.id, "b_not_before": o.at, "b_error_code": o.code}
            for o in outcomes
            if o.state == "waiting"
        ],
    )


def give_back(conn: Connection, ids: list[int]) -> None:
    """Claimed and not begun: others may have them."""
    _BACK.many(conn, [{"b_id": one} for one in ids])


def recover(conn: Connection, broadcast_id: int, *, again: bool, stale: int = STALE) -> int:
    """Take up what dead workers left; how many are in doubt. `stale` in milliseconds."""
    before = int(_NOW.value(conn)) - stale
    _RELEASE.run(conn, b_broadcast=broadcast_id, b_before=before)
    state = "waiting" if again else "unknown"
    return _DOUBT.run(conn, b_broadcast=broadcast_id, b_before=before, b_state=state)


def left(conn: Connection, broadcast_id: int) -> bool:
    """Is anything still to do?"""
    return _LEFT.one(conn, broadcast_id=broadcast_id) is not None


def cancel(conn: Connection, broadcast_id: int) -> int:
    """Nobody else gets it; how many are spared."""
    return _CANCEL.run(conn, b_broadcast=broadcast_id)


def receipt(conn: Connection, report: Receipt) -> bool:
    """Take a delivery report; False when it is not news or not ours."""
    state = _RECEIVED.get(report.status)
    row = _BY_PROVIDER.one(conn, channel=report.channel.value, provider_id=report.provider_id)
    if row is None or state is None or _RANK.get(row[1], 9) >= _RANK[state]:
        return False
    _REPORT.run(conn, b_id=row[0], b_state=state, b_code=report.error_code)
    return True


def contact_of(conn: Connection, report: Receipt) -> int | None:
    """Whom the reported message went to; None when it is none of a broadcast's."""
    found = _CONTACT.value(conn, channel=report.channel.value, provider_id=report.provider_id)
    return None if found is None else int(found)
