"""Keys, database, disk and bucket: is what is kept there, readable, and this release's?"""

import asyncio
import contextlib
import os
import shutil
import sqlite3
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL

from bot.commands.checks.finding import Finding, Level
from bot.commands.checks.network import trouble
from bot.config import KEY_FILE, KeyFileBroken, Settings
from bot.media.opening import ExtraMissing, bare_shelf
from bot.media.store import ShelfAway
from bot.privacy.crypto import FieldCipher
from bot.storage import keyring, revision
from bot.storage.sqlite import sqlite_engine
from bot.storage.url import is_sqlite, parse, sqlite_path

_ROOM = 1_000_000_000  # bytes free, below which a busy day's media may fill the disk
_POSTGRES_PORT = 5432
_WAIT = 4  # seconds for PostgreSQL to take a connection
# What PostgreSQL and its library say, in their words, of a connection that was not made.
_REFUSALS = {
    "password authentication failed": "PostgreSQL refuses user or password",
    "no password supplied": "PostgreSQL wants a password",
    "role": "PostgreSQL does not know this user",
    "database": "PostgreSQL has no such database; make it with createdb",
    "no pg_hba.conf entry": "PostgreSQL does not let this machine in (its pg_hba.conf)",
    "too many": "PostgreSQL takes no more connections; raise max_connections",
    "starting up": "PostgreSQL is just starting; try again",
    "shutting down": "PostgreSQL is shutting down",
    "timeout": f"PostgreSQL does not answer within {_WAIT} s",
    "ssl": "PostgreSQL and this machine do not agree on TLS (sslmode in the address)",
}
_SQLITE = {
    "not a database": "is no SQLite database; check the path, or put the backup back",
    "malformed": "is damaged; put the backup back (docs/storage.md)",
    "readonly": "cannot be written: check its owner, its folder's, and the disk",
    "unable to open": "cannot be opened: check its owner and its folder's",
    "full": "cannot be written: the disk is full",
    "disk i/o": "cannot be read or written: the disk fails, or is full",
}


async def keys(settings: Settings) -> Finding:
    """Are there keys, each of its own, and nobody else's to read?"""
    given = bool(settings.secret_keys.get_secret_value())
    path = settings.data_dir / KEY_FILE
    if not given and not settings.embedded:
        text = "BANSOS_SECRET_KEYS is needed with PostgreSQL; make one: bansos doctor --new-key"
        return Finding.fail("keys", text)
    if not given and not path.exists():
        text = f"will be made at the first start, in {path}: back it up then"
        return Finding.note("keys", text)
    try:
        found = settings.keys()
    except KeyFileBroken as error:
        return Finding.fail("keys", str(error))
    except OSError as error:
        return Finding.fail("keys", f"{path} cannot be read ({error.strerror}); check its owner")
    if len(set(found)) < len(found):
        text = "the same key stands twice; to rotate, put a new one in front of the old ones"
        return Finding.fail("keys", text)
    if given:
        return Finding.ok("keys", f"{len(found)} key(s); the first encrypts")
    if path.stat().st_mode & 0o077:
        return Finding.fail("keys", f"{path} can be read by others; run: chmod 600 {path}")
    text = f"kept in {path}: back it up, without it the data cannot be read"
    return Finding.note("keys", text)


async def database(settings: Settings) -> Finding:
    """Is it reached, written to, of this release, and of these keys?"""
    url = parse(settings.database)
    if not is_sqlite(url) and url.host and not url.host.startswith("/"):
        where = f"http://{url.host}:{url.port or _POSTGRES_PORT}"
        if words := await trouble(where):
            text = f"{words}: is PostgreSQL running, and BANSOS_DATABASE_URL right?"
            return Finding.fail("database", text)
    return await asyncio.to_thread(_look, settings, url)


