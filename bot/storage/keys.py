"""Keys of the HTTP API: made once, kept as a hash, scoped, for a region, revocable.

Rules: a key may end by itself. It may belong to a staff account: then the two are one person where
two are needed (`persons`).
"""

import datetime as dt
import hashlib
import secrets

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.storage.statement import Statement, named
from bot.storage.tables import api_key, staff
from handlers.dialogue.turn import millis

SCOPES = ("read", "compose", "approve")
ACTOR = "key:"  # before the name of a key that acts
PREFIX = "tb_"  # so that a leaked key is recognised for what it is

_ADD = Statement(
    sa.insert(api_key).values(
        **named("name", "key_hash", "scopes", "region", "created_by", "created_at", "expires_at")
    )
)
_FIND = Statement(
    sa.select(api_key.c.id, api_key.c.name, api_key.c.scopes, api_key.c.region).where(
        api_key.c.key_hash == sa.bindparam("key_hash"),
        api_key.c.revoked_at.is_(None),
        sa.or_(api_key.c.expires_at.is_(None), api_key.c.expires_at > sa.bindparam("now")),
    )
)
_OWNERS = Statement(
    sa.select(api_key.c.created_by)
    .join(staff, staff.c.name == api_key.c.created_by)
    .where(api_key.c.name == sa.bindparam("name"))
    .distinct()
)
_ALL = Statement(
    sa.select(
        api_key.c.id,
        api_key.c.name,
        api_key.c.scopes,
        api_key.c.region,
        api_key.c.revoked_at,
        api_key.c.expires_at,
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
        return f"{ACTOR}{self.name}"


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A key as people see it. `expires_at`: UTC milliseconds."""

    id: int
    name: str
    scopes: str
    region: str
    revoked: bool
    expires_at: int | None


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def make(
    conn: Connection,
    name: str,
    scopes: tuple[str, ...],
    region: str,
    *,
    by: str,
    now: dt.datetime,
    until: dt.datetime | None = None,
) -> str:
    """A new key, good up to `until`; told this once. `by` is the account it belongs to, or how it
    was made."""
    key = PREFIX + secrets.token_urlsafe(32)
    _ADD.run(
        conn,
        name=name,
        key_hash=_hash(key),
        scopes=" ".join(scopes),
        region=region,
        created_by=by,
        created_at=millis(now),
        expires_at=None if until is None else millis(until),
    )
    return key


def find(conn: Connection, key: str, now: dt.datetime) -> Key | None:
    """The key, if it is good."""
    row = _FIND.one(conn, key_hash=_hash(key), now=millis(now))
    return None if row is None else Key(row[0], row[1], tuple(row[2].split()), row[3])


def persons(conn: Connection, actor: str) -> set[str]:
    """Who acts, and for a key the accounts that keys of this name belong to."""
    found = {actor}
    if actor.startswith(ACTOR):
        found |= {row[0] for row in _OWNERS.all(conn, name=actor.removeprefix(ACTOR))}
    return found


def listed(conn: Connection) -> list[Listed]:
    """All, the oldest first."""
    return [
        Listed(
            id=id_,
            name=name,
            scopes=scopes,
            region=region,
            revoked=ended is not None,
            expires_at=until,
        )
        for id_, name, scopes, region, ended, until in _ALL.all(conn)
    ]


def revoke(conn: Connection, key_id: int, now: dt.datetime) -> bool:
    """End a key; False when there is no such key or it ended before."""
    return _REVOKE.run(conn, b_id=key_id, b_at=millis(now)) == 1
