"""A citizen sees, takes away and erases what is held of them."""

import datetime as dt

import pytest
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection

from backend_client.model import Kind, MediaRef, Stage, StageChange, Submission
from bot.channels.base import ChannelName, Inbound, InboundKind, TextPart
from bot.privacy.crypto import FieldCipher
from bot.privacy.sealed_page import seal, unseal
from bot.storage import cases as states
from bot.storage.cases import Cases
from bot.storage.contacts import Contacts
from bot.storage.db import Database
from bot.storage.mailbox import Mailbox
from bot.storage.pendamping import PendampingAccounts
from bot.storage.personal import KNOWN, Personal
from bot.storage.retention import Periods, Retention
from bot.storage.tables import contact, media, metadata
from handlers.dialogue.session import Frame, Session, decode, encode
from handlers.dialogue.turn import millis

NOW = dt.datetime(2026, 11, 21, 1, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def hello(external_id: str = "1") -> Inbound:
    """A message."""
    return Inbound(
        channel=ChannelName.TELEGRAM,
        external_id=external_id,
        address="chat-7",
        kind=InboundKind.TEXT,
        text="nama saya Siti Aminah",
    )


def photo(ticket: str) -> str:
    """The media key of a submission's photo."""
    return ticket.encode().hex().ljust(32, "0")


def usul(ticket: str) -> Submission:
    """A submission."""
    return Submission(
        ticket=ticket, kind=Kind.USUL, village="32.01.06.2001", submitted_at="2026-11-21",
        data={"nama": "Siti Aminah"}, vulnerable=("lansia",),
        media=(MediaRef(key=photo(ticket), role="ktp", content_type="image/jpeg", size=3,
                        sha256="00"),),
    )  # fmt: skip


class World:
    """A contact with a bit of everything: a draft, messages, two submissions, two photos."""

    def __init__(self, db: Database, cipher: FieldCipher) -> None:
        self.db = db
        self.cipher = cipher
        self.contacts, self.cases = Contacts(cipher), Cases(cipher)
        self.mailbox = Mailbox(cipher)
        self.personal = Personal(cipher, self.contacts)

    async def fill(self) -> int:
        """Its id."""
        return await self.db.run(self._fill)

    def _fill(self, c: Connection) -> int:
        who = self.contacts.lock(c, hello(), NOW)
        self.mailbox.record(c, who.id, hello(), NOW)
        self.mailbox.put(c, who.id, "notice", [TextPart("Halo Siti")], NOW, not_before=NOW + DAY)
        session = Session(frames=[Frame("data_saya")], drafts={"usul": Frame("usul")})
        self.contacts.save(c, who, session, encode(session), NOW)
        for ticket in ("U-1", "U-2"):
            c.execute(
                sa.insert(media).values(
                    key=photo(ticket), contact_id=who.id, role="ktp", content_type="image/jpeg",
                    size=3, sha256="00", stored_at=0,
                )
            )  # fmt: skip
            self.cases.add(
                c, usul(ticket), contact_id=who.id, pendamping_id=None, label="Usul Siti",
                subject="320", state=states.QUEUED, now=NOW,
            )  # fmt: skip
        delivered = self.cases.by_ticket(c, "U-1")
        assert delivered is not None
        self.cases.arrived(c, delivered.ticket, "D-9", NOW)
        change = StageChange(stage=Stage.REJECTED, at=NOW.isoformat(), reason="Siti pindah")
        self.cases.happened(c, delivered.id, change, NOW, event_id="e1")
        return who.id


@pytest.fixture
async def world(db: Database, cipher: FieldCipher) -> World:
    """The world."""
    return World(db, cipher)


async def test_held_is_counted(world: World) -> None:
    """What is held is told in numbers; media that DTKS took over are not held."""
    who = await world.fill()

    held = await world.db.read(lambda c: world.personal.held(c, who))

    assert (held.cases, held.delivered, held.drafts, held.media) == (2, 1, 1, 1)


async def test_a_copy_is_readable(world: World) -> None:
    """A copy has the address, what was written both ways, and the answers."""
    who = await world.fill()

    copied = await world.db.run(lambda c: world.personal.copy(c, who))

    assert copied["contact"]["address"] == "chat-7"
    assert copied["messages_from_you"][0]["text"] == "nama saya Siti Aminah"
    assert copied["messages_to_you"][0]["parts"][0]["text"] == "Halo Siti"
    assert list(copied["conversation"]["drafts"]) == ["usul"]


async def test_erasing_leaves_a_ticket(world: World) -> None:
    """After erasure the submission at DTKS keeps its ticket and nothing of the person; the other
    is gone; the conversation can still say that it is done."""
    who = await world.fill()

    erased = await world.db.run(lambda c: world.personal.erase(c, who))

    def look(c: Connection) -> tuple[object, ...]:
        first, second = world.cases.by_ticket(c, "U-1"), world.cases.by_ticket(c, "U-2")
        assert first is not None
        about = world.contacts.by_id(c, who)
        assert about is not None
        assert about.state is not None
        return (
            (first.contact_id, first.label, first.village, first.stage),
            world.cases.body(c, first.id).data,
            world.cases.history(c, first.id)[0].reason,
            second,
            decode(about.state).drafts,
            world.cases.about(c, Kind.USUL, "320"),
        )

    assert (erased.kept, erased.media) == (1, [photo("U-2")])
    assert [each.ticket for each in erased.undelivered] == ["U-2"]
    assert await world.db.run(look) == (
        (None, "", "32.01.06.2001", Stage.REJECTED), {}, None, None, {}, [],
    )  # fmt: skip
    held = await world.db.run(lambda c: world.personal.held(c, who))
    assert (held.cases, held.media, held.drafts) == (0, 0, 0)


async def test_forgetting_waits_for_silence(world: World) -> None:
    """The contact itself goes, unless it wrote again or asked to be left alone."""
    who = await world.fill()
    wrote = await world.db.run(lambda c: world.personal.forget(c, who, NOW - DAY))
    await world.db.run(lambda c: world.contacts.opt_out(c, who, NOW))
    left_alone = await world.db.run(lambda c: world.personal.forget(c, who, NOW + DAY))
    await world.db.run(lambda c: world.contacts.opt_in(c, who))
    silent = await world.db.run(lambda c: world.personal.forget(c, who, NOW + DAY))

    assert (wrote, left_alone, silent) == (False, False, True)
    assert await world.db.run(lambda c: c.execute(sa.select(contact.c.id)).first()) is None


def test_every_table_that_leads_to_a_contact_is_known() -> None:
    """A new table that refers to a contact, however far, must be thought of in erasing."""
    found = {"contact"}
    grown = True
    while grown:
        more = {
            table.name
            for table in metadata.sorted_tables
            if table.name not in found
            and any(key.column.table.name in found for key in table.foreign_keys)
        }
        grown = bool(more)
        found |= more

    assert found <= KNOWN


async def test_retention(world: World) -> None:
    """Drafts, messages, closed submissions and silent contacts end in their time."""
    who = await world.fill()
    retention = Retention(world.personal, Periods(drafts=30, messages=90, cases=730, contacts=800))

    async def after(days: int) -> tuple[object, ...]:
        swept = await world.db.run(lambda c: retention.sweep(c, now=NOW + days * DAY))

        def look(c: Connection) -> tuple[object, ...]:
            about = world.contacts.by_id(c, who)
            case = world.cases.by_ticket(c, "U-1")
            copied = world.personal.copy(c, who)
            return (
                about is not None and about.state is not None,
                len(copied.get("messages_from_you", [])),
                case.label if case is not None else None,
            )

        return (*await world.db.run(look), swept.more)

    assert await after(29) == (True, 1, "Usul Siti", False)
    assert await after(31) == (False, 1, "Usul Siti", False)
    assert await after(91) == (False, 0, "Usul Siti", False)
    assert await after(731) == (False, 0, "", False)


async def test_an_undelivered_submission_never_ends(world: World) -> None:
    """No period touches a submission that DTKS has not got yet, nor its photo."""
    await world.fill()
    retention = Retention(world.personal, Periods(cases=1, contacts=1))

    swept = await world.db.run(lambda c: retention.sweep(c, now=NOW + 900 * DAY))

    def look(c: Connection) -> object:
        case = world.cases.by_ticket(c, "U-2")
        assert case is not None
        return world.cases.body(c, case.id)

    assert await world.db.run(look) == usul("U-2")
    assert photo("U-2") not in swept.media


async def test_proofs_outlast_other_photos(world: World) -> None:
    """A letter of duty waits for staff, and the proof of a consent stays as long as submissions
    do; other photos that no submission took go after thirty days."""
    who = await world.fill()
    accounts = PendampingAccounts(world.cipher)

    def keep(c: Connection) -> int:
        for key in ("letter", "form", "other"):
            c.execute(
                sa.insert(media).values(
                    key=key, contact_id=who, role="bukti", content_type="image/jpeg",
                    size=3, sha256="00", stored_at=millis(NOW),
                )
            )  # fmt: skip
        found = accounts.add(
            c, who, name="Ani", organisation="PKH", villages=("32.01.06.2001",),
            letter_key="letter", status="applied", now=NOW,
        )  # fmt: skip
        pendamping = accounts.of(c, who)
        assert pendamping is not None
        accounts.consent(c, pendamping, person="Siti", how="form", media_key="form", now=NOW)
        return found

    pendamping = await world.db.run(keep)
    retention = Retention(world.personal, Periods(contacts=0))

    async def gone(days: int) -> set[str]:
        swept = await world.db.run(lambda c: retention.sweep(c, now=NOW + days * DAY))
        return {"letter", "form", "other"}.intersection(swept.media)

    assert await gone(31) == {"other"}
    await world.db.run(lambda c: accounts.set_status(c, pendamping, "verified", NOW + 40 * DAY))
    assert await gone(41) == {"letter"}
    assert await gone(731) == {"form"}


def test_a_sealed_page_opens_with_its_password_only() -> None:
    """The page holds the data, for the password alone, and cannot be broken out of."""
    words = {"title": "<b>", "password": "p", "open": "o", "wrong": "</script>"}

    page = seal("Siti é".encode(), "rahasia123é", lang="id", words=words)

    assert unseal(page, "rahasia123é").decode() == "Siti é"
    assert page.count(b"</script>") == 1
    assert b"Siti" not in page
    with pytest.raises(InvalidTag):
        unseal(page, "rahasia124é")
