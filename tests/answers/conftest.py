"""The whole bot on each kind of database, with three citizens before it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from backend_client.regions import Regions
from backend_client.sandbox import Sandbox
from tests.answers.neighbours import Neighbours, street
from tests.delivery.conftest import clock
from tests.delivery.stage import Clock, Dtks
from tests.storage.ready import cipher, db, migrated_file, migrated_postgres, ready_url

__all__ = ["cipher", "clock", "db", "migrated_file", "migrated_postgres", "ready_url"]


@pytest.fixture
def dtks(tmp_path: Path, clock: Clock) -> Iterator[Dtks]:
    """A sandbox with enough people to object to, served over HTTP."""
    sandbox = Sandbox.open(Regions.load(), tmp_path / "dtks", people=400, clock=clock)
    running = Dtks(sandbox)
    running.start()
    yield running
    running.stop()
    sandbox.close()


@pytest.fixture
async def neighbours(
    ready_url: str, tmp_path: Path, dtks: Dtks, clock: Clock
) -> AsyncIterator[Neighbours]:
    """On each kind of database."""
    async with street(ready_url, tmp_path, dtks, clock) as people:
        yield people


@pytest.fixture
async def small(tmp_path: Path, dtks: Dtks, clock: Clock) -> AsyncIterator[Neighbours]:
    """On SQLite, whose jobs follow the test's clock."""
    url = f"sqlite:///{tmp_path / 'bansos.db'}"
    async with street(url, tmp_path, dtks, clock) as people:
        yield people
