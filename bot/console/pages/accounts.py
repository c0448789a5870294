"""Accounts: one's own password and way out; for administrators the roles of others.

Rules: an administrator gives and takes roles inside the own region only, never the own ones; so
nobody makes themselves more than they are. Each change is in the audit log.
"""

import asyncio

from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from bot.console.page import HOME, Ask, NotThere, Page
from bot.console.passwords import WeakPassword, hash_password, password_fits
from bot.console.roles import EVERYONE, Role
from bot.console.words import ROLES
from bot.storage import audit
from bot.storage.inbox import Inbox
from bot.storage.staff import Account, Grant
from handlers.dialogue.turn import millis

ADMIN = frozenset({Role.ADMINISTRATOR})


async def leave(ask: Ask) -> Response:
    """Sign out."""
    await ask.desk.signin.leave(ask.who)
    return RedirectResponse(f"{HOME}/masuk", 303)


async def leave_everywhere(ask: Ask) -> Response:
    """Sign out on every device: one was lost, or left open."""
    await ask.desk.signin.leave_everywhere(ask.who)
    return RedirectResponse(f"{HOME}/masuk", 303)


async def password_form(ask: Ask) -> Response:
    """The form for a new password."""
    return ask.show("sandi.html", failed="")


async def password(ask: Ask) -> Response:
    """Change one's own password."""
    me = ask.who.account
    old, new = str(ask.form.get("lama", "")), str(ask.form.get("baru", ""))
    # While the account is locked, a session that was stolen does not guess on either.
    locked = (me.locked_until or 0) > millis(ask.now)
    if locked or not await asyncio.to_thread(password_fits, me.password_hash, old):
        # Counts like a failed sign-in, so that a stolen session cannot guess on.
        await ask.desk.signin.enter(me.name, "", "")
        return ask.show("sandi.html", failed="Kata sandi sekarang tidak cocok.")
    try:
        hashed = await asyncio.to_thread(hash_password, new, me.name)
    except WeakPassword:
        return ask.show("sandi.html", failed="Pakai 12 huruf atau lebih, tanpa nama akun.")

    def work(conn: Connection) -> None:
        ask.desk.accounts.set_password(conn, me.id, hashed)
        _note(ask, conn, "staff.password", me.id)

    await ask.desk.db.run(work)
    return RedirectResponse(f"{HOME}/masuk", 303)


async def accounts(ask: Ask) -> Response:
    """Everybody with a role in the region."""
    found = await ask.desk.db.read(ask.desk.accounts.all)
    return ask.show(
        "akun.html",
        accounts=[a for a in found if _seen(ask, a)],
        roles=ROLES,
        scope=ask.scope,
        now=millis(ask.now),
    )


async def grant(ask: Ask) -> Response:
    """Give a role."""
    return await _change(ask, give=True)


async def ungrant(ask: Ask) -> Response:
    """Take a role."""
    return await _change(ask, give=False)


async def _change(ask: Ask, *, give: bool) -> Response:
    wanted = Grant(ask.field("peran"), ask.field("wilayah"))
    known = wanted.region == "" or ask.desk.regions.get(wanted.region) is not None
    if wanted.role not in ROLES or not (known if give else True):
        return RedirectResponse(f"{HOME}/akun?pesan=ditolak", 303)
    if not ask.scope.has(wanted.region):
        raise NotThere

    def work(conn: Connection) -> None:
        account = _other(ask, conn)
        change = ask.desk.accounts.grant if give else ask.desk.accounts.ungrant
        change(conn, account.id, wanted)
        detail = f"{wanted.role} {wanted.region or 'ID'}"
        _note(ask, conn, "staff.grant" if give else "staff.ungrant", account.id, detail)

    await ask.desk.db.run(work)
    return RedirectResponse(f"{HOME}/akun?pesan=tersimpan", 303)


async def close(ask: Ask) -> Response:
    """Close an account."""
    return await _disable(ask, closed=True)


async def reopen(ask: Ask) -> Response:
    """Open it again."""
    return await _disable(ask, closed=False)


async def _disable(ask: Ask, *, closed: bool) -> Response:
    def work(conn: Connection) -> None:
        account = _other(ask, conn)
        if not all(ask.scope.has(grant.region) for grant in account.grants):
            raise NotThere  # somebody who is also trusted elsewhere is not ours to close
        ask.desk.accounts.disable(conn, account.id, ask.now if closed else None)
        # Nobody would answer those: they wait for a colleague again.
        held = Inbox(ask.desk.cipher).drop(conn, account.id) if closed else 0
        told = f"{held} conversations" if held else ""
        _note(ask, conn, "staff.close" if closed else "staff.reopen", account.id, told)

    await ask.desk.db.run(work)
    return RedirectResponse(f"{HOME}/akun?pesan=tersimpan", 303)


def _other(ask: Ask, conn: Connection) -> Account:
    account = ask.desk.accounts.by_id(conn, ask.number("id"))
    if account is None or account.id == ask.who.account.id or not _seen(ask, account):
        raise NotThere
    return account


def _seen(ask: Ask, account: Account) -> bool:
    return ask.scope.everywhere or any(ask.scope.has(grant.region) for grant in account.grants)


def _note(ask: Ask, conn: Connection, action: str, staff_id: int, detail: str = "") -> None:
    audit.note(
        conn,
        ask.now,
        actor=ask.who.name,
        action=action,
        subject=f"staff:{staff_id}",
        detail=detail,
    )


PAGES = (
    Page("POST", "/keluar", EVERYONE, leave),
    Page("POST", "/keluar-semua", EVERYONE, leave_everywhere),
    Page("GET", "/sandi", EVERYONE, password_form),
    Page("POST", "/sandi", EVERYONE, password),
    Page("GET", "/akun", ADMIN, accounts),
    Page("POST", "/akun/{id:id}/beri", ADMIN, grant),
    Page("POST", "/akun/{id:id}/cabut", ADMIN, ungrant),
    Page("POST", "/akun/{id:id}/tutup", ADMIN, close),
    Page("POST", "/akun/{id:id}/buka", ADMIN, reopen),
)
