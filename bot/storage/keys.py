"""Keys of the HTTP API: made once, kept as a hash, scoped, for a region, revocable."""

import datetime as dt
import hashlib
import secrets

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.storage.statement import Statement, named
from bot.storage.tables import api_key
from handlers.dialogue.turn import millis

SCOPES = ("read", "compose", "approve")
PREFIX = "tb_"  # so that a leaked key is recognised for what it is

_ADD = Statement(
    sa.insert(api_key).values(
        **named("name", "key_hash", "scopes", "region", "created_by", "created_at")
    )
)
_FIND = Statement(
    sa.select(api_key.c.id, api_key.c.name, api_key.c.scopes, api_key.c.region).where(
        api_key.c.key_hash == sa.bindparam("key_hash"), api_key.c.revoked_at.is_(None)
    )
)
_ALL = Statement(
    sa.select(
        api_key.c.id, api_key.c.name, api_key.c.scopes, api_key.c.region, api_key.c.revoked_at
    ).order_by(api_key.c.id)
)
_REVOKE = Statement(
    sa.update(api_key)
    .where(api_key.c.id == sa.bindparam("b_id"), api_key.c.revoked_at.is_(None))
    .values(revoked_at=sa.bindparam("b_at"))
)


class Key(msgspec.Struct, frozen=True):
    """A key that is good. Its actor name in the audit log is 'key:<name>'."""

    id: int
    name: str
    scopes: tuple[str, ...]
    region: str

    @property
    def actor(self) -> str:
        """Who acts."""
        return f"key:{self.name}"


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def make(
    conn: Connection, name: str, scopes: tuple[str, ...], region: str, *, by: str, now: dt.datetime
) -> str:
    """A new key; told this once."""
    key = PREFIX + secrets.token_urlsafe(32)
    _ADD.run(
        conn,
        name=name,
        key_hash=_hash(key),
        scopes=" ".join(scopes),
        region=region,
        created_by=by,
        created_at=millis(now),
    )
    return key


def find(conn: Connection, key: str) -> Key | None:
    """The key, if it is good."""
    row = _FIND.one(conn, key_hash=_hash(key))
    return None if row is None else Key(row[0], row[1], tuple(row[2].split()), row[3])


def listed(conn: Connection) -> list[tuple[int, str, str, str, bool]]:
    """id, name, scopes, region, revoked."""
    return [(*row[:4], row[4] is not None) for row in _ALL.all(conn)]


def revoke(conn: Connection, key_id: int, now: dt.datetime) -> bool:
    """End a key; False when there is no such key or it ended before."""
    return _REVOKE.run(conn, b_id=key_id, b_at=millis(now)) == 1
