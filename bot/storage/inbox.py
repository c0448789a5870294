"""The staff's inbox: conversations that want a person, or that a person holds.

Rules: rows are filtered by region before anything is decrypted. What a citizen wrote is kept as
it came; what the bot said is kept only until it is sent, what staff said until retention.
A one-time code is nobody's to read but the citizen's.
"""

from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.channels.base import Inbound, MediaPart, Part, TemplatePart, TextPart
from bot.privacy.crypto import CannotDecrypt, FieldCipher
from bot.storage.mailbox import CODE
from bot.storage.tables import contact, conversation, inbound, media, outbox, staff

_INBOUND = msgspec.json.Decoder(Inbound)
_PARTS = msgspec.json.Decoder(list[Part])
MOST = 200  # conversations on a page
MOST_LINES = 60  # messages of a conversation shown
RECORDED = "rekaman"  # the role of a recorded name that staff listen to


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation in the inbox. Times are UTC milliseconds."""

    contact_id: int
    channel: str
    locale: str
    mode: str
    village: str | None
    last_inbound_at: int | None
    wants_human_at: int | None
    held_by: int | None
    holder: str | None
    flow: str | None
    opted_out: bool
    gone: bool


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One message. `ours`: it went out. `text` is '' when the body is kept no more."""

    at: int
    ours: bool
    kind: str
    text: str
    state: str = ""
    error: str = ""


class Spoken(msgspec.Struct, frozen=True):
    """Something recorded: where its bytes are, and when it came (UTC milliseconds)."""

    key: str
    at: int
    content_type: str


_HOLDER = staff.alias()
_SELECT = sa.select(
    contact.c.id,
    contact.c.channel,
    contact.c.locale,
    contact.c.mode,
    contact.c.village,
    contact.c.last_inbound_at,
    contact.c.wants_human_at,
    contact.c.held_by,
    _HOLDER.c.name,
    conversation.c.flow,
    contact.c.opted_out_at,
    contact.c.blocked_at,
).select_from(
    contact.outerjoin(conversation, conversation.c.contact_id == contact.c.id).outerjoin(
        _HOLDER, _HOLDER.c.id == contact.c.held_by
    )
)
_OPEN = sa.or_(contact.c.wants_human_at.is_not(None), contact.c.held_by.is_not(None))


class Inbox:
    """Conversations for people."""

    def __init__(self, cipher: FieldCipher) -> None:
        self._cipher = cipher

    def waiting(self, conn: Connection, where: ColumnElement[bool]) -> list[Waiting]:
        """Open conversations, who waits longest first."""
        query = (
            _SELECT.where(_OPEN, where)
            .order_by(contact.c.held_by.is_not(None), contact.c.wants_human_at, contact.c.id)
            .limit(MOST)
        )
        return [_waiting(row) for row in conn.execute(query)]

    def count(self, conn: Connection, where: ColumnElement[bool]) -> int:
        """How many wait for somebody to take them."""
        query = sa.select(sa.func.count()).where(
            contact.c.wants_human_at.is_not(None), contact.c.held_by.is_(None), where
        )
        return int(conn.execute(query).scalar_one())

    def one(self, conn: Connection, contact_id: int, where: ColumnElement[bool]) -> Waiting | None:
        """One open conversation inside the regions."""
        row = conn.execute(_SELECT.where(contact.c.id == contact_id, _OPEN, where)).first()
        return None if row is None else _waiting(row)

    def take(self, conn: Connection, contact_id: int, staff_id: int) -> bool:
        """Hold it; False when somebody else does."""
        done = conn.execute(
            sa.update(contact)
            .where(contact.c.id == contact_id, contact.c.held_by.is_(None))
            .values(held_by=staff_id)
        )
        return done.rowcount == 1

    def assign(self, conn: Connection, contact_id: int, holder: int, to: int) -> bool:
        """Give what one holds to a colleague."""
        done = conn.execute(
            sa.update(contact)
            .where(contact.c.id == contact_id, contact.c.held_by == holder)
            .values(held_by=to)
        )
        return done.rowcount == 1

    def release(self, conn: Connection, contact_id: int, holder: int) -> bool:
        """Back to the bot; False when it is not this person who holds it."""
        done = conn.execute(
            sa.update(contact)
            .where(contact.c.id == contact_id, contact.c.held_by == holder)
            .values(held_by=None, wants_human_at=None)
        )
        return done.rowcount == 1

    def drop(self, conn: Connection, holder: int) -> int:
        """All that somebody holds, back among those who wait; how many."""
        done = conn.execute(
            sa.update(contact).where(contact.c.held_by == holder).values(held_by=None)
        )
        return done.rowcount

    def lines(self, conn: Connection, contact_id: int) -> list[Line]:
        """The latest messages, oldest first."""
        came = conn.execute(
            sa.select(inbound.c.received_at, inbound.c.kind, inbound.c.body_enc)
            .where(inbound.c.contact_id == contact_id)
            .order_by(inbound.c.id.desc())
            .limit(MOST_LINES)
        )
        found = [
            Line(at=at, ours=False, kind=kind, text=self._heard(contact_id, body))
            for at, kind, body in came
        ]
        went = conn.execute(
            sa.select(
                outbox.c.created_at,
                outbox.c.kind,
                outbox.c.body_enc,
                outbox.c.state,
                outbox.c.error_code,
            )
            .where(outbox.c.contact_id == contact_id)
            .order_by(outbox.c.id.desc())
            .limit(MOST_LINES)
        )
        found += [
            Line(
                at=at,
                ours=True,
                kind=kind,
                text="" if kind == CODE else self._said(contact_id, body),
                state=state,
                error=code or "",
            )
            for at, kind, body, state, code in went
        ]
        return sorted(found, key=lambda line: line.at)[-MOST_LINES:]

    def recordings(self, conn: Connection, contact_id: int) -> list[Spoken]:
        """Names that were recorded, newest first."""
        rows = conn.execute(
            sa.select(media.c.key, media.c.stored_at, media.c.content_type)
            .where(
                media.c.contact_id == contact_id,
                media.c.role == RECORDED,
                media.c.erased_at.is_(None),
            )
            .order_by(media.c.stored_at.desc())
            .limit(MOST_LINES)
        )
        return [Spoken(*row) for row in rows]

    def _heard(self, contact_id: int, sealed: bytes | None) -> str:
        if sealed is None:
            return ""
        try:
            plain = self._cipher.decrypt(sealed, f"inbound.body:{contact_id}")
        except CannotDecrypt:
            return ""
        item = _INBOUND.decode(plain)
        names = [media.file_name or media.content_type or "" for media in item.media]
        return "\n".join(part for part in (item.text, *names) if part)

    def _said(self, contact_id: int, sealed: bytes | None) -> str:
        if sealed is None:
            return ""
        try:
            parts = _PARTS.decode(self._cipher.decrypt(sealed, f"outbox.body:{contact_id}"))
        except CannotDecrypt:
            return ""
        return "\n\n".join(words(part) for part in parts)


def words(part: Part) -> str:
    """What a part says."""
    if isinstance(part, TextPart):
        return part.text
    if isinstance(part, TemplatePart):
        return part.text
    assert isinstance(part, MediaPart)  # noqa: S101 - the third of three
    return part.alt


def _waiting(row: Any) -> Waiting:
    return Waiting(
        contact_id=row[0],
        channel=row[1],
        locale=row[2],
        mode=row[3],
        village=row[4],
        last_inbound_at=row[5],
        wants_human_at=row[6],
        held_by=row[7],
        holder=row[8],
        flow=row[9],
        opted_out=row[10] is not None,
        gone=row[11] is not None,
    )
