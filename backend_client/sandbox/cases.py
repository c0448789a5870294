"""Submissions and their way through the offices.

Rules: a key stores one submission; the same key again gives the first receipt, the same key with
another submission is refused. What was answered with a receipt is on disk. Cases move by command,
by themselves when `auto_advance` says so, or as the plan of a magic NIK has it.
"""

import hashlib
import secrets
import sqlite3
from datetime import datetime, timedelta

import msgspec

from backend_client.model import Kind, Receipt, Stage, StageChange, StatusEvent, Submission
from backend_client.port import BackendError, BackendErrorCode
from backend_client.sandbox.database import refused
from backend_client.sandbox.faults import Magic, magic_of_nik
from backend_client.sandbox.feed import Feed

# The way a submission goes by itself when `auto_advance` is set.
NEXT_STAGE = {
    Stage.RECEIVED: Stage.VILLAGE,
    Stage.VILLAGE: Stage.DINSOS,
    Stage.DINSOS: Stage.KEMENSOS,
    Stage.KEMENSOS: Stage.APPROVED,
}
# These move an earlier case and have none of their own.
FOLLOW_UPS = frozenset({Kind.PERBAIKAN, Kind.PENARIKAN})


def _digest(submission: Submission) -> str:
    return hashlib.sha256(msgspec.json.encode(submission, order="sorted")).hexdigest()


class CaseStore(Feed):
    """The file and its operations. Writes take a few ms: call them in a thread."""

    def submit(self, submission: Submission, key: str) -> Receipt:
        """Store a submission under its key. Raises BackendError(REJECTED)."""
        digest = _digest(submission)
        with self.transaction() as db:
            known = db.execute(
                "SELECT ref, digest FROM submissions WHERE key = ?", (key,)
            ).fetchone()
            if known is not None:
                if known[1] != digest:
                    raise refused("Kunci kiriman sudah dipakai untuk isi lain.", "key")
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
                    self.now().isoformat(),
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
                raise refused("Lampiran belum diterima.", "media")

    def _open_case(self, db: sqlite3.Connection, submission: Submission, ref: str) -> None:
        if db.execute("SELECT 1 FROM cases WHERE ticket = ?", (submission.ticket,)).fetchone():
            raise refused("Nomor tiket sudah dipakai.", "ticket")
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
        target = self.case_row(db, submission.refers_to or "")
        if target is None:
            raise refused("Kiriman sebelumnya tidak ditemukan.", "refers_to")
        ticket, stage = target
        if stage.final:
            raise refused("Kiriman ini sudah selesai diproses.", "refers_to")
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

    def _move(
        self,
        db: sqlite3.Connection,
        ticket: str,
        stage: Stage,
        reason: str | None,
        fields: tuple[str, ...],
    ) -> StatusEvent:
        now = self.now()
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
        if seconds is None or stage not in NEXT_STAGE or kind is Kind.TANGGAPAN:
            return None  # a reply is read with the objection it answers
        if kind in (Kind.SANGGAH, Kind.SANGGAH_DIRI) and stage is Stage.KEMENSOS:
            return None  # an objection is upheld by a person, never by itself
        return (now + timedelta(seconds=seconds)).isoformat()

    def advance(
        self, ticket: str, stage: Stage, reason: str | None = None, fields: tuple[str, ...] = ()
    ) -> StatusEvent:
        """Move a case by hand to any stage. Raises BackendError(NOT_FOUND)."""
        with self.transaction() as db:
            target = self.case_row(db, ticket)
            if target is None:
                raise BackendError(BackendErrorCode.NOT_FOUND)
            db.execute("UPDATE cases SET plan = '' WHERE ticket = ?", (target[0],))
            return self._move(db, target[0], stage, reason, fields)

    def tick(self) -> int:
        """Move every case that is due, one stage each; returns how many moved."""
        now = self.now().isoformat()
        if not self.rows("SELECT 1 FROM cases WHERE due <= ? LIMIT 1", now):
            return 0
        with self.transaction() as db:
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
        with self.transaction() as db:
            for ticket, stage, plan, kind in db.execute(
                "SELECT ticket, stage, plan, kind FROM cases WHERE follows IS NULL"
            ).fetchall():
                due = self._due(Stage(stage), plan, Kind(kind), self.now())
                db.execute("UPDATE cases SET due = ? WHERE ticket = ?", (due, ticket))


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
