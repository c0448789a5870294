"""Submissions as staff look at them: filtered by region, kind, stage and state, newest first."""

from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.storage.tables import case, delivery, media, outbox

MOST = 50  # submissions on a page
MOST_BESIDE = 20  # submissions shown beside one
_BOTH_SIDES = ("sanggah", "tanggapan")

_COLUMNS = (
    case.c.id,
    case.c.ticket,
    case.c.kind,
    case.c.stage,
    case.c.state,
    case.c.village,
    case.c.created_at,
    case.c.delivered_at,
    case.c.attempts,
    case.c.last_error,
    case.c.refers_to,
    case.c.backend_ref,
)


class Listed(msgspec.Struct, frozen=True):
    """A submission without anything personal. Times are UTC milliseconds."""

    id: int
    ticket: str
    kind: str
    stage: str
    state: str
    village: str
    created_at: int
    delivered_at: int | None
    attempts: int
    last_error: str | None
    refers_to: str | None
    backend_ref: str | None


class Told(msgspec.Struct, frozen=True):
    """A notice about a submission, and what the channel said of it."""

    at: int
    state: str
    error: str | None
    status: str | None


class Evidence(msgspec.Struct, frozen=True):
    """A medium of a submission."""

    key: str
    role: str
    content_type: str
    size: int


class Filter(msgspec.Struct, frozen=True):
    """What to look for; '' for anything. `wilayah` is a region's code and all below it, `since` and
    `until` are UTC milliseconds, the latter not included. `before` is the last id seen."""

    tiket: str = ""
    jenis: str = ""
    tahap: str = ""
    keadaan: str = ""
    wilayah: str = ""
    since: int | None = None
    until: int | None = None
    before: int = 0


def find(conn: Connection, where: ColumnElement[bool], wanted: Filter) -> list[Listed]:
    """A page of submissions."""
    query = sa.select(*_COLUMNS).where(where).order_by(case.c.id.desc()).limit(MOST)
    if wanted.tiket:
        query = query.where(case.c.ticket.startswith(wanted.tiket.upper(), autoescape=True))
    for column, value in (
        (case.c.kind, wanted.jenis),
        (case.c.stage, wanted.tahap),
        (case.c.state, wanted.keadaan),
    ):
        if value:
            query = query.where(column == value)
    if wanted.wilayah:
        below = case.c.village.startswith(f"{wanted.wilayah}.", autoescape=True)
        query = query.where(sa.or_(case.c.village == wanted.wilayah, below))
    if wanted.since is not None:
        query = query.where(case.c.created_at >= wanted.since)
    if wanted.until is not None:
        query = query.where(case.c.created_at < wanted.until)
    if wanted.before:
        query = query.where(case.c.id < wanted.before)
    return [_listed(row) for row in conn.execute(query)]


def about(conn: Connection, where: ColumnElement[bool], subject: bytes) -> list[Listed]:
    """Submissions about a person, by the keyed hash of the NIK; the newest first."""
    query = sa.select(*_COLUMNS).where(where, case.c.subject_hash == subject)
    return [_listed(row) for row in conn.execute(query.order_by(case.c.id.desc()).limit(MOST))]


def one(conn: Connection, where: ColumnElement[bool], ticket: str) -> Listed | None:
    """A submission by its ticket."""
    row = conn.execute(sa.select(*_COLUMNS).where(where, case.c.ticket == ticket)).first()
    return None if row is None else _listed(row)


def pair(conn: Connection, where: ColumnElement[bool], found: Listed) -> list[Listed]:
    """An objection and the answers to it: what refers to `found`, and what it refers to; of one
    person all objections and all replies, for several that object are merged here."""
    other = case.c.refers_to == found.ticket
    if found.refers_to is not None:
        other = sa.or_(other, case.c.ticket == found.refers_to)
    if found.kind in _BOTH_SIDES:
        own = case.alias()
        about = sa.select(own.c.subject_hash).where(own.c.id == found.id).scalar_subquery()
        other = sa.or_(other, sa.and_(case.c.kind.in_(_BOTH_SIDES), case.c.subject_hash == about))
    query = sa.select(*_COLUMNS).where(
        where,
        other,
        case.c.id != found.id,
        case.c.kind.in_((*_BOTH_SIDES, "usul", "sanggah_diri", "lapor")),
    )
    return [_listed(row) for row in conn.execute(query.order_by(case.c.id).limit(MOST_BESIDE))]


def count(conn: Connection, where: ColumnElement[bool], state: str) -> int:
    """How many are in a state."""
    query = sa.select(sa.func.count()).where(where, case.c.state == state)
    return int(conn.execute(query).scalar_one())


def notices(conn: Connection, case_id: int) -> list[Told]:
    """What the citizen was told."""
    rows = conn.execute(
        sa.select(outbox.c.created_at, outbox.c.state, outbox.c.error_code, delivery.c.status)
        .select_from(outbox.outerjoin(delivery, delivery.c.outbox_id == outbox.c.id))
        .where(outbox.c.case_id == case_id)
        .order_by(outbox.c.id)
        .limit(100)
    )
    return [Told(*row) for row in rows]


def evidence(conn: Connection, case_id: int) -> list[Evidence]:
    """Media that are still kept."""
    rows = conn.execute(
        sa.select(media.c.key, media.c.role, media.c.content_type, media.c.size).where(
            media.c.case_id == case_id, media.c.erased_at.is_(None)
        )
    )
    return [Evidence(*row) for row in rows]


def medium(conn: Connection, key: str) -> tuple[str, int | None] | None:
    """A medium's type and submission, if it is kept."""
    row = conn.execute(
        sa.select(media.c.content_type, media.c.case_id).where(
            media.c.key == key, media.c.erased_at.is_(None)
        )
    ).first()
    return None if row is None else (row[0], row[1])


def by_id(conn: Connection, where: ColumnElement[bool], case_id: int) -> Listed | None:
    """A submission by its id."""
    row = conn.execute(sa.select(*_COLUMNS).where(where, case.c.id == case_id)).first()
    return None if row is None else _listed(row)


def _listed(row: Any) -> Listed:
    return Listed(*row)
