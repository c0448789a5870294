"""Who writes to the bot: one contact per channel and address, and its conversation's state.

Rules: the address is encrypted, and found by a keyed hash. `lock` makes the caller the only one
to move this conversation until its transaction ends (a row lock on PostgreSQL; on SQLite there is
one writer). A contact that blocked the bot is written to no more until it writes again.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

import msgspec
import sqlalchemy as sa
import structlog
from sqlalchemy import Connection

from bot.channels.base import ChannelName, Inbound
from bot.privacy.crypto import CannotDecrypt, FieldCipher
from bot.storage.statement import Row, Statement, database_now, named, on_sqlite, upsert
from bot.storage.tables import contact, conversation, process
from handlers.dialogue.session import Session
from handlers.dialogue.turn import millis
from i18n.locales import negotiate

_log = structlog.get_logger(__name__)
_COLUMNS = (
    contact.c.id,
    contact.c.channel,
    contact.c.address_enc,
    contact.c.address_hash,
    contact.c.locale,
    contact.c.mode,
    contact.c.tz,
    contact.c.last_inbound_at,
    contact.c.opted_out_at,
    contact.c.blocked_at,
    contact.c.held_by,
    contact.c.active_profile,
    conversation.c.state_enc,
)
_JOINED = sa.select(*_COLUMNS).select_from(
    contact.outerjoin(conversation, conversation.c.contact_id == contact.c.id)
)
_AT = (
    contact.c.channel == sa.bindparam("channel"),
    contact.c.address_hash == sa.bindparam("address_hash"),
)
_IS = contact.c.id == sa.bindparam("id")
_FIND = Statement(_JOINED.where(*_AT))
_BY_ID = Statement(_JOINED.where(_IS))
# The lock comes in a statement before the one that reads: PostgreSQL gives whoever waited for a
# lock the newest locked row, but joined rows as they were before the wait, so a state one turn
# old (a test of 20 turns at once kept 2 of them).
_LOCK_AT = Statement(sa.select(contact.c.id).where(*_AT).with_for_update())
_LOCK = Statement(sa.select(contact.c.id).where(_IS).with_for_update())
_NEWS = Statement(_JOINED.where(_IS), lambda: _JOINED.where(_IS).with_for_update(of=contact))
_ADD = upsert(
    lambda insert: (
        insert(contact)
        .values(
            **named(
                "channel", "address_hash", "address_enc", "locale", "last_inbound_at", "created_at"
            )
        )
        .on_conflict_do_nothing(index_elements=["channel", "address_hash"])
    )
)
_WROTE = Statement(
    sa.update(contact)
    .where(contact.c.id == sa.bindparam("b_id"))
    .values(last_inbound_at=sa.bindparam("b_at"), blocked_at=sa.null())
)
_STATE = ("state_enc", "flow", "pending_since", "pending_by", "remind_at", "updated_at")


def _save(insert: Callable[..., Any]) -> Any:
    add = insert(conversation).values(**named("contact_id", *_STATE))
    return add.on_conflict_do_update(
        index_elements=["contact_id"], set_={name: add.excluded[name] for name in _STATE}
    )


_SAVE = upsert(_save)


_VILLAGE = Statement(sa.select(contact.c.village).where(contact.c.id == sa.bindparam("id")))
_LOCALE = Statement(
    sa.select(contact.c.locale).where(
        contact.c.channel == sa.bindparam("channel"),
        contact.c.address_hash == sa.bindparam("address_hash"),
    )
)


def _setter(*columns: str) -> Statement:
    return Statement(
        sa.update(contact)
        .where(contact.c.id == sa.bindparam("b_id"))
        .values(**{name: sa.bindparam(f"b_{name}") for name in columns})
    )


_LOOKS = _setter("locale", "mode")
_BLOCKED = _setter("blocked_at")
_OPTED = _setter("opted_out_at")
_HUMAN = _setter("wants_human_at")
_HELD = _setter("held_by")
_PLACE = _setter("village", "tz")
_MOVED = _setter("address_hash", "address_enc")
# ms; the longest call to DTKS takes less, so an older one was lost by a fault.
LOST_CALL = 45_000
# ms without a heartbeat (one comes every 2 s): a look-up made twice harms nobody, so this is
# shorter than for what is sent.
SILENT = 7_000
_ALIVE = sa.exists().where(
    process.c.id == conversation.c.pending_by, process.c.beat_at > database_now() - SILENT
)


def _lost(left_behind: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return (
        sa.select(conversation.c.contact_id)
        .where(
            # Those that wait for a call: an index has them, so not all conversations are read.
            conversation.c.pending_since > 0,
            sa.or_(
                conversation.c.pending_since < sa.bindparam("before"),
                sa.and_(conversation.c.pending_by != sa.bindparam("owner"), left_behind),
            ),
        )
        .limit(sa.bindparam("most"))
        .with_for_update(skip_locked=True)
    )


# On SQLite there is one process: what another one had out, a dead one had.
_LOST = Statement(
    _lost(sa.true()),
    lambda: _lost(sa.and_(conversation.c.pending_since < sa.bindparam("silent"), ~_ALIVE)),
)
_TAKE_OVER = Statement(
    sa.update(conversation)
    .where(conversation.c.contact_id == sa.bindparam("b_id"))
    .values(pending_since=sa.bindparam("b_at"), pending_by=sa.bindparam("b_owner"))
)
_REMIND = Statement(
    sa.select(conversation.c.contact_id, contact.c.tz)
    .select_from(conversation.join(contact, contact.c.id == conversation.c.contact_id))
    .where(
        conversation.c.remind_at < sa.bindparam("now"),
        contact.c.blocked_at.is_(None),
        contact.c.opted_out_at.is_(None),
        contact.c.held_by.is_(None),
    )
    .limit(sa.bindparam("most"))
)
_REMINDED = Statement(
    sa.update(conversation)
    .where(conversation.c.contact_id == sa.bindparam("b_id"), conversation.c.remind_at.is_not(None))
    .values(remind_at=sa.null())
)
REMIND_AFTER = 20 * 3_600_000  # one reminder, inside the 24 hours of WhatsApp's free window


class Contact(msgspec.Struct, kw_only=True):
    """A contact, unlocked by our keys. Times are UTC milliseconds."""

    id: int
    channel: ChannelName
    address: str
    locale: str
    mode: str
    tz: str
    last_inbound_at: int | None
    opted_out: bool
    gone: bool
    held_by: int | None
    profile: int | None
    state: bytes | None


class Contacts:
    """Contacts and conversations in storage."""

    def __init__(self, cipher: FieldCipher, owner: str | None = None) -> None:
        """`owner` names this process among all, as for `Mailbox`; without one, calls that it has
        out are only missed after `LOST_CALL`."""
        self._cipher = cipher
        self._owner = owner

    def hash(self, channel: str, address: str) -> bytes:
        """What an address is found by."""
        return self._cipher.lookup_hash(f"{channel}\x00{address}", "contact")

    def address(self, sealed: bytes, hashed: bytes) -> str:
        """The address of a row read elsewhere."""
        return self._cipher.decrypt_text(sealed, _address_context(hashed))

    def lock(self, conn: Connection, inbound: Inbound, now: dt.datetime) -> Contact:
        """The contact that wrote, made if new, locked until the transaction ends."""
        hashed = self.hash(inbound.channel.value, inbound.address)
        key: dict[str, str | bytes] = {
            "channel": inbound.channel.value,
            "address_hash": hashed,
        }
        row = self._locked(conn, key)
        if row is None:
            context = _address_context(hashed)
            _ADD.run(
                conn,
                **key,
                address_enc=self._cipher.encrypt_text(inbound.address, context),
                locale=negotiate(inbound.locale_hint),
                last_inbound_at=millis(now),
                created_at=millis(now),
            )
            row = self._locked(conn, key)
            assert row is not None  # noqa: S101 - inserted, or by another process just before
        else:
            _WROTE.run(conn, b_id=row[0], b_at=millis(now))
        return self._contact(row, inbound.address)

    def reach(self, conn: Connection, channel: ChannelName, address: str, now: dt.datetime) -> int:
        """The contact at an address that we write to first; made if new."""
        hashed = self.hash(channel.value, address)
        key: dict[str, str | bytes] = {"channel": channel.value, "address_hash": hashed}
        row = self._locked(conn, key)
        if row is None:
            _ADD.run(
                conn,
                **key,
                address_enc=self._cipher.encrypt_text(address, _address_context(hashed)),
                locale=negotiate(None),
                last_inbound_at=None,
                created_at=millis(now),
            )
            row = self._locked(conn, key)
            assert row is not None  # noqa: S101 - inserted, or by another process just before
        identity: int = row[0]
        return identity

    def at(self, conn: Connection, channel: str, address: str) -> Contact | None:
        """The contact at an address, locked; None for a stranger."""
        key: dict[str, str | bytes] = {
            "channel": channel,
            "address_hash": self.hash(channel, address),
        }
        row = self._locked(conn, key)
        return None if row is None else self._contact(row, address)

    def locale(self, conn: Connection, channel: str, address: str) -> str:
        """The language somebody is talked to in; `id` for a stranger."""
        found = _LOCALE.value(conn, channel=channel, address_hash=self.hash(channel, address))
        return str(found or "id")

    @staticmethod
    def _locked(conn: Connection, key: dict[str, str | bytes]) -> Row | None:
        # A row that comes between a lock that found none and the reading would not be locked.
        if not on_sqlite(conn) and _LOCK_AT.one(conn, **key) is None:
            return None
        return _FIND.one(conn, **key)

    def by_id(self, conn: Connection, contact_id: int) -> Contact | None:
        """A known contact, locked."""
        if not on_sqlite(conn):
            _LOCK.one(conn, id=contact_id)
        row = _BY_ID.one(conn, id=contact_id)
        return None if row is None else self._contact(row, None)

    def for_news(self, conn: Connection, contact_id: int) -> Contact | None:
        """A known contact, locked by one statement: its `state` may be a turn old."""
        row = _NEWS.one(conn, id=contact_id)
        return None if row is None else self._contact(row, None)

    def save(
        self, conn: Connection, contact: Contact, session: Session, state: bytes, now: dt.datetime
    ) -> None:
        """Keep what a turn came to."""
        at = millis(now)
        half_way = any(frame.answers for frame in session.frames if frame.flow != "menu")
        _SAVE.run(
            conn,
            contact_id=contact.id,
            state_enc=self._cipher.encrypt(state, _state_context(contact.id)),
            flow=session.frames[-1].flow if session.frames else None,
            pending_since=at if session.waiting is not None else None,
            pending_by=self._owner if session.waiting is not None else None,
            remind_at=at + REMIND_AFTER if half_way else None,
            updated_at=at,
        )
        if (session.locale, session.mode) != (contact.locale, contact.mode):
            _LOOKS.run(conn, b_id=contact.id, b_locale=session.locale, b_mode=session.mode)

    def blocked(self, conn: Connection, contact_id: int, gone: bool, now: dt.datetime) -> None:
        """The citizen blocked the bot, or let it back in."""
        _BLOCKED.run(conn, b_id=contact_id, b_blocked_at=millis(now) if gone else None)

    def opt_out(self, conn: Connection, contact_id: int, now: dt.datetime) -> None:
        """No notices any more."""
        _OPTED.run(conn, b_id=contact_id, b_opted_out_at=millis(now))

    def opt_in(self, conn: Connection, contact_id: int) -> None:
        """Notices again."""
        _OPTED.run(conn, b_id=contact_id, b_opted_out_at=None)

    def wants_human(self, conn: Connection, contact_id: int, why: str, now: dt.datetime) -> None:
        """Put the conversation into the staff's inbox."""
        _HUMAN.run(conn, b_id=contact_id, b_wants_human_at=millis(now))

    def held(self, conn: Connection, contact_id: int, staff_id: int | None) -> None:
        """A member of staff takes the conversation (id) or hands it back (None)."""
        _HELD.run(conn, b_id=contact_id, b_held_by=staff_id)

    def village(self, conn: Connection, contact_id: int) -> str | None:
        """Where the citizen lives, as far as their submissions tell; None before the first."""
        found = _VILLAGE.value(conn, id=contact_id)
        return None if found is None else str(found)

    def lives_in(self, conn: Connection, contact_id: int, village: str, tz: str) -> None:
        """What village the citizen speaks of, and so which time zone holds."""
        _PLACE.run(conn, b_id=contact_id, b_village=village, b_tz=tz)

    def moved(self, conn: Connection, contact_id: int, address: str) -> None:
        """The provider gave the chat another address (Telegram's migration)."""
        contact = self.by_id(conn, contact_id)
        if contact is None:
            return
        hashed = self.hash(contact.channel.value, address)
        sealed = self._cipher.encrypt_text(address, _address_context(hashed))
        _MOVED.run(conn, b_id=contact_id, b_address_hash=hashed, b_address_enc=sealed)

    def lost_calls(self, conn: Connection, now: int, most: int) -> list[int]:
        """Conversations whose call is out with a process that died, taken over by this one."""
        found = _LOST.all(
            conn,
            before=now - LOST_CALL,
            silent=now - SILENT,
            owner=self._owner or "",
            most=most,
        )
        for row in found:
            _TAKE_OVER.run(conn, b_id=row[0], b_at=now, b_owner=self._owner)
        return [row[0] for row in found]

    def to_remind(self, conn: Connection, now: int, most: int) -> list[tuple[int, str]]:
        """Contacts with something half-done whose reminder is due, with their time zones."""
        return [(row[0], row[1]) for row in _REMIND.all(conn, now=now, most=most)]

    def reminded(self, conn: Connection, contact_id: int) -> bool:
        """One reminder only; False when another process was faster."""
        return _REMINDED.run(conn, b_id=contact_id) == 1

    def _contact(self, row: tuple[Any, ...], address: str | None) -> Contact:
        identity, channel, sealed, hashed, locale, mode, tz, last, *status, profile, state = row
        opted, gone, held = status
        if address is None:
            address = self._cipher.decrypt_text(sealed, _address_context(hashed))
        if state is not None:
            try:
                state = self._cipher.decrypt(state, _state_context(identity))
            except CannotDecrypt:
                # One damaged row: this citizen starts afresh rather than meet errors for ever.
                _log.error("state_unreadable", contact=identity)
                state = None
        return Contact(
            id=identity,
            channel=ChannelName(channel),
            address=address,
            locale=locale,
            mode=mode,
            tz=tz,
            last_inbound_at=last,
            opted_out=opted is not None,
            gone=gone is not None,
            held_by=held,
            profile=profile,
            state=state,
        )


def _address_context(hashed: bytes) -> str:
    return f"contact.address:{hashed.hex()}"


def _state_context(contact_id: int) -> str:
    return f"conversation.state:{contact_id}"
