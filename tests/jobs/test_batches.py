"""Jobs claimed and ended in batches keep to Procrastinate's rules (PostgreSQL)."""

import asyncio
from collections.abc import AsyncIterator

import procrastinate
import pytest
from procrastinate.exceptions import ProcrastinateException
from procrastinate.jobs import Status
from sqlalchemy import Connection

from bot.jobs.batches import Batches
from bot.jobs.shared import QUEUE, SharedJobs
from bot.storage.db import open_database
from bot.storage.url import conninfo, parse
from tests.postgres import Postgres


@pytest.fixture
async def url(postgres: Postgres, migrated_postgres: str) -> AsyncIterator[str]:
    """A PostgreSQL database with the schema."""
    made = postgres.create(migrated_postgres)
    yield made
    postgres.drop(made)


@pytest.fixture
async def app(url: str) -> AsyncIterator[procrastinate.App]:
    """Procrastinate on it."""
    made = procrastinate.App(
        connector=procrastinate.PsycopgConnector(conninfo=conninfo(parse(url)))
    )
    async with made.open_async():
        yield made


async def put(url: str, keys: list[str]) -> None:
    """Jobs of these keys."""
    jobs, db = SharedJobs(url), open_database(url)

    def work(conn: Connection) -> None:
        for number, key in enumerate(keys):
            jobs.enqueue(conn, "nothing", {"n": number}, key=key)

    await db.run(work)
    await db.aclose()


async def claimed(batches: Batches, worker: int) -> list[int]:
    """All that may run now."""
    found = []
    while (job := await batches.fetch_job([QUEUE], worker)) is not None:
        found.append(int(str(job.task_kwargs["n"])))
    return found


async def test_one_of_a_key_at_a_time(url: str, app: procrastinate.App) -> None:
    """A batch holds the first of each key, in order; the next one comes when it ended."""
    await put(url, ["a", "b", "a", "c", "b"])
    batches = Batches(app.connector, 16)
    worker = await batches.register_worker()
    first = await batches.fetch_job([QUEUE], worker)
    assert first is not None
    assert first.id is not None
    rest = await claimed(batches, worker)

    await batches.finish_job_by_id_async(first.id, Status.SUCCEEDED, True)
    then = await claimed(batches, worker)

    assert (first.task_kwargs["n"], rest, then) == (0, [1, 3], [2])


async def test_what_never_began_is_given_back(url: str, app: procrastinate.App) -> None:
    """Of a batch of four one began: the other three are another worker's at once."""
    await put(url, ["a", "b", "c", "d"])
    one, other = Batches(app.connector, 4), Batches(app.connector, 4)
    await one.fetch_job([QUEUE], await one.register_worker())
    heir = await other.register_worker()

    before = await claimed(other, heir)
    await one.give_back()
    after = await claimed(other, heir)

    assert (before, after) == ([], [1, 2, 3])


async def test_no_more_than_there_is_room_for(url: str, app: procrastinate.App) -> None:
    """With one place left, one job is claimed; the others are anybody's."""
    await put(url, ["a", "b", "c"])
    one, other = Batches(app.connector, 1), Batches(app.connector, 4)
    await one.fetch_job([QUEUE], await one.register_worker())

    assert await claimed(other, await other.register_worker()) == [1, 2]


async def test_one_that_is_gone_does_not_keep_the_others(url: str, app: procrastinate.App) -> None:
    """A job that was ended elsewhere fails alone; what ends with it has ended."""
    await put(url, ["a", "b", "c"])
    batches = Batches(app.connector, 4)
    worker = await batches.register_worker()
    ids = []
    while (job := await batches.fetch_job([QUEUE], worker)) is not None:
        ids.append(job.id or 0)
    await batches.finish_job_by_id_async(ids[1], Status.SUCCEEDED, True)

    ended = await asyncio.gather(
        *(batches.finish_job_by_id_async(one, Status.SUCCEEDED, True) for one in ids),
        return_exceptions=True,
    )

    assert [isinstance(one, ProcrastinateException) for one in ended] == [False, True, False]


async def test_what_nobody_runs_is_given_back(url: str, app: procrastinate.App) -> None:
    """A job whose end the database did not take runs again; what still runs is left alone."""
    await put(url, ["a", "b"])
    batches = Batches(app.connector, 16)
    worker = await batches.register_worker()
    ended, running = [await batches.fetch_job([QUEUE], worker) for _ in range(2)]
    assert ended is not None
    assert running is not None
    batches.ran(ended.id)

    given = await batches.orphans()
    then = await claimed(batches, worker)

    assert (given, then) == (1, [0])
