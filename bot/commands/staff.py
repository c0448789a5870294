"""`bansos staff ...`: accounts of staff. No account exists until somebody makes one here.

Rules: there is no default password. The TOTP secret is shown once, at the end. On SQLite the
command writes beside the server, which may go on running.
"""

import asyncio
import sys
from typing import Annotated, Any

import sqlalchemy as sa
import typer
from sqlalchemy import Connection

from backend_client.regions import Regions
from bot.channels.base import ChannelName
from bot.commands.console import Failure, out
from bot.config import KeysMissing, Settings
from bot.console.pages.trying import address_of
from bot.console.passwords import WeakPassword, hash_password, new_totp, totp_uri
from bot.console.roles import Role
from bot.privacy.crypto import FieldCipher
from bot.storage import audit, revision, schema, staff_chats
from bot.storage.contacts import Contacts
from bot.storage.db import Database, open_database
from bot.storage.keys import ACTOR as ACTOR_OF_KEY
from bot.storage.staff import Grant, StaffAccounts, account_name
from bot.wiring import utc_now

app = typer.Typer(no_args_is_help=True, help="Accounts of staff.")
ACTOR = "command line"
_TAKEN = frozenset({ACTOR, "oidc"})  # actors of the audit log that are nobody's name


@app.callback()
def _group() -> None:
    """Accounts of staff."""


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="The account's name, for signing in.")],
    role: Annotated[list[Role], typer.Option(help="What for; may be repeated.")],
    region: Annotated[
        str, typer.Option(help="Region code like 32.01; empty for the whole country.")
    ] = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
    oidc_subject: Annotated[
        str, typer.Option(help="Who this is at the identity provider ('sub').")
    ] = "",
    no_password: Annotated[
        bool, typer.Option("--no-password", help="Signs in at the identity provider only.")
    ] = False,
) -> None:
    """Make an account; asks for its password and prints its TOTP secret once."""
    name = account_name(name)
    if not 1 <= len(name) <= 100 or not name.isprintable():
        raise Failure("a name has 1 to 100 characters, all of which can be seen")
    if name.startswith(ACTOR_OF_KEY) or name.casefold() in _TAKEN:
        raise Failure(f"'{name}' is what the audit log calls something else")
    if region and Regions.load().get(region) is None:
        raise Failure(f"no region has the code {region}; see `bansos regions resolve NAME`")
    if no_password and not oidc_subject:
        raise Failure("--no-password needs --oidc-subject: there would be no way in")
    hashed = None if no_password else _hashed(_password(password_stdin), name)
    secret = None if no_password else new_totp()
    grants = [Grant(one.value, region) for one in role]

    def work(conn: Connection, accounts: StaffAccounts) -> None:
        # 'Sari' beside 'sari' would be two people for who reads, and one for who approves.
        same = (one.name for one in accounts.all(conn) if one.name.casefold() == name.casefold())
        if known := next(same, None):
            raise Failure(f"there is an account '{known}' already")
        _free(conn, accounts, oidc_subject)
        staff_id = accounts.add(
            conn,
            name=name,
            password_hash=hashed,
            totp=secret,
            oidc_subject=oidc_subject or None,
            grants=grants,
            now=utc_now(),
        )
        detail = " ".join([*(one.value for one in role), region or "ID"])
        _note(conn, "staff.add", staff_id, detail)

    _run(work)
    out.print(f"made: {name}")
    if secret is not None:
        _tell_secret(secret, name)


@app.command()
def link(
    name: Annotated[str, typer.Argument(help="The account.")],
    subject: Annotated[
        str, typer.Argument(help="Who this is at the identity provider; '' to unlink.")
    ],
) -> None:
    """Connect an account with one at the identity provider; ends the account's sessions."""

    def work(conn: Connection, accounts: StaffAccounts) -> None:
        account = accounts.by_name(conn, name)
        if account is None:
            raise Failure(f"there is no account '{name}'")
        if account.oidc_subject != subject:
            _free(conn, accounts, subject)
        accounts.link(conn, account.id, subject or None)
        _note(conn, "staff.link" if subject else "staff.unlink", account.id, "")

    _run(work)
    out.print("done")


