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


def fits(conn: Connection, cipher: FieldCipher) -> bool:
    """True when this database was begun with these keys, or is begun with them now."""
    known = _READ.value(conn, name=_NAME)
    value = cipher.lookup_hash("this database", "keyring")
    if known is None:
        _ADD.run(conn, name=_NAME, value=value)
        known = _READ.value(conn, name=_NAME)
    return hmac.compare_digest(bytes(known), value)
