"""The chats of members of staff, where a broadcast may be tried out.

Rules: a chat is a contact that wrote to the bot before; whose it is says somebody else than its
owner (an administrator), so that a test is no way to write to citizens alone.
"""

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.storage.statement import Statement, named, upsert
from bot.storage.tables import contact, staff_chat

_ADD = upsert(
    lambda insert: (
        insert(staff_chat)
        .values(**named("staff_id", "contact_id"))
        .on_conflict_do_nothing(index_elements=["staff_id", "contact_id"])
    )
)
_CLEAR = Statement(sa.delete(staff_chat).where(staff_chat.c.staff_id == sa.bindparam("b_staff")))
_OF = Statement(
    sa.select(staff_chat.c.contact_id, contact.c.channel)
    .join(contact, contact.c.id == staff_chat.c.contact_id)
    .where(staff_chat.c.staff_id == sa.bindparam("staff_id"))
    .order_by(contact.c.channel, contact.c.id)
)


def add(conn: Connection, staff_id: int, contact_id: int) -> None:
    """This chat is theirs."""
    _ADD.run(conn, staff_id=staff_id, contact_id=contact_id)


def clear(conn: Connection, staff_id: int) -> None:
    """They have none any more."""
    _CLEAR.run(conn, b_staff=staff_id)


def of(conn: Connection, staff_id: int) -> list[tuple[int, str]]:
    """Contacts and their channels."""
    return [(row[0], row[1]) for row in _OF.all(conn, staff_id=staff_id)]
