"""`bansos db ...`: the database."""

import asyncio
import contextlib
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.console import Failure, out
from bot.config import Settings
from bot.media.opening import open_shelf
from bot.privacy.crypto import CannotDecrypt, FieldCipher
from bot.storage import keyring, revision, schema
from bot.storage.backup import CannotBackUp, back_up
from bot.storage.db import open_database
from bot.storage.rotation import Rotation

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


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="A new folder for the copy.")],
) -> None:
    """Copy the SQLite database and the media while the bot runs; keep the keys elsewhere."""
    settings = Settings()
    try:
        size = back_up(settings.database, settings.data_dir / "media", folder)
    except CannotBackUp as error:
        raise Failure(str(error)) from None
    out.print(f"copied {size:,} bytes and the media; to restore, put both into the data folder")


@app.command("rotate-keys")
def rotate_keys() -> None:
    """Seal with the first of BANSOS_SECRET_KEYS what older ones sealed; runs beside the service.

    Afterwards keys in the middle of the list may be dropped. The first and the last stay.
    """
    settings = Settings()

    async def rotate() -> int:
        cipher = FieldCipher(settings.keys())
        db = open_database(settings.database, own=False)
        try:
            if await db.read(revision.behind) is not None:
                raise Failure("the database is not up to date; run: bansos db upgrade")
            if not await db.run(lambda conn: keyring.fits(conn, cipher)):
                raise Failure("BANSOS_SECRET_KEYS does not belong to this database")
            async with contextlib.aclosing(open_shelf(settings, cipher)) as shelf:
                return await Rotation(db, cipher, shelf).run(
                    lambda name, count: out.print(f"{name}: {count}") if count else None
                )
        finally:
            await db.aclose()

    try:
        changed = asyncio.run(rotate())
    except CannotDecrypt:
        raise Failure(
            "a value was sealed with a key that BANSOS_SECRET_KEYS does not have:"
            " put that key back behind the first, and run this again"
        ) from None
    out.print(f"{changed} values sealed anew; all are under the first key")
