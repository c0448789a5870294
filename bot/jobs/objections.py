"""Telling the person objected to that they may answer.

Rules: a job of its own, made with every objection, so that nothing in the reporter's turn (its
time, its locks, its words) depends on whether the person is known. Every contact that proved to
be that person is told once while any objection is open, but for the one that objects: were only
one of them told, somebody who claims to be that person could see by their silence who else is.
"""

import datetime as dt
from collections.abc import Callable
from functools import partial

from sqlalchemy import Connection

from backend_client.model import Kind
from bot.jobs.engine import Arguments
from bot.jobs.notices import Notices
from bot.jobs.send import Outgoing
from bot.storage.cases import Cases
from bot.storage.contacts import Contacts
from bot.storage.db import Database
from bot.storage.replies import Replies
from bot.storage.ticketing import new_ticket
from handlers.policy import Policy

NOTIFY = "right_of_reply"


class Objections:
    """The job's handler."""

    def __init__(
        self,
        db: Database,
        cases: Cases,
        contacts: Contacts,
        replies: Replies,
        notices: Notices,
        policy: Callable[[dt.datetime], Policy],
        now: Callable[[], dt.datetime],
    ) -> None:
        self._db = db
        self._cases = cases
        self._contacts = contacts
        self._replies = replies
        self._notices = notices
        self._policy = policy
        self._now = now

    async def __call__(self, arguments: Arguments) -> None:
        """Tell whoever one objection (`case`) is about."""
        outgoing = await self._db.run(partial(self._tell, case_id=int(arguments["case"])))
        self._notices.send(outgoing)

    def _tell(self, conn: Connection, *, case_id: int) -> list[Outgoing]:
        subject = self._replies.subject(conn, case_id)
        ticket = self._cases.ticket(conn, case_id)
        case = None if ticket is None else self._cases.by_ticket(conn, ticket)
        if subject is None or case is None:
            return []
        now = self._now()
        until = now + dt.timedelta(days=self._policy(now).reply_days)
        ground = self._cases.body(conn, case_id).data.get("ground")
        outgoing = []
        for who in self._replies.known(conn, subject):
            if who.contact_id in (case.contact_id, case.pendamping_id):
                continue
            contact = self._contacts.by_id(conn, who.contact_id)  # locked from here on
            if contact is None:
                continue
            notice = self._replies.add(
                conn,
                who,
                subject,
                case_id=case_id,
                ticket=new_ticket(conn, Kind.TANGGAPAN),
                now=now,
                reply_until=until,
            )
            if notice is not None:
                outgoing += self._notices.objection(
                    conn, contact, notice.ticket, who.label, str(ground or ""), until
                )
        return outgoing
