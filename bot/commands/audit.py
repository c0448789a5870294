"""`bansos audit verify`: does the audit log's chain hold?"""

from typing import Annotated

import typer
from sqlalchemy import Connection

from bot.commands.console import Failure, out
from bot.commands.staff import in_database
from bot.config import Settings
from bot.storage import audit
from bot.storage.db import Database

app = typer.Typer(no_args_is_help=True, help="The audit log.")


@app.callback()
def _group() -> None:
    """The audit log."""


@app.command()
def verify(
    seal: Annotated[str, typer.Option(help="A seal that was noted before.")] = "",
) -> None:
    """Check each row against the one before, and that the last is there; say how many there are
    and the last seal.

    Note the last seal outside, and give it as --seal the next time: what somebody with the whole
    database in hand cut off or wrote anew, with its mark, shows only so."""

    async def work(db: Database) -> None:
        def read(conn: Connection) -> tuple[int, str]:
            return audit.verify(conn, seal.strip().lower())

        try:
            count, last = await db.read(read)
        except audit.Broken as broken:
            raise Failure(f"the audit log is broken: {broken}") from None
        except audit.Shortened as shortened:
            raise Failure(
                f"the audit log is broken: {shortened}; rows were cut off or written anew"
            ) from None
        except audit.Rewritten:
            raise Failure(
                "the audit log is broken: the seal that was noted is not in it; rows were cut off"
                " or written anew"
            ) from None
        out.print(f"the audit log holds: {count} rows, last seal {last}")

    in_database(Settings(), work)
