"""Codes to people's phones, invitations and consents of pendamping: whose, how long, how often."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from bot.channels.base import ChannelName, Inbound, InboundKind
from bot.privacy.crypto import FieldCipher
from bot.storage.contacts import Contacts
from bot.storage.db import Database
from bot.storage.pendamping import (
    APPLIED,
    VERIFIED,
    Pendamping,
    PendampingAccounts,
    SentCode,
)
from bot.storage.tables import consent

NOW = dt.datetime(2026, 11, 21, 1, tzinfo=dt.UTC)
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
PHONE, OTHER = "+6281234567890", "+6281234567891"


@pytest.fixture
def accounts(cipher: FieldCipher) -> PendampingAccounts:
    """Pendamping in storage."""
    return PendampingAccounts(cipher)


@pytest.fixture
async def who(db: Database, cipher: FieldCipher) -> int:
    """A contact."""
    hello = Inbound(
        channel=ChannelName.SMS, external_id="1", address=PHONE, kind=InboundKind.TEXT, text="halo"
    )
    contact = await db.run(lambda c: Contacts(cipher).lock(c, hello, NOW))
    return contact.id


@pytest.fixture
async def code(db: Database, accounts: PendampingAccounts, who: int) -> Callable[..., Any]:
    """A code 4729 was sent to PHONE for a consent; what a try at it gives."""
    sent = partial(
        accounts.send_code, purpose="consent", contact_id=who, phone=PHONE, secret="4729", now=NOW
    )
    await db.run(sent)

    async def check(
        digits: str = "4729", phone: str = PHONE, purpose: str = "consent", now: dt.datetime = NOW
    ) -> SentCode | str:
        work = partial(accounts.check_code, purpose=purpose, phone=phone, secret=digits, now=now)
        return await db.run(work)

    return check


async def test_a_code_is_good_once(code: Callable[..., Any], who: int) -> None:
    """In any grouping, for the phone it was sent to; used up, it is a wrong one."""
    first, second = await code(" 47-29 "), await code()

    assert (first.contact_id, first.ticket) == (who, None)
    assert second == "wrong_code"


@pytest.mark.parametrize("tried", [{"phone": OTHER}, {"purpose": "hand_over"}])
async def test_a_code_is_of_one_phone_and_purpose(
    code: Callable[..., Any], tried: dict[str, str]
) -> None:
    """The right digits for another phone, or for something else, open nothing and cost no try."""
    wrong = [await code(**tried) for _ in range(5)]

    assert wrong == ["wrong_code"] * 5
    assert isinstance(await code(), SentCode)


async def test_a_code_lasts_half_an_hour(code: Callable[..., Any]) -> None:
    """To the minute; afterwards the right digits are told to be too late."""
    late = await code(now=NOW + 30 * MINUTE + dt.timedelta(milliseconds=1))
    in_time = await code(now=NOW + 30 * MINUTE)

    assert late == "expired"
    assert isinstance(in_time, SentCode)


async def test_a_code_bears_three_tries(code: Callable[..., Any]) -> None:
    """After three wrong ones the right one opens nothing."""
    tries = [await code(digits) for digits in ("1111", "2222", "3333", "4729", "4729")]

    assert tries == ["wrong_code"] * 3 + ["limit"] * 2


async def test_the_last_code_sent_counts(
    db: Database, accounts: PendampingAccounts, code: Callable[..., Any], who: int
) -> None:
    """One sent again replaces the one before, tries and all."""
    for digits in ("1111", "2222", "3333"):
        await code(digits)
    again = partial(
        accounts.send_code, purpose="consent", contact_id=who, phone=PHONE, secret="8888", now=NOW
    )
    await db.run(again)

    assert await code("4729") == "wrong_code"
    assert isinstance(await code("8888"), SentCode)


async def test_an_invitation_is_used_once_within_thirty_days(
    db: Database, accounts: PendampingAccounts, who: int
) -> None:
    """Its villages and organisation are told to the first who brings it in time."""
    for secret in ("AB12CD34", "EF56GH78"):
        invited = partial(
            accounts.invite, secret=secret, villages=("32.01.06.2001",), organisation="PSM", now=NOW
        )
        await db.run(invited)

    async def redeem(secret: str, now: dt.datetime) -> object:
        return await db.run(partial(accounts.redeem, contact_id=who, secret=secret, now=now))

    late = await redeem("AB12CD34", NOW + 30 * DAY)
    first = await redeem("ab12-cd34", NOW + 30 * DAY - MINUTE)
    second = await redeem("AB12CD34", NOW)
    strange = await redeem("AB12CD35", NOW)

    assert first == (("32.01.06.2001",), "PSM")
    assert [late, second, strange] == [None] * 3


async def test_a_consent_is_ones_own_until_it_is_taken_back(
    db: Database, accounts: PendampingAccounts, who: int
) -> None:
    """Another pendamping's consent, one that was revoked and a made-up id are none."""
    added = partial(
        accounts.add, contact_id=who, name="Ani", organisation="", villages=(), letter_key=None,
        status=APPLIED, now=NOW,
    )  # fmt: skip
    await db.run(added)
    ani = await db.run(lambda c: accounts.of(c, who))
    assert ani is not None
    budi = Pendamping(
        id=ani.id + 1, contact_id=who, name="Budi", organisation="", villages=(), status=VERIFIED
    )
    given = await db.run(
        partial(accounts.consent, by=ani, person="Siti", how="code", media_key=None, now=NOW)
    )

    async def holds(by: Pendamping, consent_id: str) -> bool:
        found = await db.run(partial(accounts.consented, by=by, consent_id=consent_id))
        return found is not None

    before = [await holds(by, key) for by, key in ((ani, given), (budi, given), (ani, "x"))]
    await db.run(lambda c: c.execute(sa.update(consent).values(revoked_at=1)).rowcount)

    assert before == [True, False, False]
    assert not await holds(ani, given)
