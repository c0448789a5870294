"""What is held of one contact: counted, copied out, erased (UU 27/2022, articles 5-13).

Rules: whatever table knows a contact is named here; a test fails when a new one is not. Erasing
keeps what others still need: of a submission that DTKS has, its ticket, kind, village and dates,
without who or what; the audit log, which names nobody; an address that asked to be left alone.
"""

import datetime as dt
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from backend_client.model import Kind, Submission
from bot.privacy.crypto import FieldCipher
from bot.storage.cases import WITHDRAWN
from bot.storage.contacts import Contacts
from bot.storage.statement import Row, Statement
from bot.storage.tables import (
    case,
    case_event,
    case_group,
    case_programme,
    code,
    consent,
    contact,
    conversation,
    inbound,
    known_person,
    media,
    outbox,
    pendamping,
    profile,
    reply_notice,
    staff_chat,
)
from handlers.dialogue.session import Session, Unreadable, decode, encode

_ENCODE = msgspec.json.Encoder().encode
_ID: sa.BindParameter[int] = sa.bindparam("id")


def _count(table: sa.Table, *more: sa.ColumnElement[bool]) -> Statement:
    where = (table.c.contact_id == _ID, *more)
    return Statement(sa.select(sa.func.count()).select_from(table).where(*where))


_OF_HELPER = consent.c.pendamping_id.in_(
    sa.select(pendamping.c.id).where(pendamping.c.contact_id == _ID).scalar_subquery()
)
_CASES = _count(case)
_DELIVERED = _count(case, case.c.delivered_at.is_not(None))
# A copy of one's own data is no photo of theirs; it goes within a day.
_MEDIA = _count(media, media.c.erased_at.is_(None), media.c.role != "salinan")
_PROFILES = _count(profile)
_CONSENTS = Statement(sa.select(sa.func.count()).select_from(consent).where(_OF_HELPER))
_SINCE = Statement(sa.select(contact.c.created_at).where(contact.c.id == _ID))

_CONTACT = Statement(
    sa.select(
        contact.c.channel, contact.c.locale, contact.c.mode, contact.c.tz, contact.c.village,
        contact.c.created_at, contact.c.last_inbound_at, contact.c.opted_out_at,
    ).where(contact.c.id == _ID)
)  # fmt: skip
_INBOUND = Statement(
    sa.select(inbound.c.received_at, inbound.c.body_enc)
    .where(inbound.c.contact_id == _ID, inbound.c.body_enc.is_not(None))
    .order_by(inbound.c.id)
)
_OUTBOX = Statement(
    sa.select(outbox.c.created_at, outbox.c.kind, outbox.c.body_enc)
    .where(outbox.c.contact_id == _ID, outbox.c.body_enc.is_not(None))
    .order_by(outbox.c.id)
)
_MEDIA_ROWS = Statement(
    sa.select(media.c.key, media.c.role, media.c.content_type, media.c.size, media.c.stored_at)
    .where(media.c.contact_id == _ID, media.c.erased_at.is_(None))
    .order_by(media.c.stored_at)
)
_PROFILE_ROWS = Statement(
    sa.select(profile.c.name_enc, profile.c.created_at)
    .where(profile.c.contact_id == _ID)
    .order_by(profile.c.id)
)
_HELPER_ROWS = Statement(
    sa.select(
        pendamping.c.name_enc, pendamping.c.organisation_enc, pendamping.c.villages,
        pendamping.c.status,
    )
    .where(pendamping.c.contact_id == _ID)
    .order_by(pendamping.c.id)
)  # fmt: skip
_KNOWN_ROWS = Statement(
    sa.select(known_person.c.label_enc, known_person.c.how, known_person.c.proved_at)
    .where(known_person.c.contact_id == _ID)
    .order_by(known_person.c.id)
)
_NOTICE_ROWS = Statement(
    sa.select(
        reply_notice.c.ticket, reply_notice.c.label_enc, reply_notice.c.created_at,
        reply_notice.c.reply_until,
    )
    .where(reply_notice.c.contact_id == _ID)
    .order_by(reply_notice.c.id)
)  # fmt: skip
_WAITING = _count(
    case, case.c.delivered_at.is_(None), case.c.state != "withdrawn", case.c.kind != "penarikan"
)
_CASE_ROWS = Statement(
    sa.select(
        case.c.id,
        case.c.ticket,
        case.c.kind,
        case.c.village,
        case.c.delivered_at,
        case.c.state,
        case.c.refers_to,
    )
    .where(case.c.contact_id == _ID)
    .order_by(case.c.id)
)
_STATE = Statement(sa.select(conversation.c.state_enc).where(conversation.c.contact_id == _ID))
_SET_STATE = Statement(
    sa.update(conversation)
    .where(conversation.c.contact_id == sa.bindparam("b_id"))
    .values(state_enc=sa.bindparam("b_state"), remind_at=sa.null())
)
_STRIP = Statement(
    sa.update(case)
    .where(case.c.id == sa.bindparam("b_id"))
    .values(
        contact_id=sa.null(),
        body_enc=sa.bindparam("b_body"),
        label_enc=sa.bindparam("b_label"),
        subject_hash=sa.null(),
    )
)
_STRIP_EVENTS = Statement(
    sa.update(case_event)
    .where(case_event.c.case_id == sa.bindparam("b_id"))
    .values(reason_enc=sa.null())
)
_DROP_GROUP = Statement(sa.delete(case_group).where(case_group.c.case_id == _ID))
_DROP_PROGRAMMES = Statement(sa.delete(case_programme).where(case_programme.c.case_id == _ID))
_DROP_CASE = Statement(sa.delete(case).where(case.c.id == _ID))
_FORGET_MESSAGES = Statement(
    sa.update(inbound)
    .where(inbound.c.contact_id == sa.bindparam("b_id"))
    .values(body_enc=sa.null())
)
_DROPS = [
    Statement(sa.delete(consent).where(_OF_HELPER)),
    *(
        Statement(sa.delete(table).where(table.c.contact_id == _ID))
        for table in (pendamping, profile, media, code, known_person, reply_notice, staff_chat)
    ),
    # What is on its way now belongs to the conversation that asked for the erasure.
    Statement(sa.delete(outbox).where(outbox.c.contact_id == _ID, outbox.c.state != "sending")),
]
_BARE = Statement(
    sa.update(contact)
    .where(contact.c.id == sa.bindparam("b_id"))
    .values(
        profile_enc=sa.null(),
        village=sa.null(),
        wants_human_at=sa.null(),
        active_profile=sa.null(),
    )
)
_DROP = Statement(
    sa.delete(contact).where(
        contact.c.id == _ID,
        contact.c.opted_out_at.is_(None),
        contact.c.last_inbound_at <= sa.bindparam("silent_since"),
    )
)

