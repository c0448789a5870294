"""Files for broadcasts that no broadcast came to name do not stay for ever."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.privacy.crypto import FieldCipher
from bot.storage import broadcasts
from bot.storage.contacts import Contacts
from bot.storage.db import Database
from bot.storage.personal import Personal
from bot.storage.retention import UNUSED_DAYS, Periods, Retention
from bot.storage.tables import media
from handlers.dialogue.turn import millis
from tests.broadcasts.crowd import NOON, approved
from tests.broadcasts.test_engine import WITH_PICTURE, kept

UNUSED, FRESH = "2" * 32, "3" * 32


def upload(conn: Connection, key: str, at: dt.datetime) -> None:
    """As the API keeps one."""
    row = {"key": key, "role": broadcasts.FILE_ROLE, "content_type": "image/jpeg", "size": 1}
    conn.execute(sa.insert(media).values(**row, sha256="0" * 64, stored_at=millis(at)))


async def test_an_unused_upload_goes_after_two_days(db: Database, cipher: FieldCipher) -> None:
    """What a broadcast names stays however old it is; what none names goes, but not at once, so
    that whoever just sent it can still compose."""
    await db.run(kept)
    await approved(db, content=WITH_PICTURE)
    later = NOON + dt.timedelta(days=UNUSED_DAYS, minutes=1)
    await db.run(lambda conn: upload(conn, UNUSED, NOON))
    await db.run(lambda conn: upload(conn, FRESH, later))
    retention = Retention(Personal(cipher, Contacts(cipher)), Periods())

    early = await db.run(lambda conn: retention.sweep(conn, now=NOON))
    late = await db.run(lambda conn: retention.sweep(conn, now=later))
    left = await db.read(lambda conn: set(conn.execute(sa.select(media.c.key)).scalars()))

    assert early.media == []
    assert late.media == [UNUSED]
    assert left == {WITH_PICTURE.picture, *WITH_PICTURE.audios.values(), FRESH}
