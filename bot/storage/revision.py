"""Which schema a database has, told without Alembic.

Rules: this is all a running server needs; Alembic (11 MB) is loaded by `bot.storage.schema` only
where something is to be migrated. A migration's file name starts with its revision.
"""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

VERSIONS = Path(__file__).parent / "migrations" / "versions"
_CURRENT = sa.text("SELECT version_num FROM alembic_version")


def head() -> str:
    """This release's revision."""
    return max(path.name.split("_", 1)[0] for path in VERSIONS.glob("[0-9]*.py"))


def known(have: str) -> bool:
    """Whether this release can bring a database with that schema up to date."""
    return have == "nothing" or any(VERSIONS.glob(f"{have}_*.py"))


def todo(have: str) -> str:
    """What to do about a database whose schema is not this release's."""
    if known(have):
        return f"its schema is '{have}'; run: bansos db upgrade"
    return f"its schema is '{have}', of a newer release: start that release"


def behind(connection: Connection) -> str | None:
    """None when the database has this release's schema, else what it has ('nothing' if none)."""
    try:
        current = connection.execute(_CURRENT).scalar()
    except DBAPIError as error:
        if not _no_table(error):
            raise
        current = None
    return None if current == head() else str(current or "nothing")


def _no_table(error: DBAPIError) -> bool:
    """SQLite says so in words, PostgreSQL by its code 42P01 (undefined_table)."""
    return getattr(error.orig, "sqlstate", None) == "42P01" or "no such table" in str(error.orig)
