"""Databases with today's schema, of each kind."""

import shutil
from pathlib import Path

import pytest

from tests.storage.ready import cipher, db, migrated_file, migrated_postgres, ready_url

__all__ = ["cipher", "db", "migrated_file", "migrated_postgres", "ready_url"]


@pytest.fixture
def sqlite_ready(migrated_file: Path, tmp_path: Path) -> str:
    """A SQLite database with the schema."""
    path = tmp_path / "crash.db"
    shutil.copy(migrated_file, path)
    return f"sqlite:///{path}"
