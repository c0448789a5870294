"""One suite that both job engines pass."""

import asyncio
import datetime as dt
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import Connection

from bot.jobs.embedded import EmbeddedJobs
from bot.jobs.engine import Arguments, GiveUp, JobEngine, RetryLater
from bot.jobs.shared import SharedJobs
from bot.storage.db import Database, open_database


def now() -> dt.datetime:
    """The clock."""
    return dt.datetime.now(dt.UTC)


def make(database: Database) -> JobEngine:
    """The engine that goes with a database."""
    if database.dialect == "sqlite":
        return EmbeddedJobs(database, now)
    return SharedJobs(database.url)


@pytest.fixture
async def engine(db: Database) -> AsyncIterator[JobEngine]:
    """An engine, stopped at the end."""
    made = make(db)
    yield made
    await made.stop()


async def until(true: Callable[[], bool], within: float = 60.0) -> None:
    """Look again and again until it is so."""
    end = time.monotonic() + within
    while not true():
        assert time.monotonic() < end, "waited in vain"
        await asyncio.sleep(0.02)


class Seen:
    """A handler that keeps what it was called with."""

    def __init__(self, *outcomes: Exception | None) -> None:
        self.calls: list[int | str] = []
        self.times: list[float] = []
        self._outcomes = list(outcomes)

    async def __call__(self, arguments: Arguments) -> None:
        self.calls.append(arguments["n"])
        self.times.append(time.monotonic())
        outcome = self._outcomes.pop(0) if self._outcomes else None
        if outcome is not None:
            raise outcome

    async def reach(self, count: int, within: float = 60.0) -> None:
        """Wait until it was called so often."""
        await until(lambda: len(self.calls) >= count, within)


async def put(
    db: Database, engine: JobEngine, n: int, key: str = "k", at: dt.datetime | None = None
) -> None:
    """Enqueue one job in a transaction of its own."""
    await db.run(lambda c: engine.enqueue(c, "work", {"n": n}, key=key, run_at=at))
    engine.wake()


async def test_runs_what_was_committed(db: Database, engine: JobEngine) -> None:
    """A job whose transaction committed is run, with its arguments."""
    seen = Seen()
    await engine.start({"work": seen})

    await put(db, engine, 7)

    await seen.reach(1)
    assert seen.calls == [7]


async def test_forgets_what_was_rolled_back(db: Database, engine: JobEngine) -> None:
    """A job whose transaction rolled back never runs."""
    seen = Seen()
    await engine.start({"work": seen})

    def broken(c: Connection) -> None:
        engine.enqueue(c, "work", {"n": 1}, key="k")
        raise LookupError

    with pytest.raises(LookupError):
        await db.run(broken)
    await put(db, engine, 2, key="other")

    await seen.reach(1)
    assert seen.calls == [2]


async def test_keeps_the_order_of_a_key(db: Database, engine: JobEngine) -> None:
    """Jobs of one key run one at a time, as enqueued, while other keys go on."""
    running: dict[str, int] = {}
    overlaps: list[str] = []
    order: dict[str, list[int]] = {"a": [], "b": [], "c": []}

    async def handler(arguments: Arguments) -> None:
        key, n = str(arguments["key"]), int(arguments["n"])
        if running.get(key):
            overlaps.append(key)
        running[key] = 1
        await asyncio.sleep(0.005)
        order[key].append(n)
        running[key] = 0

    def enqueue(c: Connection) -> None:
        for n in range(12):
            for key in order:
                engine.enqueue(c, "work", {"n": n, "key": key}, key=key)

    await db.run(enqueue)
    await engine.start({"work": handler})
    # no longer than the jobs take: the end of one wakes the next of its key
    await until(lambda: all(len(done) == 12 for done in order.values()), 6)

    assert overlaps == []
    assert all(done == list(range(12)) for done in order.values())


async def test_waits_until_run_at(db: Database, engine: JobEngine) -> None:
    """A job for later does not run before its time."""
    seen = Seen()
    await engine.start({"work": seen})
    start = time.monotonic()

    await put(db, engine, 1, at=now() + dt.timedelta(seconds=1.5))

    await seen.reach(1)
    assert seen.times[0] - start >= 1.4


async def test_tries_again_when_asked_to_wait(db: Database, engine: JobEngine) -> None:
    """RetryLater runs the job again after the seconds it names, and its key waits behind it."""
    seen = Seen(RetryLater("busy", 1.0))
    await engine.start({"work": seen})

    await put(db, engine, 1)
    await put(db, engine, 2)

    await seen.reach(3)
    assert seen.calls == [1, 1, 2]
    assert seen.times[1] - seen.times[0] >= 0.9


async def test_a_fault_is_tried_again(db: Database, engine: JobEngine) -> None:
    """Any other exception counts as passing: the job comes back by the policy."""
    seen = Seen(ValueError("Siti Aminah 3201064101800001"))
    await engine.start({"work": seen})

    await put(db, engine, 1)

    await seen.reach(2)
    assert seen.calls == [1, 1]


