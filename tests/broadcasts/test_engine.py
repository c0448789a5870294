"""The engine: everybody once, paced, fair, and honest about what it does not know."""

import asyncio
import datetime as dt
import time
from collections import Counter
from collections.abc import Callable
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import Connection
from structlog.testing import capture_logs

from bot.broadcasts import decisions
from bot.broadcasts.model import Audience, Content
from bot.channels.base import (
    ChannelName,
    DeliveryStatus,
    Part,
    Receipt,
    SendError,
    SendErrorKind,
    TextPart,
)
from bot.privacy.crypto import FieldCipher
from bot.storage import broadcasts, buckets, ledger, receipts, templates
from bot.storage.db import Database
from bot.storage.tables import broadcast, contact, media, recipient
from tests.broadcasts.crowd import GARUT, NOON, Wire, approved, crowd, engine, finished, reached
from tests.broadcasts.templates import TEMPLATE


async def test_everybody_meant_gets_it_once(db: Database, cipher: FieldCipher) -> None:
    """Each recipient once; who left, opted out, is held, or lives elsewhere gets nothing, and the
    reasons are counted."""
    await db.run(crowd(cipher, 40))
    await db.run(crowd(cipher, 3, first=100, blocked_at=1))
    await db.run(crowd(cipher, 2, first=200, opted_out_at=1))
    await db.run(crowd(cipher, 1, first=300, held_by=7))
    await db.run(crowd(cipher, 5, first=400, village=GARUT))
    wire = Wire()
    sending = engine(db, cipher, [wire], telegram=200)
    made = await approved(db, Audience(region="32.01"))

    await sending.start()
    await finished(db, made)
    await sending.stop()

    assert sorted(wire.addresses) == [str(100_000 + n) for n in range(40)]
    found = await db.read(lambda conn: broadcasts.one(conn, made))
    assert found is not None
    assert (found.planned, found.excluded) == (40, {"blocked": 3, "opted_out": 2, "held": 1})
    assert await db.read(lambda conn: broadcasts.progress(conn, made)) == {"sent": 40}
    part = wire.sent[0][1]
    assert isinstance(part, TextPart)
    assert "Jadwal baru mulai Senin." in part.text
    assert "STOP" in part.text


async def test_no_second_holds_more_than_the_limit(db: Database, cipher: FieldCipher) -> None:
    """At 50 a second no window of a second has more starts, and slots do not lie idle."""
    await db.run(crowd(cipher, 150))
    wire = Wire()
    sending = engine(db, cipher, [wire], telegram=50)
    made = await approved(db)

    await sending.start()
    await finished(db, made)
    await sending.stop()

    assert wire.busiest_second() <= 50
    took = wire.sent[-1][2] - wire.sent[0][2]
    assert took < 150 / 50 * 4  # a busy machine is late; bench/broadcast measures the share


class Beside(Wire):
    """Its calls end once the other one has sent something too."""

    other: "Beside"

    def __init__(self) -> None:
        super().__init__()
        self.begun = asyncio.Event()

    async def send(self, address: str, part: Part) -> str:
        """Keep it, and wait."""
        told = await super().send(address, part)
        self.begun.set()
        async with asyncio.timeout(60):
            await self.other.begun.wait()
        return told


async def test_two_workers_share_one_limit(db: Database, cipher: FieldCipher) -> None:
    """Two engines on one database together send each recipient once, within the limit."""
    if db.dialect == "sqlite":
        return  # one process owns a SQLite file
    # More than one of them has in hand at most, so that the other gets some, however late it is.
    await db.run(crowd(cipher, 220))
    wires = [Beside(), Beside()]
    wires[0].other, wires[1].other = wires[1], wires[0]
    both = [engine(db, cipher, [wire], telegram=60) for wire in wires]
    made = await approved(db)

    begun = time.monotonic()
    for one in both:
        await one.start()
    await finished(db, made)
    for one in both:
        await one.stop()

    assert len({*wires[0].addresses, *wires[1].addresses}) == 220
    assert len(wires[0].sent) + len(wires[1].sent) == 220
    assert wires[0].sent
    assert wires[1].sent
    # Each process keeps the limit to itself exactly; a busy machine bunches what two of them start,
    # but the last slot of a shared limit is where it is (two limits would take half as long).
    assert max(wire.busiest_second() for wire in wires) <= 60
    last = max(wire.sent[-1][2] for wire in wires)
    assert last - begun >= 219 / 60 * 0.95


