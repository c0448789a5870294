"""How many look-ups a chat has in a day.

Rules: a look-up that came to nothing, for DTKS did not answer, does not count. One more fact about
the same name ('which year?') costs nothing, but only one of a kind for each look-up that did
count: whoever tries year after year pays for every try but the first.
"""

import datetime as dt

import msgspec
from sqlalchemy import Connection

from backend_client.model import CheckNik, LookupNik, SearchRecipients
from bot.storage.limits import Limits

LOOKUPS = (SearchRecipients, LookupNik, CheckNik)
_WHAT = "lookup"


class Lookups:
    """The look-ups of each chat."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def take(
        self,
        conn: Connection,
        contact_id: int,
        request: msgspec.Struct,
        now: dt.datetime,
        tz: str,
        most: int,
    ) -> bool:
        """Count `request`; False when the day's `most` are used up."""
        fact = _fact(request)
        if fact is not None and most > 0:
            counted = min(self._limits.used(conn, contact_id, _WHAT, now, tz), most)
            if self._limits.take(conn, contact_id, fact, now, tz, counted):
                return True
        return self._limits.take(conn, contact_id, _WHAT, now, tz, most)

    def give_back(
        self,
        conn: Connection,
        *,
        contact_id: int,
        request: msgspec.Struct,
        now: dt.datetime,
        tz: str,
    ) -> None:
        """DTKS did not answer `request`: it does not count."""
        fact = _fact(request)
        free = fact is not None and self._limits.used(conn, contact_id, fact, now, tz)
        what = fact if fact is not None and free else _WHAT
        self._limits.give_back(conn, contact_id=contact_id, what=what, now=now, tz=tz)


def _fact(request: msgspec.Struct) -> str | None:
    """The last fact that a search was told beside the name and the place; None: a new search."""
    if not isinstance(request, SearchRecipients):
        return None
    if request.rt_rw is not None:
        return "lookup:rt_rw"
    if request.parent_name is not None:
        return "lookup:parent"
    return None if request.birth_year is None else "lookup:year"
