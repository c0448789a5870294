"""`bansos db ...`: the database."""

import typer

from bot.commands.console import Failure, out
from bot.config import Settings
from bot.storage import schema

app = typer.Typer(no_args_is_help=True, help="The database.")


@app.callback()
def _group() -> None:
    """The database."""


@app.command()
def upgrade() -> None:
    """Bring the database to this release's schema; safe to run while the last one serves."""
    settings = Settings()
    try:
        schema.upgrade_now(settings.database)
    except Exception as error:
        # A driver's text may hold the address with its password.
        kind = type(error.__cause__ or error).__name__
        raise Failure(f"the database cannot be upgraded ({kind}); see `bansos doctor`") from None
    out.print("the database is up to date")
