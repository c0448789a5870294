"""What may be sent, and what may be taken back."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from backend_client.model import Kind, Stage, StageChange
from backend_client.regions import Regions
from bot.answers.base import Asker
from bot.answers.cases import CaseAnswers
from bot.answers.profiles import ProfileAnswers
from bot.answers.replies import ReplyDesk
from bot.channels.base import ChannelName, Inbound, InboundKind
from bot.jobs.embedded import EmbeddedJobs
from bot.jobs.objections import NOTIFY
from bot.privacy.crypto import FieldCipher
from bot.storage.cases import Cases
from bot.storage.contacts import Contacts
from bot.storage.db import Database
from bot.storage.limits import Limits
from bot.storage.pendamping import PendampingAccounts
from bot.storage.replies import Replies
from bot.storage.tables import job
from handlers.dialogue.steps import Failed
from handlers.policy import Policy
from handlers.requests.cases import (
    CaseCards,
    CaseView,
    Done,
    ListCases,
    MaySend,
    ReadCase,
    SubmitCase,
    Ticket,
    UndoWithdraw,
    WithdrawCase,
)
from handlers.requests.profiles import AddProfile

NOW = dt.datetime(2026, 11, 21, 3, tzinfo=dt.UTC)
HOME, ELSEWHERE = "32.01.06.2001", "32.01.06.2002"


class Desk:
    """Citizens, and the answers they get."""

    def __init__(self, db: Database, cipher: FieldCipher) -> None:
        self.db = db
        self.cases = Cases(cipher)
        self._contacts = Contacts(cipher)
        profiles = ProfileAnswers(cipher)
        cases = CaseAnswers(
            self.cases,
            self._contacts,
            Limits(cipher),
            EmbeddedJobs(db, lambda: NOW),
            Regions.load(),
            PendampingAccounts(cipher),
            ReplyDesk(Replies(cipher), self.cases),
        )
        self._table = {**cases.table(), **profiles.table()}

    async def ask(self, request: Any, who: str = "7", now: dt.datetime = NOW) -> Any:
        """The answer to one request of whoever has this address."""
        hello = Inbound(
            channel=ChannelName.TELEGRAM,
            external_id=who,
            address=who,
            kind=InboundKind.TEXT,
            text="halo",
        )
        contact = await self.db.run(lambda conn: self._contacts.lock(conn, hello, now))
        asker = Asker(
            contact_id=contact.id,
            channel=contact.channel,
            address=contact.address,
            locale="id",
            mode="standar",
            tz=contact.tz,
            now=now,
            policy=Policy(),
        )
        return await self.db.run(lambda conn: self._table[type(request)](conn, asker, request))

    async def stop(self, who: str = "7") -> None:
        """This citizen wants no notices."""
        hello = Inbound(
            channel=ChannelName.TELEGRAM, external_id=who, address=who, kind=InboundKind.TEXT
        )

        def work(conn: sa.Connection) -> None:
            contact = self._contacts.lock(conn, hello, NOW)
            self._contacts.opt_out(conn, contact.id, NOW)

        await self.db.run(work)

    async def jobs(self, name: str) -> int:
        """How many jobs of a kind wait."""
        count = sa.select(sa.func.count()).where(job.c.name == name)
        return await self.db.read(lambda conn: int(conn.execute(count).scalar_one()))


@pytest.fixture
def desk(db: Database, cipher: FieldCipher) -> Desk:
    """Nobody yet, on each kind of database."""
    return Desk(db, cipher)


def sanggah(village: str, subject: str) -> SubmitCase:
    """An objection to a recipient of a village."""
    return SubmitCase(kind=Kind.SANGGAH, village=village, data={}, label="Budi", subject=subject)


async def test_objecting_is_for_ones_own_village(desk: Desk) -> None:
    """Once it is known where somebody lives, a sanggah about another village is refused."""
    first = await desk.ask(sanggah(HOME, "p1"))

    second = await desk.ask(sanggah(ELSEWHERE, "p2"))
    third = await desk.ask(sanggah(HOME, "p3"))

    assert isinstance(first, Ticket)
    assert second == Failed("other_village", reason=HOME)
    assert isinstance(third, Ticket)


async def test_a_report_of_elsewhere_does_not_say_where_one_lives(desk: Desk) -> None:
    """Who first reported aid in another village may object in their own, and only there."""
    await desk.ask(SubmitCase(kind=Kind.LAPOR, village=ELSEWHERE, data={}, label="x"))

    early = await desk.ask(MaySend(kind=Kind.SANGGAH, village=HOME))
    first = await desk.ask(sanggah(HOME, "p1"))
    second = await desk.ask(MaySend(kind=Kind.SANGGAH, village=ELSEWHERE))

    assert early == Done()
    assert isinstance(first, Ticket)
    assert second == Failed("other_village", reason=HOME)


async def test_what_stands_in_the_way_is_known_beforehand(desk: Desk) -> None:
    """The day's limit, and one's own open objection to a person; to ask counts nothing."""
    may = MaySend(kind=Kind.SANGGAH)
    asked = [await desk.ask(may) for _ in range(5)]
    ticket = (await desk.ask(sanggah(HOME, "p1"))).ticket
    same = await desk.ask(MaySend(kind=Kind.SANGGAH, village=HOME, subject="p1"))
    of_another = await desk.ask(MaySend(kind=Kind.SANGGAH, subject="p1"), who="joko")
    for person in ("p2", "p3"):
        await desk.ask(sanggah(HOME, person))
    used_up = await desk.ask(may)
    tomorrow = await desk.ask(may, now=NOW + dt.timedelta(days=1))

    assert asked == [Done()] * 5
    assert same == Failed("duplicate", reason=ticket)
    assert of_another == Done()
    assert used_up == Failed("limit")
    assert tomorrow == Done()


async def test_a_caseload_has_no_limit_of_one_persons_day(desk: Desk) -> None:
    """A pendamping may propose more people in a day than a citizen."""
    usul = [
        SubmitCase(kind=Kind.USUL, village=HOME, data={}, label="x", subject=f"n{n}")
        for n in range(5)
    ]
    for one in usul:
        await desk.ask(one)

    of_ones_own = await desk.ask(MaySend(kind=Kind.USUL))
    for_others = await desk.ask(MaySend(kind=Kind.USUL, consented=True))

    assert of_ones_own == Failed("limit")
    assert for_others == Done()


async def test_objections_of_a_pendamping_are_few_a_day_too(desk: Desk) -> None:
    """A caseload is of proposals: whoever objects for others has a citizen's number of a day."""
    for n in range(3):
        await desk.ask(sanggah(HOME, f"p{n}"))

    assert await desk.ask(MaySend(kind=Kind.SANGGAH, consented=True)) == Failed("limit")


