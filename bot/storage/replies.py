"""The right of reply: who is which person of DTKS, and what a person objected to was told.

Rules: whom a contact proved to be is kept as keyed hashes, never as a number. A notice stands for
all open objections to its person, however many; it is over when they are. It belongs to the
person told, and holds nothing of who objected.
"""

import datetime as dt
from collections.abc import Iterable

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from backend_client.model import Kind, Stage
from bot.privacy.crypto import FieldCipher
from bot.storage.statement import Row, Statement, named, upsert
from bot.storage.tables import case, known_person, reply_notice
from handlers.dialogue.turn import millis

_FINAL = ", ".join(f"'{stage.value}'" for stage in Stage if stage.final)
_OPEN = sa.and_(
    case.c.kind == sa.literal_column(f"'{Kind.SANGGAH.value}'", sa.Text),
    sa.literal_column(f"submission.stage NOT IN ({_FINAL})", sa.Boolean),
)

_PROVE = upsert(
    lambda insert: (
        insert(known_person)
        .values(
            **named("contact_id", "profile_id", "subject_hash", "label_enc", "how", "proved_at")
        )
        .on_conflict_do_update(
            index_elements=["contact_id", "subject_hash"],
            set_=named("profile_id", "label_enc", "how", "proved_at"),
        )
    )
)
_KNOWN = Statement(
    sa.select(known_person.c.contact_id, known_person.c.profile_id, known_person.c.label_enc)
    .where(known_person.c.subject_hash == sa.bindparam("subject_hash"))
    .order_by(known_person.c.contact_id)
)
_SUBJECT = Statement(sa.select(case.c.subject_hash).where(case.c.id == sa.bindparam("id"), _OPEN))
_COLUMNS = (
    reply_notice.c.id,
    reply_notice.c.ticket,
    reply_notice.c.contact_id,
    reply_notice.c.profile_id,
    reply_notice.c.subject_hash,
    reply_notice.c.case_id,
    reply_notice.c.label_enc,
    reply_notice.c.created_at,
    reply_notice.c.reply_until,
)
_ABOUT = Statement(
    sa.select(*_COLUMNS)
    .where(
        reply_notice.c.contact_id == sa.bindparam("contact_id"),
        reply_notice.c.subject_hash == sa.bindparam("subject_hash"),
    )
    .order_by(reply_notice.c.id.desc())
)
_ADD = Statement(
    sa.insert(reply_notice).values(
        **named(
            "ticket", "contact_id", "profile_id", "subject_hash", "case_id", "label_enc",
            "created_at", "reply_until",
        )
    )
)  # fmt: skip
_MINE = Statement(
    sa.select(*_COLUMNS)
    .where(reply_notice.c.contact_id == sa.bindparam("contact_id"))
    .order_by(reply_notice.c.id.desc())
    .limit(sa.bindparam("most"))
)
_BY_TICKET = Statement(sa.select(*_COLUMNS).where(reply_notice.c.ticket == sa.bindparam("ticket")))
# The first objection even when whoever made it erased their data since: DTKS still has it.
_OBJECTIONS = Statement(
    sa.select(case.c.id)
    .where(
        sa.or_(
            case.c.id == sa.bindparam("case_id"),
            case.c.subject_hash == sa.bindparam("subject_hash"),
        ),
        _OPEN,
    )
    .order_by(case.c.id)
)
_REPLIES = Statement(
    sa.select(case.c.ticket)
    .where(
        case.c.contact_id == sa.bindparam("contact_id"),
        case.c.kind == sa.literal_column(f"'{Kind.TANGGAPAN.value}'", sa.Text),
        case.c.subject_hash == sa.bindparam("subject_hash"),
        case.c.created_at >= sa.bindparam("since"),
        case.c.stage != sa.literal_column(f"'{Stage.WITHDRAWN.value}'", sa.Text),
    )
    .order_by(case.c.id)
)


class Known(msgspec.Struct, frozen=True):
    """A contact that proved to be somebody."""

    contact_id: int
    profile_id: int | None
    label: str


class ReplyNotice(msgspec.Struct, frozen=True):
    """What somebody objected to was told. Times are UTC milliseconds."""

    id: int
    ticket: str
    contact_id: int
    profile_id: int | None
    subject_hash: bytes
    case_id: int
    label: str
    created_at: int
    reply_until: int


