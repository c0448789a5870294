"""Migrations lead to the tables as the code declares them, on both databases."""

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.storage import revision, schema
from bot.storage.sqlite import sqlite_engine
from bot.storage.tables import metadata
from bot.storage.url import is_sqlite, parse


def engine(url: str) -> sa.Engine:
    """A plain engine."""
    parsed = parse(url)
    return sqlite_engine(parsed) if is_sqlite(parsed) else sa.create_engine(parsed)


def ours(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
    """Procrastinate's tables are none of our metadata's business."""
    return not (kind == "table" and name is not None and name.startswith("procrastinate"))


def test_migrations_and_tables_agree(ready_url: str) -> None:
    """An upgraded database has exactly the tables, columns and indexes of the metadata."""
    made = engine(ready_url)
    with made.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": ours, "compare_type": True}
        )
        differences = compare_metadata(context, metadata)
    made.dispose()

    assert differences == []


def test_upgrading_again_changes_nothing(ready_url: str) -> None:
    """An upgrade of an up-to-date database is quiet, and says so before and after."""
    schema.upgrade_now(ready_url)

    made = engine(ready_url)
    with made.connect() as connection:
        assert revision.behind(connection) is None
    made.dispose()


def test_an_empty_database_is_behind(database_url: str) -> None:
    """A database without tables is told from one that is up to date."""
    made = engine(database_url)
    with made.connect() as connection:
        assert revision.behind(connection) == "nothing"
    made.dispose()


def test_a_broken_migration_leaves_what_was(tmp_path: Path) -> None:
    """On SQLite too a migration that breaks off takes everything back."""
    path = tmp_path / "half.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE outbox (mine INTEGER)")  # in the way of ours

    with pytest.raises(sa.exc.OperationalError):
        schema.upgrade_now(f"sqlite:///{path}")

    with sqlite3.connect(path) as other:
        tables = other.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    assert tables == [("outbox",)]


def test_a_new_folder_is_made(tmp_path: Path) -> None:
    """The first upgrade makes the folder and the file, for this user only."""
    path = tmp_path / "var" / "deep" / "bansos.db"

    schema.upgrade_now(f"sqlite:///{path}")

    assert path.stat().st_mode & 0o077 == 0
