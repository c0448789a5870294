"""The missed-call service."""

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.channels.base import ChannelName, Inbound, InboundKind, SendError, SendErrorKind
from bot.jobs.engine import Arguments, GiveUp, RetryLater
from bot.jobs.ringing import PAUSE, RING, TOO_LATE, Ringing
from bot.privacy.crypto import FieldCipher
from bot.storage import schema
from bot.storage.contacts import Contacts
from bot.storage.db import Database, open_database
from bot.storage.limits import Limits
from bot.storage.tables import contact
from bot.web.callback import MOST, CallBack
from i18n.modes import Mode

NOW = dt.datetime(2026, 11, 21, 3, tzinfo=dt.UTC)
KNOWN = "+628120000001"


class Phone:
    """Rings nobody, and remembers whom; or cannot, for the reasons given."""

    def __init__(self, *reasons: SendError) -> None:
        self.rung: list[str] = []
        self._reasons = list(reasons)

    async def ring(self, address: str) -> str:
        """Would call."""
        if self._reasons:
            raise self._reasons.pop(0)
        self.rung.append(address)
        return "CA1"


class Queue:
    """Jobs that are only noted."""

    def __init__(self) -> None:
        self.jobs: list[tuple[str, Arguments, dt.datetime | None]] = []

    def enqueue(
        self,
        conn: Connection,
        name: str,
        arguments: Arguments,
        *,
        key: str,
        run_at: dt.datetime | None = None,
    ) -> None:
        """Note one."""
        self.jobs.append((name, arguments, run_at))


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> dt.datetime:
        """Now."""
        return self.at


class Service:
    """The missed-call service with a phone, a queue and a clock of its own."""

    def __init__(self, database: Database, phone: Phone) -> None:
        cipher = FieldCipher([bytes(32)])
        self.phone, self.queue, self.clock = phone, Queue(), Clock()
        self.contacts = Contacts(cipher)
        self.ringing = Ringing(
            {ChannelName.VOICE: phone},  # type: ignore[dict-item]  # only `ring` is needed
            database,
            self.contacts,
            self.queue,  # type: ignore[arg-type]  # only `enqueue` is needed
            self.clock,
        )
        self.back = CallBack(database, self.contacts, Limits(cipher), self.ringing, self.clock)


def call(address: str, number: int = 1, *, ours: bool = False) -> Inbound:
    """A first ring."""
    return Inbound(
        channel=ChannelName.VOICE,
        external_id=f"CA{number}:0",
        address=address,
        kind=InboundKind.CALL,
        ours=ours,
    )


@pytest.fixture
async def database(sqlite_url: str, tmp_path: Path):  # type: ignore[no-untyped-def]
    """A migrated database."""
    await schema.upgrade(sqlite_url)
    db = open_database(sqlite_url)
    yield db
    await db.aclose()


async def test_a_known_number_is_called_back_a_few_times_a_day(database: Database) -> None:
    """A ring from a number that called before is refused and rung, until the day's limit; the
    job is there when the refusal is, and names nobody."""
    service = Service(database, Phone())
    await database.run(lambda conn: service.contacts.lock(conn, call(KNOWN), NOW))

    answers = []
    for n in range(MOST + 1):
        answers.append(await service.back.instead(call(KNOWN, n)))
        for _, arguments, _ in service.queue.jobs[n:]:
            await service.ringing(arguments)
        service.clock.at += dt.timedelta(minutes=2)
    waiting = list(service.queue.jobs)

    assert [answer is not None for answer in answers] == [True] * MOST + [False]
    assert service.phone.rung == [KNOWN] * MOST
    assert [(name, run_at) for name, _, run_at in waiting] == [
        (RING, NOW + dt.timedelta(minutes=2 * n, seconds=PAUSE)) for n in range(MOST)
    ]
    assert KNOWN not in str(waiting)


async def test_who_rings_again_and_again_is_called_once(database: Database) -> None:
    """Five rings in a minute are one wish: each is refused and costs nothing, one call comes, and
    the day's limit counts one; later a ring is a new wish."""
    service = Service(database, Phone())
    await database.run(lambda conn: service.contacts.lock(conn, call(KNOWN), NOW))

    answers = []
    for n in range(5):
        answers.append(await service.back.instead(call(KNOWN, n)))
        service.clock.at += dt.timedelta(seconds=11)
    at_first = len(service.queue.jobs)
    service.clock.at += dt.timedelta(minutes=2)
    await service.back.instead(call(KNOWN, 9))

    assert all(answers)
    assert at_first == 1
    assert len(service.queue.jobs) == 2


async def test_strangers_and_our_own_calls_are_simply_answered(database: Database) -> None:
    """An unknown number, a hidden one, and the call we placed ourselves are taken."""
    service = Service(database, Phone())
    await database.run(lambda conn: service.contacts.lock(conn, call(KNOWN), NOW))

    answers = [
        await service.back.instead(call("+628129999999")),
        await service.back.instead(call("anonymous:CA1")),
        await service.back.instead(call(KNOWN, ours=True)),
    ]

    assert answers == [None, None, None]
    assert service.queue.jobs == []


async def test_who_is_known_from_whatsapp_is_rung_at_that_number(database: Database) -> None:
    """The address of another channel is the same telephone; a Deaf citizen is never rung."""
    service = Service(database, Phone())
    hello = Inbound(
        channel=ChannelName.WHATSAPP,
        external_id="SM1",
        address=f"whatsapp:{KNOWN}",
        kind=InboundKind.TEXT,
        text="halo",
    )
    known = await database.run(lambda conn: service.contacts.lock(conn, hello, NOW))
    refused = await service.back.instead(call(KNOWN))
    for _, arguments, _ in service.queue.jobs:
        await service.ringing(arguments)
    await database.run(
        lambda conn: conn.execute(
            sa.update(contact).where(contact.c.id == known.id).values(mode=Mode.TULI.value)
        )
    )
    deaf = await service.back.instead(call(KNOWN, 2))

    assert refused is not None
    assert service.phone.rung == [KNOWN]
    assert deaf is None


async def test_a_call_that_did_not_go_out_is_tried_again_and_no_other(database: Database) -> None:
    """A busy provider: again soon. Perhaps rung already, or long ago: never again."""
    busy = SendError(SendErrorKind.RETRY, "20429", retry_after=7.0)
    unsure = SendError(SendErrorKind.UNKNOWN, "timeout")
    service = Service(database, Phone(busy, unsure))
    await database.run(lambda conn: service.contacts.lock(conn, call(KNOWN), NOW))
    await service.back.instead(call(KNOWN))
    [(_, arguments, _)] = service.queue.jobs

    with pytest.raises(RetryLater) as later:
        await service.ringing(arguments)
    with pytest.raises(GiveUp, match="timeout"):
        await service.ringing(arguments)
    service.clock.at += dt.timedelta(seconds=TOO_LATE + 1)
    with pytest.raises(GiveUp, match="too_late"):
        await service.ringing(arguments)

    assert later.value.seconds == 7.0
    assert service.phone.rung == []
