"""Submissions and their timelines.

Rules: what was sent is encrypted and bound to its ticket; what a vulnerable group somebody named
is in a table of its own. A stage only changes through `happened`, once per event id. Whoever
asks sees a submission only when it is theirs.
"""

import datetime as dt
from typing import Any

import msgspec
from sqlalchemy import Connection

from backend_client.model import Kind, Stage, StageChange, Submission
from bot.privacy.crypto import FieldCipher
from bot.storage import cases_sql as sql
from bot.storage.cases_sql import (
    DEAD,
    DELIVERED,
    HELD,
    QUEUED,
    REFUSED,
    SAYS_HOME,
    WITHDRAWN,
)
from bot.storage.programmes import programmes
from bot.storage.statement import Row
from handlers.dialogue.turn import millis

__all__ = [
    "DEAD",
    "DELIVERED",
    "HELD",
    "NEVER",
    "QUEUED",
    "REFUSED",
    "SAYS_HOME",
    "WITHDRAWN",
    "Case",
    "Cases",
    "moment",
]

_FIRST = f":{Stage.RECEIVED.value}"  # ends the id of a timeline's first event
_DECODE = msgspec.json.Decoder(Submission)
_ENCODE = msgspec.json.Encoder().encode


class Case(msgspec.Struct, kw_only=True):
    """A submission as the bot keeps it. Times are UTC milliseconds."""

    id: int
    ticket: str
    kind: Kind
    contact_id: int | None
    pendamping_id: int | None
    profile_id: int | None
    village: str
    label: str
    stage: Stage
    state: str
    needs: tuple[str, ...]
    refers_to: str | None
    backend_ref: str | None
    created_at: int
    delivered_at: int | None


