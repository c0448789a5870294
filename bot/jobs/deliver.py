"""Delivering submissions to DTKS, and telling citizens what becomes of them.

Rules: at least once with an idempotency key (the ticket) until DTKS has it or refuses for good;
never dropped. What DTKS refuses goes back to the citizen as 'needs correction' when it names
answers, else to the staff's list of dead letters; both are told. A change of status becomes one
notice, whichever of webhook, polling and receipt brings it first.
"""

import contextlib
import datetime as dt
from collections.abc import Callable
from functools import partial

import structlog
from sqlalchemy import Connection

from backend_client.model import Receipt, Stage, StageChange, StatusEvent, Submission
from backend_client.port import BackendError, BackendErrorCode, DtksBackend
from bot.channels.choices import shorten
from bot.jobs.engine import Arguments, GiveUp, JobEngine, RetryLater
from bot.jobs.notices import Notices
from bot.jobs.proofs import PROVE
from bot.jobs.send import Outgoing
from bot.media.store import MediaShelf, ShelfAway
from bot.metrics import DELIVERIES
from bot.storage import cases as case_states
from bot.storage.cases import NEVER, Case, Cases, moment
from bot.storage.db import Database
from bot.tracing import span

_log = structlog.get_logger(__name__)
DELIVER = "deliver"
REASON_MOST = 1_000  # characters of an office's reason that are kept and told


