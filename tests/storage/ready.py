"""Databases already brought to the newest schema, copied for each test rather than migrated."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot.privacy.crypto import FieldCipher
from bot.storage import schema
from bot.storage.db import Database, open_database
from tests.postgres import Postgres


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the schema."""
    path = tmp_path_factory.mktemp("migrated") / "template.db"
    schema.upgrade_now(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres) -> Iterator[str]:
    """The name of a PostgreSQL database with the schema."""
    url = postgres.create()
    schema.upgrade_now(url)
    name = make_url(url).database
    assert name is not None
    yield name
    postgres.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def ready_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of this test's own with today's schema, of each kind."""
    if request.param == "sqlite":
        path = tmp_path / "bansos.db"
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        yield f"sqlite:///{path}"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        url = server.create(request.getfixturevalue("migrated_postgres"))
        yield url
        server.drop(url)


@pytest.fixture
async def db(ready_url: str) -> AsyncIterator[Database]:
    """An open database with today's schema."""
    database = open_database(ready_url)
    yield database
    await database.aclose()


@pytest.fixture
def cipher() -> FieldCipher:
    """A cipher with one key."""
    return FieldCipher([bytes(range(32))])
