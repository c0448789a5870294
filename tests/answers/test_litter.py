"""Photos that a conversation let go of."""

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa

from backend_client.model import MediaRef
from bot.answers.litter import Litter
from bot.answers.media import record
from bot.channels.base import ChannelName, Inbound, InboundKind
from bot.media.store import FolderShelf, MediaShelf
from bot.privacy.crypto import FieldCipher
from bot.storage.contacts import Contacts
from bot.storage.db import Database
from bot.storage.tables import media, pendamping

NOW = dt.datetime(2026, 11, 21, 3, tzinfo=dt.UTC)
AT = int(NOW.timestamp() * 1000)


class Drawer:
    """A citizen with photos, and a shelf."""

    def __init__(self, db: Database, cipher: FieldCipher, folder: Path) -> None:
        self.db = db
        self.shelf = MediaShelf(FolderShelf(folder), cipher)
        self.litter = Litter(self.shelf)
        self._contacts = Contacts(cipher)

    async def contact(self, who: str = "7") -> int:
        """A citizen's id."""
        hello = Inbound(
            channel=ChannelName.TELEGRAM, external_id=who, address=who, kind=InboundKind.TEXT
        )
        found = await self.db.run(lambda conn: self._contacts.lock(conn, hello, NOW))
        return found.id

    async def photo(self, key: str, contact_id: int) -> bytes:
        """One on the shelf; how a session names it."""
        kept = MediaRef(key=key, role="ktp", content_type="image/jpeg", size=1, sha256="0" * 64)
        await self.db.run(lambda conn: record(conn, contact_id=contact_id, kept=kept, at=AT))
        await self.shelf.keep(key, b"x")
        return b'{"media":{"key":"%s","sha256":"%s"}}' % (key.encode(), b"0" * 64)

    async def let_go(self, contact_id: int, before: bytes, after: bytes) -> list[str]:
        """What a turn that changed the session so marks."""
        return await self.db.run(
            lambda conn: self.litter.let_go(conn, contact_id, [before], after, AT)
        )


@pytest.fixture
def drawer(db: Database, cipher: FieldCipher, tmp_path: Path) -> Drawer:
    """On each kind of database."""
    return Drawer(db, cipher, tmp_path / "media")


ONE, TWO = "1" * 32, "2" * 32


async def test_what_is_named_no_more_is_marked_and_burnt(drawer: Drawer) -> None:
    """Once; what the session still names stays."""
    me = await drawer.contact()
    one, two = await drawer.photo(ONE, me), await drawer.photo(TWO, me)

    marked = await drawer.let_go(me, one + two, two)
    again = await drawer.let_go(me, one + two, two)
    await drawer.litter.burn(marked)

    assert (marked, again) == ([ONE], [])
    assert await drawer.shelf.read(ONE) is None
    assert await drawer.shelf.read(TWO) == b"x"


async def test_what_somebody_else_sent_is_not_touched(drawer: Drawer) -> None:
    """A session names only its own citizen's photos."""
    me, other = await drawer.contact(), await drawer.contact("8")
    one = await drawer.photo(ONE, other)

    assert await drawer.let_go(me, one, b"{}") == []


async def test_what_was_handed_in_is_no_litter(drawer: Drawer) -> None:
    """A letter of duty belongs to the application, whatever the conversation turns to."""
    me = await drawer.contact()
    one = await drawer.photo(ONE, me)
    applied = sa.insert(pendamping).values(
        contact_id=me,
        name_enc=b"n",
        organisation_enc=b"o",
        villages="",
        letter_key=ONE,
        status="applied",
        created_at=AT,
    )
    await drawer.db.run(lambda conn: conn.execute(applied))

    assert await drawer.let_go(me, one, b"{}") == []
    held = sa.select(media.c.erased_at).where(media.c.key == ONE)
    assert await drawer.db.read(lambda conn: conn.execute(held).scalar()) is None
