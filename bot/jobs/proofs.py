"""Learning which person of DTKS somebody is whose own usul was approved.

Rules: when they proposed themselves DTKS may not have had them, or was away. The usul says that it
is their own; DTKS's name for its NIK must fit the usul's. Only then is the link kept, as hashes.
"""

import datetime as dt
from collections.abc import Callable
from functools import partial

from sqlalchemy import Connection

from backend_client.model import CheckNik, Kind, Submission
from backend_client.port import BackendError, DtksBackend
from bot.jobs.engine import Arguments, RetryLater
from bot.storage.cases import Case, Cases
from bot.storage.db import Database
from bot.storage.replies import Replies
from handlers.own import own_numbers

PROVE = "prove_person"
# Of oneself, or made by a pendamping and since handed over to the person.
_OWN = ("diri", "pendamping")


def provable(case: Case, submission: Submission) -> bool:
    """Is this somebody's usul for themselves?"""
    own = submission.data.get("relation") in _OWN
    return case.kind is Kind.USUL and case.contact_id is not None and own


class Proofs:
    """The job's handler."""

    def __init__(
        self,
        db: Database,
        backend: DtksBackend,
        cases: Cases,
        replies: Replies,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._db = db
        self._backend = backend
        self._cases = cases
        self._replies = replies
        self._now = now

    async def __call__(self, arguments: Arguments) -> None:
        """One try for the usul `case`. Raises RetryLater."""
        case_id = int(arguments["case"])
        submission = await self._db.read(partial(self._load, case_id=case_id))
        if submission is None:
            return
        nik, name = str(submission.data.get("nik")), str(submission.data.get("name"))
        try:
            standing = await self._backend.check_nik(CheckNik(nik=nik))
        except BackendError as error:
            if error.code.passing:
                raise RetryLater(error.code.value, error.retry_after) from None
            return
        own = own_numbers(nik, name, standing)
        if own:
            await self._db.run(partial(self._keep, case_id=case_id, own=own))

    def _load(self, conn: Connection, *, case_id: int) -> Submission | None:
        case = self._case(conn, case_id)
        if case is None:
            return None
        submission = self._cases.body(conn, case_id)
        return submission if provable(case, submission) else None

    def _keep(self, conn: Connection, *, case_id: int, own: tuple[str, ...]) -> None:
        case = self._case(conn, case_id)
        if case is None or case.contact_id is None:
            return  # erased meanwhile
        self._replies.prove(
            conn,
            case.contact_id,
            own,
            profile_id=case.profile_id,
            label=case.label,
            how=Kind.USUL.value,
            now=self._now(),
        )

    def _case(self, conn: Connection, case_id: int) -> Case | None:
        ticket = self._cases.ticket(conn, case_id)
        return None if ticket is None else self._cases.by_ticket(conn, ticket)
