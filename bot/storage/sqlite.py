"""The embedded database: one file, one writing thread, one fsync for all who wait.

Rules: the writer owns the only writing connection. It takes every unit of work that waits (at
most MOST_TOGETHER), runs each inside a savepoint of one transaction, commits once, and only then
answers; a unit that raises takes back only its own changes. A second connection reads beside it.
A lock file beside the database says that one process owns it; a command that only looks or
repairs opens it without owning it, and SQLite's own locks keep the two apart.
"""

import asyncio
import contextlib
import fcntl
import os
import queue
import sqlite3
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, StaticPool, create_engine, event
from sqlalchemy.exc import DBAPIError

from bot.storage.checkpoints import LOG_PAGES, Checkpoints, move
from bot.storage.url import sqlite_path

T = TypeVar("T")

MOST_TOGETHER = 64  # units under one commit: some milliseconds of work, so latency stays bounded
_BUSY_MS = 30_000  # how long to wait for another process's write, such as a backup
_PRAGMAS = (
    f"busy_timeout={_BUSY_MS}",
    "synchronous=FULL",  # fsync at each commit: what was answered survives a power cut
    "foreign_keys=ON",
    "secure_delete=ON",  # what is erased must not stay behind in free pages
    # 4 MiB for each of two connections; what is read beyond comes from the system's own cache.
    "cache_size=-4096",
    # Up to there it is `Checkpoints` that moves the log's pages.
    f"wal_autocheckpoint={LOG_PAGES}",
)


class DatabaseInUse(Exception):
    """Another process owns this SQLite file. The text names the file and what to do."""


class CommittedInside(RuntimeError):
    """A unit of work ended the transaction it runs in: a fault in that unit."""


class _Unit:
    """A unit of work that waits, and who waits for it."""

    __slots__ = ("error", "future", "loop", "result", "work")

    def __init__(self, work: Callable[[Connection], Any], loop: asyncio.AbstractEventLoop) -> None:
        self.work = work
        self.loop = loop
        self.future: asyncio.Future[Any] = loop.create_future()
        self.result: Any = None
        self.error: BaseException | None = None


class _Worker:
    """A thread with a connection of its own that serves units of work from a queue."""

    def __init__(self, engine: Engine, *, writes: bool) -> None:
        self._engine = engine
        self._begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
        self._together = MOST_TOGETHER if writes else 1
        self._queue: queue.SimpleQueue[_Unit | None] = queue.SimpleQueue()
        self._thread = threading.Thread(
            target=self._serve, name="db-writer" if writes else "db-reader", daemon=True
        )
        self._closed = False
        self._between: Callable[[sqlite3.Connection], object] | None = None
        self._broken: BaseException | None = None
        # Here and not in the thread: what fails to open fails for the caller.
        self._connection = engine.connect()
        self._thread.start()

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Queue the unit; returns once it is committed."""
        if self._closed:
            raise RuntimeError("the database is closed")
        unit = _Unit(work, asyncio.get_running_loop())
        self._queue.put(unit)
        if self._broken is not None:
            self._fail_waiting(self._broken)
        result: T = await unit.future
        return result

    def between(self, work: Callable[[sqlite3.Connection], object]) -> None:
        """Have something done after the next commit, outside any transaction; what fails of it is
        passed over. From any thread."""
        self._between = work

    async def aclose(self) -> None:
        """Serve what is queued, then end the thread."""
        if not self._closed:
            self._closed = True
            self._queue.put(None)
            await asyncio.to_thread(self._thread.join)
            self._engine.dispose()

    def _serve(self) -> None:
        try:
            self._serve_all()
        except BaseException as error:
            # A fault of this module: whoever waits must hear of it rather than wait for ever.
            self._broken = error
            self._fail_waiting(error)

    def _serve_all(self) -> None:
        with self._connection as connection:
            driver = _driver(connection)
            while (first := self._queue.get()) is not None:
                units, last = self._waiting(first)
                self._commit_together(connection, driver, units)
                _answer(units)
                work, self._between = self._between, None
                if work is not None:
                    with contextlib.suppress(sqlite3.Error):
                        work(driver)
                if last:
                    break

    def _fail_waiting(self, error: BaseException) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                unit = self._queue.get_nowait()
                if unit is not None:
                    unit.error = error
                    _answer([unit])

    def _waiting(self, first: _Unit) -> tuple[list[_Unit], bool]:
        units = [first]
        with contextlib.suppress(queue.Empty):
            while len(units) < self._together:
                unit = self._queue.get_nowait()
                if unit is None:
                    return units, True
                units.append(unit)
        return units, False

    def _commit_together(
        self, connection: Connection, driver: sqlite3.Connection, units: list[_Unit]
    ) -> None:
        done: list[_Unit] = []
        try:
            driver.execute(self._begin)
            for unit in units:
                _attempt(connection, driver, unit)
                done.append(unit)
            driver.execute("COMMIT")
        except BaseException as error:
            # The transaction itself is lost (disk full, a unit that committed): nobody's work is
            # durable, so nobody is told that it is.
            if driver.in_transaction:
                with contextlib.suppress(sqlite3.Error):
                    driver.execute("ROLLBACK")
            for unit in units:
                unit.error = unit.error or error


def _attempt(connection: Connection, driver: sqlite3.Connection, unit: _Unit) -> None:
    driver.execute("SAVEPOINT unit")
    try:
        unit.result = unit.work(connection)
    except BaseException as error:
        unit.error = _alike(error)
        if not driver.in_transaction:
            raise
        driver.execute("ROLLBACK TO unit")
    if not driver.in_transaction:
        raise CommittedInside("a unit of work must not commit or roll back")
    driver.execute("RELEASE unit")


def _alike(error: BaseException) -> BaseException:
    """The driver's errors as SQLAlchemy gives them on PostgreSQL too; never with parameters."""
    if not isinstance(error, sqlite3.Error):
        return error
    alike = DBAPIError.instance(None, None, error, sqlite3.Error, hide_parameters=True)
    return alike.with_traceback(error.__traceback__)


