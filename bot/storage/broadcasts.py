"""Broadcasts in storage: making, moving, counting.

Rules: what no approval could mend is refused when it is made. A state moves only from where
`MOVES` allows. Whom one goes to is planned by `bot.storage.audience`.
"""

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.broadcasts.model import MOVES, Audience, Content, Request, State, within
from bot.broadcasts.refusals import Bad
from bot.storage.tables import (
    broadcast,
    media,
    recipient,
)
from handlers.dialogue.turn import millis
from i18n.formats import zone

ENDED = ("sent", "delivered", "read", "failed", "unknown", "skipped")
# What no text of PostgreSQL holds, and what has no bytes.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
FILE_ROLE = "siaran"  # of a broadcast's files, in the table of media


class Broadcast(msgspec.Struct, frozen=True, kw_only=True):
    """A broadcast as stored. Times are UTC milliseconds; the window is hours in `tz`."""

    id: int
    title: str
    state: State
    content: Content
    audience: Audience
    region: str
    composed_by: str
    approved_by: str | None
    tz: str
    start_at: int | None
    window_from: int
    window_to: int
    planned: int
    excluded: Mapping[str, int]
    resends: int | None
    created_at: int
    started_at: int | None
    ended_at: int | None

    def open_at(self, now: dt.datetime) -> bool:
        """Is this moment inside the send window?"""
        hour = now.astimezone(zone(self.tz)).hour
        return within((self.window_from, self.window_to), hour)


_COLUMNS = [broadcast.c[name] for name in Broadcast.__struct_fields__]


def add(
    conn: Connection,
    *,
    title: str,
    content: Content,
    audience: Audience,
    by: str,
    tz: str,
    start_at: dt.datetime | None,
    window: tuple[int, int],
    now: dt.datetime,
    resends: int | None = None,
    request: Request | None = None,
) -> int:
    """A new draft; its id. Raises Bad."""
    check(title, content, audience, window)
    row = conn.execute(
        sa.insert(broadcast)
        .values(
            title=title.strip(),
            state=State.DRAFT.value,
            content=msgspec.json.encode(content).decode(),
            audience=msgspec.json.encode(audience).decode(),
            region=audience.region,
            composed_by=by,
            tz=tz,
            start_at=None if start_at is None else millis(start_at),
            window_from=window[0],
            window_to=window[1],
            resends=resends,
            created_at=millis(now),
            request_key=None if request is None else request.key,
            request_hash=None if request is None else request.fingerprint,
        )
        .returning(broadcast.c.id)
    ).one()
    identity: int = row[0]
    return identity


def check(title: str, content: Content, audience: Audience, window: tuple[int, int]) -> None:
    """Is it whole? Raises Bad."""
    audience.check()
    content.check(by_case=audience.by_case)
    written = (content.texts, content.alts, content.values)
    if any(_UNSTORABLE.search(text) for text in (title, *(t for d in written for t in d.values()))):
        raise Bad("nul")
    if not title.strip() or len(title) > 120:
        raise Bad("title")
    if not (0 <= window[0] <= 23 and 0 <= window[1] <= 24 and window[0] != window[1]):
        raise Bad("window")


def requested(conn: Connection, by: str, key: str) -> tuple[int, str] | None:
    """What a request of this name made before: the broadcast's id, and the request's hash."""
    query = sa.select(broadcast.c.id, broadcast.c.request_hash).where(
        broadcast.c.composed_by == by, broadcast.c.request_key == key
    )
    row = conn.execute(query).first()
    return None if row is None else (row[0], row[1])


def has_files(conn: Connection, content: Content) -> bool:
    """Are its picture and recordings kept as such? A citizen's file is none of a broadcast's."""
    wanted = dict.fromkeys(content.audios.values(), "audio/ogg")
    if content.picture:
        wanted[content.picture] = "image/jpeg"
    if not wanted:
        return True
    query = sa.select(media.c.key, media.c.content_type).where(
        media.c.key.in_(wanted), media.c.role == FILE_ROLE
    )
    return {row.key: row.content_type for row in conn.execute(query)} == wanted


def one(
    conn: Connection, broadcast_id: int, where: ColumnElement[bool] | None = None
) -> Broadcast | None:
    """A broadcast by id."""
    query = sa.select(*_COLUMNS).where(broadcast.c.id == broadcast_id)
    row = conn.execute(query if where is None else query.where(where)).first()
    return None if row is None else _read(row)


def listed(conn: Connection, where: ColumnElement[bool], most: int = 100) -> list[Broadcast]:
    """The newest first."""
    query = sa.select(*_COLUMNS).where(where).order_by(broadcast.c.id.desc()).limit(most)
    return [_read(row) for row in conn.execute(query)]


