"""Taking back what may have reached DTKS although its sender has erased it.

Rules: a submission that was erased before DTKS is known to have it may be on its way at that very
moment, or an earlier try may have arrived without an answer. So DTKS is told of its withdrawal,
behind its last delivery, until DTKS has that. What DTKS never had it refuses, and all is well. A
withdrawal that was erased before it left is told in the same way. Nothing here names a person.
"""

import datetime as dt

from sqlalchemy import Connection

from backend_client.model import Kind, Submission
from backend_client.port import BackendError, DtksBackend
from bot.jobs.engine import Arguments, JobEngine, RetryLater
from bot.storage.personal import Undelivered
from bot.storage.ticketing import new_ticket

RECALL = "recall"
_NOTHING_TO_TAKE_BACK = frozenset((Kind.PERBAIKAN,))


def recall(conn: Connection, jobs: JobEngine, undelivered: Undelivered, now: dt.datetime) -> None:
    """Have an erased submission taken back, with the caller's transaction."""
    if undelivered.kind in _NOTHING_TO_TAKE_BACK:
        return
    own, ticket = new_ticket(conn, Kind.PENARIKAN), undelivered.ticket
    if undelivered.kind is Kind.PENARIKAN and undelivered.refers_to is not None:
        own, ticket = undelivered.ticket, undelivered.refers_to
    arguments: Arguments = {
        "own": own,
        "ticket": ticket,
        "village": undelivered.village,
        "at": now.isoformat(),
    }
    jobs.enqueue(conn, RECALL, arguments, key=f"case:{undelivered.case_id}")


class Recalls:
    """Tells DTKS."""

    def __init__(self, backend: DtksBackend) -> None:
        self._backend = backend

    async def __call__(self, arguments: Arguments) -> None:
        """One try. Raises RetryLater."""
        own = str(arguments["own"])
        submission = Submission(
            ticket=own,
            kind=Kind.PENARIKAN,
            village=str(arguments["village"]),
            submitted_at=str(arguments["at"]),
            data={},
            refers_to=str(arguments["ticket"]),
        )
        try:
            await self._backend.submit(submission, key=f"{Kind.PENARIKAN.value}:{own}")
        except BackendError as error:
            if error.code.passing:
                raise RetryLater(error.code.value, error.retry_after) from None
