"""What the case file tells: timelines, the change feed, what the webhook still owes.

Rules: every change of stage is one event with a number that only grows; feed and webhook read the
same rows. A follow-up's ticket leads to the case it moves.
"""

import sqlite3

import msgspec

from backend_client.model import (
    CaseStatus,
    Kind,
    OpenCase,
    Stage,
    StageChange,
    StatusEvent,
    StatusPage,
    Submission,
)
from backend_client.port import BackendError, BackendErrorCode
from backend_client.sandbox.database import Database, refused

PAGE = 100


class Feed(Database):
    """The questions."""

    @staticmethod
    def case_row(db: sqlite3.Connection, ticket: str) -> tuple[str, Stage] | None:
        """The case of a ticket; a follow-up's ticket leads to the case it moves."""
        row = db.execute(
            "SELECT ticket, stage, follows FROM cases WHERE ticket = ?", (ticket,)
        ).fetchone()
        if row is not None and row[2] is not None:
            row = db.execute(
                "SELECT ticket, stage, follows FROM cases WHERE ticket = ?", (row[2],)
            ).fetchone()
        return (row[0], Stage(row[1])) if row else None

    def case(self, ticket: str) -> CaseStatus:
        """The timeline of a ticket. Raises BackendError(NOT_FOUND)."""
        with self._lock:
            target = self.case_row(self._db, ticket)
            if target is None:
                raise BackendError(BackendErrorCode.NOT_FOUND)
            ref = self.rows("SELECT ref FROM cases WHERE ticket = ?", target[0])[0][0]
            rows = self.rows(
                "SELECT change FROM events WHERE ticket = ? ORDER BY number", target[0]
            )
        history = tuple(msgspec.json.decode(row[0], type=StageChange) for row in rows)
        return CaseStatus(ref=ref, ticket=ticket, history=history)

    def tickets(self, limit: int = 50) -> list[OpenCase]:
        """The latest cases, newest first."""
        rows = self.rows(
            "SELECT ticket, kind, stage FROM cases WHERE follows IS NULL"
            " ORDER BY rowid DESC LIMIT ?",
            limit,
        )
        return [OpenCase(ticket=row[0], kind=Kind(row[1]), stage=Stage(row[2])) for row in rows]

    def open_cases(self, nik: str) -> tuple[OpenCase, ...]:
        """What is under way for a NIK."""
        rows = self.rows("SELECT ticket, kind, stage FROM cases WHERE nik = ?", nik)
        cases = (OpenCase(ticket=r[0], kind=Kind(r[1]), stage=Stage(r[2])) for r in rows)
        return tuple(case for case in cases if not case.stage.final)

    def changes(self, cursor: str | None) -> StatusPage:
        """The change feed. The cursor is the number of the last event given."""
        after = 0
        if cursor:
            if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 18):
                raise refused("Penanda halaman tidak dikenal.", "cursor")
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
        with self.transaction() as db:
            db.execute("UPDATE events SET delivered = 1 WHERE number = ?", (number,))

    def _events(self, where: str, after: int, limit: int) -> list[tuple[int, StatusEvent]]:
        rows = self.rows(
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

    def submissions(self) -> list[tuple[str, str, Submission]]:
        """Every stored submission as (key, ref, submission), in order of arrival."""
        rows = self.rows("SELECT key, ref, body FROM submissions ORDER BY rowid")
        return [(key, ref, msgspec.json.decode(body, type=Submission)) for key, ref, body in rows]
