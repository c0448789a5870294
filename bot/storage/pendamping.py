"""Pendamping, their invitations, the consents they recorded, and codes sent to phones.

Rules: who a code was sent to is kept as a keyed hash; a code itself too. A code is good for half
an hour and three tries. Only staff, or an invitation they gave, make somebody a pendamping.
"""

import datetime as dt
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.privacy.crypto import FieldCipher
from bot.storage.statement import Statement, named
from bot.storage.tables import case, code, consent, invitation, pendamping
from handlers.dialogue.turn import millis

APPLIED, VERIFIED, SUSPENDED, REVOKED = "applied", "verified", "suspended", "revoked"
CODE_LIFE = dt.timedelta(minutes=30)
CODE_TRIES = 3
INVITATION_LIFE = dt.timedelta(days=30)

_BY_CONTACT = Statement(
    sa.select(
        pendamping.c.id,
        pendamping.c.contact_id,
        pendamping.c.name_enc,
        pendamping.c.organisation_enc,
        pendamping.c.villages,
        pendamping.c.status,
    )
    .where(pendamping.c.contact_id == sa.bindparam("contact_id"))
    .order_by(pendamping.c.id.desc())
    .limit(1)
)
_ADD = Statement(
    sa.insert(pendamping)
    .values(
        **named(
            "contact_id", "name_enc", "organisation_enc", "villages", "letter_key", "status",
            "created_at",
        )
    )
    .returning(pendamping.c.id)
)  # fmt: skip
_STATUS = Statement(
    sa.update(pendamping)
    .where(pendamping.c.id == sa.bindparam("b_id"))
    .values(status=sa.bindparam("b_status"), decided_at=sa.bindparam("b_at"))
)
_HELPED = Statement(
    sa.select(sa.func.count())
    .select_from(case)
    .where(case.c.pendamping_id == sa.bindparam("contact_id"))
)
_INVITE = Statement(
    sa.insert(invitation).values(**named("code_hash", "villages", "organisation_enc", "expires_at"))
)
_INVITED = Statement(
    sa.select(invitation.c.id, invitation.c.villages, invitation.c.organisation_enc)
    .where(
        invitation.c.code_hash == sa.bindparam("code_hash"),
        invitation.c.used_by.is_(None),
        invitation.c.expires_at > sa.bindparam("now"),
    )
    .with_for_update()
)
_USED = Statement(
    sa.update(invitation)
    .where(invitation.c.id == sa.bindparam("b_id"))
    .values(used_by=sa.bindparam("b_contact"))
)
_CONSENT = Statement(
    sa.insert(consent)
    .values(**named("pendamping_id", "person_enc", "how", "media_key", "given_at", "created_at"))
    .returning(consent.c.id)
)
_CONSENT_OF = Statement(
    sa.select(consent.c.id).where(
        consent.c.id == sa.bindparam("id"),
        consent.c.pendamping_id == sa.bindparam("pendamping_id"),
        consent.c.given_at.is_not(None),
        consent.c.revoked_at.is_(None),
    )
)
_CODE = Statement(
    sa.insert(code).values(
        **named("purpose", "contact_id", "phone_hash", "code_hash", "ticket", "expires_at")
    )
)
_CODES = Statement(
    sa.select(
        code.c.id, code.c.contact_id, code.c.code_hash, code.c.ticket, code.c.tries,
        code.c.expires_at,
    )
    .where(
        code.c.purpose == sa.bindparam("purpose"),
        code.c.phone_hash == sa.bindparam("phone_hash"),
        code.c.used_at.is_(None),
    )
    .order_by(code.c.id.desc())
    .limit(1)
    .with_for_update()
)  # fmt: skip
_TRIED = Statement(
    sa.update(code).where(code.c.id == sa.bindparam("b_id")).values(tries=code.c.tries + 1)
)
_SPENT = Statement(
    sa.update(code).where(code.c.id == sa.bindparam("b_id")).values(used_at=sa.bindparam("b_at"))
)


class Pendamping(msgspec.Struct, kw_only=True):
    """A pendamping as stored. `villages` are dotted codes."""

    id: int
    contact_id: int
    name: str
    organisation: str
    villages: tuple[str, ...]
    status: str


class SentCode(msgspec.Struct):
    """A code that fits: who had it sent, and the ticket it is about."""

    contact_id: int
    ticket: str | None


