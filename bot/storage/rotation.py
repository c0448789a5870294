"""Rotating keys: everything sealed with an older key is sealed with the first one.

Rules: to rotate, put a new key in front of BANSOS_SECRET_KEYS, restart, run `bansos db
rotate-keys`; after it, keys in the middle may be dropped. The last key stays: the hashes for
look-up come from it, and what some of them were made of is nowhere kept. Small transactions,
beside the running service; a row changed meanwhile is sealed with the first key anyway, so it is
only replaced if it still is what was read. Every sealed column is named here: a test compares.
"""

from collections.abc import Callable, Iterator
from functools import partial

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.media.store import MediaShelf
from bot.privacy.crypto import FieldCipher
from bot.storage import tables as t
from bot.storage.db import Database
from bot.storage.statement import Row, Statement

BATCH = 500


class Sealed(msgspec.Struct, frozen=True):
    """A sealed column: where it is, and what its rows are bound to."""

    column: sa.Column[bytes]
    prefix: str
    bound_to: sa.Column[int] | sa.Column[str] | sa.Column[bytes]

    @property
    def name(self) -> str:
        """'table.column'."""
        return f"{self.column.table.name}.{self.column.name}"


SEALED = (
    Sealed(t.contact.c.address_enc, "contact.address", t.contact.c.address_hash),
    Sealed(t.conversation.c.state_enc, "conversation.state", t.conversation.c.contact_id),
    Sealed(t.inbound.c.body_enc, "inbound.body", t.inbound.c.contact_id),
    Sealed(t.outbox.c.body_enc, "outbox.body", t.outbox.c.contact_id),
    Sealed(t.profile.c.name_enc, "profile.name", t.profile.c.contact_id),
    Sealed(t.case.c.body_enc, "submission.body", t.case.c.ticket),
    Sealed(t.case.c.label_enc, "submission.label", t.case.c.ticket),
    Sealed(t.case_group.c.groups_enc, "submission.groups", t.case_group.c.case_id),
    Sealed(t.case_event.c.reason_enc, "submission.reason", t.case_event.c.case_id),
    Sealed(t.pendamping.c.name_enc, "pendamping.name", t.pendamping.c.contact_id),
    Sealed(t.pendamping.c.organisation_enc, "pendamping.organisation", t.pendamping.c.contact_id),
    Sealed(t.invitation.c.organisation_enc, "invitation.organisation", t.invitation.c.code_hash),
    Sealed(t.known_person.c.label_enc, "known_person.label", t.known_person.c.contact_id),
    Sealed(t.reply_notice.c.label_enc, "reply_notice.label", t.reply_notice.c.ticket),
    Sealed(t.consent.c.person_enc, "consent.person", t.consent.c.pendamping_id),
    Sealed(t.staff.c.totp_enc, "staff.totp", t.staff.c.name),
)
NEVER_FILLED = frozenset({"contact.profile_enc"})


class Rotation:
    """Seals anew what older keys sealed."""

    def __init__(self, db: Database, cipher: FieldCipher, shelf: MediaShelf) -> None:
        self._db = db
        self._cipher = cipher
        self._shelf = shelf

    async def run(self, tell: Callable[[str, int], None] = lambda name, count: None) -> int:
        """Do it all; `tell` hears of each column and how many values changed. Their sum.

        Raises CannotDecrypt when a key that is still needed is missing: nothing is lost by it.
        """
        total = 0
        for sealed in SEALED:
            count = await self._column(sealed)
            tell(sealed.name, count)
            total += count
        count = await self._media()
        tell("media", count)
        return total + count

    async def _column(self, sealed: Sealed) -> int:
        key = next(iter(sealed.column.table.primary_key))
        read = Statement(
            sa.select(key, sealed.bound_to, sealed.column)
            .where(key > sa.bindparam("after"), sealed.column.is_not(None))
            .order_by(key)
            .limit(BATCH)
        )
        write = Statement(
            sa.update(sealed.column.table)
            .where(key == sa.bindparam("b_key"), sealed.column == sa.bindparam("b_old"))
            .values({sealed.column.name: sa.bindparam("b_new")})
        )
        after, changed = 0, 0
        while rows := await self._db.read(partial(read.all, after=after)):
            after = rows[-1][0]
            renewed = list(self._renewed(sealed, rows))
            if renewed:
                changed += await self._db.run(partial(_write, write=write, renewed=renewed))
        return changed

    def _renewed(self, sealed: Sealed, rows: list[Row]) -> Iterator[tuple[int, bytes, bytes]]:
        for key, bound_to, value in rows:
            if not self._cipher.current(value):
                identity = bound_to.hex() if isinstance(bound_to, bytes) else bound_to
                context = f"{sealed.prefix}:{identity}"
                plain = self._cipher.decrypt(value, context)
                yield key, value, self._cipher.encrypt(plain, context)

    async def _media(self) -> int:
        keys = await self._db.read(_MEDIA.all)
        changed = 0
        for (key,) in keys:
            changed += await self._shelf.renew(key)
        return changed


_MEDIA = Statement(sa.select(t.media.c.key).where(t.media.c.erased_at.is_(None)))


def _write(conn: Connection, *, write: Statement, renewed: list[tuple[int, bytes, bytes]]) -> int:
    return sum(write.run(conn, b_key=key, b_old=old, b_new=new) for key, old, new in renewed)
