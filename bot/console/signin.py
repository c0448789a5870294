"""Signing in and out: passwords with TOTP, the ministry's accounts, sessions, lock-out.

Rules: five failures in a row lock an account for a quarter of an hour, and each failure and lock
is in the audit log (guesses at a locked account or an unknown name once a minute). What went wrong
is never said. A session ends after half an hour without use and after twelve hours at the latest;
its cookie is HttpOnly, SameSite=Strict and, under HTTPS, Secure with the __Host- prefix.
"""

import asyncio
import datetime as dt
import secrets
from collections.abc import Callable

import msgspec
import structlog
from sqlalchemy import Connection

from bot.console.passwords import password_fits, totp_step
from bot.storage import audit
from bot.storage.db import Database
from bot.storage.staff import Account, StaffAccounts, account_name
from handlers.dialogue.turn import millis

_log = structlog.get_logger(__name__)
MOST_FAILURES = 5
LOCKED_FOR = 15 * 60_000  # ms
IDLE = 30 * 60_000  # ms without a request
LONGEST = 12 * 3_600_000  # ms; a long working day
_TOLD_EVERY = 60_000  # ms between two rows about guesses at one closed door
_AT_ONCE = 2  # passwords looked at; the others wait
_SEEN_EVERY = 60_000  # ms between two notes that a session is in use


class Who(msgspec.Struct, frozen=True):
    """Who makes a request."""

    account: Account
    csrf: str
    token: str

    @property
    def name(self) -> str:
        """The account's name."""
        return self.account.name


class SignIn:
    """The door."""

    def __init__(
        self, db: Database, accounts: StaffAccounts, now: Callable[[], dt.datetime]
    ) -> None:
        self._db = db
        self._accounts = accounts
        self._now = now
        self._hashing = asyncio.Semaphore(_AT_ONCE)
        self._told: dict[int, int] = {}

    async def enter(self, name: str, password: str, code: str) -> str | None:
        """The token of a new session; None when anything is wrong."""
        name = account_name(name)
        known = await self._db.read(lambda conn: self._accounts.by_name(conn, name))
        stored = None if known is None else known.password_hash
        # Each takes 64 MB and a core for a moment: a flood of guesses must not stop the bot.
        async with self._hashing:
            fits = await asyncio.to_thread(password_fits, stored, password)

        def work(conn: Connection) -> str | None:
            return self._decide(conn, name, code, fits)

        return await self._db.run(work)

    async def enter_subject(self, subject: str) -> str | None:
        """The token of a new session for whom the identity provider vouches."""

        def work(conn: Connection) -> str | None:
            account, now = self._accounts.by_subject(conn, subject), self._now()
            if account is None:
                self._refused(conn, "unknown", now)
                return None
            if account.disabled:
                self._note(conn, account, "signin.refused", now)
                return None
            return self._open(conn, account, "oidc", now)

        return await self._db.run(work)

    async def refuse(self, code: str) -> None:
        """Note that what the identity provider answered was not good enough."""
        await self._db.run(lambda conn: self._refused(conn, code, self._now()))

    @staticmethod
    def _refused(conn: Connection, code: str, now: dt.datetime) -> None:
        # Who it was is not known to us, so nobody is named.
        audit.note(conn, now, actor="oidc", action="signin.refused", detail=code)

    def _decide(self, conn: Connection, name: str, code: str, fits: bool) -> str | None:
        now = self._now()
        account = self._accounts.by_name(conn, name)
        if account is None:
            # The name is not kept: it may be a password typed into the wrong field.
            _log.warning("signin_unknown_name")
            if self._telling(0, now):
                audit.note(conn, now, actor="", action="signin.failed", detail="unknown")
            return None
        if account.disabled or (account.locked_until or 0) > millis(now):
            if self._telling(account.id, now):
                self._note(conn, account, "signin.refused", now)
            return None
        step = None
        if fits and account.totp is not None:
            step = totp_step(account.totp, code, now, account.totp_last)
        if step is None:
            failures = account.failures + 1
            lock = failures >= MOST_FAILURES
            until = millis(now) + LOCKED_FOR if lock else None
            self._accounts.failed(conn, account.id, 0 if lock else failures, until)
            self._note(conn, account, "signin.locked" if lock else "signin.failed", now)
            return None
        self._accounts.entered(conn, account.id, step)
        return self._open(conn, account, "password", now)

    def _telling(self, staff_id: int, now: dt.datetime) -> bool:
        """Is it time to note another guess at a closed door (0: one that is none)? Guessing on and
        on must not fill the log."""
        due = millis(now) - self._told.get(staff_id, -_TOLD_EVERY) >= _TOLD_EVERY
        if due:
            self._told[staff_id] = millis(now)
        return due

    def _open(self, conn: Connection, account: Account, how: str, now: dt.datetime) -> str:
        token = secrets.token_urlsafe(32)
        self._accounts.open(conn, token, account.id, secrets.token_urlsafe(32), now)
        audit.note(
            conn,
            now,
            actor=account.name,
            action="signin",
            subject=f"staff:{account.id}",
            detail=how,
        )
        return token

    async def who(self, token: str, *, used: bool = True) -> Who | None:
        """Whose session this is; None when it ended. `used`: they are there, it goes on."""
        if not token:
            return None

        def read(conn: Connection) -> tuple[Who, int] | None:
            session = self._accounts.session(conn, token)
            account = None
            if session is not None:
                account = self._accounts.by_id(conn, session.staff_id)
            if session is None or account is None or account.disabled:
                return None
            at = millis(self._now())
            if at - session.seen_at > IDLE or at - session.created_at > LONGEST:
                return None
            return Who(account, session.csrf, token), at - session.seen_at

        found = await self._db.read(read)
        if found is None:
            return None
        who, unseen = found
        if used and unseen > _SEEN_EVERY:
            await self._db.run(lambda conn: self._accounts.seen(conn, token, self._now()))
        return who

    async def leave(self, who: Who) -> None:
        """End the session."""

        def work(conn: Connection) -> None:
            self._accounts.close(conn, who.token)
            self._note(conn, who.account, "signout", self._now())

        await self._db.run(work)

    async def leave_everywhere(self, who: Who) -> None:
        """End all sessions of this account."""

        def work(conn: Connection) -> None:
            self._accounts.close_all(conn, who.account.id)
            self._note(conn, who.account, "signout.everywhere", self._now())

        await self._db.run(work)

    @staticmethod
    def _note(conn: Connection, account: Account, action: str, now: dt.datetime) -> None:
        audit.note(conn, now, actor=account.name, action=action, subject=f"staff:{account.id}")
