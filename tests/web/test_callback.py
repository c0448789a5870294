"""The missed-call service."""

import asyncio
import datetime as dt
from pathlib import Path

import pytest

from bot.channels.base import ChannelName, Inbound, InboundKind
from bot.privacy.crypto import FieldCipher
from bot.storage import schema
from bot.storage.contacts import Contacts
from bot.storage.db import Database, open_database
from bot.storage.limits import Limits
from bot.web.callback import MOST, CallBack

NOW = dt.datetime(2026, 11, 21, 3, tzinfo=dt.UTC)
KNOWN = "+628120000001"


class Phone:
    """Rings nobody, and remembers whom."""

    def __init__(self) -> None:
        self.rung: list[str] = []

    async def ring(self, address: str) -> str:
        """Would call."""
        self.rung.append(address)
        return "CA1"


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
    """A ring from a number that called before is refused and rung, until the day's limit."""
    cipher, phone = FieldCipher([bytes(32)]), Phone()
    contacts = Contacts(cipher)
    await database.run(lambda conn: contacts.lock(conn, call(KNOWN), NOW))
    back = CallBack(phone, database, contacts, Limits(cipher), lambda: NOW, pause=0)  # type: ignore[arg-type]

    answers = [await back.instead(call(KNOWN, n)) for n in range(MOST + 1)]
    await asyncio.sleep(0.05)

    assert [answer is not None for answer in answers] == [True] * MOST + [False]
    assert phone.rung == [KNOWN] * MOST


async def test_strangers_and_our_own_calls_are_simply_answered(database: Database) -> None:
    """An unknown number, a hidden one, and the call we placed ourselves are taken."""
    cipher, phone = FieldCipher([bytes(32)]), Phone()
    contacts = Contacts(cipher)
    await database.run(lambda conn: contacts.lock(conn, call(KNOWN), NOW))
    back = CallBack(phone, database, contacts, Limits(cipher), lambda: NOW, pause=0)  # type: ignore[arg-type]

    answers = [
        await back.instead(call("+628129999999")),
        await back.instead(call("anonymous:CA1")),
        await back.instead(call(KNOWN, ours=True)),
    ]

    assert answers == [None, None, None]
    assert phone.rung == []
