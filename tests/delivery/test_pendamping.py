"""A pendamping at work, through the whole service on each kind of database."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from backend_client.model import Stage
from bot.answers.base import Asker
from bot.answers.pendamping import PendampingAnswers
from bot.channels.base import ChannelName, InboundKind
from bot.privacy.crypto import FieldCipher
from bot.storage import pendamping as states
from bot.storage.inbox import Inbox
from bot.storage.limits import Limits
from bot.storage.pendamping import PendampingAccounts
from handlers.dialogue.steps import Failed
from handlers.policy import Policy
from handlers.requests.pendamping import ApplyPendamping, PendampingView, UseInvitation
from tests.delivery.conftest import opened
from tests.delivery.stage import Bot, Clock, Door, Dtks, proposal
from tests.delivery.test_media import photo

VILLAGE = "32.01.06.2001"
NEIGHBOUR = "+6281234567890"
CODE = re.compile(r"\b(\d{6})\b")
HAND_OVER = re.compile(r"\b([A-Z2-9]{8})\b")


class Pair:
    """A pendamping on Telegram, and somebody poor with a basic phone."""

    def __init__(self, pendamping: Bot, citizen: Bot, accounts: PendampingAccounts) -> None:
        self.pendamping = pendamping
        self.citizen = citizen
        self.accounts = accounts

    async def invited(self) -> None:
        """The pendamping has used an invitation."""
        now = self.pendamping.clock()
        await self.pendamping.service.db.run(
            lambda conn: self.accounts.invite(conn, "AB12CD34", (VILLAGE,), "PSM Jonggol", now)
        )
        said = await self.pendamping.say("pendamping", "2", "Rina Wati", "ab12-cd34")
        assert "Halo Rina Wati" in said

    async def stand(self, status: str) -> None:
        """Staff decide."""
        await self.pendamping.service.db.run(
            lambda conn: self.accounts.set_status(conn, 1, status, self.pendamping.clock())
        )

    async def asks(self, request: UseInvitation | ApplyPendamping) -> object:
        """The answer to a request that was begun before; a code is a good one."""
        service, now = self.pendamping.service, self.pendamping.clock()
        limits = Limits(service.cipher)
        answers = PendampingAnswers(
            self.accounts, service.cases, service.contacts, limits, service.notices, ()
        ).table()
        asker = Asker(
            contact_id=1,
            channel=ChannelName.TELEGRAM,
            address="1",
            locale="id",
            mode="standar",
            tz="Asia/Jakarta",
            now=now,
            policy=Policy(),
        )

        def work(conn: Connection) -> object:
            if isinstance(request, UseInvitation):
                self.accounts.invite(conn, request.code, (VILLAGE,), "PSM Jonggol", now)
            return answers[type(request)](conn, asker, request)

        return await service.db.run(work)

    async def code(self, pattern: re.Pattern[str]) -> str:
        """The latest code that came to the citizen's phone."""
        await self.citizen.until(lambda: any(map(pattern.search, self.citizen.texts())))
        return str([one for text in self.citizen.texts() for one in pattern.findall(text)][-1])

    async def consented(self) -> str:
        """Begin an usul for the citizen, who agrees by a code; what the bot said last."""
        await self.pendamping.say("bantu orang", "Siti", "usul bantuan", "kode", NEIGHBOUR)
        return await self.pendamping.say(await self.code(CODE))


@pytest.fixture
async def pair(ready_url: str, tmp_path: Path, dtks: Dtks, clock: Clock) -> AsyncIterator[Pair]:
    """Both, on each kind of database."""
    phone = Door(ChannelName.SMS, ChannelName.SMS, NEIGHBOUR)
    chat = ChannelName.TELEGRAM
    async with opened(ready_url, tmp_path, dtks, clock, chat, others=(phone,)) as bot:
        accounts = PendampingAccounts(FieldCipher(bot.service.settings.keys()))
        yield Pair(bot, Bot(bot.service, phone, clock), accounts)


async def test_an_usul_for_somebody_by_a_code_to_their_phone(pair: Pair, dtks: Dtks) -> None:
    """The consent is the citizen's, the submission arrives once, and names who helped."""
    await pair.invited()
    await pair.consented()
    ticket = await pair.pendamping.submit(proposal()[2:])
    await pair.pendamping.until(lambda: len(dtks.stored()) == 1)
    stored = dtks.stored()[0]

    assert stored.ticket == ticket
    assert stored.via_pendamping
    assert await pair.pendamping.value("SELECT count(*) FROM consent") == 1