async def test_a_withdrawal_can_be_undone_while_it_waits(desk: Desk) -> None:
    """A withdrawn case says that it can be undone, and reads as before once it is."""
    usul = SubmitCase(kind=Kind.USUL, village=HOME, data={}, label="Siti", subject="n1")
    ticket = (await desk.ask(usul)).ticket
    await desk.ask(WithdrawCase(ticket=ticket))
    taken: CaseView = await desk.ask(ReadCase(ticket=ticket))

    await desk.ask(UndoWithdraw(ticket=ticket))
    after: CaseView = await desk.ask(ReadCase(ticket=ticket))

    assert (taken.undoable, after.undoable) == (True, False)
    assert taken.card.stage is Stage.WITHDRAWN
    assert after.card.stage is Stage.RECEIVED
    assert after.history == ()


async def test_an_undone_withdrawal_is_no_part_of_the_way(desk: Desk) -> None:
    """What DTKS said before and after stays; withdrawn again, it is withdrawn once."""
    usul = SubmitCase(kind=Kind.USUL, village=HOME, data={}, label="Siti", subject="n1")
    ticket = (await desk.ask(usul)).ticket
    found = await desk.db.read(lambda conn: desk.cases.by_ticket(conn, ticket))
    assert found is not None
    at_village = StageChange(stage=Stage.VILLAGE, at=NOW.isoformat())
    await desk.db.run(
        lambda conn: desk.cases.happened(conn, found.id, at_village, NOW, event_id="e1")
    )
    later = NOW + dt.timedelta(minutes=1)
    await desk.ask(WithdrawCase(ticket=ticket), now=later)
    await desk.ask(UndoWithdraw(ticket=ticket), now=later)
    undone: CaseView = await desk.ask(ReadCase(ticket=ticket))
    await desk.ask(WithdrawCase(ticket=ticket), now=later)
    again: CaseView = await desk.ask(ReadCase(ticket=ticket))

    assert undone.history == (at_village,)
    assert undone.withdrawable
    assert [change.stage for change in again.history] == [Stage.VILLAGE, Stage.WITHDRAWN]


async def test_a_withdrawal_that_another_usul_followed_stays(desk: Desk) -> None:
    """One person has one open usul: a new one cannot be doubled by undoing the old one's end."""
    usul = SubmitCase(kind=Kind.USUL, village=HOME, data={"nik": "n1"}, label="Siti", subject="n1")
    first = (await desk.ask(usul)).ticket
    await desk.ask(WithdrawCase(ticket=first))
    second = await desk.ask(usul)

    undone = await desk.ask(UndoWithdraw(ticket=first))

    assert isinstance(second, Ticket)
    assert undone == Failed("too_late")


