"""What a look-up costs of the day's."""

import datetime as dt
from functools import partial

import msgspec
from sqlalchemy import Connection

from backend_client.model import LookupNik, SearchRecipients
from bot.lookups import Lookups
from bot.privacy.crypto import FieldCipher
from bot.storage.db import Database
from bot.storage.limits import Limits

NOW = dt.datetime(2026, 11, 21, 3, 0, tzinfo=dt.UTC)
WIB = "Asia/Jakarta"
NAME = SearchRecipients(name="Siti Aminah", village="32.01.06.2001")
YEAR = msgspec.structs.replace(NAME, birth_year=1965)
PARENT = msgspec.structs.replace(YEAR, parent_name="Budi")


def _take(lookups: Lookups, conn: Connection, *, request: msgspec.Struct, most: int) -> bool:
    return lookups.take(conn, 7, request, NOW, WIB, most)


async def asked(db: Database, cipher: FieldCipher, *requests: msgspec.Struct, most: int = 3) -> str:
    """'y' for each request that was let through, 'n' for each that was not."""
    lookups = Lookups(Limits(cipher))
    allowed = [
        await db.run(partial(_take, lookups, request=request, most=most)) for request in requests
    ]
    return "".join("y" if each else "n" for each in allowed)


async def test_further_facts_of_a_look_up_cost_nothing(db: Database, cipher: FieldCipher) -> None:
    """The year and the parent's name that DTKS asks for are part of the look-up they belong to."""
    assert await asked(db, cipher, *[NAME, YEAR, PARENT] * 3, NAME) == "yyyyyyyyyn"


async def test_guessing_costs_a_look_up_each(db: Database, cipher: FieldCipher) -> None:
    """Year after year about one name: every try but the first counts, so nothing is guessed."""
    tries = [msgspec.structs.replace(NAME, birth_year=year) for year in range(1950, 1970)]

    let_through = await asked(db, cipher, NAME, *tries)

    assert let_through.count("y") <= 2 * 3
    assert let_through.endswith("n" * 10)


async def test_a_fact_without_a_look_up_counts(db: Database, cipher: FieldCipher) -> None:
    """A fact in the first search of the day is a look-up like any other."""
    assert await asked(db, cipher, YEAR, LookupNik(nik="3201064108650001"), most=1) == "yn"


async def test_none_a_day_is_none(db: Database, cipher: FieldCipher) -> None:
    """Where staff set the limit to none, no fact is asked about either."""
    assert await asked(db, cipher, NAME, YEAR, most=0) == "nn"


async def test_what_dtks_did_not_answer_does_not_count(db: Database, cipher: FieldCipher) -> None:
    """A look-up or a fact that came to nothing is given back."""
    lookups = Lookups(Limits(cipher))
    for request in (NAME, YEAR):
        await db.run(partial(_take, lookups, request=request, most=1))
        await db.run(partial(lookups.give_back, contact_id=7, request=request, now=NOW, tz=WIB))

    assert await asked(db, cipher, NAME, YEAR, most=1) == "yy"
