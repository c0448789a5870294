"""Bringing a database to this release's schema.

Rules: only forward; safe to run while the last release still serves (add first, drop a release
later). One transaction for all of it, on both databases: a migration that breaks off leaves what
was there before. One process migrates at a time, the others wait for its lock.
"""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from bot.storage import procrastinate_schema
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
        with _alone(engine) as connection:
            command.upgrade(config(connection), "head")
            if connection.dialect.name == "postgresql":
                procrastinate_schema.ensure(connection)
    finally:
        engine.dispose()


async def upgrade(url: str) -> None:
    """Migrate."""
    await asyncio.to_thread(upgrade_now, url)


class BrokenReferences(Exception):
    """A migration left rows that refer to rows that are no more; it was taken back."""


@contextmanager
def _alone(engine: sa.Engine) -> Iterator[Connection]:
    """A connection in a transaction that no other migration runs beside."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            yield connection
            connection.commit()
            return
        # Alembic remakes a table by copying and dropping it; with foreign keys on, dropping the
        # old one would delete what refers to it. The switch works outside a transaction only.
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            connection.rollback()
            raise BrokenReferences("a migration would leave rows that refer to nothing")
        connection.commit()


def _engine(url: str) -> sa.Engine:
    parsed = parse(url)
    return sqlite_engine(parsed) if is_sqlite(parsed) else sa.create_engine(parsed)


if __name__ == "__main__":  # as `bot.storage.apart` runs it
    upgrade_now(sys.stdin.read())
