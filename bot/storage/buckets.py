"""The shared rate: one row a channel that says when its next message may start.

Rules: slots are reserved in the transaction that locks the row, so all workers on all machines
share one rate; times are the database's, in microseconds. A provider's 'later' (429) moves the
row forward for everybody, and is remembered, so that replies too wait for it. A chat that is
written to unasked has a row of its own.
"""

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.storage.statement import Statement, database_now, upsert
from bot.storage.tables import bucket

# What replies took without asking pushes others back by this much at most, in microseconds: a
# rush of replies slows broadcasts, and does not end them.
MOST_DEBT = 2_000_000
_IDLE = 3_600_000_000  # microseconds after which a chat's row says nothing any more

_ROOM = upsert(
    lambda insert: (
        insert(bucket)
        .values(sender=sa.bindparam("sender"), next_at=0)
        .on_conflict_do_nothing(index_elements=["sender"])
    )
)
_BUCKET = Statement(
    sa.select(bucket.c.next_at, database_now(), bucket.c.held_until)
    .where(bucket.c.sender == sa.bindparam("sender"))
    .with_for_update()
)
_LOOK = Statement(
    sa.select(bucket.c.next_at, database_now(), bucket.c.held_until).where(
        bucket.c.sender == sa.bindparam("sender")
    )
)
_PUSH = Statement(
    sa.update(bucket)
    .where(bucket.c.sender == sa.bindparam("b_sender"))
    .values(next_at=sa.bindparam("b_next"))
)
_HOLD = Statement(
    sa.update(bucket)
    .where(bucket.c.sender == sa.bindparam("b_sender"))
    .values(next_at=sa.bindparam("b_next"), held_until=sa.bindparam("b_held"))
)
_TAKE = upsert(
    lambda insert: (
        insert(bucket)
        .values(sender=sa.bindparam("sender"), next_at=sa.bindparam("fresh"))
        .on_conflict_do_update(
            index_elements=["sender"],
            set_={
                "next_at": sa.case(
                    (bucket.c.next_at > sa.bindparam("now"), bucket.c.next_at),
                    else_=sa.bindparam("now"),
                )
                + sa.bindparam("more")
            },
            where=bucket.c.next_at <= sa.bindparam("latest"),
        )
    )
)
_EXPIRE = Statement(
    sa.delete(bucket).where(bucket.c.sender.like("%/%"), bucket.c.next_at < sa.bindparam("before"))
)
_NOW = Statement(sa.select(database_now()))


class Rate(msgspec.Struct, frozen=True):
    """Messages a second: of the channel, and to one chat unasked, with so many at once."""

    per_second: float
    per_chat: float
    burst: int


class Asked(msgspec.Struct, frozen=True):
    """Messages that nobody asked for, to one chat, and the slots of the channel's rate they take
    (an SMS one for each segment)."""

    contact_id: int
    messages: int
    slots: int


class Lease(msgspec.Struct, frozen=True):
    """Slots in microseconds, the clock they are by and the end of a 'later', in milliseconds."""

    slots: list[int]
    now_ms: int
    held_until: int


def locked(conn: Connection, sender: str) -> tuple[int, int, int]:
    """The row's next slot (microseconds), the database's time and the hold (milliseconds)."""
    found = _BUCKET.one(conn, sender=sender)
    if found is None:
        _ROOM.run(conn, sender=sender)
        found = _BUCKET.one(conn, sender=sender)
        assert found is not None  # noqa: S101 - inserted above
    return found[0], found[1], found[2]


def push(conn: Connection, sender: str, next_us: int) -> None:
    """Set the next slot of a locked row."""
    _PUSH.run(conn, b_sender=sender, b_next=next_us)


def lease(conn: Connection, sender: str, count: int, per_second: float, *, lead: int = 0) -> Lease:
    """The next `count` slots, the first at least `lead` microseconds from now."""
    next_us, now_ms, held = locked(conn, sender)
    start, gap = max(next_us, now_ms * 1000 + lead), 1_000_000 / per_second
    push(conn, sender, start + round(gap * count))
    return Lease([start + round(gap * place) for place in range(count)], now_ms, held)


def spend(conn: Connection, sender: str, count: int, per_second: float) -> Lease:
    """Note `count` messages that went out without a slot: others come that much later."""
    next_us, now_ms, held = locked(conn, sender)
    now_us = now_ms * 1000
    later = max(next_us, now_us) + round(1_000_000 / per_second * count)
    push(conn, sender, min(later, max(next_us, now_us + MOST_DEBT)))
    return Lease([], now_ms, held)


def look(conn: Connection, sender: str) -> Lease:
    """The hold, without changing anything."""
    found = _LOOK.one(conn, sender=sender)
    return Lease([], 0, 0) if found is None else Lease([], found[1], found[2])


def hold(conn: Connection, sender: str, seconds: float) -> Lease:
    """The provider said 'later': nobody starts anything before."""
    next_us, now_ms, held = locked(conn, sender)
    until = max(held, now_ms + round(seconds * 1000))
    _HOLD.run(conn, b_sender=sender, b_next=max(next_us, until * 1000), b_held=until)
    return Lease([], now_ms, until)


def admit(
    conn: Connection, channel: str, asking: list[Asked], rate: Rate, most: float
) -> tuple[list[tuple[bool, float]], float]:
    """For each (True, seconds until the first may start), or (False, seconds until it is worth
    asking again) with nothing taken, as the chat has had enough or the slot would be more than
    `most` seconds away. With it the seconds that the channel is reserved ahead now."""
    next_us, now_ms, _ = locked(conn, channel)
    now_us = now_ms * 1000
    at, gap = max(next_us, now_us), 1_000_000 / rate.per_second
    found = []
    for asked in asking:
        ahead = (at - now_us) / 1_000_000
        if ahead > most:
            found.append((False, ahead))
        elif wait := _chat(conn, f"{channel}/{asked.contact_id}", now_us, asked.messages, rate):
            found.append((False, wait))
        else:
            found.append((True, ahead))
            at += round(gap * asked.slots)
    push(conn, channel, at)
    return found, (at - now_us) / 1_000_000


def _chat(conn: Connection, sender: str, now_us: int, count: int, rate: Rate) -> float:
    """Take from a chat's rate: 0.0, or the seconds until there is room, with nothing taken."""
    gap = round(1_000_000 / rate.per_chat)
    if _TAKE.run(
        conn,
        sender=sender,
        fresh=now_us + gap * count,
        now=now_us,
        more=gap * count,
        latest=now_us + (rate.burst - 1) * gap,
    ):
        return 0.0
    found = _LOOK.one(conn, sender=sender)
    ahead = 0 if found is None else found[0] - now_us - (rate.burst - 1) * gap
    return max(ahead, gap) / 1_000_000


def expire(conn: Connection) -> None:
    """Forget chats that nobody wrote to for an hour."""
    _EXPIRE.run(conn, before=int(_NOW.value(conn)) * 1000 - _IDLE)
