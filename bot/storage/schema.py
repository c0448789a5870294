"""Bringing a database to this release's schema.

Rules: only forward; safe to run while the last release still serves (add first, drop a release
later). On PostgreSQL one process migrates at a time, the others wait for its lock.
"""

import asyncio
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.storage.sqlite import sqlite_engine
from bot.storage.url import is_sqlite, parse

_HERE = Path(__file__).parent / "migrations"
_LOCK = 7_203_114  # any number of our own: pg_advisory_xact_lock's key


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, without a file."""
    made = Config()
    made.set_main_option("script_location", str(_HERE))
    made.attributes["connection"] = connection
    return made


def upgrade_now(url: str) -> None:
    """Migrate; blocking."""
    engine = _engine(url)
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            command.upgrade(config(connection), "head")
    finally:
        engine.dispose()


async def upgrade(url: str) -> None:
    """Migrate."""
    await asyncio.to_thread(upgrade_now, url)


def behind(connection: Connection) -> str | None:
    """None when the database has this release's schema, else what it has ('nothing' if none)."""
    head = ScriptDirectory.from_config(config()).get_current_head()
    current = MigrationContext.configure(connection).get_current_revision()
    return None if current == head else current or "nothing"


def _engine(url: str) -> sa.Engine:
    parsed = parse(url)
    return sqlite_engine(parsed) if is_sqlite(parsed) else sa.create_engine(parsed)
