"""Units of work: whole or not at all, durable, together where they wait together."""

import asyncio
import contextlib
import os
import signal
import sqlite3
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.storage.db import BadDatabaseUrl, Database, DatabaseInUse, open_database
from bot.storage.sqlite import MOST_TOGETHER, CommittedInside
from bot.storage.statement import Statement, named, upsert
from bot.storage.tables import content_sid

PUT = upsert(
    lambda insert: (
        insert(content_sid)
        .values(**named("digest", "sid", "created_at"))
        .on_conflict_do_nothing(index_elements=["digest"])
    )
)
ALL = Statement(sa.select(content_sid.c.digest).order_by(content_sid.c.digest))


def put(c: Connection, digest: str) -> int:
    """Write one row."""
    return PUT.run(c, digest=digest, sid="s", created_at=1)


def digests(c: Connection) -> list[str]:
    """Every row."""
    return [row[0] for row in ALL.all(c)]


async def test_a_unit_is_kept(db: Database) -> None:
    """What a unit wrote is there for the next reader, on its other connection."""
    touched = await db.run(lambda c: put(c, "a"))

    assert (touched, await db.read(digests)) == (1, ["a"])


async def test_a_failed_unit_leaves_nothing(db: Database) -> None:
    """A unit that raises takes back what it wrote, and its caller gets the exception."""

    def broken(c: Connection) -> None:
        put(c, "a")
        raise LookupError("no such thing")

    with pytest.raises(LookupError, match="no such thing"):
        await db.run(broken)

    assert await db.read(digests) == []


async def test_neighbours_of_a_failure_are_kept(db: Database) -> None:
    """Of units that wait together, those that succeed are kept, whatever the others do."""

    def unit(n: int) -> None:
        async def go() -> None:
            def work(c: Connection) -> None:
                put(c, f"{n:03}")
                if n % 3 == 0:
                    raise ValueError(n)

            await db.run(work)

        tasks.append(asyncio.ensure_future(go()))

    tasks: list[asyncio.Future[None]] = []
    for n in range(2 * MOST_TOGETHER):
        unit(n)
    results = await asyncio.gather(*tasks, return_exceptions=True)

    kept = [f"{n:03}" for n in range(2 * MOST_TOGETHER) if n % 3]
    assert await db.read(digests) == kept
    assert [n for n, r in enumerate(results) if isinstance(r, ValueError)] == list(
        range(0, 2 * MOST_TOGETHER, 3)
    )


async def test_a_cancelled_caller_stops_nobody(db: Database) -> None:
    """Whoever stops waiting does not disturb the others."""
    tasks = [asyncio.ensure_future(db.run(lambda c, n=n: put(c, str(n)))) for n in range(9)]
    await asyncio.sleep(0)
    tasks[4].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    assert set(await db.read(digests)) >= {str(n) for n in range(9) if n != 4}


async def test_reading_cannot_write(db: Database) -> None:
    """What a reading unit writes is refused or forgotten."""
    with contextlib.suppress(sa.exc.OperationalError):
        await db.read(lambda c: put(c, "a"))

    assert await db.read(digests) == []


async def test_errors_are_alike(db: Database) -> None:
    """A broken rule is the same exception on both databases."""
    twice = Statement(sa.insert(content_sid).values(**named("digest", "sid", "created_at")))

    def work(c: Connection) -> None:
        for _ in range(2):
            twice.run(c, digest="Siti Aminah", sid="Siti", created_at=1)

    with pytest.raises(sa.exc.IntegrityError):
        await db.run(work)


async def test_conflicts_run_again(db: Database) -> None:
    """Units that change the same row at once all take effect, one after the other."""
    await db.run(lambda c: put(c, "n"))
    count = sa.update(content_sid).values(created_at=content_sid.c.created_at + 1)

    def serial(c: Connection) -> None:
        if c.dialect.name == "postgresql":
            c.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")
        c.execute(sa.select(content_sid.c.created_at)).all()
        c.execute(count)

    await asyncio.gather(*(db.run(serial) for _ in range(5)))

    assert await db.read(lambda c: c.execute(sa.select(content_sid.c.created_at)).scalar()) == 6


async def test_closing_finishes_what_waits(ready_url: str) -> None:
    """Everything handed in before the close is committed."""
    db = open_database(ready_url)
    tasks = [asyncio.ensure_future(db.run(lambda c, n=n: put(c, str(n)))) for n in range(20)]
    await asyncio.sleep(0)
    if db.dialect == "postgresql":
        await asyncio.gather(*tasks)
    await db.aclose()
    await asyncio.gather(*tasks)

    again = open_database(ready_url)
    assert len(await again.read(digests)) == 20
    await again.aclose()


