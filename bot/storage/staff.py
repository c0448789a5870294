"""Staff accounts, their roles by region, and their sessions.

Rules: a session's token is kept only as a hash; a TOTP secret is encrypted and bound to its
account. A role holds for a region code and everything below it; '' is the whole country.
"""

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Iterable

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.privacy.crypto import FieldCipher
from bot.storage.statement import Row, Statement, named, setter, upsert
from bot.storage.tables import staff, staff_role, staff_session
from handlers.dialogue.turn import millis

_COLUMNS = (
    staff.c.id,
    staff.c.name,
    staff.c.password_hash,
    staff.c.totp_enc,
    staff.c.totp_last,
    staff.c.oidc_subject,
    staff.c.failures,
    staff.c.locked_until,
    staff.c.disabled_at,
)
_ADD = Statement(
    sa.insert(staff)
    .values(**named("name", "password_hash", "totp_enc", "oidc_subject", "created_at"))
    .returning(staff.c.id)
)
_BY_NAME = Statement(
    sa.select(*_COLUMNS).where(staff.c.name == sa.bindparam("name")).with_for_update()
)
_BY_ID = Statement(sa.select(*_COLUMNS).where(staff.c.id == sa.bindparam("id")))
_BY_SUBJECT = Statement(
    sa.select(*_COLUMNS).where(staff.c.oidc_subject == sa.bindparam("oidc_subject"))
)
_ALL = Statement(sa.select(*_COLUMNS).order_by(staff.c.name))
_ROLES = Statement(
    sa.select(staff_role.c.role, staff_role.c.region)
    .where(staff_role.c.staff_id == sa.bindparam("staff_id"))
    .order_by(staff_role.c.role, staff_role.c.region)
)
_GRANT = upsert(
    lambda insert: (
        insert(staff_role)
        .values(**named("staff_id", "role", "region"))
        .on_conflict_do_nothing(index_elements=["staff_id", "role", "region"])
    )
)
_UNGRANT = Statement(
    sa.delete(staff_role).where(
        staff_role.c.staff_id == sa.bindparam("b_id"),
        staff_role.c.role == sa.bindparam("b_role"),
        staff_role.c.region == sa.bindparam("b_region"),
    )
)

_PASSWORD = setter(staff, "password_hash")
_TOTP = setter(staff, "totp_enc")
_FAILED = setter(staff, "failures", "locked_until")
_ENTERED = setter(staff, "failures", "locked_until", "totp_last")
_LINKED = setter(staff, "oidc_subject")
_DISABLED = setter(staff, "disabled_at")
_OPEN = Statement(
    sa.insert(staff_session).values(
        **named("token_hash", "staff_id", "csrf", "created_at", "seen_at")
    )
)
_SESSION = Statement(
    sa.select(
        staff_session.c.staff_id,
        staff_session.c.csrf,
        staff_session.c.created_at,
        staff_session.c.seen_at,
    ).where(staff_session.c.token_hash == sa.bindparam("token_hash"))
)
_SEEN = Statement(
    sa.update(staff_session)
    .where(staff_session.c.token_hash == sa.bindparam("b_hash"))
    .values(seen_at=sa.bindparam("b_at"))
)
_CLOSE = Statement(
    sa.delete(staff_session).where(staff_session.c.token_hash == sa.bindparam("b_hash"))
)
_CLOSE_ALL = Statement(
    sa.delete(staff_session).where(staff_session.c.staff_id == sa.bindparam("b_id"))
)


class Grant(msgspec.Struct, frozen=True):
    """A role in a region."""

    role: str
    region: str


class Account(msgspec.Struct, kw_only=True):
    """A member of staff. Times are UTC milliseconds."""

    id: int
    name: str
    password_hash: str | None
    totp: str | None
    totp_last: int
    oidc_subject: str | None
    failures: int
    locked_until: int | None
    disabled: bool
    grants: tuple[Grant, ...] = ()


class SessionRow(msgspec.Struct, frozen=True):
    """A session as stored."""

    staff_id: int
    csrf: str
    created_at: int
    seen_at: int


def account_name(text: str) -> str:
    """A name as it is kept and looked for: what looks alike is the same."""
    return unicodedata.normalize("NFC", text.strip())


