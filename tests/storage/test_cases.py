"""Submissions and their timelines, each seen by those whose they are."""

import datetime as dt

import pytest

from backend_client.model import Kind, Stage, StageChange, Submission
from bot.channels.base import ChannelName, Inbound, InboundKind
from bot.privacy.crypto import FieldCipher
from bot.storage import cases as states
from bot.storage.cases import Cases
from bot.storage.contacts import Contacts
from bot.storage.db import Database

NOW = dt.datetime(2026, 11, 21, 1, tzinfo=dt.UTC)
NIK = "3201064101800001"


def usul(ticket: str = "U-7K3M-2Q", **fields: object) -> Submission:
    """A submission."""
    return Submission(
        ticket=ticket,
        kind=Kind.USUL,
        village="32.01.06.2001",
        submitted_at=NOW.isoformat(),
        data={"nik": NIK, "nama": "Siti Aminah"},
        **fields,  # type: ignore[arg-type]
    )


@pytest.fixture
async def contact(db: Database, cipher: FieldCipher) -> int:
    """A contact's id."""
    inbound = Inbound(
        channel=ChannelName.SMS, external_id="1", address="+62812", kind=InboundKind.TEXT
    )
    made = await db.run(lambda c: Contacts(cipher).lock(c, inbound, NOW))
    return made.id


async def add(db: Database, cases: Cases, contact: int, submission: Submission) -> int:
    """Store a submission about NIK."""
    return await db.run(
        lambda c: cases.add(
            c, submission, contact_id=contact, pendamping_id=None, label="Usul Siti",
            subject=NIK, state=states.QUEUED, now=NOW,
        )
    )  # fmt: skip


async def test_what_was_sent_comes_back_whole(
    db: Database, cipher: FieldCipher, contact: int
) -> None:
    """The submission delivered is the one given, with the groups that are kept apart."""
    cases, sent = Cases(cipher), usul(vulnerable=("lansia", "difabel"))
    case_id = await add(db, cases, contact, sent)

    kept = await db.run(lambda c: cases.body(c, case_id))
    card = await db.read(lambda c: cases.by_ticket(c, "U-7K3M-2Q"))

    assert kept == sent
    assert card is not None
    assert (card.label, card.stage, card.state) == ("Usul Siti", Stage.RECEIVED, "queued")


async def test_repeats_are_found_by_hash(db: Database, cipher: FieldCipher, contact: int) -> None:
    """Open submissions about the same person are found; finished ones are not in the way."""
    cases = Cases(cipher)
    first = await add(db, cases, contact, usul())
    await add(db, cases, contact, usul("U-7K3M-3R"))

    both = await db.run(lambda c: cases.about(c, Kind.USUL, NIK))
    done = StageChange(stage=Stage.APPROVED, at=NOW.isoformat())
    await db.run(lambda c: cases.happened(c, first, done, NOW, event_id="e1"))
    left = await db.run(lambda c: cases.about(c, Kind.USUL, NIK))

    assert [case.ticket for case in both] == ["U-7K3M-2Q", "U-7K3M-3R"]
    assert [case.ticket for case in left] == ["U-7K3M-3R"]
    assert await db.run(lambda c: cases.about(c, Kind.SANGGAH, NIK)) == []


async def test_an_event_happens_once(db: Database, cipher: FieldCipher, contact: int) -> None:
    """A repeated event is no news; one that comes late does not take the stage back."""
    cases = Cases(cipher)
    case_id = await add(db, cases, contact, usul())
    hour = dt.timedelta(hours=1)
    village = StageChange(stage=Stage.VILLAGE, at=(NOW + hour).isoformat())
    fix = StageChange(
        stage=Stage.NEEDS_CORRECTION,
        at=(NOW + 2 * hour).isoformat(),
        reason="Foto KTP Siti buram",
        fields=("foto_ktp",),
    )

    news = [
        await db.run(lambda c, e=e, key=key: cases.happened(c, case_id, e, NOW, event_id=key))
        for e, key in ((fix, "e2"), (fix, "e2"), (village, "e1"))
    ]
    card = await db.run(lambda c: cases.by_id(c, case_id))

    assert news == [True, False, True]
    assert await db.read(lambda c: cases.history(c, case_id)) == [village, fix]
    assert card is not None
    assert (card.stage, card.needs) == (Stage.NEEDS_CORRECTION, ("foto_ktp",))