async def test_gives_up_and_lets_the_key_go_on(db: Database, engine: JobEngine) -> None:
    """GiveUp keeps the job for staff, never runs it again, and frees its key."""
    seen = Seen(GiveUp("refused"))
    await engine.start({"work": seen})

    await put(db, engine, 1)
    await put(db, engine, 2)

    await seen.reach(2)
    await asyncio.sleep(0.3)
    assert seen.calls == [1, 2]


async def test_a_stop_lets_running_jobs_end(db: Database) -> None:
    """Stopping waits for what runs, and leaves the rest for the next start."""
    engine = make(db)
    began, ended = asyncio.Event(), asyncio.Event()

    async def slow(arguments: Arguments) -> None:
        began.set()
        await asyncio.sleep(0.5)
        ended.set()

    await engine.start({"work": slow})
    await put(db, engine, 1)
    await asyncio.wait_for(began.wait(), 10)
    await engine.stop()

    assert ended.is_set()
    seen = Seen()
    again = make(db)
    await again.start({"work": seen})
    await put(db, again, 2)
    await seen.reach(1)
    await again.stop()
    assert seen.calls == [2]


async def test_a_long_queue_does_not_slow_it(db: Database, engine: JobEngine) -> None:
    """Thousands of waiting jobs, just written, are taken one by one without reading them all."""

    def enqueue(c: Connection) -> None:
        for n in range(3000):
            engine.enqueue(c, "work", {"n": n}, key=f"k{n}")

    await db.run(enqueue)
    seen = Seen()
    await engine.start({"work": seen})

    # at 5 a second, as it once was, this would take a minute
    await seen.reach(300, within=60)
    assert len(set(seen.calls)) == len(seen.calls)


WORKER = Path(__file__).with_name("worker.py")


async def test_a_killed_worker_loses_nothing(ready_url: str, tmp_path: Path) -> None:
    """SIGKILL in the middle of jobs: every job is done, and only what ran is done twice."""
    total, log = 60, tmp_path / "done.log"
    db = open_database(ready_url)
    engine = make(db)

    def enqueue(c: Connection) -> None:
        for n in range(total):
            engine.enqueue(c, "work", {"n": n}, key=f"k{n % 20}")

    def reached(count: int) -> bool:
        return len(done(log)) >= count

    await db.run(enqueue)
    await db.aclose()
    for _ in range(2):
        worker = await asyncio.create_subprocess_exec(sys.executable, WORKER, ready_url, log)
        enough = len(done(log)) + 8
        await until(partial(reached, enough), 30)
        worker.send_signal(signal.SIGKILL)
        await worker.wait()
    worker = await asyncio.create_subprocess_exec(sys.executable, WORKER, ready_url, log)
    await until(lambda: len(set(done(log))) == total, 45)
    worker.terminate()
    await worker.wait()

    assert set(done(log)) == set(range(total))
    assert len(done(log)) - total <= 2 * 16


def done(log: Path) -> list[int]:
    """What the workers wrote down."""
    return [int(line) for line in log.read_text().split()] if log.exists() else []


class Faltering:
    """A database that fails `failures` times to write, from when it is told to."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.failures = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._db, name)

    async def run(self, work: Callable[[Connection], object]) -> object:
        """Run it, or fail."""
        if self.failures:
            self.failures -= 1
            raise OSError
        return await self._db.run(work)


async def test_an_end_that_could_not_be_written(db: Database) -> None:
    """A disk that is full when a job ends keeps neither it nor the next of its key for ever."""
    if db.dialect != "sqlite":
        pytest.skip("PostgreSQL: tests/jobs/test_batches.py")
    faltering = Faltering(db)
    engine = EmbeddedJobs(cast("Database", faltering), now)
    seen: list[int] = []

    async def handler(arguments: Arguments) -> None:
        seen.append(int(arguments["n"]))
        faltering.failures = int(len(seen) == 1)

    await engine.start({"work": handler})
    for n in (1, 2):
        await put(db, engine, n)
    await until(lambda: len(seen) == 2)
    await engine.stop()

    assert seen == [1, 2]


async def test_a_job_that_hangs_does_not_keep_the_embedded_engine(
    migrated_file: Path, tmp_path: Path
) -> None:
    """What runs too long at the end is let go of, and runs again at the next start."""
    path = tmp_path / "jobs.db"
    path.write_bytes(migrated_file.read_bytes())  # noqa: ASYNC240 - a copy of a small file
    db = open_database(f"sqlite:///{path}")
    begun = asyncio.Event()

    async def hangs(_: Arguments) -> None:
        begun.set()
        await asyncio.Event().wait()

    first = EmbeddedJobs(db, now, last=0.01)
    await first.start({"work": hangs})
    await put(db, first, 1)
    await begun.wait()
    await first.stop()

    seen = Seen()
    second = EmbeddedJobs(db, now)
    await second.start({"work": seen})
    await until(lambda: seen.calls == [1])
    await second.stop()
    await db.aclose()