@app.command("list")
def list_() -> None:
    """Everybody, with their roles."""
    rows: list[str] = []

    def work(conn: Connection, accounts: StaffAccounts) -> None:
        for account in accounts.all(conn):
            roles = ", ".join(f"{g.role}@{g.region or 'ID'}" for g in account.grants)
            rows.append(f"{account.name}  {roles}{'  (closed)' if account.disabled else ''}")

    _run(work)
    for row in rows:
        out.print(row, markup=False)


@app.command()
def reset(
    name: Annotated[str, typer.Argument(help="The account.")],
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
) -> None:
    """A new password and TOTP secret; ends the account's sessions and its lock."""
    hashed = _hashed(_password(password_stdin), name)
    secret = new_totp()

    def work(conn: Connection, accounts: StaffAccounts) -> None:
        account = accounts.by_name(conn, name)
        if account is None:
            raise Failure(f"there is no account '{name}'")
        accounts.set_password(conn, account.id, hashed)
        accounts.set_totp(conn, account, secret)
        accounts.failed(conn, account.id, 0, None)
        _note(conn, "staff.reset", account.id, "")

    _run(work)
    _tell_secret(secret, name)


@app.command()
def chat(
    name: Annotated[str, typer.Argument(help="The account.")],
    channel: Annotated[ChannelName, typer.Argument(help="telegram, whatsapp or sms.")],
    address: Annotated[str, typer.Argument(help="Telegram's chat id, or a phone number.")],
) -> None:
    """Connect an account with a chat of its owner, for trying broadcasts out there; they must
    have written to the bot from it."""

    def work(conn: Connection, accounts: StaffAccounts) -> None:
        account = accounts.by_name(conn, name)
        if account is None:
            raise Failure(f"there is no account '{name}'")
        contacts = Contacts(cipher_of(Settings()))
        found = contacts.at(conn, channel.value, address_of(channel.value, address))
        if found is None:
            raise Failure("nobody has written to the bot from there; write to it once, then again")
        staff_chats.add(conn, account.id, found.id)
        _note(conn, "staff.chat", account.id, channel.value)

    _run(work)
    out.print("done")


def _free(conn: Connection, accounts: StaffAccounts, subject: str) -> None:
    if subject and accounts.by_subject(conn, subject) is not None:
        raise Failure("another account is linked with that one at the identity provider")


def _tell_secret(secret: str, name: str) -> None:
    out.print(f"TOTP secret (shown once): {secret}", markup=False)
    out.print(totp_uri(secret, name), markup=False)


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise Failure("no terminal to ask for the password on; use --password-stdin")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


def _hashed(password: str, name: str) -> str:
    try:
        return hash_password(password, name)
    except WeakPassword as error:
        raise Failure(str(error)) from None


def _note(conn: Connection, action: str, staff_id: int, detail: str) -> None:
    subject = f"staff:{staff_id}"
    audit.note(conn, utc_now(), actor=ACTOR, action=action, subject=subject, detail=detail)


def _run(work: Any) -> None:
    settings = Settings()

    async def run(db: Database) -> None:
        accounts = StaffAccounts(cipher_of(settings))
        await db.run(lambda conn: work(conn, accounts))

    in_database(settings, run)


def cipher_of(settings: Settings) -> FieldCipher:
    """The cipher of these settings. Raises Failure."""
    if not settings.embedded and not settings.secret_keys.get_secret_value():
        raise Failure("BANSOS_SECRET_KEYS: needed with PostgreSQL, the same on every machine")
    return FieldCipher(settings.keys())


def in_database(settings: Settings, work: Any) -> None:
    """Run a coroutine function with an open, up-to-date database. Raises Failure."""

    async def main() -> None:
        if settings.embedded:
            settings.data_dir.mkdir(parents=True, exist_ok=True)
            await schema.upgrade(settings.database)
        db = open_database(settings.database, own=False)
        try:
            if await db.read(revision.behind) is not None:
                raise Failure("the database's schema is old; run: bansos db upgrade")
            await work(db)
        finally:
            await db.aclose()

    try:
        asyncio.run(main())
    except KeysMissing as error:
        raise Failure(str(error)) from None
    except sa.exc.OperationalError:
        raise Failure("the database cannot be used; see `bansos doctor`") from None
