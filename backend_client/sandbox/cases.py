"""The sandbox's durable memory: submissions, their way through the offices, uploads, switches.

Rules: what was answered with a receipt is on disk (fsync on commit), so a SIGKILL loses nothing
accepted. A key stores one submission; the same key again gives the first receipt, the same key
with another submission is refused. Every change of stage is one event with a number that only
grows: the change feed and the webhook read the same rows. Several processes may hold the file.
"""

import hashlib
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from backend_client.model import (
    CaseStatus,
    Kind,
    OpenCase,
    Receipt,
    Stage,
    StageChange,
    StatusEvent,
    StatusPage,
    Submission,
)
from backend_client.port import BackendError, BackendErrorCode
from backend_client.sandbox.faults import Faults, Magic, magic_of_nik

PAGE = 100
# The way a submission goes by itself when `auto_advance` is set.
NEXT_STAGE = {
    Stage.RECEIVED: Stage.VILLAGE,
    Stage.VILLAGE: Stage.DINSOS,
    Stage.DINSOS: Stage.KEMENSOS,
    Stage.KEMENSOS: Stage.APPROVED,
}
# These move an earlier case and have none of their own.
FOLLOW_UPS = frozenset({Kind.PERBAIKAN, Kind.PENARIKAN})

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


def _digest(submission: Submission) -> str:
    return hashlib.sha256(msgspec.json.encode(submission, order="sorted")).hexdigest()


def _refused(reason: str, *fields: str) -> BackendError:
    return BackendError(BackendErrorCode.REJECTED, fields=fields, reason=reason)