async def test_what_becomes_of_it_is_told_to_the_pendamping(pair: Pair, dtks: Dtks) -> None:
    """A change reaches who sent it; the citizen's phone was only ever sent the code."""
    await pair.invited()
    await pair.consented()
    ticket = await pair.pendamping.submit(proposal()[2:])
    await pair.pendamping.until(lambda: len(dtks.stored()) == 1)
    before = len(pair.citizen.texts())
    await pair.pendamping.news(ticket, Stage.VILLAGE, "e1")

    assert pair.pendamping.count("Ada kabar untuk kiriman") == 1
    assert len(pair.citizen.texts()) == before


async def test_a_case_handed_over_belongs_to_the_citizen(pair: Pair, dtks: Dtks) -> None:
    """With the code that came by SMS the citizen takes the case, and gets its news from then on."""
    await pair.invited()
    await pair.consented()
    ticket = await pair.pendamping.submit(proposal()[2:])
    await pair.pendamping.until(lambda: len(dtks.stored()) == 1)
    await pair.pendamping.say("menu", "pendamping", "daftar kasus", "Siti")
    await pair.pendamping.say("alihkan", NEIGHBOUR)
    secret = await pair.code(HAND_OVER)
    said = await pair.citizen.say("status", "punya kode", "tidak", secret)
    mine = await pair.citizen.say("status", "punya saya")
    await pair.pendamping.news(ticket, Stage.VILLAGE, "e1")

    assert ticket in said
    assert ticket in mine
    assert pair.citizen.count("Ada kabar untuk kiriman") == 1
    assert pair.pendamping.count("Ada kabar untuk kiriman") == 0


async def test_drafts_for_two_people_wait_side_by_side(pair: Pair, dtks: Dtks) -> None:
    """What was begun for one person is gone on with after another's was begun."""
    await pair.invited()
    await pair.consented()
    await pair.pendamping.say(*proposal()[2:5])
    await pair.pendamping.say("menu", "pendamping", "bantu orang", "Budi", "usul bantuan", "surat")
    form = pair.pendamping.door.media(InboundKind.PHOTO, photo(), "image/jpeg", "setuju.jpg")
    await pair.pendamping.service.turns.receive([form])
    await pair.pendamping.service.turns.drain()
    await pair.pendamping.say("3201062309580001", "menu")
    said = await pair.pendamping.say("pendamping", "lanjutkan draf")

    assert "Siti (usul)" in said
    assert "Budi (usul)" in said


async def test_a_revoked_pendamping_sends_nothing_more(pair: Pair) -> None:
    """Revoked in the middle of an usul, the submission is refused; the draft is no case."""
    await pair.invited()
    await pair.consented()
    await pair.pendamping.say(*proposal()[2:-1])
    now = pair.pendamping.clock()
    await pair.pendamping.service.db.run(
        lambda conn: pair.accounts.set_status(conn, 1, states.REVOKED, now)
    )
    said = await pair.pendamping.say("1")

    assert await pair.pendamping.value("SELECT count(*) FROM submission") == 0
    assert "sudah dihentikan" in said


async def test_a_revoked_pendamping_learns_nothing_more(pair: Pair, dtks: Dtks) -> None:
    """Its cases go on, but not before its eyes: no news, no list, and the ticket opens nothing."""
    await pair.invited()
    await pair.consented()
    ticket = await pair.pendamping.submit(proposal()[2:])
    await pair.pendamping.until(lambda: pair.pendamping.count("sudah diterima data pusat") == 1)
    now = pair.pendamping.clock()
    await pair.pendamping.service.db.run(
        lambda conn: pair.accounts.set_status(conn, 1, states.REVOKED, now)
    )
    await pair.pendamping.news(ticket, Stage.VILLAGE, "e1")
    said = await pair.pendamping.say("status", ticket)

    assert pair.pendamping.count("Ada kabar untuk kiriman") == 0
    assert "tidak ada di antara kiriman nomor ini" in said


async def test_news_of_the_night_is_the_new_owners(pair: Pair, dtks: Dtks) -> None:
    """What waited for the morning is not told to a pendamping who gave the case away meanwhile."""
    await pair.invited()
    await pair.consented()
    ticket = await pair.pendamping.submit(proposal()[2:])
    await pair.pendamping.until(lambda: pair.pendamping.count("sudah diterima data pusat") == 1)
    pair.pendamping.clock.at(21)
    await pair.pendamping.news(ticket, Stage.VILLAGE, "e1")
    await pair.pendamping.say("menu", "pendamping", "daftar kasus", "Siti")
    await pair.pendamping.say("alihkan", NEIGHBOUR)
    await pair.pendamping.service.upkeep.round()
    secret = await pair.code(HAND_OVER)
    await pair.citizen.say("status", "punya kode", "tidak", secret)
    pair.pendamping.clock.at(8)
    await pair.pendamping.pause(seconds=1)

    assert pair.pendamping.count("Ada kabar untuk kiriman") == 0
    waiting = "SELECT count(*) FROM outbox WHERE state = 'waiting'"
    assert await pair.pendamping.value(waiting) == 0


