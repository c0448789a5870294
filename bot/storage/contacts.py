"""Who writes to the bot: one contact per channel and address, and its conversation's state.

Rules: the address is encrypted, and found by a keyed hash. `lock` makes the caller the only one
to move this conversation until its transaction ends (a row lock on PostgreSQL; on SQLite there is
one writer). A contact that blocked the bot is written to no more until it writes again.
"""

import datetime as dt
from typing import Any

import msgspec
import structlog
from sqlalchemy import Connection

from bot.channels.base import ChannelName, Inbound
from bot.privacy.crypto import CannotDecrypt, FieldCipher
from bot.storage import contacts_sql as sql
from bot.storage.contacts_sql import LOST_CALL, SILENT
from bot.storage.statement import Row, on_sqlite
from handlers.dialogue.session import Session
from handlers.dialogue.turn import millis
from i18n.locales import negotiate

_log = structlog.get_logger(__name__)
REMIND_AFTER = 20 * 3_600_000  # one reminder, inside the 24 hours of WhatsApp's free window

__all__ = ["LOST_CALL", "REMIND_AFTER", "SILENT", "Contact", "Contacts"]


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
            sql.ADD.run(
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
            sql.WROTE.run(conn, b_id=row[0], b_at=millis(now))
        return self._contact(row, inbound.address)

    def reach(self, conn: Connection, channel: ChannelName, address: str, now: dt.datetime) -> int:
        """The contact at an address that we write to first; made if new."""
        hashed = self.hash(channel.value, address)
        key: dict[str, str | bytes] = {"channel": channel.value, "address_hash": hashed}
        row = self._locked(conn, key)
        if row is None:
            sql.ADD.run(
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
        found = sql.LOCALE.value(conn, channel=channel, address_hash=self.hash(channel, address))
        return str(found or "id")

    @staticmethod
    def _locked(conn: Connection, key: dict[str, str | bytes]) -> Row | None:
        # A row that comes between a lock that found none and the reading would not be locked.
        if not on_sqlite(conn) and sql.LOCK_AT.one(conn, **key) is None:
            return None
        return sql.FIND.one(conn, **key)

    def by_id(self, conn: Connection, contact_id: int) -> Contact | None:
        """A known contact, locked."""
        if not on_sqlite(conn):
            sql.LOCK.one(conn, id=contact_id)
        row = sql.BY_ID.one(conn, id=contact_id)
        return None if row is None else self._contact(row, None)

    def for_news(self, conn: Connection, contact_id: int) -> Contact | None:
        """A known contact, locked by one statement: its `state` may be a turn old."""
        row = sql.NEWS.one(conn, id=contact_id)
        return None if row is None else self._contact(row, None)

    def save(
        self, conn: Connection, contact: Contact, session: Session, state: bytes, now: dt.datetime
    ) -> None:
        """Keep what a turn came to."""
        at = millis(now)
        half_way = any(frame.answers for frame in session.frames if frame.flow != "menu")
        sql.SAVE.run(
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
            sql.LOOKS.run(conn, b_id=contact.id, b_locale=session.locale, b_mode=session.mode)

    def anybody_listens(self, conn: Connection) -> bool:
        """Does any citizen get voice notes?"""
        return sql.LISTENS.one(conn) is not None

    def blocked(self, conn: Connection, contact_id: int, gone: bool, now: dt.datetime) -> None:
        """The citizen blocked the bot, or let it back in."""
        sql.BLOCKED.run(conn, b_id=contact_id, b_blocked_at=millis(now) if gone else None)

    def opt_out(self, conn: Connection, contact_id: int, now: dt.datetime) -> None:
        """No notices any more."""
        sql.OPTED.run(conn, b_id=contact_id, b_opted_out_at=millis(now))

    def opt_in(self, conn: Connection, contact_id: int) -> None:
        """Notices again."""
        sql.OPTED.run(conn, b_id=contact_id, b_opted_out_at=None)

    def wants_human(self, conn: Connection, contact_id: int, now: dt.datetime) -> None:
        """Put the conversation into the staff's inbox."""
        sql.HUMAN.run(conn, b_id=contact_id, b_wants_human_at=millis(now))

    def held(self, conn: Connection, contact_id: int, staff_id: int | None) -> None:
        """A member of staff takes the conversation (id) or hands it back (None)."""
        sql.HELD.run(conn, b_id=contact_id, b_held_by=staff_id)

    def village(self, conn: Connection, contact_id: int) -> str | None:
        """Where the citizen lives, as far as their submissions tell; None before the first."""
        found = sql.VILLAGE.value(conn, id=contact_id)
        return None if found is None else str(found)

    def lives_in(self, conn: Connection, contact_id: int, village: str, tz: str) -> None:
        """What village the citizen speaks of, and so which time zone holds."""
        sql.PLACE.run(conn, b_id=contact_id, b_village=village, b_tz=tz)

    def moved(self, conn: Connection, contact_id: int, address: str) -> None:
        """The provider gave the chat another address (Telegram's migration)."""
        contact = self.by_id(conn, contact_id)
        if contact is None:
            return
        hashed = self.hash(contact.channel.value, address)
        sealed = self._cipher.encrypt_text(address, _address_context(hashed))
        sql.MOVED.run(conn, b_id=contact_id, b_address_hash=hashed, b_address_enc=sealed)

    def lost_calls(self, conn: Connection, now: int, most: int) -> list[int]:
        """Conversations whose call is out with a process that died, taken over by this one."""
        found = sql.LOST.all(
            conn,
            before=now - LOST_CALL,
            silent=now - SILENT,
            owner=self._owner or "",
            most=most,
        )
        for row in found:
            sql.TAKE_OVER.run(conn, b_id=row[0], b_at=now, b_owner=self._owner)
        return [row[0] for row in found]

    def to_remind(self, conn: Connection, now: int, most: int) -> list[tuple[int, str]]:
        """Contacts with something half-done whose reminder is due, with their time zones."""
        return [(row[0], row[1]) for row in sql.REMIND.all(conn, now=now, most=most)]

    def reminded(self, conn: Connection, contact_id: int) -> bool:
        """One reminder only; False when another process was faster."""
        return sql.REMINDED.run(conn, b_id=contact_id) == 1

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