class Cases:
    """Submissions in storage."""

    def __init__(self, cipher: FieldCipher) -> None:
        self._cipher = cipher

    def subject(self, value: str) -> bytes:
        """What repeats are found by: a keyed hash of a NIK or a recipient's reference."""
        return self._cipher.lookup_hash(value, "subject")

    def add(
        self,
        conn: Connection,
        submission: Submission,
        *,
        contact_id: int | None,
        pendamping_id: int | None,
        profile_id: int | None = None,
        consent_id: int | None = None,
        label: str,
        subject: str | bytes | None,
        state: str,
        now: dt.datetime,
    ) -> int:
        """Store a submission; its id. `subject` is whom it is about, or the keyed hash of that."""
        ticket = submission.ticket
        bare = msgspec.structs.replace(submission, vulnerable=())
        row = sql.ADD.one(
            conn,
            ticket=ticket,
            kind=submission.kind.value,
            contact_id=contact_id,
            pendamping_id=pendamping_id,
            profile_id=profile_id,
            consent_id=consent_id,
            village=submission.village,
            body_enc=self._cipher.encrypt(_ENCODE(bare), f"submission.body:{ticket}"),
            label_enc=self._cipher.encrypt_text(label, f"submission.label:{ticket}"),
            subject_hash=self.subject(subject) if isinstance(subject, str) else subject,
            refers_to=submission.refers_to,
            stage=Stage.RECEIVED.value,
            state=state,
            created_at=millis(now),
        )
        assert row is not None  # noqa: S101 - RETURNING always gives the row
        case_id: int = row[0]
        self._attach(conn, case_id, submission)
        return case_id

    def amend(self, conn: Connection, case_id: int, submission: Submission) -> None:
        """Other answers in a submission that DTKS does not have; its ticket stays."""
        bare = msgspec.structs.replace(submission, vulnerable=())
        body = self._cipher.encrypt(_ENCODE(bare), f"submission.body:{submission.ticket}")
        sql.AMEND.run(conn, b_id=case_id, b_village=submission.village, b_body=body)
        sql.NO_GROUPS.run(conn, b_case=case_id)
        sql.NO_PROGRAMMES.run(conn, b_case=case_id)
        self._attach(conn, case_id, submission)

    def _attach(self, conn: Connection, case_id: int, submission: Submission) -> None:
        if submission.vulnerable:
            groups = "|".join(submission.vulnerable)
            sealed = self._cipher.encrypt_text(groups, f"submission.groups:{case_id}")
            sql.GROUP.run(conn, case_id=case_id, groups_enc=sealed)
        for programme in programmes(submission):
            sql.PROGRAMME.run(conn, case_id=case_id, programme=programme)
        for item in submission.media:
            sql.OWN_MEDIA.run(conn, b_key=item.key, b_case=case_id)

    def ticket(self, conn: Connection, case_id: int) -> str | None:
        """The ticket of a submission; nothing is locked."""
        found = sql.TICKET.value(conn, id=case_id)
        return None if found is None else str(found)

    def by_ticket(self, conn: Connection, ticket: str) -> Case | None:
        """A submission by ticket, whoever's."""
        return self._case(sql.BY_TICKET.one(conn, ticket=ticket))

    def locked(self, conn: Connection, ticket: str) -> Case | None:
        """A submission by ticket, locked."""
        return self._case(sql.LOCKED.one(conn, ticket=ticket))

    def by_id(self, conn: Connection, case_id: int) -> Case | None:
        """A submission by id, locked."""
        return self._case(sql.BY_ID.one(conn, id=case_id))

    def mine(self, conn: Connection, contact_id: int, most: int = 50) -> list[Case]:
        """A contact's submissions, newest first."""
        rows = sql.MINE.all(conn, contact_id=contact_id, most=most)
        return [found for row in rows if (found := self._case(row)) is not None]

    def caseload(self, conn: Connection, contact_id: int, most: int = 50) -> list[Case]:
        """What a pendamping sent for others, newest first."""
        rows = sql.CASELOAD.all(conn, contact_id=contact_id, most=most)
        return [found for row in rows if (found := self._case(row)) is not None]

    def hand_over(
        self, conn: Connection, case_id: int, contact_id: int, pendamping_id: int | None
    ) -> None:
        """The person itself owns the case from here on."""
        sql.HAND_OVER.run(conn, b_id=case_id, b_contact=contact_id, b_pendamping=pendamping_id)

    def about(self, conn: Connection, kind: Kind, subject: str) -> list[Case]:
        """Open submissions of a kind about one person, oldest first."""
        rows = sql.SUBJECT.all(conn, subject_hash=self.subject(subject), kind=kind.value)
        return [found for row in rows if (found := self._case(row)) is not None]

    def home(self, conn: Connection, contact_id: int) -> str | None:
        """The village of a contact's first submission that says where one lives."""
        found = sql.HOME.value(conn, contact_id=contact_id)
        return None if found is None else str(found)

    def body(self, conn: Connection, case_id: int) -> Submission:
        """What was sent, whole, with the groups that are kept apart."""
        row = sql.BODY.one(conn, id=case_id)
        assert row is not None  # noqa: S101 - asked for by id
        return self._opened(case_id, row)

    def undelivered(self, conn: Connection, case_id: int) -> tuple[Submission, bool] | None:
        """What DTKS does not have yet, and whether it is still held; None when it is not to be
        delivered (any more). Nothing is locked."""
        row = sql.BODY.one(conn, id=case_id)
        if row is None or row[3] not in (QUEUED, HELD):
            return None
        return self._opened(case_id, row), row[3] == HELD

    def _opened(self, case_id: int, row: Row) -> Submission:
        ticket, sealed, groups, _ = row
        submission = _DECODE.decode(self._cipher.decrypt(sealed, f"submission.body:{ticket}"))
        if groups is None:
            return submission
        text = self._cipher.decrypt_text(groups, f"submission.groups:{case_id}")
        return msgspec.structs.replace(submission, vulnerable=tuple(text.split("|")))

    def set_state(self, conn: Connection, case_id: int, state: str) -> None:
        """Move a submission on its way to DTKS."""
        sql.STATE.run(conn, b_id=case_id, b_state=state)

    def arrived(
        self, conn: Connection, ticket: str, ref: str, now: dt.datetime, *, media: bool = True
    ) -> Case | None:
        """DTKS has it, and the media that came with it: the caller erases their bytes. The
        submission, locked; None when that was known before, or it is gone. By its ticket: SQLite
        gives the id of one that was erased on its way to another."""
        row = sql.ARRIVED.one(conn, b_ticket=ticket, b_ref=ref, b_at=millis(now))
        found = self._case(row)
        if found is not None and media:
            sql.MEDIA_THERE.run(conn, b_case=found.id, b_at=millis(now))
        return found

    def begun(self, conn: Connection, case: Case, at: str, now: dt.datetime) -> None:
        """The timeline of a locked submission begins, once."""
        event_id = f"{case.ticket}:{Stage.RECEIVED}"
        touched = self._event(
            conn, case.id, StageChange(stage=Stage.RECEIVED, at=at), now, event_id
        )
        # Where it stands at 'received' already, nothing moves: two statements a delivery less.
        if touched and (case.stage is not Stage.RECEIVED or case.needs):
            self._settle(conn, case.id, now)

    def tried(self, conn: Connection, case_id: int, error: str) -> None:
        """One more delivery failed; `error` is a code."""
        sql.TRIED.run(conn, b_id=case_id, b_error=error)

    def happened(
        self,
        conn: Connection,
        case_id: int,
        change: StageChange,
        now: dt.datetime,
        *,
        event_id: str | None,
    ) -> bool:
        """A change of stage; False when this event was here before."""
        if not self._event(conn, case_id, change, now, event_id):
            return False
        self._settle(conn, case_id, now)
        return True

    def _event(
        self,
        conn: Connection,
        case_id: int,
        change: StageChange,
        now: dt.datetime,
        event_id: str | None,
    ) -> bool:
        reason = change.reason
        sealed = None
        if reason is not None:
            sealed = self._cipher.encrypt_text(reason, f"submission.reason:{case_id}")
        touched = sql.EVENT.run(
            conn,
            case_id=case_id,
            event_id=event_id,
            stage=change.stage.value,
            at=change.at,
            reason_enc=sealed,
            fields=",".join(change.fields),
            received_at=millis(now),
        )
        return touched == 1

    def unhappened(self, conn: Connection, case_id: int, event_id: str, now: dt.datetime) -> None:
        """Take an event of our own back; the stage is what the others make it."""
        sql.NO_EVENT.run(conn, b_case=case_id, b_event=event_id)
        self._settle(conn, case_id, now)

    def _settle(self, conn: Connection, case_id: int, now: dt.datetime) -> None:
        """The stage is that of the newest event; before any it is received."""
        history = self.history(conn, case_id)
        latest = history[-1] if history else StageChange(stage=Stage.RECEIVED, at="")
        sql.STAGE.run(
            conn,
            b_id=case_id,
            b_stage=latest.stage.value,
            b_needs=",".join(latest.fields),
            b_closed=millis(now) if latest.stage.final else None,
        )

    def history(self, conn: Connection, case_id: int) -> list[StageChange]:
        """The timeline, oldest first, whatever zone each office writes its times in. It begins
        with 'received': by our clock, which the office's may be behind."""
        rows = sql.EVENTS.all(conn, case_id=case_id)
        rows.sort(key=lambda row: (not (row[0] or "").endswith(_FIRST), moment(row[2])))
        return [self._change(case_id, row) for row in rows]

    def waiting(self, conn: Connection, before: int, most: int) -> list[int]:
        """Submissions queued since before `before`: for a sweep that loses nothing."""
        return [row[0] for row in sql.SILENT.all(conn, before=before, most=most)]

    def _change(self, case_id: int, row: Row) -> StageChange:
        _, stage, at, sealed, fields = row
        reason = None
        if sealed is not None:
            reason = self._cipher.decrypt_text(sealed, f"submission.reason:{case_id}")
        return StageChange(
            stage=Stage(stage),
            at=at,
            reason=reason,
            fields=tuple(field for field in fields.split(",") if field),
        )

    def _case(self, row: tuple[Any, ...] | None) -> Case | None:
        if row is None:
            return None
        ticket = row[1]
        return Case(
            id=row[0],
            ticket=ticket,
            kind=Kind(row[2]),
            contact_id=row[3],
            pendamping_id=row[4],
            profile_id=row[5],
            village=row[6],
            label=self._cipher.decrypt_text(row[7], f"submission.label:{ticket}"),
            stage=Stage(row[8]),
            state=row[9],
            needs=tuple(field for field in row[10].split(",") if field),
            refers_to=row[11],
            backend_ref=row[12],
            created_at=row[13],
            delivered_at=row[14],
        )


NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)


def moment(written: str) -> dt.datetime:
    """A time as an office wrote it; UTC where it names no zone, NEVER if unreadable."""
    try:
        found = dt.datetime.fromisoformat(written)
    except ValueError:
        return NEVER
    return found if found.tzinfo is not None else found.replace(tzinfo=dt.UTC)
