"""Broadcasts in storage: making, moving, planning, counting.

Rules: the plan is one INSERT ... SELECT per chunk of tickets (one in all without tickets), unique
on (broadcast, contact): planning again adds nobody twice. Whoever is left out is counted under
the first reason that holds. A state moves only from where `MOVES` allows.
"""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.broadcasts.model import MOVES, SENT_BY, Audience, Content, Role, State
from bot.broadcasts.refusals import Bad
from bot.storage import templates
from bot.storage.pendamping import VERIFIED
from bot.storage.statement import insert_of
from bot.storage.tables import (
    broadcast,
    case,
    case_programme,
    contact,
    media,
    pendamping,
    recipient,
)
from handlers.dialogue.turn import millis

_CHUNK = 5_000  # tickets in one statement
_DAY = 86_400_000  # ms
_WINDOW = 24 * 3_600_000  # ms; WhatsApp's free window
ENDED = ("sent", "delivered", "read", "failed", "unknown", "skipped")
FAILED = ("failed",)
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
        )
        .returning(broadcast.c.id)
    ).one()
    identity: int = row[0]
    return identity


def check(title: str, content: Content, audience: Audience, window: tuple[int, int]) -> None:
    """Is it whole? Raises Bad."""
    audience.check()
    content.check(by_case=audience.by_case)
    if any("\x00" in text for text in (title, *content.texts.values(), *content.alts.values())):
        raise Bad("nul")
    if not title.strip() or len(title) > 120:
        raise Bad("title")
    if not (0 <= window[0] < window[1] <= 24):
        raise Bad("window")


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


def _chunks(b: Broadcast) -> Iterator[Sequence[str]]:
    """The tickets in pieces that fit a statement; one empty piece when it is not by tickets."""
    tickets = b.audience.tickets if b.resends is None else ()
    if not tickets:
        yield ()
    for start in range(0, len(tickets), _CHUNK):
        yield tickets[start : start + _CHUNK]


def _below(column: ColumnElement[str], region: str) -> ColumnElement[bool]:
    if not region:
        return sa.true()
    return sa.or_(column == region, column.startswith(f"{region}.", autoescape=True))


def _case_of(audience: Audience, tickets: Sequence[str]) -> sa.Select[tuple[int]]:
    """The newest fitting submission of a contact."""
    fits = sa.select(sa.func.max(case.c.id)).where(
        case.c.contact_id == contact.c.id, _below(case.c.village, audience.region)
    )
    if audience.kinds:
        fits = fits.where(case.c.kind.in_([kind.value for kind in audience.kinds]))
    if audience.stages:
        fits = fits.where(case.c.stage.in_([stage.value for stage in audience.stages]))
    if audience.programmes:
        named = sa.select(case_programme.c.case_id).where(
            case_programme.c.programme.in_([code.value for code in audience.programmes])
        )
        fits = fits.where(case.c.id.in_(named))
    if tickets:
        fits = fits.where(case.c.ticket.in_(tickets))
    return fits.correlate(contact)


def _meant(
    audience: Audience, tickets: Sequence[str]
) -> tuple[ColumnElement[bool], ColumnElement[Any]]:
    """Whom the filters choose, and their submission."""
    channels = audience.channels or SENT_BY
    meant: list[ColumnElement[bool]] = [
        contact.c.channel.in_([channel.value for channel in channels])
    ]
    case_id: ColumnElement[Any] = sa.null()
    if audience.by_case:
        case_id = _case_of(audience, tickets).scalar_subquery()
        # First by the index on tickets or contacts, so that nobody else is looked at.
        near = sa.select(case.c.contact_id).where(case.c.contact_id.is_not(None))
        if tickets:
            near = near.where(case.c.ticket.in_(tickets))
        meant += [contact.c.id.in_(near), case_id.is_not(None)]
    else:
        meant.append(_below(contact.c.village, audience.region))
    if audience.locales:
        meant.append(contact.c.locale.in_(audience.locales))
    if len(audience.roles) == 1:
        helpers = sa.select(pendamping.c.contact_id).where(pendamping.c.status == VERIFIED)
        helps = contact.c.id.in_(helpers)
        meant.append(helps if audience.roles[0] is Role.PENDAMPING else sa.not_(helps))
    return sa.and_(*meant), case_id


def _missed(broadcast_id: int, *, doubtful: bool) -> tuple[ColumnElement[bool], ColumnElement[Any]]:
    """Whom an earlier broadcast failed to reach, whatever has changed since, and their
    submission then."""
    states = ("failed", "unknown") if doubtful else FAILED
    earlier = recipient.alias("earlier")
    of_it = earlier.c.broadcast_id == broadcast_id
    missed = sa.select(earlier.c.contact_id).where(of_it, earlier.c.state.in_(states))
    case_id = sa.select(earlier.c.case_id).where(of_it, earlier.c.contact_id == contact.c.id)
    return contact.c.id.in_(missed), case_id.correlate(contact).scalar_subquery()