async def test_broadcasts_take_turns(db: Database, cipher: FieldCipher) -> None:
    """A small broadcast is not kept behind a large one that began first."""
    await db.run(crowd(cipher, 200))
    await db.run(crowd(cipher, 20, first=1000, village=GARUT))
    wire = Wire()
    sending = engine(db, cipher, [wire], telegram=100)
    large = await approved(db, Audience(region="32.01"))
    small = await approved(db, Audience(region="32.05"))

    await sending.start()
    await finished(db, large, small)
    await sending.stop()

    places = [place for place, address in enumerate(wire.addresses) if int(address) >= 101_000]
    assert len(places) == 20
    assert places[-1] < 80


class Away:
    """A database that can be away."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.dialect = db.dialect
        self.away = True
        self.tried = asyncio.Event()  # each of three works three times
        self._refused: Counter[str] = Counter()

    async def run(self, work: Callable[[Connection], object]) -> object:
        """As the database does."""
        return await self._through(self._db.run, work)

    async def read(self, work: Callable[[Connection], object]) -> object:
        """As the database does."""
        return await self._through(self._db.read, work)

    async def _through(self, way: Any, work: Callable[[Connection], object]) -> object:
        if self.away:
            task = asyncio.current_task()
            assert task is not None
            self._refused[str(task.get_coro())] += 1
            if len([work for work, times in self._refused.items() if times > 2]) > 2:
                self.tried.set()
            raise ConnectionError
        return await way(work)


async def test_an_outage_of_the_database_is_told_when_it_begins_and_when_it_is_over(
    db: Database, cipher: FieldCipher
) -> None:
    """Each work says so once, however often it is tried; then everybody is reached."""
    await db.run(crowd(cipher, 5))
    made = await approved(db)
    works = {"broadcasts_not_minded", "programmes_not_remembered", "broadcast_tick_failed"}
    away, wire = Away(db), Wire()
    sending = engine(cast(Database, away), cipher, [wire], telegram=200)

    with capture_logs() as logs:
        await sending.start()
        async with asyncio.timeout(60):
            await away.tried.wait()
        away.away = False
        await finished(db, made)
        async with asyncio.timeout(60):
            while True:
                again = {line["after"] for line in logs if line["event"] == "works_again"}
                if again == works:
                    break
                await asyncio.sleep(0.05)
        await sending.stop()

    assert Counter(line["event"] for line in logs if line["log_level"] == "error") == Counter(works)
    assert len(wire.sent) == 5


async def test_a_429_holds_the_channel(db: Database, cipher: FieldCipher) -> None:
    """When the provider says 'later' nothing starts until then, and nobody is lost or repeated."""
    await db.run(crowd(cipher, 60))
    wire = Wire()
    told: list[float] = []

    def once(address: str) -> SendError | None:
        if not told and len(wire.sent) == 10:
            told.append(asyncio.get_running_loop().time())
            return SendError(SendErrorKind.RETRY, "429", retry_after=1.0)
        return None

    wire.fail = once
    sending = engine(db, cipher, [wire], telegram=100)
    made = await approved(db)

    await sending.start()
    await finished(db, made)
    await sending.stop()

    assert len(wire.addresses) == len(set(wire.addresses)) == 60
    quiet = [s for _, _, s in wire.sent if told[0] + 0.3 < s < told[0] + 0.95]
    assert quiet == []


async def test_failures_are_told_apart(db: Database, cipher: FieldCipher) -> None:
    """Left for good, refused, in doubt: each has its state and code; who left is marked."""
    await db.run(crowd(cipher, 4))
    kinds = {
        "100000": SendError(SendErrorKind.STOP, "403"),
        "100001": SendError(SendErrorKind.REFUSED, "400"),
        "100002": SendError(SendErrorKind.UNKNOWN, "timeout"),
    }
    wire = Wire()
    wire.fail = kinds.get
    sending = engine(db, cipher, [wire], telegram=100)
    made = await approved(db)

    await sending.start()
    await finished(db, made)
    await sending.stop()

    assert await db.read(lambda conn: broadcasts.progress(conn, made)) == {
        "failed": 2,
        "unknown": 1,
        "sent": 1,
    }
    gone = await db.read(
        lambda conn: conn.execute(
            sa.select(sa.func.count()).where(contact.c.blocked_at.is_not(None))
        ).scalar_one()
    )
    assert gone == 1


async def test_who_leaves_after_the_plan_gets_nothing(db: Database, cipher: FieldCipher) -> None:
    """Somebody who opted out between planning and sending is skipped."""
    await db.run(crowd(cipher, 2))
    made = await approved(db, window=(0, 1))  # closed now: planned, not sent
    wire = Wire()
    sending = engine(db, cipher, [wire], telegram=100)
    await sending.mind()
    await db.run(
        lambda conn: conn.execute(
            sa.update(contact).where(contact.c.id == 1).values(opted_out_at=1)
        )
    )
    later = engine(db, cipher, [wire], now=lambda: NOON + dt.timedelta(hours=12.5), telegram=100)

    await later.start()
    await finished(db, made)
    await later.stop()

    assert wire.addresses == ["100001"]
    assert (await db.read(lambda conn: broadcasts.progress(conn, made)))["skipped"] == 1


async def test_nothing_leaves_outside_the_window(db: Database, cipher: FieldCipher) -> None:
    """A send window in Jakarta's hours holds whatever the server's clock says."""
    await db.run(crowd(cipher, 3))
    wire = Wire()
    await approved(db, window=(8, 11))  # it is noon in Jakarta
    sending = engine(db, cipher, [wire], telegram=100)

    await sending.start()
    await asyncio.sleep(0.6)
    await sending.stop()

    assert wire.sent == []


async def test_scheduled_starts_in_its_time(db: Database, cipher: FieldCipher) -> None:
    """An approved broadcast waits for its time."""
    await db.run(crowd(cipher, 1))
    made = await approved(db, start_at=NOON + dt.timedelta(hours=1))
    early = engine(db, cipher, [Wire()])
    await early.mind()
    before = await db.read(lambda conn: broadcasts.one(conn, made))
    late = engine(db, cipher, [Wire()], now=lambda: NOON + dt.timedelta(hours=1))
    await late.mind()
    after = await db.read(lambda conn: broadcasts.one(conn, made))

    assert before is not None
    assert after is not None
    assert (before.state, after.state) == ("approved", "running")


async def test_a_closed_whatsapp_window_needs_a_template(db: Database, cipher: FieldCipher) -> None:
    """Who last wrote two days ago is left out without a template, and gets it with one."""
    old = NOON - dt.timedelta(days=2)
    await db.run(crowd(cipher, 1, channel="whatsapp"))
    await db.run(crowd(cipher, 1, channel="whatsapp", first=10, now=old))
    await db.run(lambda conn: templates.replace(conn, [TEMPLATE], NOON))
    wire = Wire(ChannelName.WHATSAPP)
    sending = engine(db, cipher, [wire])
    plain = await approved(db)
    content = Content(texts={"id": "Jadwal baru."}, template=TEMPLATE.sid)
    with_template = await approved(db, content=content)

    await sending.start()
    await finished(db, plain, with_template)
    await sending.stop()

    found = await db.read(lambda conn: broadcasts.one(conn, plain))
    assert found is not None
    assert found.excluded == {"window": 1}
    to = "whatsapp:+62811000"
    kinds = sorted((address, type(part).__name__) for address, part, _ in wire.sent)
    assert kinds == [
        (f"{to}100000", "TextPart"),
        (f"{to}100000", "TextPart"),
        (f"{to}100010", "TemplatePart"),
    ]


async def test_a_template_that_is_refused_stops_its_broadcast_and_loses_nobody(
    db: Database, cipher: FieldCipher
) -> None:
    """The first refusal pauses it, staff can read why; let go on, it reaches everybody once."""
    old = NOON - dt.timedelta(days=2)
    await db.run(crowd(cipher, 300, channel="whatsapp", now=old))
    await db.run(lambda conn: templates.replace(conn, [TEMPLATE], NOON))
    wire = Wire(ChannelName.WHATSAPP)
    refused: list[str] = []

    def refuse(address: str) -> SendError:
        refused.append(address)
        return SendError(SendErrorKind.REFUSED, "63027")

    wire.fail = refuse
    sending = engine(db, cipher, [wire], whatsapp=80)
    made = await approved(db, content=Content(texts={"id": "Kabar."}, template=TEMPLATE.sid))
    await sending.start()
    await reached(db, made, state="paused")
    await sending.stop()
    counts = await db.read(lambda conn: broadcasts.progress(conn, made))
    reasons = await db.read(lambda conn: broadcasts.reasons(conn, made))

    wire.fail = lambda address: None
    await db.run(lambda conn: decisions.decide(conn, made, "resume", by="budi", now=NOON))
    await sending.start()
    await finished(db, made)
    await sending.stop()

    assert counts == {"waiting": 300}
    assert reasons == [("waiting", "63027", len(refused))]
    assert len(refused) < 300
    assert len(wire.sent) == len(set(wire.addresses)) == 300
    assert await db.read(lambda conn: broadcasts.reasons(conn, made)) == []


async def test_a_report_that_the_template_is_refused_stops_the_broadcast_too(
    db: Database, cipher: FieldCipher
) -> None:
    """Its recipient waits again, also when the report comes twice; of one that has ended it
    stays a failure, whom a repeat reaches."""
    old = NOON - dt.timedelta(days=2)
    await db.run(crowd(cipher, 2, channel="whatsapp", now=old))
    await db.run(lambda conn: templates.replace(conn, [TEMPLATE], NOON))
    wire = Wire(ChannelName.WHATSAPP)
    sending = engine(db, cipher, [wire])
    made = await approved(db, content=Content(texts={"id": "Kabar."}, template=TEMPLATE.sid))
    await sending.start()
    await finished(db, made)
    await sending.stop()

    def report(conn: Connection, place: int) -> bool:
        rows = conn.execute(sa.select(recipient.c.provider_id).order_by(recipient.c.id)).all()
        failed = DeliveryStatus.FAILED
        told = Receipt(ChannelName.WHATSAPP, rows[place][0], failed, error_code="63041")
        return receipts.take(conn, told, NOON) is not None

    ended = await db.run(lambda conn: report(conn, 0))
    await db.run(
        lambda conn: conn.execute(
            sa.update(broadcast).where(broadcast.c.id == made).values(state="running")
        )
    )
    running = [await db.run(lambda conn: report(conn, 1)) for _ in range(2)]
    found = await db.read(lambda conn: broadcasts.one(conn, made))

    assert (ended, running) == (True, [True, False])
    assert found is not None
    assert found.state == "paused"
    assert await db.read(lambda conn: broadcasts.progress(conn, made)) == {
        "failed": 1,
        "waiting": 1,
    }


async def test_receipts_move_forward_only(db: Database, cipher: FieldCipher) -> None:
    """Delivered, then read; a late 'delivered' changes nothing."""
    await db.run(crowd(cipher, 1))
    wire = Wire()
    sending = engine(db, cipher, [wire])
    made = await approved(db)
    await sending.start()
    await finished(db, made)
    await sending.stop()

    def provider_id(conn: Connection) -> str:
        return str(conn.execute(sa.select(recipient.c.provider_id)).scalar_one())

    key = await db.read(provider_id)
    moved = [
        await db.run(
            lambda conn, s=status: ledger.receipt(conn, Receipt(ChannelName.TELEGRAM, key, s))
        )
        for status in (DeliveryStatus.READ, DeliveryStatus.DELIVERED, DeliveryStatus.SENT)
    ]

    assert moved == [True, False, False]
    assert await db.read(lambda conn: broadcasts.progress(conn, made)) == {"read": 1}


async def test_stopping_gives_back_what_was_not_begun(db: Database, cipher: FieldCipher) -> None:
    """An orderly stop leaves nobody claimed or in doubt; the next process goes on."""
    await db.run(crowd(cipher, 100))
    wire = Wire(delay=0.01)
    made = await approved(db)
    first = engine(db, cipher, [wire], telegram=50)
    await first.start()
    await asyncio.sleep(0.5)
    await first.stop()
    between = await db.read(lambda conn: broadcasts.progress(conn, made))
    second = engine(db, cipher, [wire], telegram=200)
    await second.start()
    await finished(db, made)
    await second.stop()

    assert set(between) <= {"sent", "waiting"}
    assert len(wire.addresses) == len(set(wire.addresses)) == 100


async def test_cancelling_leaves_nobody_under_way(db: Database, cipher: FieldCipher) -> None:
    """Cancelled while a worker had recipients in hand, and the worker died: who may have it is in
    doubt, nobody else gets it, and nobody waits for ever."""
    await db.run(crowd(cipher, 30))
    made = await approved(db)
    sending = engine(db, cipher, [Wire()])
    await sending.mind()

    def died(conn: Connection) -> None:
        decisions.decide(conn, made, "cancel", by="sari", now=NOON)
        for state, ids in (("sending", range(1, 4)), ("claimed", range(4, 9)), ("waiting", [9])):
            conn.execute(
                sa.update(recipient)
                .where(recipient.c.id.in_(list(ids)))
                .values(state=state, claimed_at=1, error_code=None)
            )

    await db.run(died)
    await sending.mind(-1)
    counts = await db.read(lambda conn: broadcasts.progress(conn, made))

    assert counts == {"skipped": 27, "unknown": 3}


async def test_stopped_amid_and_gone_on(db: Database, cipher: FieldCipher) -> None:
    """Paused, nothing more leaves but what was in hand; resumed, everybody gets it once; cancelled,
    the rest is spared and counted."""
    await db.run(crowd(cipher, 150))
    wire = Wire()
    sending = engine(db, cipher, [wire], telegram=60)
    made = await approved(db)

    async def decide(action: str) -> None:
        await db.run(lambda conn: decisions.decide(conn, made, action, by="sari", now=NOON))

    async def until(count: int) -> None:
        async with asyncio.timeout(30):
            while True:
                if len(wire.sent) >= count:
                    return
                await asyncio.sleep(0.02)

    async def quiet() -> int:
        async with asyncio.timeout(30):
            while True:
                counts = await db.read(lambda conn: broadcasts.progress(conn, made))
                if not {"claimed", "sending"} & set(counts):
                    return len(wire.sent)
                await asyncio.sleep(0.05)

    await sending.start()
    await until(20)
    await decide("pause")
    at_rest = await quiet()
    await asyncio.sleep(0.5)
    later = len(wire.sent)
    await decide("resume")
    await until(at_rest + 20)
    await decide("cancel")
    await quiet()
    await sending.stop()

    counts = await db.read(lambda conn: broadcasts.progress(conn, made))
    assert later == at_rest < 150
    assert len(wire.addresses) == len(set(wire.addresses)) == counts["sent"]
    assert counts == {"sent": len(wire.sent), "skipped": 150 - len(wire.sent)}
    assert counts["skipped"] > 0


WITH_PICTURE = Content(
    texts={"id": "Jadwal baru."},
    picture="0" * 32,
    alts={"id": "Kantor desa"},
    audios={"id": "1" * 32},
)


def kept(conn: Connection) -> None:
    """The files of `WITH_PICTURE` are on the shelf."""
    for key, kind in (("0" * 32, "image/jpeg"), ("1" * 32, "audio/ogg")):
        row = {"key": key, "role": broadcasts.FILE_ROLE, "content_type": kind}
        conn.execute(sa.insert(media).values(**row, size=1, sha256="0" * 64, stored_at=0))


async def test_each_part_takes_a_slot_of_the_shared_rate(db: Database, cipher: FieldCipher) -> None:
    """Picture, words and recording are three messages: to 20 people they reserve 60 slots, so that
    other workers cannot use what this one needs."""
    await db.run(crowd(cipher, 20))
    await db.run(kept)
    wire = Wire()
    sending = engine(db, cipher, [wire], telegram=40)
    before = await db.run(lambda conn: buckets.locked(conn, "telegram")[1] * 1000)
    made = await approved(db, content=WITH_PICTURE)

    await sending.start()
    await finished(db, made)
    await sending.stop()

    after = await db.run(lambda conn: buckets.locked(conn, "telegram")[0])
    assert len(wire.sent) == 60
    assert wire.busiest_second() <= 40
    assert (after - before) / 1_000_000 > 60 / 40


async def test_a_429_amid_a_message_waits_with_the_rest(db: Database, cipher: FieldCipher) -> None:
    """Who has the picture and hears 'later' for the words gets them after that time, once."""
    await db.run(crowd(cipher, 1))
    await db.run(kept)
    wire = Wire()
    told: list[str] = []

    def once(address: str) -> SendError | None:
        if len(wire.sent) == 1 and not told:
            told.append(address)
            return SendError(SendErrorKind.RETRY, "429", retry_after=0.5)
        return None

    wire.fail = once
    sending = engine(db, cipher, [wire], telegram=40)
    made = await approved(db, content=WITH_PICTURE)

    await sending.start()
    await finished(db, made)
    await sending.stop()

    assert len(wire.sent) == 3
    assert wire.sent[1][2] - wire.sent[0][2] >= 0.5
    assert await db.read(lambda conn: broadcasts.progress(conn, made)) == {"sent": 1}