def running(conn: Connection, *, paused: bool = False) -> list[Broadcast]:
    """Those being sent (with `paused` also those that stopped half-way), oldest first."""
    states = [State.RUNNING.value, State.PAUSED.value] if paused else [State.RUNNING.value]
    query = sa.select(*_COLUMNS).where(broadcast.c.state.in_(states))
    return [_read(row) for row in conn.execute(query.order_by(broadcast.c.id))]


def stopped(conn: Connection, since: dt.datetime) -> list[int]:
    """Those cancelled since then of which somebody is still under way."""
    left = sa.exists().where(
        recipient.c.broadcast_id == broadcast.c.id,
        recipient.c.state.in_(("waiting", "claimed", "sending")),
    )
    query = sa.select(broadcast.c.id).where(
        broadcast.c.state == State.CANCELLED.value, broadcast.c.ended_at > millis(since), left
    )
    return list(conn.execute(query).scalars())


def due(conn: Connection, now: dt.datetime) -> list[int]:
    """Approved ones whose time has come."""
    query = sa.select(broadcast.c.id).where(
        broadcast.c.state == State.APPROVED.value,
        sa.func.coalesce(broadcast.c.start_at, 0) <= millis(now),
    )
    return list(conn.execute(query).scalars())


def move(conn: Connection, broadcast_id: int, action: str, now: dt.datetime, **values: Any) -> bool:
    """Make a move; False when the state does not allow it (any more)."""
    before, after = MOVES[action]
    if after is State.RUNNING and action == "start":
        values["started_at"] = millis(now)
    if after in (State.DONE, State.CANCELLED):
        values["ended_at"] = millis(now)
    done = conn.execute(
        sa.update(broadcast)
        .where(
            broadcast.c.id == broadcast_id,
            broadcast.c.state.in_([state.value for state in before]),
        )
        .values(state=after.value, **values)
    )
    return done.rowcount == 1


def progress(conn: Connection, broadcast_id: int) -> dict[str, int]:
    """Recipients by state."""
    rows = conn.execute(
        sa.select(recipient.c.state, sa.func.count())
        .where(recipient.c.broadcast_id == broadcast_id)
        .group_by(recipient.c.state)
    )
    return {row[0]: row[1] for row in rows}


def missed(conn: Connection, broadcast_id: int, *, doubtful: bool) -> bool:
    """Did it fail to reach anybody? With `doubtful` also whoever is in doubt counts."""
    states = ("failed", "unknown") if doubtful else ("failed",)
    query = sa.select(recipient.c.id).where(
        recipient.c.broadcast_id == broadcast_id, recipient.c.state.in_(states)
    )
    return conn.execute(query.limit(1)).first() is not None


def by_channel(conn: Connection, broadcast_id: int) -> dict[str, int]:
    """Recipients by channel."""
    rows = conn.execute(
        sa.select(recipient.c.channel, sa.func.count())
        .where(recipient.c.broadcast_id == broadcast_id)
        .group_by(recipient.c.channel)
    )
    return {row[0]: row[1] for row in rows}


def reasons(conn: Connection, broadcast_id: int) -> list[tuple[str, str, int]]:
    """What did not arrive: state, code, how many."""
    rows = conn.execute(
        sa.select(recipient.c.state, recipient.c.error_code, sa.func.count())
        .where(recipient.c.broadcast_id == broadcast_id, recipient.c.error_code.is_not(None))
        .group_by(recipient.c.state, recipient.c.error_code)
        .order_by(sa.func.count().desc())
        .limit(30)
    )
    return [(state, code, number) for state, code, number in rows]


def per_minute(conn: Connection, broadcast_id: int) -> list[tuple[int, int]]:
    """(UTC milliseconds of a minute, how many left in it), oldest first."""
    minute = (recipient.c.sent_at // 60_000).label("minute")
    rows = conn.execute(
        sa.select(minute, sa.func.count())
        .where(recipient.c.broadcast_id == broadcast_id, recipient.c.sent_at.is_not(None))
        .group_by("minute")
        .order_by("minute")
        .limit(24 * 60)
    )
    return [(number * 60_000, total) for number, total in rows]


def _read(row: Any) -> Broadcast:
    values = dict(zip(Broadcast.__struct_fields__, row, strict=True))
    values["state"] = State(values["state"])
    values["content"] = msgspec.json.decode(values["content"], type=Content)
    values["audience"] = msgspec.json.decode(values["audience"], type=Audience)
    values["excluded"] = json.loads(values["excluded"])
    return Broadcast(**values)
