"""After a rotation only the first key is needed to read, and nothing is lost."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.media.store import FolderShelf, MediaShelf
from bot.privacy.crypto import CannotDecrypt, FieldCipher
from bot.storage.cases import Cases
from bot.storage.db import Database
from bot.storage.rotation import NEVER_FILLED, SEALED, Rotation
from bot.storage.tables import media, metadata
from tests.storage.test_personal import World, usul

OLD, MIDDLE, NEW = (bytes([n] * 32) for n in range(3))


async def test_everything_is_sealed_anew(db: Database, tmp_path: Path) -> None:
    """A service whose middle keys were dropped after the rotation reads all that was written."""
    folder = FolderShelf(tmp_path / "media")
    who = await World(db, FieldCipher([MIDDLE, OLD])).fill()
    key = "ab" * 16
    await MediaShelf(folder, FieldCipher([MIDDLE, OLD])).keep(key, b"foto")
    await db.run(
        lambda c: (
            c.execute(
                sa.insert(media).values(
                    key=key, role="ktp", content_type="image/jpeg", size=4, sha256="00", stored_at=0
                )
            )
            and None
        )
    )

    three = FieldCipher([NEW, MIDDLE, OLD])
    changed = await Rotation(db, three, MediaShelf(folder, three)).run()
    again = await Rotation(db, three, MediaShelf(folder, three)).run()

    cipher = FieldCipher([NEW, OLD])
    world = World(db, cipher)
    copied = await db.run(lambda c: world.personal.copy(c, who))
    cases = Cases(cipher)
    case = await db.read(lambda c: cases.by_ticket(c, "U-2"))
    assert case is not None
    assert (changed > 8, again) == (True, 0)
    assert copied["contact"]["address"] == "chat-7"
    assert await db.read(lambda c: cases.body(c, case.id)) == usul("U-2")
    assert await MediaShelf(folder, cipher).read(key) == b"foto"


async def test_a_missing_key_stops_it(db: Database, tmp_path: Path) -> None:
    """Without a key that is still needed it stops and changes nothing it cannot read."""
    await World(db, FieldCipher([OLD])).fill()
    wrong = FieldCipher([NEW, MIDDLE])

    with pytest.raises(CannotDecrypt):
        await Rotation(db, wrong, MediaShelf(FolderShelf(tmp_path), wrong)).run()


def test_every_sealed_column_is_rotated() -> None:
    """A new `*_enc` column must be named in the rotation."""
    sealed = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.c
        if column.name.endswith("_enc")
    }

    assert sealed == {one.name for one in SEALED} | NEVER_FILLED
