"""`bansos broadcast template ...`: WhatsApp's templates, as copied from Twilio's Content API."""

import asyncio
from typing import Any

import msgspec
import typer
from sqlalchemy import Connection

from bot.broadcasts.content_api import NoAccount, fetch
from bot.channels.base import SendError
from bot.commands.acting import run
from bot.commands.console import Failure, out, print_json
from bot.config import Settings
from bot.storage import audit, templates
from bot.storage.staff import StaffAccounts
from bot.wiring import utc_now

app = typer.Typer(no_args_is_help=True, help="WhatsApp's templates.")


@app.callback()
def _templates() -> None:
    """WhatsApp's templates."""


@app.command("sync")
def template_sync() -> None:
    """Copy the account's WhatsApp templates, and what Meta decided about each, from Twilio."""
    settings = Settings()
    try:
        found = asyncio.run(fetch(settings))
    except NoAccount as error:
        raise Failure(str(error)) from None
    except SendError as error:
        raise Failure(f"Twilio did not tell its templates ({error.code})") from None

    def work(conn: Connection, _: StaffAccounts) -> None:
        templates.replace(conn, found, utc_now())
        count = str(len(found))
        audit.note(conn, utc_now(), actor="command line", action="templates.sync", detail=count)

    run(work)
    approved = sum(template.approved for template in found)
    out.print(f"{len(found)} templates, {approved} approved")


@app.command("list")
def template_list() -> None:
    """The templates as copied last, one JSON a line."""

    def work(conn: Connection, _: StaffAccounts) -> list[dict[str, Any]]:
        return [msgspec.to_builtins(template) for template in templates.listed(conn)]

    for row in run(work):
        print_json(row)
