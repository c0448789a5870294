"""A database is only opened with the keys that it was begun with."""

from bot.privacy.crypto import FieldCipher
from bot.storage import keyring
from bot.storage.db import Database

OLD, NEW, OTHER = (bytes([n] * 32) for n in range(3))


async def test_the_keys_of_the_first_start_fit(db: Database) -> None:
    """The first start's keys fit ever after, also behind a new one; others never do."""
    asked = [[OLD], [OLD], [NEW, OLD], [NEW], [OTHER], [OLD, NEW]]

    answers = [
        await db.run(lambda c, keys=keys: keyring.fits(c, FieldCipher(keys))) for keys in asked
    ]

    assert answers == [True, True, True, False, False, False]
