"""Answers from the bot's own submissions: sending, listing, following, taking back.

Rules: in the turn's transaction, so that a ticket told is a submission kept and its delivery
enqueued. Somebody else's ticket looks like one that does not exist. Several objections to one
person are merged at the verifier's desk: each stays, the later ones say so.
"""

import datetime as dt
from typing import Any

import msgspec
from sqlalchemy import Connection

from backend_client.model import Kind, Stage, StageChange, Submission
from bot.answers.base import Answer, Asker, Local
from bot.answers.gate import Gate
from bot.answers.profiles import active_profile
from bot.answers.replies import ReplyDesk
from bot.jobs.deliver import DELIVER
from bot.jobs.engine import JobEngine
from bot.jobs.objections import NOTIFY
from bot.storage import cases as states
from bot.storage.belonging import active, may_know
from bot.storage.cases import SAYS_HOME, Case, Cases
from bot.storage.contacts import Contacts
from bot.storage.limits import Limits
from bot.storage.pendamping import SUSPENDED, VERIFIED, PendampingAccounts
from bot.storage.ticketing import new_ticket
from handlers.dialogue.steps import Failed
from handlers.requests.cases import (
    CaseCard,
    CaseCards,
    CaseView,
    Done,
    ListCases,
    MaySend,
    OpenUsul,
    ReadCase,
    SubmitCase,
    Ticket,
    UndoWithdraw,
    WithdrawCase,
)
from i18n.formats import zone

MOST_LISTED = 50  # submissions that a list holds
UNDO = dt.timedelta(minutes=10)  # how long a withdrawal waits, so that it can be undone


