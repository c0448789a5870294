"""Do these keys open this database? Asked at every start.

Rules: with other keys every citizen would look new and every conversation unreadable, so a start
with them is refused before it does harm. The first start writes down a hash made with the keys;
the hash says nothing about them. The last key makes it, as it makes all look-up hashes.
"""

import hmac

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.privacy.crypto import FieldCipher
from bot.storage.statement import Statement, named, upsert
from bot.storage.tables import keyring

_NAME = "lookup"
_ADD = upsert(
    lambda insert: (
        insert(keyring)
        .values(**named("name", "value"))
        .on_conflict_do_nothing(index_elements=["name"])
    )
)
_READ = Statement(sa.select(keyring.c.value).where(keyring.c.name == sa.bindparam("name")))


def strange(conn: Connection, cipher: FieldCipher) -> bool | None:
    """Whether the database was begun with other keys; None when it was not begun yet."""
    known = _READ.value(conn, name=_NAME)
    return None if known is None else not hmac.compare_digest(bytes(known), _mark(cipher))


def fits(conn: Connection, cipher: FieldCipher) -> bool:
    """True when this database was begun with these keys, or is begun with them now."""
    if strange(conn, cipher) is None:
        _ADD.run(conn, name=_NAME, value=_mark(cipher))
    return not strange(conn, cipher)


def _mark(cipher: FieldCipher) -> bytes:
    return cipher.lookup_hash("this database", "keyring")
