"""Whose a submission is: who may read it, move it and hear of it.

Rules: the citizen's own always; a pendamping's only while staff have it verified. Who is suspended,
revoked or left keeps no way to other people's data, neither by ticket nor by news that were
waiting for the morning.
"""

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.storage.pendamping import VERIFIED
from bot.storage.statement import Statement
from bot.storage.tables import case, pendamping

_STATUS = Statement(
    sa.select(pendamping.c.status)
    .where(pendamping.c.contact_id == sa.bindparam("contact_id"))
    .order_by(pendamping.c.id.desc())
    .limit(1)
)
_PEOPLE = Statement(
    sa.select(case.c.contact_id, case.c.pendamping_id).where(case.c.id == sa.bindparam("id"))
)


def active(conn: Connection, contact_id: int) -> bool:
    """Is this contact a verified pendamping now?"""
    return bool(_STATUS.value(conn, contact_id=contact_id) == VERIFIED)


def may_know(
    conn: Connection, contact_id: int, owner_id: int | None, pendamping_id: int | None
) -> bool:
    """May this contact know of a submission of this owner, sent by this pendamping?"""
    if contact_id == owner_id:
        return True
    return contact_id == pendamping_id and active(conn, contact_id)


def still_theirs(conn: Connection, contact_id: int, case_id: int) -> bool:
    """Is what was to be told of a submission still for this contact?"""
    row = _PEOPLE.one(conn, id=case_id)
    return row is not None and may_know(conn, contact_id, row[0], row[1])