class Delivery:
    """Takes submissions to DTKS."""

    def __init__(
        self,
        db: Database,
        backend: DtksBackend,
        cases: Cases,
        notices: Notices,
        shelf: MediaShelf,
        jobs: JobEngine,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._db = db
        self._jobs = jobs
        self._backend = backend
        self._cases = cases
        self._notices = notices
        self._shelf = shelf
        self._now = now

    def enqueue(
        self, conn: Connection, jobs: JobEngine, case_id: int, run_at: dt.datetime | None = None
    ) -> None:
        """Have a stored submission delivered, with the caller's transaction."""
        jobs.enqueue(conn, DELIVER, {"case": case_id}, key=f"case:{case_id}", run_at=run_at)

    async def __call__(self, arguments: Arguments) -> None:
        """One try. Raises RetryLater, GiveUp."""
        with span("deliver"):
            await self._deliver(arguments)

    async def _deliver(self, arguments: Arguments) -> None:
        case_id = int(arguments["case"])
        submission = await self._load(case_id)
        if submission is None:
            return  # delivered, withdrawn or erased meanwhile
        try:
            for item in submission.media:
                content = await self._shelf.read(item.key)
                if content is not None:
                    await self._backend.upload(
                        content,
                        content_type=item.content_type,
                        sha256=item.sha256,
                        key=f"{submission.ticket}:{item.role}:{item.sha256[:16]}",
                    )
            receipt = await self._backend.submit(
                submission, key=f"{submission.kind.value}:{submission.ticket}"
            )
        except BackendError as error:
            await self._failed(case_id, submission.ticket, error)
            return
        media = bool(submission.media)
        arrived = partial(self._arrived, ticket=submission.ticket, receipt=receipt, media=media)
        outgoing = await self._db.run(arrived)
        self._notices.send(outgoing)
        # A store that is away keeps nobody's notice back: the hourly sweep erases again.
        with contextlib.suppress(ShelfAway):
            for item in submission.media:
                await self._shelf.erase(item.key)

    async def _load(self, case_id: int) -> Submission | None:
        found = await self._db.read(partial(self._cases.undelivered, case_id=case_id))
        if found is None:
            return None
        submission, held = found
        leaves = partial(self._leave, case_id=case_id, ticket=submission.ticket)
        if held and not await self._db.run(leaves):
            return None
        return submission

    def _leave(self, conn: Connection, *, case_id: int, ticket: str) -> bool:
        """It is on its way from here on: too late to undo. False when it was undone."""
        case = self._cases.by_id(conn, case_id)
        if case is None or case.ticket != ticket:
            return False
        if case.state not in (case_states.QUEUED, case_states.HELD):
            return False
        self._cases.set_state(conn, case_id, case_states.QUEUED)
        return True

    def _arrived(
        self, conn: Connection, *, ticket: str, receipt: Receipt, media: bool
    ) -> list[Outgoing]:
        now = self._now()
        case = self._cases.arrived(conn, ticket, receipt.ref, now, media=media)
        if case is None:
            return []  # erased, or DTKS's own word of it was faster
        DELIVERIES.labels("accepted").inc()
        self._cases.begun(conn, case, now.isoformat(), now)
        return self._notices.arrived(conn, case)

    async def _failed(self, case_id: int, ticket: str, error: BackendError) -> None:
        DELIVERIES.labels(error.code.value).inc()
        if error.code.passing:
            await self._db.run(partial(self._cases.tried, case_id=case_id, error=error.code.value))
            raise RetryLater(error.code.value, error.retry_after) from None
        refused = partial(self._refused, case_id=case_id, ticket=ticket, error=error)
        outgoing = await self._db.run(refused)
        self._notices.send(outgoing)
        if not error.fields:
            raise GiveUp(error.code.value) from None

    def _refused(
        self, conn: Connection, *, case_id: int, ticket: str, error: BackendError
    ) -> list[Outgoing]:
        case = self._cases.by_id(conn, case_id)
        if case is None or case.ticket != ticket or case.state != case_states.QUEUED:
            return []  # erased (the id may be another's), or another process had the same answer
        now = self._now()
        self._cases.tried(conn, case_id, error.code.value)
        correct = error.code is BackendErrorCode.REJECTED and bool(error.fields)
        self._cases.set_state(conn, case_id, case_states.REFUSED if correct else case_states.DEAD)
        if not correct:
            return self._notices.stuck(conn, case)
        change = StageChange(
            stage=Stage.NEEDS_CORRECTION,
            at=now.isoformat(),
            reason=error.reason,
            fields=error.fields,
        )
        self._cases.happened(conn, case_id, change, now, event_id=None)
        return self._notices.changed(conn, case, change)

    # What DTKS tells by itself

    async def take(self, event: StatusEvent) -> bool:
        """A change of status from the webhook or the change feed; False when it is no news."""
        taken = await self._db.run(partial(self._take, event=_sound(event, self._now())))
        if taken is None:
            return False
        self._notices.send(taken)
        return True

    def _take(self, conn: Connection, *, event: StatusEvent) -> list[Outgoing] | None:
        # Locked first: two changes at once must each see what the other made of the stage.
        case = self._cases.locked(conn, event.ticket)
        if case is None:
            _log.warning("status_for_unknown_ticket")
            return None
        now, change = self._now(), event.change
        # DTKS's word of a submission may overtake its answer to it.
        first = self._cases.arrived(conn, case.ticket, event.ref, now)
        if change.stage is Stage.RECEIVED:
            if first is None:
                return None
            self._cases.begun(conn, first, change.at, now)
            return self._notices.arrived(conn, first)
        if first is not None:
            # It arrived no later than this happened.
            self._cases.begun(conn, first, change.at, now)
        if not self._cases.happened(conn, case.id, change, now, event_id=event.event_id):
            return None
        if change.stage is Stage.APPROVED:
            self._jobs.enqueue(conn, PROVE, {"case": case.id}, key=f"{PROVE}:{case.id}")
        newest = self._cases.history(conn, case.id)[-1]
        if newest.stage is not change.stage:
            # It came late: the citizen knows of a later stage, and reads this one under 'status'.
            return []
        return self._notices.changed(conn, case, change)


def _sound(event: StatusEvent, now: dt.datetime) -> StatusEvent:
    """An event as it can be kept and told. A time that cannot be read, or has not come yet, is the
    office's clock: the change is of now, for as it stood it would hide every other change, or be
    hidden by them. Without U+0000, which PostgreSQL takes in no text; a long reason cut."""
    change = event.change
    at, reason = moment(change.at), change.reason
    return StatusEvent(
        event_id=_storable(event.event_id),
        ref=_storable(event.ref),
        ticket=_storable(event.ticket),
        change=StageChange(
            stage=change.stage,
            at=change.at if NEVER < at <= now else now.isoformat(),
            reason=None if reason is None else _storable(_cut(reason)),
            fields=tuple(map(_storable, change.fields)),
        ),
    )


def _cut(reason: str) -> str:
    return reason if len(reason) <= REASON_MOST else shorten(reason, REASON_MOST)


def _storable(text: str) -> str:
    return text.replace("\x00", "")


def retry_dead(conn: Connection, cases: Cases, jobs: JobEngine, case: Case) -> None:
    """Staff send a dead letter again."""
    cases.set_state(conn, case.id, case_states.QUEUED)
    jobs.enqueue(conn, DELIVER, {"case": case.id}, key=f"case:{case.id}")