async def test_a_village_that_is_not_of_the_pendamping_is_refused(pair: Pair) -> None:
    """Staff named the villages; for another one the usul is not begun in vain."""
    await pair.invited()
    await pair.consented()
    said = await pair.pendamping.say(
        *proposal()[2:6], "Kp Lama RT 1 RW 1, desa Singajaya, kecamatan Jonggol", "ya"
    )

    assert "di luar tugas Anda" in said


async def test_a_wrong_code_records_no_consent(pair: Pair) -> None:
    """Three wrong tries end that code."""
    await pair.invited()
    await pair.pendamping.say("bantu orang", "Siti", "usul bantuan", "kode", NEIGHBOUR)
    right = await pair.code(CODE)
    wrong = "000000" if right != "000000" else "111111"
    await pair.pendamping.say(wrong, wrong, wrong, right)

    assert await pair.pendamping.value("SELECT count(*) FROM consent") == 0


async def test_a_suspension_holds_wherever_the_pendamping_is(pair: Pair, dtks: Dtks) -> None:
    """Suspended with an usul filled in for somebody: it is not sent; neither a new application nor
    an invitation, begun before, leads round it; lifted, the work goes on where it was."""
    await pair.invited()
    await pair.consented()
    await pair.pendamping.say(*proposal()[2:-1])
    await pair.stand(states.SUSPENDED)

    sent = await pair.pendamping.say(proposal()[-1])
    told = await pair.pendamping.say("menu", "pendamping")
    by_code = await pair.asks(UseInvitation(code="EF34GH67", name="Rina Wati"))
    anew = await pair.asks(
        ApplyPendamping(name="Rina Wati", organisation="PSM", villages=(VILLAGE,))
    )
    await pair.stand(states.VERIFIED)
    again = await pair.pendamping.say("pendamping")
    assert dtks.stored() == []
    ticket = await pair.pendamping.submit(("lanjutkan draf", "1", "1"))
    await pair.pendamping.until(lambda: [s.ticket for s in dtks.stored()] == [ticket])

    assert "Nomor tiket" not in sent
    assert "dihentikan sementara" in sent
    assert "dihentikan sementara" in told
    assert "Daftar pendamping" not in told
    assert [by_code, anew] == [Failed("not_active"), Failed("already")]
    assert "Halo Rina Wati" in again


async def test_a_code_does_not_wait_for_staff_nor_for_news_to_be_wanted(pair: Pair) -> None:
    """Held by staff and without notices, the citizen still gets the code that they wait for;
    staff, who read the conversation, never see it."""
    await pair.invited()
    await pair.citizen.say("halo")
    await pair.citizen.say("STOP")
    service = pair.citizen.service
    contact = await service.db.run(
        lambda conn: service.contacts.at(conn, ChannelName.SMS, NEIGHBOUR)
    )
    assert contact is not None
    await service.db.run(lambda conn: service.contacts.held(conn, contact.id, 1))

    await pair.pendamping.say("bantu orang", "Siti", "usul bantuan", "kode", NEIGHBOUR)
    box = Inbox(FieldCipher(service.settings.keys()))
    waiting = await service.db.read(lambda conn: box.lines(conn, contact.id))
    code = await pair.code(CODE)
    said = await pair.pendamping.say(code)

    assert contact.opted_out
    assert [line.text for line in waiting if line.kind == "code"] == [""]
    assert "Tulis 16 angka" in said


async def test_who_is_verified_while_typing_an_invitation_is_welcome(pair: Pair) -> None:
    """Whatever is typed then leads into the menu; the code is not used up, and the name and the
    villages that staff agreed to stay."""
    await pair.invited()

    view = await pair.asks(UseInvitation(code="EF34GH67", name="Orang Lain"))

    unused = await pair.pendamping.value("SELECT count(*) FROM invitation WHERE used_by IS NULL")
    assert isinstance(view, PendampingView)
    assert (view.name, view.villages) == ("Rina Wati", (VILLAGE,))
    assert unused == 1