async def test_a_unit_must_not_commit(sqlite_url: str) -> None:
    """On SQLite a unit that commits by itself is told so; it would commit its neighbours too."""
    db = open_database(sqlite_url)

    def commits(c: Connection) -> None:
        c.exec_driver_sql("COMMIT")

    with pytest.raises(CommittedInside):
        await db.run(commits)

    assert await db.run(lambda c: c.exec_driver_sql("SELECT 1").scalar()) == 1
    await db.aclose()


async def test_one_process_owns_a_file(sqlite_url: str) -> None:
    """A second owner is refused, with the file's name; a command that owns nothing is not."""
    db = open_database(sqlite_url)
    guest = open_database(sqlite_url, own=False)

    with pytest.raises(DatabaseInUse, match=r"bansos\.db is in use by process \d+"):
        open_database(sqlite_url)

    assert await guest.run(lambda c: c.exec_driver_sql("SELECT 1").scalar()) == 1
    await guest.aclose()
    await db.aclose()
    await open_database(sqlite_url).aclose()


async def test_sqlite_is_durable(sqlite_url: str) -> None:
    """The writing connection waits for the disk, keeps a log ahead, and wipes what it deletes."""
    db = open_database(sqlite_url)

    def pragmas(c: Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        return [c.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    assert await db.run(pragmas) == ["wal", 2, 1, 1]
    await db.aclose()


def without_log(url: str, alone: Path) -> list[tuple[str]]:
    """Every row that the database file holds by itself; `alone` is where to put a copy of it."""
    alone.write_bytes(Path(url.removeprefix("sqlite:///")).read_bytes())
    with contextlib.closing(sqlite3.connect(f"file:{alone}?immutable=1", uri=True)) as copy:
        return copy.execute("SELECT digest FROM content_sid").fetchall()


async def test_the_log_is_moved_beside_the_writer(ready_url: str, tmp_path: Path) -> None:
    """What was written reaches the database file soon, while nobody writes more and long before
    the log is so long that a commit would have to move it."""
    if not ready_url.startswith("sqlite"):
        pytest.skip("PostgreSQL keeps its own log")
    database = open_database(ready_url)
    await database.run(lambda c: put(c, "a"))

    for _ in range(400):
        found = without_log(ready_url, tmp_path / "alone.db")
        if found:
            break
        await asyncio.sleep(0.05)
    await database.aclose()

    assert found == [("a",)]


async def test_new_files_open_at_once(tmp_path: Path) -> None:
    """A brand-new file can be opened, read and written by several at the same time."""

    async def one(n: int) -> object:
        db = open_database(f"sqlite:///{tmp_path / str(n // 3)}.db", own=False)
        both = await asyncio.gather(
            db.run(lambda c: c.exec_driver_sql("SELECT 1").scalar()),
            db.read(lambda c: c.exec_driver_sql("SELECT 2").scalar()),
        )
        await db.aclose()
        return both

    assert await asyncio.gather(*(one(n) for n in range(30))) == [[1, 2]] * 30


def test_what_cannot_be_opened_says_so(tmp_path: Path) -> None:
    """A file that is no database fails when it is opened, not in a thread that nobody hears."""
    path = tmp_path / "bansos.db"
    path.write_bytes(b"no database" * 1000)

    for _ in range(2):
        with pytest.raises(sa.exc.DatabaseError):
            open_database(f"sqlite:///{path}")


@pytest.mark.parametrize("url", ["mysql://root:rahasia@db/bansos", "rahasia", "", "redis://x"])
def test_a_bad_address_is_not_repeated(url: str) -> None:
    """An address of no use is refused without being quoted: it may hold a password."""
    with pytest.raises(BadDatabaseUrl) as caught:
        open_database(url)

    assert "rahasia" not in str(caught.value)


COUNTER = """
import asyncio, sys
from bot.storage.db import open_database
from tests.storage.test_db import put

async def main():
    db = open_database(sys.argv[1])
    async def one(n):
        await db.run(lambda c: put(c, f"{n:06}"))
        print(n, flush=True)
    for start in range(0, 100000, 40):
        await asyncio.gather(*(one(n) for n in range(start, start + 40)))

asyncio.run(main())
"""


async def test_what_was_answered_survives_a_kill(ready_url: str) -> None:
    """After SIGKILL, every unit whose caller heard of its success is in the database."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", COUNTER, ready_url,
        stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert process.stdout is not None
    told = [await process.stdout.readline() for _ in range(300)]
    process.send_signal(signal.SIGKILL)
    told += (await process.stdout.read()).splitlines(keepends=True)
    await process.wait()
    answered = {f"{int(line):06}" for line in told if line.endswith(b"\n")}

    db = open_database(ready_url)
    kept = set(await db.read(digests))
    await db.aclose()
    assert len(answered) >= 300
    assert answered <= kept
