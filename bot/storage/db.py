"""A unit of work is a plain function of a connection; one run of it is one transaction.

Rules: `run` commits or rolls back whole, and what it returns is durable. A unit makes no network
call, never commits by itself, and may be run again from its start (a serialization failure on
PostgreSQL), so it changes nothing but the database. ENGINE.md, rules 7 and 8, has the
measurements behind this; ADR 0010 the reasons.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from bot.storage.sqlite import DatabaseInUse, SqliteDatabase
from bot.storage.url import BadDatabaseUrl, is_sqlite, parse

__all__ = ["BadDatabaseUrl", "Database", "DatabaseInUse", "Work", "open_database"]

T = TypeVar("T")
Work = Callable[[Connection], T]


class Database(Protocol):
    """Where units of work run."""

    @property
    def dialect(self) -> str:
        """'sqlite' or 'postgresql'."""
        ...

    @property
    def url(self) -> str:
        """The address, for the job engine and the migrations; it may hold a password."""
        ...

    async def run(self, work: Work[T]) -> T:
        """Run in a transaction of its own; durable on return."""
        ...

    async def read(self, work: Work[T]) -> T:
        """Run without writing; sees everything committed before the call."""
        ...

    async def aclose(self) -> None:
        """Finish what is queued and release everything."""
        ...


def open_database(url: str, *, own: bool = True) -> Database:
    """The database of a URL as `bot.storage.url` reads it.

    `own` says that this process sends, sweeps and runs jobs: on SQLite only one process may
    (DatabaseInUse). A one-shot command passes False and writes beside the owner.
    Raises BadDatabaseUrl, DatabaseInUse.
    """
    parsed = parse(url)
    if is_sqlite(parsed):
        return SqliteDatabase(parsed, own=own)
    # SQLAlchemy's asyncio half brings its ORM along: 8 MB that a server on SQLite never uses.
    postgres: Database = import_module("bot.storage.postgres").PostgresDatabase(parsed)
    return postgres
