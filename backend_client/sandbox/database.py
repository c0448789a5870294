"""The sandbox's case file: tables, transactions, switches, uploads.

Rules: every commit is synced, so a SIGKILL loses nothing that was answered. Several processes may
hold the file; each operation is one transaction. Blocking: call writes in a thread.
"""

import hashlib
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from backend_client.port import BackendError, BackendErrorCode
from backend_client.sandbox.faults import Faults

_TABLES = """
CREATE TABLE IF NOT EXISTS submissions (
    key TEXT PRIMARY KEY, ref TEXT NOT NULL, ticket TEXT NOT NULL, kind TEXT NOT NULL,
    digest TEXT NOT NULL, body BLOB NOT NULL, received_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS cases (
    ticket TEXT PRIMARY KEY, ref TEXT NOT NULL, kind TEXT NOT NULL, nik TEXT, stage TEXT NOT NULL,
    follows TEXT, plan TEXT NOT NULL DEFAULT '', due TEXT
);
CREATE INDEX IF NOT EXISTS cases_nik ON cases (nik);
CREATE INDEX IF NOT EXISTS cases_due ON cases (due) WHERE due IS NOT NULL;
CREATE TABLE IF NOT EXISTS events (
    number INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL UNIQUE, ticket TEXT NOT NULL,
    change BLOB NOT NULL, delivered INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS events_ticket ON events (ticket);
CREATE INDEX IF NOT EXISTS events_waiting ON events (number) WHERE delivered = 0;
CREATE TABLE IF NOT EXISTS uploads (
    sha256 TEXT PRIMARY KEY, id TEXT NOT NULL, content_type TEXT NOT NULL, content BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS control (name TEXT PRIMARY KEY, value BLOB NOT NULL);
"""


class Control(msgspec.Struct, frozen=True, kw_only=True):
    """What commands set. `auto_advance` in seconds between stages; None: only by command."""

    faults: Faults = Faults()
    auto_advance: float | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the sandbox holds."""

    submissions: int
    cases: int
    events: int
    uploads: int


def refused(reason: str, *fields: str) -> BackendError:
    """A refusal for good, naming the fields at fault."""
    return BackendError(BackendErrorCode.REJECTED, fields=fields, reason=reason)


class Database:
    """The open file."""

    def __init__(
        self, path: Path, now: Callable[[], datetime], defaults: Control | None = None
    ) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.now = now
        self._defaults = defaults or Control()
        self._lock = threading.RLock()
        self._db = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, timeout=10.0
        )
        self._db.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=10000;" + _TABLES
        )

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, one writer at a time."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def rows(self, query: str, *values: object) -> list[tuple[str, ...]]:
        """The answer to a question."""
        with self._lock:
            return self._db.execute(query, values).fetchall()

    def control(self) -> Control:
        """The switches as any process last set them."""
        rows = self.rows("SELECT value FROM control WHERE name = 'control'")
        return msgspec.json.decode(rows[0][0], type=Control) if rows else self._defaults

    def set_control(self, control: Control) -> None:
        """Set the switches for every process on this file."""
        with self.transaction() as db:
            db.execute(
                "INSERT INTO control VALUES ('control', ?)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (msgspec.json.encode(control),),
            )

    def upload(self, content: bytes, content_type: str, sha256: str) -> str:
        """Store a file by its digest; the same bytes again give the same id."""
        if hashlib.sha256(content).hexdigest() != sha256.lower():
            raise refused("Berkas rusak dalam perjalanan.", "sha256")
        with self.transaction() as db:
            db.execute(
                "INSERT OR IGNORE INTO uploads VALUES (?,?,?,?)",
                (sha256.lower(), f"M-{secrets.token_hex(6)}", content_type, content),
            )
            row = db.execute(
                "SELECT id FROM uploads WHERE sha256 = ?", (sha256.lower(),)
            ).fetchone()
            return str(row[0])

    def counts(self) -> Counts:
        """How much is held, for tests and `doctor`."""
        tables = ("submissions", "cases", "events", "uploads")
        return Counts(*(int(self.rows(f"SELECT count(*) FROM {t}")[0][0]) for t in tables))  # noqa: S608