def _answer(units: list[_Unit]) -> None:
    for loop in {unit.loop for unit in units}:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_resolve, [unit for unit in units if unit.loop is loop])


def _resolve(units: list[_Unit]) -> None:
    for unit in units:
        if unit.future.done():
            continue
        if unit.error is None:
            unit.future.set_result(unit.result)
        else:
            unit.future.set_exception(unit.error)


class SqliteDatabase:
    """Units of work on one SQLite file, for one owning process."""

    dialect = "sqlite"

    def __init__(self, url: URL, *, own: bool = True) -> None:
        """Open, and make where it does not exist. Raises DatabaseInUse when `own` and owned."""
        self._url = url
        path = sqlite_path(url)
        if path is None:
            raise ValueError("an embedded database needs a file: sqlite:///path")
        _make(path)
        self._lock = _own(path) if own else None
        self._checkpoints: Checkpoints | None = None
        try:
            self._writer = _Worker(sqlite_engine(url), writes=True)
            self._reader = _Worker(sqlite_engine(url, read_only=True), writes=False)
            finish = partial(self._writer.between, move)
            self._checkpoints = Checkpoints(path, finish) if own else None
        except BaseException:
            self._release()
            raise

    @property
    def url(self) -> str:
        """The address."""
        return self._url.render_as_string(hide_password=False)

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Queue for the writing thread; returns after the fsync."""
        return await self._writer.run(work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run on the reading connection, beside the writer."""
        return await self._reader.run(work)

    async def aclose(self) -> None:
        """Let the writer finish, then close and release the file."""
        if self._checkpoints is not None:
            await asyncio.to_thread(self._checkpoints.stop)
            self._checkpoints = None
        await self._writer.aclose()
        await self._reader.aclose()
        self._release()

    def _release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def sqlite_engine(url: URL, *, read_only: bool = False) -> Engine:
    """An engine of one connection whose transactions are begun by hand; the file and its folder
    are made if need be, the file for this user only."""
    path = sqlite_path(url)
    if path is not None:
        _make(path)
    engine = create_engine(
        url,
        connect_args={
            "check_same_thread": False,
            "isolation_level": None,
            "cached_statements": 512,
        },
        poolclass=StaticPool,
    )

    @event.listens_for(engine, "connect")
    def _connected(driver: sqlite3.Connection, _record: object) -> None:
        for pragma in _PRAGMAS:
            driver.execute(f"PRAGMA {pragma}").close()
        if read_only:
            driver.execute("PRAGMA query_only=ON")
        else:
            _write_ahead(driver)

    return engine


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)


def _write_ahead(driver: sqlite3.Connection) -> None:
    """Keep a log ahead. The first switch of a new file is refused at once, whatever the busy
    time-out, while another connection looks at it."""
    end = time.monotonic() + _BUSY_MS / 1000
    while True:
        try:
            driver.execute("PRAGMA journal_mode=WAL").close()
            return
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
            if not busy or time.monotonic() > end:
                raise
            time.sleep(0.02)


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - the engine above made it
    return driver


def _own(path: Path) -> int:
    """Take the lock file beside the database for as long as this process lives."""
    lock = path.with_name(path.name + ".lock")
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = os.read(descriptor, 32).decode(errors="replace").strip() or "unknown"
        os.close(descriptor)
        raise DatabaseInUse(
            f"{path} is in use by process {holder}; stop it first,"
            " or use PostgreSQL to run several processes"
        ) from None
    os.ftruncate(descriptor, 0)
    os.write(descriptor, f"{os.getpid()}\n".encode())
    return descriptor