class CaseAnswers:
    """The answers, by request."""

    def __init__(
        self,
        cases: Cases,
        contacts: Contacts,
        limits: Limits,
        jobs: JobEngine,
        regions: Any,
        pendamping: PendampingAccounts,
        replies: ReplyDesk,
    ) -> None:
        self._cases = cases
        self._contacts = contacts
        self._gate = Gate(cases, limits)
        self._jobs = jobs
        self._regions = regions
        self._pendamping = pendamping
        self._replies = replies

    def table(self) -> dict[type, Local]:
        """Request -> answer."""
        return {
            SubmitCase: self._submit,
            ListCases: self._list,
            ReadCase: self._read,
            WithdrawCase: self._withdraw,
            UndoWithdraw: self._undo,
            OpenUsul: self._open_usul,
            **self._gate.table(),
            **self._replies.table(),
        }

    def _submit(self, conn: Connection, asker: Asker, request: Any) -> Answer:
        wanted: SubmitCase = request
        consent_id = None
        if wanted.consent is not None:
            pendamping = self._pendamping.of(conn, asker.contact_id)
            if pendamping is not None and pendamping.status == SUSPENDED:
                return Failed("suspended")
            if pendamping is not None and pendamping.status == VERIFIED:
                consent_id = self._pendamping.consented(conn, pendamping, wanted.consent)
            if pendamping is None or consent_id is None:
                return Failed("not_active")
            if pendamping.villages and wanted.village not in pendamping.villages:
                return Failed("other_duty")
        if wanted.kind is Kind.PERBAIKAN and wanted.refers_to is not None:
            old = self._mine(conn, asker, wanted.refers_to)
            if old is not None and old.state == states.REFUSED:
                return self._again(conn, asker, old, wanted)
        asked = MaySend(
            kind=wanted.kind,
            village=wanted.village,
            subject=wanted.subject,
            consented=wanted.consent is not None,
        )
        elsewhere = self._gate.elsewhere(conn, asker, asked)
        if elsewhere is not None:
            return elsewhere
        subject: str | bytes | None = wanted.subject
        if wanted.kind is Kind.TANGGAPAN:
            target = self._replies.target(conn, asker, wanted)
            if target is None:
                return Failed("not_found")
            wanted, subject = target.wanted, target.subject_hash
        others = self._gate.others(conn, asked)
        repeated = self._gate.repeated(asker, asked, others)
        if repeated is not None:
            return repeated
        if not self._gate.counted(conn, asker, asked):
            return Failed("limit")
        ticket = new_ticket(conn, wanted.kind)
        submission = Submission(
            ticket=ticket,
            kind=wanted.kind,
            village=wanted.village,
            submitted_at=asker.now.isoformat(),
            data=wanted.data,
            vulnerable=wanted.vulnerable,
            media=wanted.media,
            location=wanted.location,
            refers_to=wanted.refers_to,
            via_pendamping=wanted.consent is not None,
        )
        self._settle_in(conn, asker, wanted)
        case_id = self._store(conn, asker, submission, wanted.label, subject, consent_id=consent_id)
        self._replies.prove(conn, asker, wanted)
        if wanted.kind is Kind.SANGGAH:
            self._jobs.enqueue(conn, NOTIFY, {"case": case_id}, key=f"{NOTIFY}:{case_id}")
        if wanted.kind is Kind.PERBAIKAN and wanted.refers_to is not None:
            self._corrected(conn, asker, wanted.refers_to)
        contact = self._contacts.by_id(conn, asker.contact_id)
        quiet = contact is not None and contact.opted_out
        return Ticket(ticket=ticket, merged=bool(others), quiet=quiet)

    def _settle_in(self, conn: Connection, asker: Asker, wanted: SubmitCase) -> None:
        """Where the sender lives. A report of somewhere will do until something better is said;
        that stays: else a submission from elsewhere would open its village to objections."""
        if not wanted.village or wanted.consent is not None:
            return
        known = self._contacts.village(conn, asker.contact_id) is not None
        better = wanted.kind in SAYS_HOME and self._cases.home(conn, asker.contact_id) is None
        if better or not known:
            self._contacts.lives_in(
                conn, asker.contact_id, wanted.village, self._regions.timezone(wanted.village)
            )

    def _store(
        self,
        conn: Connection,
        asker: Asker,
        submission: Submission,
        label: str,
        subject: str | bytes | None,
        *,
        held_until: dt.datetime | None = None,
        consent_id: int | None = None,
    ) -> int:
        case_id = self._cases.add(
            conn,
            submission,
            contact_id=None if consent_id is not None else asker.contact_id,
            pendamping_id=None if consent_id is None else asker.contact_id,
            profile_id=active_profile(conn, asker.contact_id) if consent_id is None else None,
            consent_id=consent_id,
            label=label,
            subject=subject,
            state=states.QUEUED if held_until is None else states.HELD,
            now=asker.now,
        )
        # What refers to an earlier submission must not reach DTKS before it.
        first = None
        if submission.refers_to is not None:
            first = self._cases.by_ticket(conn, submission.refers_to)
        key = f"case:{case_id if first is None else first.id}"
        self._jobs.enqueue(conn, DELIVER, {"case": case_id}, key=key, run_at=held_until)
        return case_id

    def _again(self, conn: Connection, asker: Asker, old: Case, wanted: SubmitCase) -> Answer:
        """DTKS refused it at the door and has nothing to correct: the corrected one goes itself."""
        before = self._cases.body(conn, old.id)
        # A correction holds only the answers given anew; its village is the submission's own.
        corrected = {name: value for name, value in wanted.data.items() if name != "village"}
        anew = {item.role for item in wanted.media}
        submission = msgspec.structs.replace(
            before,
            village=wanted.village,
            data={**before.data, **corrected},
            vulnerable=wanted.vulnerable or before.vulnerable,
            media=(*(item for item in before.media if item.role not in anew), *wanted.media),
            location=wanted.location or before.location,
        )
        self._cases.amend(conn, old.id, submission)
        self._cases.set_state(conn, old.id, states.QUEUED)
        change = StageChange(stage=Stage.RECEIVED, at=asker.now.isoformat())
        self._cases.happened(conn, old.id, change, asker.now, event_id=None)
        self._jobs.enqueue(conn, DELIVER, {"case": old.id}, key=f"case:{old.id}")
        return Ticket(ticket=old.ticket)

    def _corrected(self, conn: Connection, asker: Asker, ticket: str) -> None:
        """The citizen answered what DTKS asked for: the old submission is on its way again."""
        old = self._mine(conn, asker, ticket)
        if old is not None:
            change = StageChange(stage=Stage.RECEIVED, at=asker.now.isoformat())
            self._cases.happened(conn, old.id, change, asker.now, event_id=None)

    def _list(self, conn: Connection, asker: Asker, request: Any) -> Answer:
        wanted: ListCases = request
        if wanted.caseload:
            mine = active(conn, asker.contact_id)
            everything = found = self._cases.caseload(conn, asker.contact_id) if mine else []
        else:
            chosen = active_profile(conn, asker.contact_id)
            everything = self._cases.mine(conn, asker.contact_id)
            found = [c for c in everything if chosen is None or c.profile_id == chosen]
        search = wanted.search.casefold()
        cards = [
            self._card(case, asker)
            for case in found
            if case.kind not in (Kind.PERBAIKAN, Kind.PENARIKAN)
        ]
        if not wanted.caseload:
            cards += self._replies.cards(conn, asker)
            cards.sort(key=lambda card: card.sent, reverse=True)
        return CaseCards(
            elsewhere=not cards and bool(everything),
            cards=tuple(
                card
                for card in cards
                if search in card.label.casefold() or search in card.ticket.casefold()
            )[:MOST_LISTED],
        )

    def _read(self, conn: Connection, asker: Asker, request: Any) -> Answer:
        wanted: ReadCase = request
        case = self._mine(conn, asker, wanted.ticket)
        if case is None:
            return self._replies.view(conn, asker, wanted.ticket) or Failed("not_found")
        submission = self._cases.body(conn, case.id)
        open_ = not case.stage.final
        return CaseView(
            card=self._card(case, asker),
            arrived=case.delivered_at is not None,
            history=tuple(self._cases.history(conn, case.id)),
            fields=case.needs if case.stage is Stage.NEEDS_CORRECTION else (),
            data=submission.data,
            village=case.village,
            withdrawable=open_ and case.kind is not Kind.PENARIKAN,
            undoable=self._held(conn, asker, case.ticket) is not None,
        )

    def _withdraw(self, conn: Connection, asker: Asker, request: Any) -> Answer:
        wanted: WithdrawCase = request
        case = self._mine(conn, asker, wanted.ticket)
        if case is None or case.stage.final:
            return Failed("not_found")
        submission = Submission(
            ticket=new_ticket(conn, Kind.PENARIKAN),
            kind=Kind.PENARIKAN,
            village=case.village,
            submitted_at=asker.now.isoformat(),
            data={},
            refers_to=case.ticket,
        )
        self._store(conn, asker, submission, case.label, None, held_until=asker.now + UNDO)
        change = StageChange(stage=Stage.WITHDRAWN, at=asker.now.isoformat())
        self._cases.happened(
            conn, case.id, change, asker.now, event_id=f"withdrawn:{submission.ticket}"
        )
        return Done(note=submission.ticket)

    def _held(self, conn: Connection, asker: Asker, ticket: str) -> Case | None:
        """The withdrawal of a case that has not left yet."""
        return next(
            (
                case
                for case in self._cases.mine(conn, asker.contact_id)
                if case.kind is Kind.PENARIKAN
                and case.refers_to == ticket
                and case.state == states.HELD
            ),
            None,
        )

    def _undo(self, conn: Connection, asker: Asker, request: Any) -> Answer:
        wanted: UndoWithdraw = request
        held = self._held(conn, asker, wanted.ticket)
        case = self._mine(conn, asker, wanted.ticket)
        # Locked and looked at again: its delivery may begin at this moment.
        held = None if held is None else self._cases.by_id(conn, held.id)
        if held is None or held.state != states.HELD or case is None:
            return Failed("too_late")
        if case.kind is Kind.USUL:
            nik = self._cases.body(conn, case.id).data.get("nik")
            if isinstance(nik, str) and self._cases.about(conn, Kind.USUL, nik):
                return Failed("too_late")  # another usul of this person took its place
        self._cases.set_state(conn, held.id, states.WITHDRAWN)
        # As if it had not been: a withdrawal that never left is no part of the way.
        self._cases.unhappened(conn, case.id, f"withdrawn:{held.ticket}", asker.now)
        return Done()

    def _open_usul(self, conn: Connection, asker: Asker, request: Any) -> Answer:
        wanted: OpenUsul = request
        found = self._cases.about(conn, Kind.USUL, wanted.nik)
        cards = tuple(
            self._card(case, asker)
            if case.contact_id == asker.contact_id
            else CaseCard(ticket="", kind=case.kind, stage=case.stage, label="", sent="")
            for case in found
        )
        return CaseCards(cards=cards)

    def _mine(self, conn: Connection, asker: Asker, ticket: str) -> Case | None:
        case = self._cases.by_ticket(conn, ticket)
        if case is None or not may_know(
            conn, asker.contact_id, case.contact_id, case.pendamping_id
        ):
            return None
        return case

    @staticmethod
    def _card(case: Case, asker: Asker) -> CaseCard:
        sent = dt.datetime.fromtimestamp(case.created_at / 1000, zone(asker.tz))
        return CaseCard(
            ticket=case.ticket,
            kind=case.kind,
            stage=case.stage,
            label=case.label,
            sent=sent.isoformat(),
        )