async def test_several_that_object_are_merged(desk: Desk) -> None:
    """A second neighbour's objection is kept and says so; one's own second is refused."""
    first = await desk.ask(sanggah(HOME, "p1"), who="budi")
    second = await desk.ask(sanggah(HOME, "p1"), who="joko")
    mine = await desk.ask(sanggah(HOME, "p1"), who="budi")

    assert (first.merged, second.merged) == (False, True)
    assert mine == Failed("duplicate", reason=first.ticket)


async def test_objections_are_few_a_day(desk: Desk) -> None:
    """The fourth of a day is refused, the next day's first is not; others have their own count."""
    said = [await desk.ask(sanggah(HOME, f"p{n}")) for n in range(4)]
    of_another = await desk.ask(sanggah(HOME, "p9"), who="joko")
    tomorrow = await desk.ask(sanggah(HOME, "p5"), now=NOW + dt.timedelta(days=1))

    assert [isinstance(one, Ticket) for one in said] == [True, True, True, False]
    assert said[-1] == Failed("limit")
    assert isinstance(of_another, Ticket)
    assert isinstance(tomorrow, Ticket)


async def test_the_reporter_is_hidden(desk: Desk) -> None:
    """An objection is its sender's alone: for anybody else the ticket does not exist."""
    ticket = (await desk.ask(sanggah(HOME, "p1"), who="budi")).ticket
    read = await desk.ask(ReadCase(ticket=ticket), who="joko")
    listed = await desk.ask(ListCases(), who="joko")
    withdrawn = await desk.ask(WithdrawCase(ticket=ticket), who="joko")

    assert read == Failed("not_found")
    assert listed == CaseCards()
    assert withdrawn == Failed("not_found")


async def test_every_objection_asks_whom_to_tell(desk: Desk) -> None:
    """The job is made whether anybody is known or not, and for objections to others only."""
    await desk.ask(sanggah(HOME, "p1"), who="budi")
    await desk.ask(sanggah(HOME, "p1"), who="joko")
    await desk.ask(SubmitCase(kind=Kind.LAPOR, village=HOME, data={}, label="x"))

    assert await desk.jobs(NOTIFY) == 2


async def test_a_reply_needs_a_notice_of_ones_own(desk: Desk) -> None:
    """Nobody replies to an objection whose notice they do not have, not even by its ticket."""
    ticket = (await desk.ask(sanggah(HOME, "p1"), who="budi")).ticket
    reply = SubmitCase(
        kind=Kind.TANGGAPAN, village=HOME, data={"note": "x"}, label="", refers_to=ticket
    )

    assert await desk.ask(reply, who="joko") == Failed("not_found")


async def test_who_wants_no_notices_is_known_when_sending(desk: Desk) -> None:
    """The answer to a submission says when no news of it will come by itself."""
    lapor = SubmitCase(kind=Kind.LAPOR, village=HOME, data={}, label="x")
    before: Ticket = await desk.ask(lapor)
    await desk.stop()

    after: Ticket = await desk.ask(lapor)

    assert (before.quiet, after.quiet) == (False, True)


async def test_an_empty_list_says_whose_it_is(desk: Desk) -> None:
    """Whose turn it is has sent nothing, another of the family has: that is told apart."""
    nobody: CaseCards = await desk.ask(ListCases())
    await desk.ask(AddProfile(label="Wati"))
    await desk.ask(SubmitCase(kind=Kind.LAPOR, village=HOME, data={}, label="x"))
    wati: CaseCards = await desk.ask(ListCases())
    await desk.ask(AddProfile(label="Slamet"))
    slamet: CaseCards = await desk.ask(ListCases())

    assert (nobody.cards, nobody.elsewhere) == ((), False)
    assert (len(wati.cards), wati.elsewhere) == (1, False)
    assert (slamet.cards, slamet.elsewhere) == ((), True)


async def test_many_are_listed_newest_first(desk: Desk) -> None:
    """Twenty submissions are all listed, the newest first."""
    tickets = []
    for n in range(20):
        lapor = SubmitCase(kind=Kind.LAPOR, village=HOME, data={}, label=f"ke-{n}")
        tickets.append((await desk.ask(lapor, now=NOW + dt.timedelta(minutes=n))).ticket)
    listed: CaseCards = await desk.ask(ListCases())

    assert [card.ticket for card in listed.cards] == tickets[::-1]
