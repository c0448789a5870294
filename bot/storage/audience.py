"""Whom a broadcast goes to: chosen, counted, and written into the ledger when it starts.

Rules: one choice for the estimate and the plan, so that their numbers agree; who gets nothing is
counted by the first reason that holds. The plan is one INSERT ... SELECT, or one for each piece of
the tickets that fits a statement, unique on (broadcast, contact): planning again adds nobody twice.
"""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.broadcasts.model import SENT_BY, Audience, Role, State
from bot.broadcasts.refusals import Bad
from bot.broadcasts.template import check, given
from bot.storage import broadcasts, templates
from bot.storage.broadcasts import Broadcast
from bot.storage.pendamping import VERIFIED
from bot.storage.statement import insert_of
from bot.storage.tables import broadcast, case, case_programme, contact, pendamping, recipient
from handlers.dialogue.turn import millis

_CHUNK = 5_000  # tickets in one statement
_DAY = 86_400_000  # ms
_WINDOW = 24 * 3_600_000  # ms; WhatsApp's free window
FAILED = ("failed",)


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
        verified = sa.select(pendamping.c.contact_id).where(pendamping.c.status == VERIFIED)
        helps = contact.c.id.in_(verified)
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
    outside = templated(conn, b)
    for tickets in _chunks(b):
        if tickets and (lost := len(tickets) - _found(conn, b, tickets)):
            excluded["unknown_ticket"] = excluded.get("unknown_ticket", 0) + lost
        meant, reason, _ = _chosen(b, tickets, now, templated=outside)
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


def of(conn: Connection, b: Broadcast, now: dt.datetime) -> tuple[dict[str, int], dict[str, int]]:
    """Who gets it, by channel, and who does not, by reason: as planned, or, before the start, as
    it would be now."""
    if b.started_at is not None or b.state is State.CANCELLED:
        return broadcasts.by_channel(conn, b.id), dict(b.excluded)
    return count(conn, b, now)


def _found(conn: Connection, b: Broadcast, tickets: Sequence[str]) -> int:
    """How many of these tickets somebody here holds, in the region."""
    fits = sa.select(sa.func.count()).where(
        case.c.ticket.in_(tickets),
        case.c.contact_id.is_not(None),
        _below(case.c.village, b.audience.region),
    )
    return int(conn.execute(fits).scalar_one())


def templated(conn: Connection, b: Broadcast) -> bool:
    """Does a template carry it outside WhatsApp's window? Not one that was taken back, nor one
    whose placeholders are no longer those that the broadcast fills."""
    if not b.content.template:
        return False
    found = templates.one(conn, b.content.template)
    values = given(found, b.content.values)
    try:
        check(found, values, texts=b.content.texts, by_case=b.audience.by_case)
    except Bad:
        return False
    return True


def plan(conn: Connection, b: Broadcast, now: dt.datetime) -> int:
    """Write the ledger; how many recipients it has. Safe to repeat."""
    _, excluded = count(conn, b, now)
    insert, outside = insert_of(conn), templated(conn, b)
    for tickets in _chunks(b):
        meant, reason, case_id = _chosen(b, tickets, now, templated=outside)
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
    total = sum(broadcasts.progress(conn, b.id).values())
    conn.execute(
        sa.update(broadcast)
        .where(broadcast.c.id == b.id)
        .values(planned=total, excluded=json.dumps(excluded))
    )
    return total
