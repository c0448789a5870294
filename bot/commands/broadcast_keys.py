"""`bansos broadcast key ...`: keys of the HTTP API."""

import datetime as dt
from typing import Annotated

import typer
from sqlalchemy import Connection

from backend_client.regions import Regions
from bot.commands.acting import run
from bot.commands.console import Failure, out
from bot.storage import audit, keys
from bot.storage.staff import StaffAccounts
from bot.wiring import utc_now

app = typer.Typer(no_args_is_help=True, help="Keys of the HTTP API.")
_LONGEST_KEY = 3650  # days


@app.callback()
def _keys() -> None:
    """Keys of the HTTP API."""


@app.command("add")
def key_add(
    name: Annotated[str, typer.Argument(help="What the key is for.")],
    scope_: Annotated[list[str], typer.Option("--scope", help="read, compose or approve.")],
    region: Annotated[str, typer.Option(help="Region code; empty for the country.")] = "",
    days: Annotated[int, typer.Option(help="How long it is good; 0: for ever.", min=0)] = 0,
    as_: Annotated[
        str,
        typer.Option("--as", help="Whose it is: then neither approves what the other composed."),
    ] = "",
) -> None:
    """Make a key; printed this once."""
    name = name.strip()
    if not 1 <= len(name) <= 60 or not name.isprintable():
        raise Failure("a key's name has 1 to 60 letters that can be seen")
    if region and Regions.load().get(region) is None:
        raise Failure(f"no region has the code {region}; see `bansos regions resolve NAME`")
    wrong = [one for one in scope_ if one not in keys.SCOPES]
    if wrong:
        raise Failure(f"a scope is one of: {', '.join(keys.SCOPES)}")

    now = utc_now()
    until = now + dt.timedelta(days=min(days, _LONGEST_KEY)) if days else None

    def work(conn: Connection, accounts: StaffAccounts) -> str:
        if as_ and accounts.by_name(conn, as_) is None:
            raise Failure(f"there is no account '{as_}'; see `bansos staff list`")
        by = as_ or "command line"
        audit.note(conn, now, actor=by, action="key.add", detail=name)
        return keys.make(conn, name, tuple(scope_), region, by=by, now=now, until=until)

    out.print(run(work), markup=False)


@app.command("list")
def key_list() -> None:
    """All keys, without their secrets."""

    def work(conn: Connection, _: StaffAccounts) -> list[keys.Listed]:
        return keys.listed(conn)

    for key in run(work):
        ended = "  (revoked)" if key.revoked else ""
        if key.expires_at is not None and not key.revoked:
            until = dt.datetime.fromtimestamp(key.expires_at / 1000, dt.UTC)
            ended = f"  ({'ended' if until <= utc_now() else 'until'} {until:%Y-%m-%d})"
        out.print(f"{key.id}  {key.name}  {key.scopes}  {key.region or 'ID'}{ended}", markup=False)


@app.command("revoke")
def key_revoke(number: Annotated[int, typer.Argument(help="The key's number.", min=1)]) -> None:
    """End a key."""

    def work(conn: Connection, _: StaffAccounts) -> None:
        if not keys.revoke(conn, number, utc_now()):
            raise Failure("there is no such key")
        audit.note(conn, utc_now(), actor="command line", action="key.revoke", subject=str(number))

    run(work)
    out.print("done")
