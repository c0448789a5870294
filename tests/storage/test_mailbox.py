"""In once, out in order, and nothing forgotten when a process dies."""

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.util import await_only

from bot.channels.base import (
    ChannelName,
    DeliveryStatus,
    Inbound,
    InboundKind,
    Part,
    Receipt,
    TextPart,
)
from bot.privacy.crypto import FieldCipher
from bot.storage import receipts
from bot.storage.contacts import Contacts
from bot.storage.db import Database
from bot.storage.mailbox import DEAD_AFTER, LOST_AFTER, PARKED, Mailbox
from bot.storage.tables import delivery, inbound, outbox, process

NOW = dt.datetime(2026, 11, 21, 1, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(milliseconds=LOST_AFTER + 1000)
PARTS: list[Part] = [TextPart("satu"), TextPart("dua")]


def hello(external_id: str = "1") -> Inbound:
    """A message."""
    return Inbound(
        channel=ChannelName.TELEGRAM,
        external_id=external_id,
        address="chat-7",
        kind=InboundKind.TEXT,
        text="halo",
    )


@pytest.fixture
async def contact(db: Database, cipher: FieldCipher) -> int:
    """A contact's id."""
    made = await db.run(lambda c: Contacts(cipher).lock(c, hello(), NOW))
    return made.id


@pytest.fixture
def mailbox(cipher: FieldCipher) -> Mailbox:
    """The mailbox."""
    return Mailbox(cipher)


async def test_a_message_is_taken_once(db: Database, mailbox: Mailbox, contact: int) -> None:
    """A redelivery is known by channel and external id."""

    def record(key: str) -> Callable[[Connection], bool]:
        return lambda c: mailbox.record(c, contact, hello(key), NOW)

    taken = [await db.run(record(key)) for key in ("1", "1", "2", "1")]

    assert taken == [True, False, True, False]


async def test_a_message_is_found_again_by_its_number_while_its_words_are_kept(
    db: Database, mailbox: Mailbox, contact: int
) -> None:
    """A job names a message by its number alone; once the words are erased there is none."""
    await db.run(lambda c: mailbox.record(c, contact, hello("9"), NOW))
    number = await db.run(lambda c: mailbox.number(c, hello("9")))
    assert number is not None
    found = await db.read(lambda c: mailbox.arrived(c, number))
    await db.run(lambda c: c.execute(sa.update(inbound).values(body_enc=None)))
    erased = await db.read(lambda c: mailbox.arrived(c, number))
    unknown = await db.run(lambda c: mailbox.number(c, hello("10")))

    assert found is not None
    assert (found.contact_id, found.message, found.at) == (
        contact,
        hello("9"),
        int(NOW.timestamp() * 1000),
    )
    assert (erased, unknown) == (None, None)


async def test_what_a_dead_process_held_is_sent_again(
    db: Database, mailbox: Mailbox, contact: int, cipher: FieldCipher
) -> None:
    """A reply whose process is gone is due for another, from the part where it stopped, once."""
    dead = Mailbox(cipher)
    first = await db.run(lambda c: dead.put(c, contact, "reply", PARTS, NOW))
    await db.run(
        lambda c: dead.sent(
            c, outbox_id=first, channel="telegram", sent=[(0, "m1")], now=NOW, whole=False
        )
    )

    own = await db.run(lambda c: dead.due(c, NOW, 10))
    found = await db.run(lambda c: mailbox.due(c, NOW, 10))
    again = await db.run(lambda c: mailbox.due(c, NOW, 10))

    assert (own, again) == ([], [])
    assert [(due.outbox_id, due.next_part, due.parts) for due in found] == [(first, 1, PARTS)]


async def test_a_living_process_keeps_what_it_sends(
    db: Database, mailbox: Mailbox, contact: int, cipher: FieldCipher
) -> None:
    """On PostgreSQL a row is left to its process for as long as that one's heart beats."""
    if db.dialect == "sqlite":
        pytest.skip("one process owns a SQLite file")
    other = Mailbox(cipher)
    await db.run(lambda c: other.put(c, contact, "reply", PARTS, NOW))
    await db.run(other.beat)

    beating = await db.run(lambda c: mailbox.due(c, NOW, 10))
    await db.run(
        lambda c: (
            c.execute(sa.update(process).values(beat_at=process.c.beat_at - DEAD_AFTER - 1000))
            and None
        )
    )
    silent = await db.run(lambda c: mailbox.due(c, NOW, 10))

    assert (len(beating), len(silent)) == (0, 1)


async def test_a_lost_row_of_our_own_comes_back(
    db: Database, mailbox: Mailbox, contact: int
) -> None:
    """A row that this process forgot by some fault is sent after all, much later."""
    await db.run(lambda c: mailbox.put(c, contact, "reply", PARTS, NOW))

    assert await db.run(lambda c: mailbox.due(c, NOW, 10)) == []
    assert len(await db.run(lambda c: mailbox.due(c, LATER, 10))) == 1


async def test_replies_of_two_processes_keep_their_order(
    db: Database, mailbox: Mailbox, contact: int, cipher: FieldCipher
) -> None:
    """A reply made while another process sends an earlier one waits for it; our own follow at
    once, for one process sends a chat's replies one after the other."""
    other = Mailbox(cipher)
    first, _ = await db.run(lambda c: other.put_next(c, contact, "reply", PARTS, NOW))
    second, at_once = await db.run(lambda c: mailbox.put_next(c, contact, "reply", PARTS, NOW))
    third, other_at_once = await db.run(lambda c: other.put_next(c, contact, "reply", PARTS, NOW))
    await db.run(other.beat)

    early = await db.run(lambda c: mailbox.due(c, NOW, 10))
    await db.run(
        lambda c: other.sent(c, outbox_id=first, channel="t", sent=[], now=NOW, whole=True)
    )
    then = await db.run(lambda c: mailbox.due(c, NOW, 10))
    await db.run(
        lambda c: mailbox.sent(c, outbox_id=second, channel="t", sent=[], now=NOW, whole=True)
    )
    free, free_at_once = await db.run(lambda c: other.put_next(c, contact, "reply", PARTS, NOW))

    assert (at_once, other_at_once) == (False, False)
    if db.dialect == "postgresql":
        assert early == []
    taken = [due.outbox_id for due in (*early, *then)]
    assert taken[-2:] == [second, third]
    assert free_at_once is False  # the third is still with us
    assert free > third


async def test_two_sweeps_keep_a_chats_order(
    db: Database, cipher: FieldCipher, mailbox: Mailbox, contact: int
) -> None:
    """While one process claims a chat's reply, another does not claim the one behind it."""
    if db.dialect == "sqlite":
        pytest.skip("one process owns the file")
    other = Mailbox(cipher)

    def put(conn: Connection) -> int:
        return mailbox.put(conn, contact, "reply", PARTS, NOW, not_before=NOW)

    first = await db.run(put)
    second = await db.run(put)

    def both(conn: Connection) -> tuple[list[int], list[int]]:
        mine = [due.outbox_id for due in mailbox.due(conn, NOW, 1)]
        theirs = await_only(db.run(lambda c: other.due(c, NOW, 10)))  # before mine is committed
        return mine, [due.outbox_id for due in theirs]

    claimed = await db.run(both)
    later = await db.run(lambda c: [due.outbox_id for due in mailbox.due(c, NOW, 10)])

    assert claimed == ([first], [])
    assert later == [second]


async def test_a_postponed_reply_is_not_overtaken(
    db: Database, mailbox: Mailbox, contact: int
) -> None:
    """A reply put off because of a rate limit goes before those made after it."""
    at = NOW + dt.timedelta(minutes=1)
    first, _ = await db.run(lambda c: mailbox.put_next(c, contact, "reply", PARTS, NOW))
    await db.run(
        lambda c: mailbox.later(c, outbox_id=first, next_part=0, not_before=at, code="429")
    )
    second, at_once = await db.run(lambda c: mailbox.put_next(c, contact, "reply", PARTS, NOW))

    assert not at_once
    assert await db.run(lambda c: mailbox.due(c, NOW, 10)) == []
    assert [due.outbox_id for due in await db.run(lambda c: mailbox.due(c, at, 10))] == [
        first,
        second,
    ]


async def test_an_unreadable_row_stops_nobody(
    db: Database, mailbox: Mailbox, contact: int, cipher: FieldCipher
) -> None:
    """A row that no key opens fails alone."""
    other = Mailbox(FieldCipher([bytes(32)]))
    await db.run(lambda c: other.put(c, contact, "reply", PARTS, NOW, not_before=NOW))
    good = await db.run(lambda c: mailbox.put(c, contact, "reply", PARTS, NOW, not_before=NOW))

    found = await db.run(lambda c: mailbox.due(c, NOW, 10))

    assert [due.outbox_id for due in found] == [good]


async def test_a_notice_is_never_sent_twice(
    db: Database, mailbox: Mailbox, contact: int, cipher: FieldCipher
) -> None:
    """A notice whose process died may have left: it is unknown, and nobody sends it again."""
    dead = Mailbox(cipher)
    notice = await db.run(lambda c: dead.put(c, contact, "notice", PARTS, NOW))

    found = await db.run(lambda c: mailbox.due(c, NOW, 10))
    state = await db.read(
        lambda c: c.exec_driver_sql(f"SELECT state FROM outbox WHERE id = {notice}").scalar()
    )

    assert (found, state) == ([], "unknown")


async def test_later_means_later(db: Database, mailbox: Mailbox, contact: int) -> None:
    """What waits for a time is due then; what waits for the citizen is due once they write."""
    at = NOW + dt.timedelta(hours=1)
    timed = await db.run(lambda c: mailbox.put(c, contact, "notice", PARTS, NOW, not_before=at))
    parked = await db.run(
        lambda c: mailbox.put(c, contact, "notice", PARTS, NOW, not_before=PARKED)
    )

    before = await db.run(lambda c: mailbox.due(c, NOW, 10))
    then = await db.run(lambda c: mailbox.due(c, at, 10))
    await db.run(lambda c: mailbox.unpark(c, contact, at))
    woken = await db.run(lambda c: mailbox.due(c, at, 10))

    assert before == []
    assert [due.outbox_id for due in then] == [timed]
    assert [due.outbox_id for due in woken] == [parked]


async def test_nothing_for_who_left(
    db: Database, mailbox: Mailbox, contact: int, cipher: FieldCipher
) -> None:
    """What waits for somebody who blocked the bot is cancelled when its time comes."""
    at = NOW + dt.timedelta(hours=1)
    await db.run(lambda c: mailbox.put(c, contact, "notice", PARTS, NOW, not_before=at))
    await db.run(lambda c: Contacts(cipher).blocked(c, contact, True, NOW))

    assert await db.run(lambda c: mailbox.due(c, at, 10)) == []
    assert await db.run(lambda c: mailbox.due(c, LATER, 10)) == []


async def test_receipts_move_forward_only(db: Database, mailbox: Mailbox, contact: int) -> None:
    """A delivery report counts when its status is further on, whatever the order they come in."""
    row = await db.run(lambda c: mailbox.put(c, contact, "reply", PARTS, NOW))
    await db.run(
        lambda c: mailbox.sent(
            c, outbox_id=row, channel="telegram", sent=[(0, "m1")], now=NOW, whole=True
        )
    )
    order = (
        DeliveryStatus.DELIVERED, DeliveryStatus.SENT, DeliveryStatus.DELIVERED,
        DeliveryStatus.READ, DeliveryStatus.QUEUED,
    )  # fmt: skip

    news = [
        await db.run(
            lambda c, status=status: receipts.take(
                c, Receipt(ChannelName.TELEGRAM, "m1", status), NOW
            )
        )
        is not None
        for status in order
    ]
    stranger = Receipt(ChannelName.TELEGRAM, "m2", DeliveryStatus.READ)

    assert news == [True, False, False, True, False]
    assert await db.run(lambda c: receipts.take(c, stranger, NOW)) is None


@pytest.mark.parametrize("whole", [True, False])
async def test_what_was_erased_while_it_was_sent_leaves_no_trace(
    db: Database, mailbox: Mailbox, contact: int, whole: bool
) -> None:
    """Its sending is recorded nowhere, and that is no error."""
    row = await db.run(lambda c: mailbox.put(c, contact, "reply", PARTS, NOW))
    await db.run(lambda c: c.execute(sa.delete(outbox).where(outbox.c.id == row)))

    await db.run(
        lambda c: mailbox.sent(
            c, outbox_id=row, channel="telegram", sent=[(0, "m1")], now=NOW, whole=whole
        )
    )

    assert await db.run(lambda c: c.execute(sa.select(delivery.c.id)).all()) == []