class Replies:
    """Known persons and their notices, in storage."""

    def __init__(self, cipher: FieldCipher) -> None:
        self._cipher = cipher

    def prove(
        self,
        conn: Connection,
        contact_id: int,
        subjects: Iterable[str],
        *,
        profile_id: int | None,
        label: str,
        how: str,
        now: dt.datetime,
    ) -> None:
        """A contact proved to be the person with these numbers (NIK, DTKS's own)."""
        hashes = [self._cipher.lookup_hash(value, "subject") for value in subjects]
        self.prove_hashed(
            conn, contact_id, hashes, profile_id=profile_id, label=label, how=how, now=now
        )

    def prove_hashed(
        self,
        conn: Connection,
        contact_id: int,
        hashes: Iterable[bytes],
        *,
        profile_id: int | None,
        label: str,
        how: str,
        now: dt.datetime,
    ) -> None:
        """The same, of hashes that a submission has already."""
        sealed = self._cipher.encrypt_text(label[:20], f"known_person.label:{contact_id}")
        for hashed in hashes:
            _PROVE.run(
                conn,
                contact_id=contact_id,
                profile_id=profile_id,
                subject_hash=hashed,
                label_enc=sealed,
                how=how,
                proved_at=millis(now),
            )

    def known(self, conn: Connection, subject_hash: bytes) -> list[Known]:
        """Who proved to be this person, in the order of their contacts."""
        return [
            Known(row[0], row[1], self._cipher.decrypt_text(row[2], f"known_person.label:{row[0]}"))
            for row in _KNOWN.all(conn, subject_hash=subject_hash)
        ]

    def subject(self, conn: Connection, case_id: int) -> bytes | None:
        """Whom an open objection is about; None when it is over or erased."""
        found = _SUBJECT.value(conn, id=case_id)
        return None if found is None else bytes(found)

    def add(
        self,
        conn: Connection,
        who: Known,
        subject_hash: bytes,
        *,
        case_id: int,
        ticket: str,
        now: dt.datetime,
        reply_until: dt.datetime,
    ) -> ReplyNotice | None:
        """A notice for somebody; None while one about the same person is open. The caller holds
        the contact's lock."""
        for row in _ABOUT.all(conn, contact_id=who.contact_id, subject_hash=subject_hash):
            if self.objections(conn, self._notice(row)):
                return None
        _ADD.run(
            conn,
            ticket=ticket,
            contact_id=who.contact_id,
            profile_id=who.profile_id,
            subject_hash=subject_hash,
            case_id=case_id,
            label_enc=self._cipher.encrypt_text(who.label, f"reply_notice.label:{ticket}"),
            created_at=millis(now),
            reply_until=millis(reply_until),
        )
        return self.by_ticket(conn, ticket)

    def mine(self, conn: Connection, contact_id: int, most: int = 50) -> list[ReplyNotice]:
        """A contact's notices, newest first."""
        return [self._notice(row) for row in _MINE.all(conn, contact_id=contact_id, most=most)]

    def by_ticket(self, conn: Connection, ticket: str) -> ReplyNotice | None:
        """A notice by its ticket, whoever's."""
        row = _BY_TICKET.one(conn, ticket=ticket)
        return None if row is None else self._notice(row)

    def objections(self, conn: Connection, notice: ReplyNotice) -> list[int]:
        """Ids of the open objections that a notice stands for, oldest first."""
        rows = _OBJECTIONS.all(conn, case_id=notice.case_id, subject_hash=notice.subject_hash)
        return [row[0] for row in rows]

    def replies(self, conn: Connection, notice: ReplyNotice) -> list[str]:
        """Tickets of what was answered to a notice, oldest first."""
        rows = _REPLIES.all(
            conn,
            contact_id=notice.contact_id,
            subject_hash=notice.subject_hash,
            since=notice.created_at,
        )
        return [row[0] for row in rows]

    def _notice(self, row: Row) -> ReplyNotice:
        return ReplyNotice(
            id=row[0],
            ticket=row[1],
            contact_id=row[2],
            profile_id=row[3],
            subject_hash=bytes(row[4]),
            case_id=row[5],
            label=self._cipher.decrypt_text(row[6], f"reply_notice.label:{row[1]}"),
            created_at=row[7],
            reply_until=row[8],
        )
