"""`bansos broadcast ...`: broadcasts from the command line, with the console's own rules.

Rules: `--as NAME` says who acts; the account must have the role for the broadcast's region, and
who composed does not approve. Sending is done by the running server or worker; `watch` shows it.
"""

import asyncio
from typing import Annotated, Any

import sqlalchemy as sa
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import Connection

from bot.broadcasts import decisions
from bot.broadcasts.model import State
from bot.commands.acting import Who, allowed, run
from bot.commands.broadcast_compose import compose
from bot.commands.broadcast_keys import app as keys_app
from bot.commands.broadcast_templates import app as template_app
from bot.commands.console import Failure, err, out, print_json
from bot.commands.staff import in_database
from bot.config import Settings
from bot.console.roles import Role
from bot.storage import audience, broadcasts
from bot.storage.broadcasts import ENDED, Broadcast
from bot.storage.db import Database
from bot.storage.staff import StaffAccounts
from bot.wiring import utc_now

app = typer.Typer(no_args_is_help=True, help="Broadcasts.")
app.add_typer(keys_app, name="key")
app.add_typer(template_app, name="template")
app.command()(compose)
_LOOK = 0.5  # seconds between two looks
Number = Annotated[int, typer.Argument(help="The broadcast's number.", min=1)]


@app.callback()
def _group() -> None:
    """Broadcasts."""


@app.command("list")
def list_() -> None:
    """The newest broadcasts, one JSON a line."""

    def work(conn: Connection, _: StaffAccounts) -> list[dict[str, Any]]:
        return [_told(conn, b) for b in broadcasts.listed(conn, sa.true(), 50)]

    for row in run(work):
        print_json(row)


@app.command()
def show(number: Number) -> None:
    """One broadcast with its counts, as JSON."""

    def work(conn: Connection, _: StaffAccounts) -> dict[str, Any]:
        return _told(conn, _found(conn, number))

    print_json(run(work))


def _decision(name: str, roles: list[Role], text: str) -> None:
    def command(number: Number, as_: Who) -> None:
        def work(conn: Connection, accounts: StaffAccounts) -> None:
            found = _found(conn, number)
            allowed(conn, accounts, as_, roles, found.region)
            decisions.decide(conn, number, name, by=as_, now=utc_now())

        run(work)
        out.print("done")

    command.__doc__ = text
    app.command(name)(command)


_BOTH = [Role.BROADCASTER, Role.APPROVER]
_decision("submit", [Role.BROADCASTER], "Submit a draft for approval.")
_decision("approve", [Role.APPROVER], "Let it go; never by who composed it.")
_decision("pause", _BOTH, "Stop for now.")
_decision("resume", _BOTH, "Go on.")
_decision("cancel", _BOTH, "Stop for good.")


@app.command()
def resend(
    number: Number,
    as_: Who,
    unknown: Annotated[bool, typer.Option(help="Also to those in doubt.")] = False,
) -> None:
    """A new draft for those who were not reached; prints its number."""

    def work(conn: Connection, accounts: StaffAccounts) -> int:
        found = _found(conn, number)
        allowed(conn, accounts, as_, [Role.BROADCASTER], found.region)
        return decisions.resend(conn, number, by=as_, now=utc_now(), unknown=unknown)

    out.print(str(run(work)))


@app.command()
def watch(number: Number) -> None:
    """A progress bar until it ends."""

    async def looking(db: Database) -> None:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )

        def look(conn: Connection) -> dict[str, Any]:
            return _told(conn, _found(conn, number))

        told = await db.read(look)  # without it there is nothing to draw
        with Progress(*columns, console=err) as bar:
            task = bar.add_task("waiting", total=None)
            while True:
                counts = told["recipients"]
                done = sum(counts.get(state, 0) for state in ENDED)
                total = sum(counts.values()) or None
                bar.update(task, description=told["state"], completed=done, total=total)
                if told["state"] in (State.DONE.value, State.CANCELLED.value):
                    break
                await asyncio.sleep(_LOOK)
                told = await db.read(look)
        print_json(told)

    in_database(Settings(), looking)


def _found(conn: Connection, number: int) -> Broadcast:
    found = broadcasts.one(conn, number)
    if found is None:
        raise Failure("there is no such broadcast")
    return found


def _told(conn: Connection, b: Broadcast) -> dict[str, Any]:
    people, excluded = audience.of(conn, b, utc_now())
    return {
        "id": b.id,
        "title": b.title,
        "state": b.state.value,
        "region": b.region,
        "composed_by": b.composed_by,
        "approved_by": b.approved_by,
        "planned": b.planned,
        "audience": people,
        "excluded": excluded,
        "recipients": broadcasts.progress(conn, b.id),
    }
