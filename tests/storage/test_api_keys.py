"""Keys of the HTTP API: good until they end, found by nothing but themselves."""

import datetime as dt
from functools import partial

from bot.storage import keys
from bot.storage.db import Database

NOW = dt.datetime(2026, 11, 21, 2, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


async def test_a_key_opens_until_it_ends(db: Database) -> None:
    """To the moment it was made for, and no other text opens anything."""
    secret = await db.run(
        lambda c: keys.make(
            c, "siks", ("compose", "read"), "32.01", by="sari", now=NOW, until=NOW + DAY
        )
    )
    before = await db.run(lambda c: keys.find(c, secret, NOW + DAY - dt.timedelta(seconds=1)))
    after = await db.run(lambda c: keys.find(c, secret, NOW + DAY))
    others = [
        await db.run(partial(keys.find, key=text, now=NOW))
        for text in ("", secret[:-1], secret + "A", secret.upper(), secret.removeprefix("tb_"))
    ]

    assert before is not None
    assert (before.name, before.scopes, before.region) == ("siks", ("compose", "read"), "32.01")
    assert before.actor == "key:siks"
    assert [after, *others] == [None] * 6


async def test_a_key_is_revoked_once(db: Database) -> None:
    """It opens nothing from then on; a second time, and a number that none has, are told."""
    secret = await db.run(lambda c: keys.make(c, "siks", ("read",), "", by="sari", now=NOW))
    stays = await db.run(lambda c: keys.make(c, "lain", ("read",), "", by="sari", now=NOW))
    ended = [await db.run(partial(keys.revoke, key_id=n, now=NOW)) for n in (1, 1, 9)]

    listed = await db.run(keys.listed)
    assert ended == [True, False, False]
    assert await db.run(lambda c: keys.find(c, secret, NOW)) is None
    assert await db.run(lambda c: keys.find(c, stays, NOW + 3650 * DAY)) is not None
    assert [(key.name, key.revoked, key.expires_at) for key in listed] == [
        ("siks", True, None),
        ("lain", False, None),
    ]
    assert secret not in repr(listed)
