"""Tickets that nobody has yet: of submissions and of notices, which share one space.

Rules: short while short ones are free; the letter tells the kind.
"""

import secrets

import sqlalchemy as sa
from sqlalchemy import Connection

from backend_client.model import Kind
from bot.storage.statement import Statement
from bot.storage.tables import case, reply_notice
from handlers import tickets

_TICKET: sa.BindParameter[str] = sa.bindparam("ticket")
_TAKEN = Statement(
    sa.union_all(
        sa.select(case.c.id).where(case.c.ticket == _TICKET),
        sa.select(reply_notice.c.id).where(reply_notice.c.ticket == _TICKET),
    )
)


def new_ticket(conn: Connection, kind: Kind) -> str:
    """A ticket for a submission, or for a notice, of this kind."""
    for body in (tickets.BODY, tickets.BODY, tickets.BODY + 1, tickets.BODY + 2):
        ticket = tickets.make(kind, secrets.token_bytes(16), body)
        if _TAKEN.one(conn, ticket=ticket) is None:
            return ticket
    return tickets.make(kind, secrets.token_bytes(16), tickets.LONGEST)