# Every table that leads to a contact, directly or through a case or a pendamping: see the test.
KNOWN = frozenset(
    {
        "contact", "conversation", "inbound", "outbox", "delivery", "profile", "submission",
        "submission_group", "submission_event", "pendamping", "consent", "media", "code",
        "recipient", "known_person", "reply_notice", "submission_programme", "staff_chat",
    }
)  # fmt: skip


class HeldCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How much is held. `since` is in UTC milliseconds."""

    cases: int
    delivered: int
    waiting: int
    drafts: int
    media: int
    consents: int
    profiles: int
    since: int | None


class Undelivered(msgspec.Struct, frozen=True):
    """A submission that was erased before DTKS was known to have it."""

    case_id: int
    ticket: str
    kind: Kind
    village: str
    refers_to: str | None


class Erasure(msgspec.Struct, frozen=True):
    """What an erasure left: how many delivered submissions keep their ticket, the keys of media
    whose bytes are to be erased once it has committed, and what DTKS may have all the same."""

    kept: int
    media: list[str]
    undelivered: list[Undelivered]


class Personal:
    """A contact's own data."""

    def __init__(self, cipher: FieldCipher, contacts: Contacts) -> None:
        self._cipher = cipher
        self._contacts = contacts

    def held(self, conn: Connection, contact_id: int) -> HeldCounts:
        """Counts of what is held."""
        session = self._session(conn, contact_id)
        return HeldCounts(
            cases=_CASES.value(conn, id=contact_id),
            delivered=_DELIVERED.value(conn, id=contact_id),
            waiting=_WAITING.value(conn, id=contact_id),
            drafts=0 if session is None else len(session.drafts),
            media=_MEDIA.value(conn, id=contact_id),
            consents=_CONSENTS.value(conn, id=contact_id),
            profiles=_PROFILES.value(conn, id=contact_id),
            since=_SINCE.value(conn, id=contact_id),
        )

    def copy(self, conn: Connection, contact_id: int) -> dict[str, Any]:
        """Everything held, readable, as JSON builtins."""
        about = self._contacts.by_id(conn, contact_id)
        row = _CONTACT.one(conn, id=contact_id)
        if about is None or row is None:
            return {}
        channel, locale, mode, tz, village, since, last, opted_out = row
        session = self._session(conn, contact_id)
        return {
            "contact": {
                "channel": channel,
                "address": about.address,
                "language": locale,
                "access_mode": mode,
                "time_zone": tz,
                "village": village,
                "since": _iso(since),
                "last_message": _iso(last),
                "notices_off_since": _iso(opted_out),
            },
            "conversation": None if session is None else msgspec.to_builtins(session),
            "messages_from_you": [
                {"at": _iso(at), **self._open(body, f"inbound.body:{contact_id}")}
                for at, body in _INBOUND.all(conn, id=contact_id)
            ],
            "messages_to_you": [
                {
                    "at": _iso(at),
                    "kind": kind,
                    "parts": self._open(body, f"outbox.body:{contact_id}"),
                }
                for at, kind, body in _OUTBOX.all(conn, id=contact_id)
            ],
            "profiles": [
                {"name": self._text(name, f"profile.name:{contact_id}"), "since": _iso(at)}
                for name, at in _PROFILE_ROWS.all(conn, id=contact_id)
            ],
            "pendamping": [
                {
                    "name": self._text(name, f"pendamping.name:{contact_id}"),
                    "organisation": self._text(body, f"pendamping.organisation:{contact_id}"),
                    "villages": villages.split(","),
                    "status": status,
                }
                for name, body, villages, status in _HELPER_ROWS.all(conn, id=contact_id)
            ],
            "known_as": [
                {
                    "name": self._text(label, f"known_person.label:{contact_id}"),
                    "proved_by": how,
                    "since": _iso(at),
                }
                for label, how, at in _KNOWN_ROWS.all(conn, id=contact_id)
            ],
            "notices_of_objections": [
                {
                    "ticket": ticket,
                    "about": self._text(label, f"reply_notice.label:{ticket}"),
                    "at": _iso(at),
                    "reply_until": _iso(until),
                }
                for ticket, label, at, until in _NOTICE_ROWS.all(conn, id=contact_id)
            ],
            "photos_and_voice_notes": [
                {"shows": role, "type": kind, "bytes": size, "at": _iso(at)}
                for _, role, kind, size, at in _MEDIA_ROWS.all(conn, id=contact_id)
            ],
        }

    def cases(self, conn: Connection, contact_id: int) -> list[tuple[int, str]]:
        """Ids and tickets of the contact's submissions, oldest first."""
        return [(row[0], row[1]) for row in _CASE_ROWS.all(conn, id=contact_id)]

    def erase(self, conn: Connection, contact_id: int) -> Erasure:
        """Erase."""
        self._contacts.by_id(conn, contact_id)  # locks the conversation
        keys = [row[0] for row in _MEDIA_ROWS.all(conn, id=contact_id)]
        kept = 0
        undelivered = []
        for row in _CASE_ROWS.all(conn, id=contact_id):
            if row[4] is None:
                _DROP_CASE.run(conn, id=row[0])
                if row[5] != WITHDRAWN:
                    undelivered.append(Undelivered(row[0], row[1], Kind(row[2]), row[3], row[6]))
            else:
                self.strip(conn, row)
                _DROP_GROUP.run(conn, id=row[0])
                _DROP_PROGRAMMES.run(conn, id=row[0])
                kept += 1
        for drop in _DROPS:
            drop.run(conn, id=contact_id)
        _FORGET_MESSAGES.run(conn, b_id=contact_id)
        _BARE.run(conn, b_id=contact_id)
        self._keep_only_the_present(conn, contact_id)
        return Erasure(kept, keys, undelivered)

    def strip(self, conn: Connection, row: Row) -> None:
        """Take who and what out of a submission; `row` is (id, ticket, kind, village, ...)."""
        case_id, ticket, kind, village = row[:4]
        bare = Submission(ticket=ticket, kind=Kind(kind), village=village, submitted_at="", data={})
        _STRIP.run(
            conn,
            b_id=case_id,
            b_body=self._cipher.encrypt(_ENCODE(bare), f"submission.body:{ticket}"),
            b_label=self._cipher.encrypt_text("", f"submission.label:{ticket}"),
        )
        _STRIP_EVENTS.run(conn, b_id=case_id)

    def forget(self, conn: Connection, contact_id: int, silent_since: dt.datetime) -> bool:
        """Drop the contact itself, unless it wrote since, or asked to be left alone."""
        at = int(silent_since.timestamp() * 1000)
        return _DROP.run(conn, id=contact_id, silent_since=at) == 1

    def _keep_only_the_present(self, conn: Connection, contact_id: int) -> None:
        session = self._session(conn, contact_id)
        if session is None:
            return
        session.drafts.clear()
        session.held.clear()
        del session.frames[:-1]
        sealed = self._cipher.encrypt(encode(session), f"conversation.state:{contact_id}")
        _SET_STATE.run(conn, b_id=contact_id, b_state=sealed)

    def _session(self, conn: Connection, contact_id: int) -> Session | None:
        sealed = _STATE.value(conn, id=contact_id)
        if sealed is None:
            return None
        try:
            return decode(self._cipher.decrypt(sealed, f"conversation.state:{contact_id}"))
        except Unreadable:
            return None

    def _text(self, sealed: bytes | None, context: str) -> str | None:
        return None if sealed is None else self._cipher.decrypt_text(sealed, context)

    def _open(self, sealed: bytes, context: str) -> Any:
        return msgspec.json.decode(self._cipher.decrypt(sealed, context))


def _iso(millis: int | None) -> str | None:
    if millis is None:
        return None
    return dt.datetime.fromtimestamp(millis / 1000, dt.UTC).isoformat(timespec="seconds")
