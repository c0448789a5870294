"""Several broadcasts share a channel's rate by what its provider counts, not by people."""

import sqlalchemy as sa

from bot.broadcasts.line import Shares
from bot.broadcasts.model import Audience, Content
from bot.broadcasts.pace import MARGIN
from bot.channels import gsm7
from bot.channels.base import ChannelName, TextPart
from bot.privacy.crypto import FieldCipher
from bot.storage import broadcasts, buckets
from bot.storage.db import Database
from bot.storage.tables import media
from tests.broadcasts.crowd import GARUT, Wire, approved, crowd, engine, finished

LONG = "Penyaluran bantuan mulai hari Senin di balai desa; bawa KTP asli dan kartu keluarga. " * 3
FILES = {"0" * 32: "image/jpeg", "1" * 32: "audio/ogg"}


def test_slots_come_out_even() -> None:
    """One whose message takes three slots reaches a third as many people as the other."""
    shares, slots = Shares(), {1: 0, 2: 0}
    costs = {1: 3, 2: 1}
    for _ in range(200):
        for one, share in shares.split({1: 3.0, 2: 1.0}, 7):
            shares.took(one, share, [costs[one]] * share)
            slots[one] += costs[one] * share

    assert abs(slots[1] - slots[2]) <= 6


def test_few_slots_are_enough_for_large_messages() -> None:
    """Where a round has fewer slots than one message takes, every broadcast still comes to its
    turn."""
    shares, people = Shares(), {1: 0, 2: 0, 3: 0}
    for _ in range(300):
        for one, share in shares.split({1: 1.0, 2: 1.0, 3: 1.0}, 1):
            shares.took(one, share, [3] * share)
            people[one] += share

    assert min(people.values()) >= 0.9 * max(people.values()) > 0


def test_who_has_nobody_left_owes_and_is_owed_nothing() -> None:
    """While one broadcast waits for its last receipts, the other may claim all slots; later both
    start even."""
    shares = Shares()
    for _ in range(50):
        for one, share in shares.split({1: 1.0, 2: 1.0}, 10):
            shares.took(one, share, [] if one == 1 else [1] * 10)
    after = dict(shares.split({1: 1.0, 2: 1.0}, 10))

    assert abs(after[1] - after[2]) <= 2


async def test_words_and_pictures_share_fairly(db: Database, cipher: FieldCipher) -> None:
    """A broadcast with picture, words and recording has had about as many messages as one with
    words alone, when the latter is through."""
    await db.run(crowd(cipher, 90))
    await db.run(crowd(cipher, 90, first=1000, village=GARUT))
    rows = [
        {"key": key, "role": broadcasts.FILE_ROLE, "content_type": kind, "size": 1}
        | {"sha256": "0" * 64, "stored_at": 0}
        for key, kind in FILES.items()
    ]
    await db.run(lambda conn: conn.execute(sa.insert(media), rows))
    rich = Content(
        texts={"id": "Jadwal."},
        picture="0" * 32,
        alts={"id": "Balai desa"},
        audios={"id": "1" * 32},
    )
    wire = Wire()
    sending = engine(db, cipher, [wire], telegram=100)
    first = await approved(db, Audience(region="32.01"), rich)
    second = await approved(db, Audience(region="32.05"))

    await sending.start()
    await finished(db, first, second)
    await sending.stop()

    plain = [place for place, address in enumerate(wire.addresses) if int(address) >= 101_000]
    assert len(wire.sent) == 90 * 3 + 90
    rich_meanwhile = plain[-1] + 1 - len(plain)
    assert 60 <= rich_meanwhile <= 120


async def test_an_sms_takes_a_slot_for_each_segment(db: Database, cipher: FieldCipher) -> None:
    """Carriers meter segments: what twelve people get reserves a slot for each of its segments."""
    await db.run(crowd(cipher, 12, channel="sms"))
    wire = Wire(ChannelName.SMS)
    sending = engine(db, cipher, [wire], sms=40)
    before = await db.run(lambda conn: buckets.locked(conn, "sms")[1] * 1000)
    made = await approved(db, content=Content(texts={"id": LONG}))

    await sending.start()
    await finished(db, made)
    await sending.stop()

    after = await db.run(lambda conn: buckets.locked(conn, "sms")[0])
    texts = [part.text for _, part, _ in wire.sent if isinstance(part, TextPart)]
    segments = sum(gsm7.count(text).segments for text in texts)
    assert segments > len(texts) >= 12
    assert (after - before) / 1_000_000 >= segments / (40 * MARGIN)
