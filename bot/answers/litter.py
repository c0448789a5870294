"""Photos and voice notes that a conversation let go of: a retake replaced them, the citizen took
a step back and chose otherwise, gave up, or was refused.

Rules: what the session named before a turn, and names no more after it, is nobody's once nothing
that was sent holds it: marked in the turn's own transaction, its bytes erased after the commit.
A store that is away, or a crash between the two, leaves the rest to the hourly sweep.
"""

import re
from collections.abc import Sequence

import sqlalchemy as sa
import structlog
from sqlalchemy import Connection

from bot.media.store import MediaShelf, ShelfAway
from bot.storage.statement import Statement
from bot.storage.tables import consent, media, pendamping

_log = structlog.get_logger(__name__)
# A `Kept` in an encoded session or answer. The sum stands in every one, so few turns look further.
_MARK = b'"sha256":"'
_KEY = re.compile(rb'"key":"([0-9a-f]{32})"')
_LET_GO = Statement(
    sa.update(media)
    .where(
        media.c.key == sa.bindparam("b_key"),
        media.c.contact_id == sa.bindparam("b_contact"),
        media.c.case_id.is_(None),
        media.c.erased_at.is_(None),
        ~sa.exists().where(consent.c.media_key == sa.bindparam("b_key")),
        ~sa.exists().where(pendamping.c.letter_key == sa.bindparam("b_key")),
    )
    .values(erased_at=sa.bindparam("b_at"))
)


class Litter:
    """What was let go of, on the shelf."""

    def __init__(self, shelf: MediaShelf) -> None:
        self._shelf = shelf

    def let_go(
        self, conn: Connection, contact_id: int, before: Sequence[bytes], after: bytes, at: int
    ) -> list[str]:
        """Mark what `before` (the session, an answer that came) names and `after` does not, `at`
        UTC milliseconds; the keys whose bytes the caller erases after the commit."""
        named = {key for part in before if _MARK in part for key in _KEY.findall(part)}
        if named and _MARK in after:
            named.difference_update(_KEY.findall(after))
        keys = [key.decode() for key in sorted(named)]
        return [
            key for key in keys if _LET_GO.run(conn, b_key=key, b_contact=contact_id, b_at=at) == 1
        ]

    async def burn(self, keys: Sequence[str]) -> None:
        """Erase the bytes."""
        for key in keys:
            try:
                await self._shelf.erase(key)
            except ShelfAway as error:
                _log.warning("media_not_erased", code=str(error))