def _look(settings: Settings, url: URL) -> Finding:
    path = sqlite_path(url) if is_sqlite(url) else None
    if path is not None and not path.exists():
        folder = next((p for p in path.absolute().parents if p.exists()), Path("/"))
        if not os.access(folder, os.W_OK):
            return Finding.fail("database", f"{folder} is not writable")
        return Finding.note("database", f"{path} will be made at the first start")
    try:
        engine = _engine(url)
    except OSError as error:
        return Finding.fail("database", f"{path}: {error.strerror}; set BANSOS_DATA_DIR")
    try:
        with engine.connect() as connection:
            have = revision.behind(connection)
            fits = have is not None or _fits(connection, settings)
        if path is not None:
            _writable(path)
    except (sa.exc.SQLAlchemyError, sqlite3.Error) as error:
        return Finding.fail("database", _why(error, path))
    finally:
        engine.dispose()
    if have is not None:
        text = f"reachable, but {revision.todo(have)}"
        upgraded = settings.embedded and revision.known(have)  # by the next start itself
        return Finding("database", Level.NOTE if upgraded else Level.FAIL, text)
    if not fits:
        text = "written with other keys than BANSOS_SECRET_KEYS has (docs/storage.md, 'Keys')"
        return Finding.fail("database", text)
    return Finding.ok("database", f"{url.get_backend_name()}, up to date")


def _engine(url: URL) -> sa.Engine:
    if is_sqlite(url):
        return sqlite_engine(url)
    return sa.create_engine(url, connect_args={"connect_timeout": _WAIT})


def _fits(connection: sa.Connection, settings: Settings) -> bool:
    """Whether these keys opened the database so far; also where there are none to compare."""
    try:
        if not settings.secret_keys.get_secret_value() and not (
            settings.embedded and (settings.data_dir / KEY_FILE).exists()
        ):
            return True
        cipher = FieldCipher(settings.keys())
    except (KeyFileBroken, OSError):
        return True  # that is told beside `keys`
    return keyring.strange(connection, cipher) is not True


def _writable(path: Path) -> None:
    """Raises sqlite3.Error when the file cannot be written. One that is busy can."""
    with contextlib.closing(sqlite3.connect(path, timeout=0.5, isolation_level=None)) as raw:
        try:
            raw.execute("BEGIN IMMEDIATE")
            raw.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise


def _why(error: Exception, path: Path | None) -> str:
    told = str(getattr(error, "orig", None) or error).lower()
    if path is not None:
        known = next((words for mark, words in _SQLITE.items() if mark in told), None)
        return f"{path} {known or 'cannot be read; check BANSOS_DATABASE_URL'}"
    if getattr(getattr(error, "orig", None), "sqlstate", None) == "42501":
        return "this user may not read the bot's tables; grant it, or use the owner's"
    known = next((words for mark, words in _REFUSALS.items() if mark in told), None)
    return f"{known or 'PostgreSQL cannot be used'}; check BANSOS_DATABASE_URL"


async def disk(settings: Settings) -> Finding:
    """Is there room, and may we write?"""
    folder = settings.data_dir.absolute()
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    if not existing.is_dir():
        return Finding.fail("disk", f"{existing} is no folder; set BANSOS_DATA_DIR")
    free = shutil.disk_usage(existing).free
    if not os.access(existing, os.W_OK):
        return Finding.fail("disk", f"{existing} is not writable; set BANSOS_DATA_DIR")
    if free <= _ROOM:
        text = f"{free / 1e9:.1f} GB free in {folder}; make room or set BANSOS_DATA_DIR"
        return Finding.fail("disk", text)
    return Finding.ok("disk", f"{free / 1e9:.0f} GB free in {folder}")


async def media(settings: Settings) -> Finding:
    """Where photos and voice notes go, and whether they can."""
    if not settings.s3_bucket:
        folder = settings.data_dir / "media"
        if settings.embedded:
            return Finding.ok("media", f"kept in {folder}, encrypted")
        text = f"kept in {folder}: with several machines set BANSOS_S3_BUCKET, or share the folder"
        return Finding.note("media", text)
    try:
        shelf = bare_shelf(settings)
    except ExtraMissing as error:
        return Finding.fail("media", str(error))
    async with contextlib.aclosing(shelf):
        try:
            await shelf.check()
        except ShelfAway as error:
            text = f"the bucket cannot be used ({error}); check the BANSOS_S3_ settings"
            return Finding.fail("media", text)
    return Finding.ok("media", f"bucket {settings.s3_bucket}, encrypted before it leaves")
