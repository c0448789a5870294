"""Database addresses as people write them, and as the drivers want them.

Rules: `sqlite:///path` and `postgresql://...` (or `postgres://`) are what an operator writes; a
driver in the scheme (`+psycopg`, `+aiosqlite`) is accepted and replaced by ours. An error names
no part of the address but its scheme, for it may hold a password.
"""

from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

_POSTGRES = frozenset({"postgresql", "postgres"})


class BadDatabaseUrl(ValueError):
    """The address names no database this bot can use. Holds no part of it but the scheme."""


def parse(text: str) -> URL:
    """The address with our drivers: `sqlite+pysqlite` or `postgresql+psycopg`.

    Raises BadDatabaseUrl.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        raise BadDatabaseUrl(
            "not a database address; write sqlite:///bansos.db or"
            " postgresql://user:password@host/database"
        ) from None
    kind = url.drivername.partition("+")[0]
    if kind == "sqlite":
        if sqlite_path(url) is None:
            raise BadDatabaseUrl("SQLite needs a file; write sqlite:///bansos.db")
        return url.set(drivername="sqlite+pysqlite")
    if kind in _POSTGRES:
        return url.set(drivername="postgresql+psycopg")
    raise BadDatabaseUrl(f"'{kind}' is no database this bot can use: sqlite or postgresql")


def is_sqlite(url: URL) -> bool:
    """True for the embedded database."""
    return url.get_backend_name() == "sqlite"


def sqlite_path(url: URL) -> Path | None:
    """The file of an embedded database; None when it lives in memory."""
    name = url.database
    return None if not name or name == ":memory:" else Path(name)


def conninfo(url: URL) -> str:
    """The PostgreSQL address as libpq reads it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
