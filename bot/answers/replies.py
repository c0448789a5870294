"""The right of reply in a turn: notices listed and read, replies sent, persons proved.

Rules: a notice shows what is checked and nothing of who objected, nor how many. A reply is told
under the notice's ticket and travels to DTKS under the objection's. Which objections there are is
never told to anybody else.
"""

import datetime as dt
from typing import Any

import msgspec
from sqlalchemy import Connection

from backend_client.model import Kind, Stage
from bot.answers.base import Answer, Asker, Local
from bot.answers.profiles import active_profile
from bot.storage.cases import Cases
from bot.storage.replies import Replies, ReplyNotice
from handlers.requests.cases import (
    CaseCard,
    CaseView,
    Done,
    NoticeState,
    ProvePerson,
    SubmitCase,
)
from i18n.formats import zone


class Target(msgspec.Struct, frozen=True):
    """What a reply goes to: the submission as DTKS is to get it, and whom it is about."""

    wanted: SubmitCase
    subject_hash: bytes


class ReplyDesk:
    """Notices of the asker's own."""

    def __init__(self, replies: Replies, cases: Cases) -> None:
        self._replies = replies
        self._cases = cases

    def table(self) -> dict[type, Local]:
        """Request -> answer."""
        return {ProvePerson: self._prove}

    def cards(self, conn: Connection, asker: Asker) -> list[CaseCard]:
        """The notices of this contact, or of its active profile, newest first."""
        chosen = active_profile(conn, asker.contact_id)
        return [
            self._card(conn, notice, asker)
            for notice in self._replies.mine(conn, asker.contact_id)
            if chosen is None or notice.profile_id in (None, chosen)
        ]

    def view(self, conn: Connection, asker: Asker, ticket: str) -> CaseView | None:
        """A notice by its ticket; None when it is none of the asker's."""
        notice = self._mine(conn, asker, ticket)
        if notice is None:
            return None
        objections = [self._cases.body(conn, one) for one in self._replies.objections(conn, notice)]
        grounds = dict.fromkeys(
            str(one.data["ground"]) for one in objections if "ground" in one.data
        )
        return CaseView(
            card=self._card(conn, notice, asker),
            arrived=True,
            notified=True,
            village=objections[0].village if objections else "",
            about=tuple(grounds),
            until=_moment(notice.reply_until, asker).date().isoformat(),
            replies=tuple(self._replies.replies(conn, notice)),
        )

    def target(self, conn: Connection, asker: Asker, wanted: SubmitCase) -> Target | None:
        """A reply as it goes to DTKS; None when there is nothing of the asker's to reply to."""
        notice = self._mine(conn, asker, wanted.refers_to or "")
        objections = [] if notice is None else self._replies.objections(conn, notice)
        if notice is None or not objections:
            return None
        first = self._cases.body(conn, objections[0])
        data = {**wanted.data, "recipient_ref": first.data.get("recipient_ref")}
        to_dtks = msgspec.structs.replace(
            wanted, village=first.village, data=data, refers_to=first.ticket, subject=None
        )
        return Target(to_dtks, notice.subject_hash)

    def prove(self, conn: Connection, asker: Asker, wanted: SubmitCase) -> None:
        """What a submission says of its sender is kept as hashes."""
        if wanted.own and wanted.consent is None:
            self._keep(conn, asker, wanted.own, wanted.label, wanted.kind.value)

    def _prove(self, conn: Connection, asker: Asker, request: Any) -> Answer:
        wanted: ProvePerson = request
        self._keep(conn, asker, wanted.own, wanted.label, "cek")
        return Done()

    def _keep(
        self, conn: Connection, asker: Asker, own: tuple[str, ...], label: str, how: str
    ) -> None:
        self._replies.prove(
            conn,
            asker.contact_id,
            own,
            profile_id=active_profile(conn, asker.contact_id),
            label=label,
            how=how,
            now=asker.now,
        )

    def _mine(self, conn: Connection, asker: Asker, ticket: str) -> ReplyNotice | None:
        notice = self._replies.by_ticket(conn, ticket)
        return notice if notice is not None and notice.contact_id == asker.contact_id else None

    def _card(self, conn: Connection, notice: ReplyNotice, asker: Asker) -> CaseCard:
        if not self._replies.objections(conn, notice):
            state = NoticeState.CLOSED
        elif self._replies.replies(conn, notice):
            state = NoticeState.ANSWERED
        else:
            state = NoticeState.WAITING
        return CaseCard(
            ticket=notice.ticket,
            kind=Kind.TANGGAPAN,
            stage=Stage.RECEIVED,
            label=notice.label,
            sent=_moment(notice.created_at, asker).isoformat(),
            notice=state,
        )


def _moment(millis: int, asker: Asker) -> dt.datetime:
    return dt.datetime.fromtimestamp(millis / 1000, zone(asker.tz))
