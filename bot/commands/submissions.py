"""`bansos submissions`: what DTKS does not have, and sending dead letters again, without a console.

Rules: works beside a running server or worker, which does the sending. Nothing personal is
printed: tickets, states and error codes. What is sent again is in the audit log.
"""

import datetime as dt
from typing import Annotated

import sqlalchemy as sa
import typer
from rich.table import Table
from sqlalchemy import Connection

from bot.commands.console import Failure, out
from bot.commands.staff import cipher_of, in_database
from bot.config import Settings
from bot.jobs.deliver import retry_dead
from bot.jobs.embedded import EmbeddedJobs
from bot.jobs.engine import JobEngine
from bot.jobs.shared import SharedJobs
from bot.storage import audit, casedesk
from bot.storage.cases import DEAD, QUEUED, REFUSED, Cases
from bot.storage.db import Database

app = typer.Typer(no_args_is_help=True)
_STATES = (DEAD, QUEUED, REFUSED)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@app.command("list")
def listed(
    state: Annotated[str, typer.Option(help="dead, queued or refused.")] = DEAD,
) -> None:
    """List what DTKS does not have, newest first: the dead letters, unless told otherwise."""
    if state not in _STATES:
        raise Failure(f"--state is one of: {', '.join(_STATES)}")

    async def work(db: Database) -> None:
        wanted = casedesk.Filter(keadaan=state)
        found = await db.read(lambda conn: casedesk.find(conn, sa.true(), wanted))
        if not found:
            out.print(f"none is {state}")
            return
        table = Table("ticket", "kind", "sent", "tries", "last error")
        for one in found:
            sent = dt.datetime.fromtimestamp(one.created_at / 1000, dt.UTC)
            table.add_row(
                one.ticket, one.kind, f"{sent:%Y-%m-%d %H:%M}", str(one.attempts), one.last_error
            )
        out.print(table)

    in_database(Settings(), work)


@app.command()
def retry(ticket: Annotated[str, typer.Argument(help="The ticket of a dead letter.")]) -> None:
    """Send a dead letter again."""
    settings = Settings()
    cases = Cases(cipher_of(settings))
    wanted = ticket.strip().upper()

    async def work(db: Database) -> None:
        jobs: JobEngine = (
            EmbeddedJobs(db, _now) if settings.embedded else SharedJobs(settings.database)
        )

        def again(conn: Connection) -> bool:
            case = cases.locked(conn, wanted)
            if case is None or case.state != DEAD:
                return False
            retry_dead(conn, cases, jobs, case)
            audit.note(conn, _now(), actor="cli", action="case.retry", subject=wanted)
            return True

        if not await db.run(again):
            raise Failure("no dead letter has this ticket; see: bansos submissions list")
        out.print(f"{wanted}  {QUEUED}")

    in_database(settings, work)
