"""So many a day, and not one more, even when all come at once."""

import asyncio
import datetime as dt
from functools import partial

from bot.privacy.crypto import FieldCipher
from bot.storage.db import Database
from bot.storage.limits import Limits

# 23.30 in Jakarta, 00.30 of the next day in Makassar
NOW = dt.datetime(2026, 11, 20, 16, 30, tzinfo=dt.UTC)
WIB, WITA = "Asia/Jakarta", "Asia/Makassar"


async def test_no_more_than_the_limit(db: Database, cipher: FieldCipher) -> None:
    """Of many at once exactly as many pass as the limit allows; others are counted apart."""
    limits = Limits(cipher)

    taken = await asyncio.gather(
        *(db.run(lambda c: limits.take(c, 7, "lookup", NOW, WIB, 20)) for _ in range(30))
    )

    assert taken.count(True) == 20
    assert await db.run(lambda c: limits.take(c, 8, "lookup", NOW, WIB, 20))
    assert await db.run(lambda c: limits.take(c, 7, "usul", NOW, WIB, 3))


async def test_a_new_day_is_the_citizens(db: Database, cipher: FieldCipher) -> None:
    """The count begins again at midnight where the citizen lives."""
    limits = Limits(cipher)
    hour = dt.timedelta(hours=1)
    await db.run(lambda c: limits.take(c, 7, "lookup", NOW, WIB, 1))
    await db.run(lambda c: limits.take(c, 8, "lookup", NOW, WITA, 1))

    assert not await db.run(lambda c: limits.take(c, 7, "lookup", NOW, WIB, 1))
    assert await db.run(lambda c: limits.take(c, 7, "lookup", NOW + hour, WIB, 1))
    assert not await db.run(lambda c: limits.take(c, 8, "lookup", NOW + hour, WITA, 1))


async def test_given_back_and_none_allowed(db: Database, cipher: FieldCipher) -> None:
    """What came to nothing can be had again; a limit of zero allows nothing."""
    limits = Limits(cipher)
    await db.run(lambda c: limits.take(c, 7, "lookup", NOW, WIB, 1))
    await db.run(lambda c: limits.give_back(c, contact_id=7, what="lookup", now=NOW, tz=WIB))

    assert await db.run(lambda c: limits.take(c, 7, "lookup", NOW, WIB, 1))
    assert not await db.run(lambda c: limits.take(c, 9, "lookup", NOW, WIB, 0))


async def test_each_thing_is_counted_and_given_back_apart(
    db: Database, cipher: FieldCipher
) -> None:
    """Of whom, of what and of which day: what one gives back is no other's."""
    limits = Limits(cipher)
    day = dt.timedelta(days=1)
    rows = [(7, "lookup", NOW), (7, "usul", NOW), (8, "lookup", NOW), (7, "lookup", NOW + day)]
    for who, what, now in rows:
        more = partial(limits.take, contact_id=who, what=what, now=now, tz=WIB, most=5)
        await db.run(more)
        await db.run(more)
    await db.run(lambda c: limits.give_back(c, contact_id=7, what="lookup", now=NOW, tz=WIB))

    used = [
        await db.run(partial(limits.used, contact_id=who, what=what, now=now, tz=WIB))
        for who, what, now in rows
    ]
    assert used == [1, 2, 2, 2]
    assert await db.run(lambda c: limits.left(c, 8, "lookup", NOW, WIB, 3))
    assert not await db.run(lambda c: limits.left(c, 8, "lookup", NOW, WIB, 2))
