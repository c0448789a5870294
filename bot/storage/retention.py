"""How long what is kept is kept, and its end.

Rules: each sweep takes a bounded number of rows in one transaction, so that nobody waits for it;
what it returns are media whose bytes the caller erases after the commit. A submission that is
closed loses who and what, and keeps ticket, kind, village and stages for the figures.
"""

import datetime as dt

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection, Select

from bot.storage.personal import Personal
from bot.storage.statement import Statement
from bot.storage.tables import (
    broadcast,
    case,
    consent,
    contact,
    conversation,
    day_count,
    inbound,
    media,
    outbox,
    pendamping,
    reply_notice,
)

_BEFORE: sa.BindParameter[int] = sa.bindparam("before")
_MOST: sa.BindParameter[int] = sa.bindparam("most")
COPY_DAYS = 1  # a copy of one's data that was sent
MEDIA_DAYS = 30  # a photo that no submission took with it
UNUSED_DAYS = 2  # a file for a broadcast that no broadcast names
COUNT_DAYS = 2  # days that a daily limit needs


class Periods(msgspec.Struct, frozen=True, kw_only=True):
    """Days. 0: for ever."""

    drafts: int = 30
    messages: int = 90
    cases: int = 730
    contacts: int = 730


def _delete(table: sa.Table, chosen: Select[tuple[int]]) -> Statement:
    return Statement(sa.delete(table).where(table.c.id.in_(chosen.limit(_MOST).scalar_subquery())))


_DRAFTS = Statement(
    sa.update(conversation)
    .where(
        conversation.c.contact_id.in_(
            sa.select(conversation.c.contact_id)
            .where(conversation.c.updated_at < _BEFORE, conversation.c.state_enc.is_not(None))
            .limit(_MOST)
            .scalar_subquery()
        )
    )
    .values(state_enc=sa.null(), flow=sa.null(), pending_since=sa.null(), remind_at=sa.null())
)
_INBOUND = _delete(inbound, sa.select(inbound.c.id).where(inbound.c.received_at < _BEFORE))
_OUTBOX = _delete(
    outbox,
    sa.select(outbox.c.id).where(
        outbox.c.created_at < _BEFORE,
        outbox.c.state.in_(["sent", "failed", "unknown", "cancelled"]),
    ),
)
# A notice ends with the first objection it stood for.
_NOTICES = _delete(
    reply_notice,
    sa.select(reply_notice.c.id)
    .outerjoin(case, case.c.id == reply_notice.c.case_id)
    .where(
        sa.or_(
            case.c.closed_at < _BEFORE,
            sa.and_(case.c.id.is_(None), reply_notice.c.created_at < _BEFORE),
        )
    ),
)
_CASES = Statement(
    sa.select(case.c.id, case.c.ticket, case.c.kind, case.c.village)
    .where(case.c.closed_at < _BEFORE, case.c.contact_id.is_not(None))
    .limit(_MOST)
)
_MEDIA = Statement(
    sa.select(media.c.key)
    .outerjoin(case, case.c.id == media.c.case_id)
    .where(
        sa.or_(
            media.c.erased_at.is_not(None),
            sa.and_(media.c.role == "salinan", media.c.stored_at < sa.bindparam("copies_before")),
            sa.and_(
                media.c.stored_at < _BEFORE,
                media.c.role != "siaran",  # a broadcast's own picture or recording
                sa.or_(media.c.case_id.is_(None), case.c.delivered_at.is_not(None)),
                # A letter that nobody decided on yet, and the proof that somebody agreed.
                ~sa.exists().where(
                    pendamping.c.letter_key == media.c.key, pendamping.c.status == "applied"
                ),
                ~sa.exists().where(
                    consent.c.media_key == media.c.key,
                    consent.c.revoked_at.is_(None),
                    consent.c.created_at >= sa.bindparam("agreed_since"),
                ),
            ),
            sa.and_(
                media.c.role == "siaran",
                media.c.stored_at < sa.bindparam("unused_before"),
                # Keys are random and long: a broadcast's content holds one only as its file.
                ~sa.exists().where(broadcast.c.content.contains(media.c.key)),
            ),
        )
    )
    .limit(_MOST)
)
_DROP_MEDIA = Statement(sa.delete(media).where(media.c.key == sa.bindparam("key")))
_COUNTS = Statement(sa.delete(day_count).where(day_count.c.day < sa.bindparam("day")))
_SILENT = Statement(
    sa.select(contact.c.id)
    .where(
        contact.c.last_inbound_at < _BEFORE,
        contact.c.opted_out_at.is_(None),
        ~sa.exists().where(case.c.contact_id == contact.c.id),
    )
    .limit(_MOST)
)


class Swept(msgspec.Struct):
    """What a sweep did. `media` are keys to erase; `more`: go again at once."""

    media: list[str]
    more: bool


class Retention:
    """The ends of what is kept."""

    def __init__(self, personal: Personal, periods: Periods) -> None:
        self._personal = personal
        self._periods = periods

    def sweep(self, conn: Connection, *, now: dt.datetime, most: int = 500) -> Swept:
        """End what is over, at most `most` of each kind."""
        periods = self._periods
        touched = []
        for statement, days in (
            (_DRAFTS, periods.drafts),
            (_INBOUND, periods.messages),
            (_OUTBOX, periods.messages),
            (_NOTICES, periods.cases),
        ):
            if days:
                touched.append(statement.run(conn, before=_ago(now, days), most=most))
        _COUNTS.run(conn, day=(now - dt.timedelta(days=COUNT_DAYS)).date().isoformat())
        keys = [
            row[0]
            for row in _MEDIA.all(
                conn,
                before=_ago(now, MEDIA_DAYS),
                copies_before=_ago(now, COPY_DAYS),
                unused_before=_ago(now, UNUSED_DAYS),
                agreed_since=_ago(now, periods.cases) if periods.cases else 0,
                most=most,
            )
        ]
        for key in keys:
            _DROP_MEDIA.run(conn, key=key)
        touched += [len(keys), self._closed(conn, now, most)]
        more_keys = self._silent(conn, now, most)
        return Swept(keys + more_keys, any(count >= most for count in touched))

    def _closed(self, conn: Connection, now: dt.datetime, most: int) -> int:
        if not self._periods.cases:
            return 0
        rows = _CASES.all(conn, before=_ago(now, self._periods.cases), most=most)
        for row in rows:
            self._personal.strip(conn, row)
        return len(rows)

    def _silent(self, conn: Connection, now: dt.datetime, most: int) -> list[str]:
        if not self._periods.contacts:
            return []
        keys = []
        before = _ago(now, self._periods.contacts)
        for row in _SILENT.all(conn, before=before, most=min(most, 100)):
            keys += self._personal.erase(conn, row[0]).media
            self._personal.forget(conn, row[0], now)
        return keys


def _ago(now: dt.datetime, days: int) -> int:
    return int((now - dt.timedelta(days=days)).timestamp() * 1000)