class CaseStore:
    """The file and its operations. Blocking, a few ms for a write: call writes in a thread."""

    def __init__(
        self, path: Path, now: Callable[[], datetime], defaults: Control | None = None
    ) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._now = now
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
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _rows(self, query: str, *values: object) -> list[tuple[str, ...]]:
        with self._lock:
            return self._db.execute(query, values).fetchall()

    # --- switches -----------------------------------------------------------------------------

    def control(self) -> Control:
        """The switches as any process last set them."""
        rows = self._rows("SELECT value FROM control WHERE name = 'control'")
        return msgspec.json.decode(rows[0][0], type=Control) if rows else self._defaults

    def set_control(self, control: Control) -> None:
        """Set the switches for every process on this file."""
        with self._transaction() as db:
            db.execute(
                "INSERT INTO control VALUES ('control', ?)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (msgspec.json.encode(control),),
            )

    # --- submissions --------------------------------------------------------------------------

    def submit(self, submission: Submission, key: str) -> Receipt:
        """Store a submission under its key. Raises BackendError(REJECTED)."""
        digest = _digest(submission)
        with self._transaction() as db:
            known = db.execute(
                "SELECT ref, digest FROM submissions WHERE key = ?", (key,)
            ).fetchone()
            if known is not None:
                if known[1] != digest:
                    raise _refused("Kunci kiriman sudah dipakai untuk isi lain.", "key")
                return Receipt(ref=known[0])
            self._check_media(db, submission)
            ref = f"DTKS-{secrets.token_hex(6).upper()}"
            db.execute(
                "INSERT INTO submissions VALUES (?,?,?,?,?,?,?)",
                (
                    key,
                    ref,
                    submission.ticket,
                    submission.kind,
                    digest,
                    msgspec.json.encode(submission),
                    self._now().isoformat(),
                ),
            )
            if submission.kind in FOLLOW_UPS:
                self._follow_up(db, submission, ref)
            else:
                self._open_case(db, submission, ref)
            return Receipt(ref=ref)

    def _check_media(self, db: sqlite3.Connection, submission: Submission) -> None:
        for media in submission.media:
            held = db.execute("SELECT 1 FROM uploads WHERE sha256 = ?", (media.sha256,)).fetchone()
            if held is None:
                raise _refused("Lampiran belum diterima.", "media")

    def _open_case(self, db: sqlite3.Connection, submission: Submission, ref: str) -> None:
        if db.execute("SELECT 1 FROM cases WHERE ticket = ?", (submission.ticket,)).fetchone():
            raise _refused("Nomor tiket sudah dipakai.", "ticket")
        nik = submission.data.get("nik")
        magic = magic_of_nik(nik)
        plan = magic.value if magic else ""
        db.execute(
            "INSERT INTO cases (ticket, ref, kind, nik, stage, plan) VALUES (?,?,?,?,?,?)",
            (
                submission.ticket,
                ref,
                submission.kind,
                nik if isinstance(nik, str) else None,
                Stage.RECEIVED,
                plan,
            ),
        )
        self._move(db, submission.ticket, Stage.RECEIVED, None, ())

    def _follow_up(self, db: sqlite3.Connection, submission: Submission, ref: str) -> None:
        target = self._case_row(db, submission.refers_to or "")
        if target is None:
            raise _refused("Kiriman sebelumnya tidak ditemukan.", "refers_to")
        ticket, stage = target
        if stage.final:
            raise _refused("Kiriman ini sudah selesai diproses.", "refers_to")
        if submission.ticket != ticket:
            db.execute(
                "INSERT OR IGNORE INTO cases (ticket, ref, kind, stage, follows)"
                " VALUES (?,?,?,?,?)",
                (submission.ticket, ref, submission.kind, Stage.RECEIVED, ticket),
            )
        if submission.kind is Kind.PENARIKAN:
            self._move(db, ticket, Stage.WITHDRAWN, None, ())
        else:
            db.execute("UPDATE cases SET plan = '' WHERE ticket = ?", (ticket,))
            self._move(db, ticket, Stage.VILLAGE, None, ())

    @staticmethod
    def _case_row(db: sqlite3.Connection, ticket: str) -> tuple[str, Stage] | None:
        """The case of a ticket; a follow-up's ticket leads to the case it moves."""
        row = db.execute(
            "SELECT ticket, stage, follows FROM cases WHERE ticket = ?", (ticket,)
        ).fetchone()
        if row is not None and row[2] is not None:
            row = db.execute(
                "SELECT ticket, stage, follows FROM cases WHERE ticket = ?", (row[2],)
            ).fetchone()
        return (row[0], Stage(row[1])) if row else None

    # --- stages -------------------------------------------------------------------------------

    def _move(
        self,
        db: sqlite3.Connection,
        ticket: str,
        stage: Stage,
        reason: str | None,
        fields: tuple[str, ...],
    ) -> StatusEvent:
        now = self._now()
        change = StageChange(stage=stage, at=now.isoformat(), reason=reason, fields=fields)
        event_id = secrets.token_hex(12)
        db.execute(
            "INSERT INTO events (event_id, ticket, change, delivered) VALUES (?,?,?,?)",
            # The bot knows of the receipt already: its event is in the feed, not in the webhook.
            (event_id, ticket, msgspec.json.encode(change), stage is Stage.RECEIVED),
        )
        ref, plan, kind = db.execute(
            "SELECT ref, plan, kind FROM cases WHERE ticket = ?", (ticket,)
        ).fetchone()
        db.execute(
            "UPDATE cases SET stage = ?, due = ? WHERE ticket = ?",
            (stage, self._due(stage, plan, Kind(kind), now), ticket),
        )
        return StatusEvent(event_id=event_id, ref=ref, ticket=ticket, change=change)

    def _due(self, stage: Stage, plan: str, kind: Kind, now: datetime) -> str | None:
        """When the case moves by itself: at once for magic NIKs, else as set; or never."""
        if _planned(stage, plan) is not None:
            return now.isoformat()
        seconds = self.control().auto_advance
        if seconds is None or stage not in NEXT_STAGE:
            return None
        if kind in (Kind.SANGGAH, Kind.SANGGAH_DIRI) and stage is Stage.KEMENSOS:
            return None  # an objection is upheld by a person, never by itself
        return (now + timedelta(seconds=seconds)).isoformat()

    def advance(
        self, ticket: str, stage: Stage, reason: str | None = None, fields: tuple[str, ...] = ()
    ) -> StatusEvent:
        """Move a case by hand to any stage. Raises BackendError(NOT_FOUND)."""
        with self._transaction() as db:
            target = self._case_row(db, ticket)
            if target is None:
                raise BackendError(BackendErrorCode.NOT_FOUND)
            db.execute("UPDATE cases SET plan = '' WHERE ticket = ?", (target[0],))
            return self._move(db, target[0], stage, reason, fields)

    def tick(self) -> int:
        """Move every case that is due, one stage each; returns how many moved."""
        now = self._now().isoformat()
        if not self._rows("SELECT 1 FROM cases WHERE due <= ? LIMIT 1", now):
            return 0
        with self._transaction() as db:
            due = db.execute(
                "SELECT ticket, stage, plan FROM cases WHERE due <= ? ORDER BY due LIMIT 500",
                (now,),
            ).fetchall()
            for ticket, stage, plan in due:
                planned = _planned(Stage(stage), plan)
                if planned is not None:
                    self._move(db, ticket, *planned)
                elif Stage(stage) in NEXT_STAGE:
                    self._move(db, ticket, NEXT_STAGE[Stage(stage)], None, ())
                else:
                    db.execute("UPDATE cases SET due = NULL WHERE ticket = ?", (ticket,))
            return len(due)

    def reschedule(self) -> None:
        """After `auto_advance` was set: give every case that can move its time."""
        with self._transaction() as db:
            for ticket, stage, plan, kind in db.execute(
                "SELECT ticket, stage, plan, kind FROM cases WHERE follows IS NULL"
            ).fetchall():
                due = self._due(Stage(stage), plan, Kind(kind), self._now())
                db.execute("UPDATE cases SET due = ? WHERE ticket = ?", (due, ticket))

    # --- questions ----------------------------------------------------------------------------

    def case(self, ticket: str) -> CaseStatus:
        """The timeline of a ticket. Raises BackendError(NOT_FOUND)."""
        with self._lock:
            target = self._case_row(self._db, ticket)
            if target is None:
                raise BackendError(BackendErrorCode.NOT_FOUND)
            ref = self._rows("SELECT ref FROM cases WHERE ticket = ?", target[0])[0][0]
            rows = self._rows(
                "SELECT change FROM events WHERE ticket = ? ORDER BY number", target[0]
            )
        history = tuple(msgspec.json.decode(row[0], type=StageChange) for row in rows)
        return CaseStatus(ref=ref, ticket=ticket, history=history)

    def tickets(self, limit: int = 50) -> list[OpenCase]:
        """The latest cases, newest first."""
        rows = self._rows(
            "SELECT ticket, kind, stage FROM cases WHERE follows IS NULL"
            " ORDER BY rowid DESC LIMIT ?",
            limit,
        )
        return [OpenCase(ticket=row[0], kind=Kind(row[1]), stage=Stage(row[2])) for row in rows]

    def open_cases(self, nik: str) -> tuple[OpenCase, ...]:
        """What is under way for a NIK."""
        rows = self._rows("SELECT ticket, kind, stage FROM cases WHERE nik = ?", nik)
        cases = (OpenCase(ticket=r[0], kind=Kind(r[1]), stage=Stage(r[2])) for r in rows)
        return tuple(case for case in cases if not case.stage.final)

    def changes(self, cursor: str | None) -> StatusPage:
        """The change feed. The cursor is the number of the last event given."""
        after = 0
        if cursor:
            if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 18):
                raise _refused("Penanda halaman tidak dikenal.", "cursor")
            after = int(cursor)
        events = self._events("e.number > ?", after, PAGE + 1)
        page = events[:PAGE]
        return StatusPage(
            events=tuple(event for _, event in page),
            cursor=str(page[-1][0] if page else after),
            more=len(events) > PAGE,
        )

    def undelivered(self, limit: int = 50) -> list[tuple[int, StatusEvent]]:
        """Events the webhook still owes, oldest first."""
        return self._events("e.delivered = 0 AND e.number > ?", 0, limit)

    def delivered(self, number: int) -> None:
        """The webhook's receiver has this event."""
        with self._transaction() as db:
            db.execute("UPDATE events SET delivered = 1 WHERE number = ?", (number,))

    def _events(self, where: str, after: int, limit: int) -> list[tuple[int, StatusEvent]]:
        rows = self._rows(
            "SELECT e.number, e.event_id, c.ref, e.ticket, e.change FROM events e"  # noqa: S608
            f" JOIN cases c ON c.ticket = e.ticket WHERE {where} ORDER BY e.number LIMIT ?",
            after,
            limit,
        )
        return [
            (
                int(number),
                StatusEvent(
                    event_id=event_id,
                    ref=ref,
                    ticket=ticket,
                    change=msgspec.json.decode(change, type=StageChange),
                ),
            )
            for number, event_id, ref, ticket, change in rows
        ]

    def upload(self, content: bytes, content_type: str, sha256: str) -> str:
        """Store a file by its digest; the same bytes again give the same id."""
        if hashlib.sha256(content).hexdigest() != sha256.lower():
            raise _refused("Berkas rusak dalam perjalanan.", "sha256")
        with self._transaction() as db:
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
        return Counts(*(int(self._rows(f"SELECT count(*) FROM {t}")[0][0]) for t in tables))  # noqa: S608

    def submissions(self) -> list[tuple[str, str, Submission]]:
        """Every stored submission as (key, ref, submission), in order of arrival."""
        rows = self._rows("SELECT key, ref, body FROM submissions ORDER BY rowid")
        return [(key, ref, msgspec.json.decode(body, type=Submission)) for key, ref, body in rows]


def _planned(stage: Stage, plan: str) -> tuple[Stage, str | None, tuple[str, ...]] | None:
    """The next stage of a case with a magic NIK."""
    match plan, stage:
        case Magic.NEEDS_CORRECTION, Stage.RECEIVED:
            return Stage.VILLAGE, None, ()
        case Magic.NEEDS_CORRECTION, Stage.VILLAGE:
            return Stage.NEEDS_CORRECTION, "Alamat kurang lengkap.", ("address",)
        case Magic.REJECTED_LATER, Stage.RECEIVED:
            return Stage.VILLAGE, None, ()
        case Magic.REJECTED_LATER, Stage.VILLAGE:
            return Stage.DINSOS, None, ()
        case Magic.REJECTED_LATER, Stage.DINSOS:
            return Stage.REJECTED, "Tidak memenuhi kriteria.", ()
        case Magic.APPROVED, (Stage.RECEIVED | Stage.VILLAGE | Stage.DINSOS | Stage.KEMENSOS):
            return NEXT_STAGE[stage], None, ()
        case _:
            return None