def _chosen(
    b: Broadcast, tickets: Sequence[str], now: dt.datetime, *, templated: bool
) -> tuple[ColumnElement[bool], ColumnElement[str], ColumnElement[Any]]:
    """Who is meant; why somebody gets nothing ('' for nobody's reason); their submission."""
    audience = b.audience
    if b.resends is None:
        meant, case_id = _meant(audience, tickets)
    else:
        meant, case_id = _missed(b.resends, doubtful=b.content.doubtful)
    closed = sa.and_(
        contact.c.channel == "whatsapp",
        sa.literal(not templated),
        sa.func.coalesce(contact.c.last_inbound_at, 0) < millis(now) - _WINDOW,
    )
    since = millis(now) - audience.seen_within_days * _DAY if audience.seen_within_days else 0
    reason = sa.case(
        (contact.c.blocked_at.is_not(None), "blocked"),
        (contact.c.opted_out_at.is_not(None), "opted_out"),
        (contact.c.held_by.is_not(None), "held"),
        (sa.func.coalesce(contact.c.last_inbound_at, 0) < since, "quiet"),
        (closed, "window"),
        else_="",
    )
    return meant, reason, case_id


def count(
    conn: Connection, b: Broadcast, now: dt.datetime
) -> tuple[dict[str, int], dict[str, int]]:
    """How many would get it, by channel; and how many would not, by reason."""
    fine: dict[str, int] = {}
    excluded: dict[str, int] = {}
    templated = _templated(conn, b)
    for tickets in _chunks(b):
        if tickets and (lost := len(tickets) - _found(conn, b, tickets)):
            excluded["unknown_ticket"] = excluded.get("unknown_ticket", 0) + lost
        meant, reason, _ = _chosen(b, tickets, now, templated=templated)
        inner = sa.select(contact.c.channel, reason.label("reason")).where(meant).subquery()
        rows = conn.execute(
            sa.select(inner.c.channel, inner.c.reason, sa.func.count()).group_by(
                inner.c.channel, inner.c.reason
            )
        )
        for channel, why, number in rows:
            into, key = (excluded, why) if why else (fine, channel)
            into[key] = into.get(key, 0) + number
    return fine, excluded


def audience(
    conn: Connection, b: Broadcast, now: dt.datetime
) -> tuple[dict[str, int], dict[str, int]]:
    """Who gets it, by channel, and who does not, by reason: as planned, or, before the start, as
    it would be now."""
    if b.started_at is not None or b.state is State.CANCELLED:
        return by_channel(conn, b.id), dict(b.excluded)
    return count(conn, b, now)


def _found(conn: Connection, b: Broadcast, tickets: Sequence[str]) -> int:
    """How many of these tickets somebody here holds, in the region."""
    fits = sa.select(sa.func.count()).where(
        case.c.ticket.in_(tickets),
        case.c.contact_id.is_not(None),
        _below(case.c.village, b.audience.region),
    )
    return int(conn.execute(fits).scalar_one())


def _templated(conn: Connection, b: Broadcast) -> bool:
    """Does a template carry it outside WhatsApp's window? Not one that was taken back."""
    found = templates.one(conn, b.content.template) if b.content.template else None
    return found is not None and found.approved


def plan(conn: Connection, b: Broadcast, now: dt.datetime) -> int:
    """Write the ledger; how many recipients it has. Safe to repeat."""
    _, excluded = count(conn, b, now)
    insert, templated = insert_of(conn), _templated(conn, b)
    for tickets in _chunks(b):
        meant, reason, case_id = _chosen(b, tickets, now, templated=templated)
        chosen = (
            sa.select(
                sa.literal(b.id), contact.c.id, case_id, contact.c.channel, sa.literal("waiting")
            )
            .where(meant, reason == "")
            .order_by(contact.c.id)
        )
        names = ["broadcast_id", "contact_id", "case_id", "channel", "state"]
        conn.execute(
            insert(recipient)
            .from_select(names, chosen)
            .on_conflict_do_nothing(index_elements=["broadcast_id", "contact_id"])
        )
    total = sum(progress(conn, b.id).values())
    conn.execute(
        sa.update(broadcast)
        .where(broadcast.c.id == b.id)
        .values(planned=total, excluded=json.dumps(excluded))
    )
    return total


def progress(conn: Connection, broadcast_id: int) -> dict[str, int]:
    """Recipients by state."""
    rows = conn.execute(
        sa.select(recipient.c.state, sa.func.count())
        .where(recipient.c.broadcast_id == broadcast_id)
        .group_by(recipient.c.state)
    )
    return {row[0]: row[1] for row in rows}


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