def token_hash(token: str) -> bytes:
    """What a session is found by; tokens have 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).digest()


class StaffAccounts:
    """Accounts in storage."""

    def __init__(self, cipher: FieldCipher) -> None:
        self._cipher = cipher

    def add(
        self,
        conn: Connection,
        *,
        name: str,
        password_hash: str | None,
        totp: str | None,
        oidc_subject: str | None,
        grants: Iterable[Grant],
        now: dt.datetime,
    ) -> int:
        """Make an account; its id. The name must be free."""
        row = _ADD.one(
            conn,
            name=name,
            password_hash=password_hash,
            totp_enc=None if totp is None else self._cipher.encrypt_text(totp, _totp(name)),
            oidc_subject=oidc_subject,
            created_at=millis(now),
        )
        assert row is not None  # noqa: S101 - RETURNING always gives the row
        for grant in grants:
            _GRANT.run(conn, staff_id=row[0], role=grant.role, region=grant.region)
        identity: int = row[0]
        return identity

    def by_name(self, conn: Connection, name: str) -> Account | None:
        """An account by its name, locked."""
        return self._account(conn, _BY_NAME.one(conn, name=name))

    def by_id(self, conn: Connection, staff_id: int) -> Account | None:
        """An account by its id."""
        return self._account(conn, _BY_ID.one(conn, id=staff_id))

    def by_subject(self, conn: Connection, subject: str) -> Account | None:
        """An account by what the identity provider calls it."""
        return self._account(conn, _BY_SUBJECT.one(conn, oidc_subject=subject))

    def all(self, conn: Connection) -> list[Account]:
        """Everybody, by name."""
        return [a for row in _ALL.all(conn) if (a := self._account(conn, row)) is not None]

    def grant(self, conn: Connection, staff_id: int, grant: Grant) -> None:
        """Give a role."""
        _GRANT.run(conn, staff_id=staff_id, role=grant.role, region=grant.region)

    def ungrant(self, conn: Connection, staff_id: int, grant: Grant) -> None:
        """Take a role away."""
        _UNGRANT.run(conn, b_id=staff_id, b_role=grant.role, b_region=grant.region)

    def set_password(self, conn: Connection, staff_id: int, password_hash: str) -> None:
        """A new password; every session ends."""
        _PASSWORD.run(conn, b_id=staff_id, b_password_hash=password_hash)
        _CLOSE_ALL.run(conn, b_id=staff_id)

    def set_totp(self, conn: Connection, account: Account, secret: str) -> None:
        """A new second factor; every session ends."""
        sealed = self._cipher.encrypt_text(secret, _totp(account.name))
        _TOTP.run(conn, b_id=account.id, b_totp_enc=sealed)
        _CLOSE_ALL.run(conn, b_id=account.id)

    def link(self, conn: Connection, staff_id: int, subject: str | None) -> None:
        """Who this is at the identity provider (None: nobody there); every session ends."""
        _LINKED.run(conn, b_id=staff_id, b_oidc_subject=subject)
        _CLOSE_ALL.run(conn, b_id=staff_id)

    def failed(
        self, conn: Connection, staff_id: int, failures: int, locked_until: int | None
    ) -> None:
        """Count a failed sign-in."""
        _FAILED.run(conn, b_id=staff_id, b_failures=failures, b_locked_until=locked_until)

    def entered(self, conn: Connection, staff_id: int, totp_step: int) -> None:
        """A sign-in worked; this TOTP step is used up."""
        _ENTERED.run(conn, b_id=staff_id, b_failures=0, b_locked_until=None, b_totp_last=totp_step)

    def disable(self, conn: Connection, staff_id: int, now: dt.datetime | None) -> None:
        """Close an account (or open it again with None); every session ends."""
        _DISABLED.run(conn, b_id=staff_id, b_disabled_at=None if now is None else millis(now))
        _CLOSE_ALL.run(conn, b_id=staff_id)

    # Sessions

    def open(
        self, conn: Connection, token: str, staff_id: int, csrf: str, now: dt.datetime
    ) -> None:
        """Begin a session."""
        at = millis(now)
        _OPEN.run(
            conn,
            token_hash=token_hash(token),
            staff_id=staff_id,
            csrf=csrf,
            created_at=at,
            seen_at=at,
        )

    def session(self, conn: Connection, token: str) -> SessionRow | None:
        """The session of a token."""
        row = _SESSION.one(conn, token_hash=token_hash(token))
        return None if row is None else SessionRow(*row)

    def seen(self, conn: Connection, token: str, now: dt.datetime) -> None:
        """The session was used."""
        _SEEN.run(conn, b_hash=token_hash(token), b_at=millis(now))

    def close(self, conn: Connection, token: str) -> None:
        """End a session."""
        _CLOSE.run(conn, b_hash=token_hash(token))

    def close_all(self, conn: Connection, staff_id: int) -> None:
        """End every session of an account."""
        _CLOSE_ALL.run(conn, b_id=staff_id)

    def _account(self, conn: Connection, row: Row | None) -> Account | None:
        if row is None:
            return None
        identity, name, password, totp, last, subject, failures, locked, disabled = row
        return Account(
            id=identity,
            name=name,
            password_hash=password,
            totp=None if totp is None else self._cipher.decrypt_text(totp, _totp(name)),
            totp_last=last,
            oidc_subject=subject,
            failures=failures,
            locked_until=locked,
            disabled=disabled is not None,
            grants=tuple(Grant(*found) for found in _ROLES.all(conn, staff_id=identity)),
        )


def _totp(name: str) -> str:
    return f"staff.totp:{name}"