class PendampingAccounts:
    """Pendamping in storage."""

    def __init__(self, cipher: FieldCipher) -> None:
        self._cipher = cipher

    def of(self, conn: Connection, contact_id: int) -> Pendamping | None:
        """A contact as a pendamping; None if it never applied."""
        row = _BY_CONTACT.one(conn, contact_id=contact_id)
        if row is None:
            return None
        identity, owner, name, organisation, villages, status = row
        return Pendamping(
            id=identity,
            contact_id=owner,
            name=self._cipher.decrypt_text(name, f"pendamping.name:{owner}"),
            organisation=(
                ""
                if organisation is None
                else self._cipher.decrypt_text(organisation, f"pendamping.organisation:{owner}")
            ),
            villages=tuple(v for v in villages.split(",") if v),
            status=status,
        )

    def add(
        self,
        conn: Connection,
        contact_id: int,
        *,
        name: str,
        organisation: str,
        villages: tuple[str, ...],
        letter_key: str | None,
        status: str,
        now: dt.datetime,
    ) -> int:
        """Somebody applies, or comes with an invitation."""
        row = _ADD.one(
            conn,
            contact_id=contact_id,
            name_enc=self._cipher.encrypt_text(name, f"pendamping.name:{contact_id}"),
            organisation_enc=self._cipher.encrypt_text(
                organisation, f"pendamping.organisation:{contact_id}"
            ),
            villages=",".join(villages),
            letter_key=letter_key,
            status=status,
            created_at=millis(now),
        )
        assert row is not None  # noqa: S101 - RETURNING always gives the row
        identity: int = row[0]
        return identity

    def set_status(
        self, conn: Connection, pendamping_id: int, status: str, now: dt.datetime
    ) -> None:
        """Staff decide, or the pendamping leaves."""
        _STATUS.run(conn, b_id=pendamping_id, b_status=status, b_at=millis(now))

    def helped(self, conn: Connection, contact_id: int) -> int:
        """How many submissions it sent for others."""
        return int(_HELPED.value(conn, contact_id=contact_id) or 0)

    def invite(
        self,
        conn: Connection,
        secret: str,
        villages: tuple[str, ...],
        organisation: str,
        now: dt.datetime,
    ) -> None:
        """Keep an invitation; whoever brings `secret` is verified at once."""
        hashed = self._code_hash(secret, "invitation")
        _INVITE.run(
            conn,
            code_hash=hashed,
            villages=",".join(villages),
            organisation_enc=self._cipher.encrypt_text(
                organisation, f"invitation.organisation:{hashed.hex()}"
            ),
            expires_at=millis(now + INVITATION_LIFE),
        )

    def redeem(
        self, conn: Connection, contact_id: int, secret: str, now: dt.datetime
    ) -> tuple[tuple[str, ...], str] | None:
        """Use an invitation: its villages and organisation; None if it is none, used or old."""
        hashed = self._code_hash(secret, "invitation")
        row = _INVITED.one(conn, code_hash=hashed, now=millis(now))
        if row is None:
            return None
        _USED.run(conn, b_id=row[0], b_contact=contact_id)
        organisation = self._cipher.decrypt_text(row[2], f"invitation.organisation:{hashed.hex()}")
        return tuple(v for v in row[1].split(",") if v), organisation

    def consent(
        self,
        conn: Connection,
        by: Pendamping,
        *,
        person: str,
        how: str,
        media_key: str | None,
        now: dt.datetime,
    ) -> str:
        """Record a consent; its id."""
        row = _CONSENT.one(
            conn,
            pendamping_id=by.id,
            person_enc=self._cipher.encrypt_text(person, f"consent.person:{by.id}"),
            how=how,
            media_key=media_key,
            given_at=millis(now),
            created_at=millis(now),
        )
        assert row is not None  # noqa: S101 - RETURNING always gives the row
        return str(row[0])

    def consented(self, conn: Connection, by: Pendamping, consent_id: str) -> int | None:
        """The consent's row, if it is this pendamping's own and stands."""
        if not consent_id.isdecimal():
            return None
        found = _CONSENT_OF.value(conn, id=int(consent_id), pendamping_id=by.id)
        return None if found is None else int(found)

    def send_code(
        self,
        conn: Connection,
        purpose: str,
        contact_id: int,
        phone: str,
        secret: str,
        now: dt.datetime,
        ticket: str | None = None,
    ) -> None:
        """Keep a code that goes to a phone."""
        _CODE.run(
            conn,
            purpose=purpose,
            contact_id=contact_id,
            phone_hash=self._phone_hash(phone),
            code_hash=self._code_hash(secret, purpose),
            ticket=ticket,
            expires_at=millis(now + CODE_LIFE),
        )

    def check_code(
        self, conn: Connection, purpose: str, phone: str, secret: str, now: dt.datetime
    ) -> SentCode | str:
        """The code that was sent to this phone, used up; else 'wrong_code', 'expired', 'limit'."""
        row: tuple[Any, ...] | None = _CODES.one(
            conn, purpose=purpose, phone_hash=self._phone_hash(phone)
        )
        if row is None:
            return "wrong_code"
        identity, contact_id, hashed, ticket, tries, expires_at = row
        if expires_at < millis(now):
            return "expired"
        if tries >= CODE_TRIES:
            return "limit"
        if bytes(hashed) != self._code_hash(secret, purpose):
            _TRIED.run(conn, b_id=identity)
            return "wrong_code"
        _SPENT.run(conn, b_id=identity, b_at=millis(now))
        return SentCode(contact_id, ticket)

    def _phone_hash(self, phone: str) -> bytes:
        return self._cipher.lookup_hash(phone, "code.phone")

    def _code_hash(self, secret: str, purpose: str) -> bytes:
        plain = "".join(c for c in secret.upper() if c.isalnum())
        return self._cipher.lookup_hash(plain, f"code.{purpose}")
