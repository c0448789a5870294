"""What may be sent, and what may be taken back."""

import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import pytest

from backend_client.model import Kind
from backend_client.regions import Regions
from bot.answers.base import Asker
from bot.answers.cases import CaseAnswers
from bot.answers.replies import ReplyDesk
from bot.channels.base import ChannelName, Inbound, InboundKind
from bot.jobs.embedded import EmbeddedJobs
from bot.privacy.crypto import FieldCipher
from bot.storage import schema
from bot.storage.cases import Cases
from bot.storage.contacts import Contacts
from bot.storage.db import Database, open_database
from bot.storage.limits import Limits
from bot.storage.pendamping import Companions
from bot.storage.replies import Replies
from handlers.dialogue.steps import Failed
from handlers.policy import Policy
from handlers.requests.cases import (
    CaseView,
    ReadCase,
    SubmitCase,
    Ticket,
    UndoWithdraw,
    WithdrawCase,
)

NOW = dt.datetime(2026, 11, 21, 3, tzinfo=dt.UTC)
HOME, ELSEWHERE = "32.01.06.2001", "32.01.06.2002"


class Desk:
    """One citizen, and the answers they get."""

    def __init__(self, db: Database) -> None:
        cipher = FieldCipher([bytes(32)])
        self._db = db
        self._contacts = Contacts(cipher)
        self._table = CaseAnswers(
            Cases(cipher),
            self._contacts,
            Limits(cipher),
            EmbeddedJobs(db, lambda: NOW),
            Regions.load(),
            Companions(cipher),
            ReplyDesk(Replies(cipher), Cases(cipher)),
        ).table()
        self._asker: Asker | None = None

    async def ask(self, request: Any) -> Any:
        """The answer to one request."""
        if self._asker is None:
            hello = Inbound(
                channel=ChannelName.TELEGRAM,
                external_id="1",
                address="7",
                kind=InboundKind.TEXT,
                text="halo",
            )
            contact = await self._db.run(lambda conn: self._contacts.lock(conn, hello, NOW))
            self._asker = Asker(
                contact_id=contact.id,
                channel=contact.channel,
                address=contact.address,
                locale="id",
                mode="standar",
                tz=contact.tz,
                now=NOW,
                policy=Policy(),
            )
        asker = self._asker
        return await self._db.run(lambda conn: self._table[type(request)](conn, asker, request))


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    """A citizen on a fresh database."""
    await schema.upgrade(sqlite_url)
    db = open_database(sqlite_url)
    yield Desk(db)
    await db.aclose()


def sanggah(village: str, subject: str) -> SubmitCase:
    """An objection to a recipient of a village."""
    return SubmitCase(kind=Kind.SANGGAH, village=village, data={}, label="Budi", subject=subject)


async def test_objecting_is_for_ones_own_village(desk: Desk) -> None:
    """Once it is known where somebody lives, a sanggah about another village is refused."""
    first = await desk.ask(sanggah(HOME, "p1"))

    second = await desk.ask(sanggah(ELSEWHERE, "p2"))
    third = await desk.ask(sanggah(HOME, "p3"))

    assert isinstance(first, Ticket)
    assert second == Failed("other_village")
    assert isinstance(third, Ticket)


async def test_a_withdrawal_can_be_undone_while_it_waits(desk: Desk) -> None:
    """A withdrawn case says that it can be undone, and reads as before once it is."""
    usul = SubmitCase(kind=Kind.USUL, village=HOME, data={}, label="Siti", subject="n1")
    ticket = (await desk.ask(usul)).ticket
    await desk.ask(WithdrawCase(ticket=ticket))
    taken: CaseView = await desk.ask(ReadCase(ticket=ticket))

    await desk.ask(UndoWithdraw(ticket=ticket))
    after: CaseView = await desk.ask(ReadCase(ticket=ticket))

    assert (taken.undoable, after.undoable) == (True, False)
    assert not after.card.stage.final
