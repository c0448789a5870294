"""How often somebody may do something in a day.

Rules: counted by a keyed hash of who, so that the table names nobody; a day is the citizen's own,
in their time zone. Taking one and checking the limit is a single statement.
"""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.privacy.crypto import FieldCipher
from bot.storage.statement import Statement, named, upsert
from bot.storage.tables import day_count
from i18n.formats import zone

_TAKE = upsert(
    lambda insert: (
        insert(day_count)
        .values(**named("subject", "what", "day"), count=1)
        .on_conflict_do_update(
            index_elements=["subject", "what", "day"],
            set_={"count": day_count.c.count + 1},
            where=day_count.c.count < sa.bindparam("most"),
        )
    )
)
_COUNT = Statement(
    sa.select(day_count.c.count).where(
        day_count.c.subject == sa.bindparam("subject"),
        day_count.c.what == sa.bindparam("what"),
        day_count.c.day == sa.bindparam("day"),
    )
)
_GIVE = Statement(
    sa.update(day_count)
    .where(
        day_count.c.subject == sa.bindparam("b_subject"),
        day_count.c.what == sa.bindparam("b_what"),
        day_count.c.day == sa.bindparam("b_day"),
        day_count.c.count > 0,
    )
    .values(count=day_count.c.count - 1)
)


class Limits:
    """Daily limits."""

    def __init__(self, cipher: FieldCipher) -> None:
        self._cipher = cipher

    def take(
        self, conn: Connection, contact_id: int, what: str, now: dt.datetime, tz: str, most: int
    ) -> bool:
        """Count one more; False when `most` are used up."""
        if most <= 0:
            return False
        row = self._row(contact_id, what, now, tz)
        return _TAKE.run(conn, **row, most=most) == 1

    def left(
        self, conn: Connection, contact_id: int, what: str, now: dt.datetime, tz: str, most: int
    ) -> bool:
        """Would `take` say yes now? Counts nothing."""
        return self.used(conn, contact_id, what, now, tz) < most

    def used(self, conn: Connection, contact_id: int, what: str, now: dt.datetime, tz: str) -> int:
        """How many were counted today."""
        return _COUNT.value(conn, **self._row(contact_id, what, now, tz)) or 0

    def give_back(
        self, conn: Connection, *, contact_id: int, what: str, now: dt.datetime, tz: str
    ) -> None:
        """One that came to nothing does not count."""
        row = self._row(contact_id, what, now, tz)
        _GIVE.run(conn, **{f"b_{name}": value for name, value in row.items()})

    def _row(self, who: int, what: str, now: dt.datetime, tz: str) -> dict[str, bytes | str]:
        return {
            "subject": self._cipher.lookup_hash(str(who), "day_count"),
            "what": what,
            "day": now.astimezone(zone(tz)).date().isoformat(),
        }
