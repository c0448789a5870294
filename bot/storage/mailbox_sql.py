"""The mailbox's statements: which row is due, and whose it is.

Rules: as `bot.storage.mailbox` says; what is here is only their SQL. Row order within a chat is by
id, for ids follow the order in which the locked conversation wrote them.
"""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from bot.storage.statement import Statement, database_now, named, upsert
from bot.storage.tables import contact, delivery, inbound, outbox, process
from handlers.dialogue.turn import millis

# Until the citizen writes: a time that never comes by itself.
PARKED = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)
_PARKED_MS = millis(PARKED)
DEAD_AFTER = 15_000  # ms without a heartbeat; `bot.jobs.upkeep` beats every two seconds
# ms; longer than any send is kept in memory, so a row of our own this old was lost by a fault
LOST_AFTER = 600_000
INSTANT = ("reply", "staff")  # kinds whose order within a chat matters

RECORD = upsert(
    lambda insert: (
        insert(inbound)
        .values(**named("channel", "external_id", "contact_id", "kind", "body_enc", "received_at"))
        .on_conflict_do_nothing(index_elements=["channel", "external_id"])
    )
)
ARRIVED = Statement(
    sa.select(inbound.c.id).where(
        inbound.c.channel == sa.bindparam("channel"),
        inbound.c.external_id == sa.bindparam("external_id"),
    )
)
INBOUND = Statement(
    sa.select(inbound.c.contact_id, inbound.c.body_enc, inbound.c.received_at).where(
        inbound.c.id == sa.bindparam("id")
    )
)
_earlier = outbox.alias("earlier")


def _open(rows: sa.FromClause) -> sa.ColumnElement[bool]:
    """Not sent yet, in the words of `ix_outbox_open`: with parameters in their place neither
    database knows that its few rows are all there can be, and reads all that a chat ever had
    (half a millisecond after a thousand messages, each time)."""
    return rows.c.state.in_((sa.literal_column("'waiting'"), sa.literal_column("'sending'")))


_OTHERS = sa.exists().where(
    _earlier.c.contact_id == sa.bindparam("contact_id"),
    _open(_earlier),
    _earlier.c.kind.in_(INSTANT),
    sa.or_(
        sa.and_(_earlier.c.state == "waiting", _earlier.c.not_before < _PARKED_MS),
        sa.and_(_earlier.c.state == "sending", _earlier.c.owner != sa.bindparam("owner")),
    ),
)
_FILLED = named(
    "contact_id", "kind", "body_enc", "parts", "not_before", "owner", "claimed_at", "created_at",
    "case_id", "retry_of",
)  # fmt: skip
PUT = Statement(
    sa.insert(outbox)
    .values(**_FILLED, state=sa.bindparam("state"))
    .returning(outbox.c.id, outbox.c.state)
)
PUT_NEXT = Statement(
    sa.insert(outbox)
    .values(**_FILLED, state=sa.case((_OTHERS, "waiting"), else_="sending"))
    .returning(outbox.c.id, outbox.c.state)
)
SENT = Statement(
    sa.update(outbox)
    .where(outbox.c.id == sa.bindparam("b_id"))
    .values(
        state="sent",
        sent_at=sa.bindparam("b_at"),
        next_part=outbox.c.parts,
        # What a person wrote stays until retention, so that colleagues can read on.
        body_enc=sa.case((outbox.c.kind == "staff", outbox.c.body_enc), else_=sa.null()),
    )
)
# Where the provider reports, the words stay until they arrived (bot.storage.receipts).
SENT_KEPT = Statement(
    sa.update(outbox)
    .where(outbox.c.id == sa.bindparam("b_id"))
    .values(state="sent", sent_at=sa.bindparam("b_at"), next_part=outbox.c.parts)
)
HELD = Statement(
    sa.select(
        outbox.c.contact_id,
        outbox.c.kind,
        outbox.c.body_enc,
        outbox.c.state,
        outbox.c.case_id,
        outbox.c.retry_of,
    ).where(outbox.c.id == sa.bindparam("id"))
)
PROGRESS = Statement(
    sa.update(outbox)
    .where(outbox.c.id == sa.bindparam("b_id"))
    .values(next_part=sa.bindparam("b_next"))
)
STATE = Statement(
    sa.update(outbox)
    .where(outbox.c.id == sa.bindparam("b_id"))
    .values(state=sa.bindparam("b_state"), error_code=sa.bindparam("b_code"))
)
LATER = Statement(
    sa.update(outbox)
    .where(outbox.c.id == sa.bindparam("b_id"))
    .values(
        state="waiting",
        next_part=sa.bindparam("b_next"),
        not_before=sa.bindparam("b_due"),
        error_code=sa.bindparam("b_code"),
        attempts=outbox.c.attempts + 1,
    )
)
DELIVERED = upsert(
    lambda insert: (
        insert(delivery)
        .values(**named("outbox_id", "channel", "provider_id", "part", "status", "updated_at"))
        .on_conflict_do_nothing(index_elements=["channel", "provider_id"])
    )
)
DELIVERY = Statement(
    sa.select(delivery.c.id, delivery.c.status, delivery.c.outbox_id, delivery.c.part)
    .where(
        delivery.c.channel == sa.bindparam("channel"),
        delivery.c.provider_id == sa.bindparam("provider_id"),
    )
    .with_for_update()
)
REPORT = Statement(
    sa.update(delivery)
    .where(delivery.c.id == sa.bindparam("b_id"))
    .values(
        status=sa.bindparam("b_status"),
        error_code=sa.bindparam("b_code"),
        updated_at=sa.bindparam("b_at"),
    )
)
_ME: sa.BindParameter[str] = sa.bindparam("owner")
_NOW: sa.BindParameter[int] = sa.bindparam("now")
_ALIVE = sa.exists().where(
    process.c.id == outbox.c.owner, process.c.beat_at > database_now() - DEAD_AFTER
)
_FOREIGN = sa.or_(outbox.c.owner.is_(None), outbox.c.owner != _ME)
_BEHIND = sa.and_(
    outbox.c.kind.in_(INSTANT),
    sa.exists().where(
        _earlier.c.contact_id == outbox.c.contact_id,
        _open(_earlier),
        _earlier.c.id < outbox.c.id,
        _earlier.c.kind.in_(INSTANT),
        sa.or_(
            sa.and_(
                _earlier.c.state == "waiting",
                _earlier.c.not_before > _NOW,
                _earlier.c.not_before < _PARKED_MS,
            ),
            sa.and_(_earlier.c.state == "sending", _earlier.c.owner != _ME),
        ),
    ),
)


# What a sweep finds at first may hide what another is just claiming: those rows are skipped.
AHEAD = Statement(
    sa.select(_earlier.c.id)
    .where(
        _earlier.c.contact_id == sa.bindparam("contact_id"),
        _open(_earlier),
        _earlier.c.id < sa.bindparam("outbox_id"),
        _earlier.c.kind.in_(INSTANT),
        sa.or_(
            sa.and_(_earlier.c.state == "waiting", _earlier.c.not_before < _PARKED_MS),
            sa.and_(_earlier.c.state == "sending", _earlier.c.owner != _ME),
        ),
    )
    .limit(1)
)


def _due(left_behind: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return (
        sa.select(
            outbox.c.id,
            outbox.c.contact_id,
            outbox.c.kind,
            outbox.c.body_enc,
            outbox.c.next_part,
            outbox.c.state,
            contact.c.blocked_at,
            contact.c.opted_out_at,
            outbox.c.case_id,
        )
        .select_from(outbox.join(contact, contact.c.id == outbox.c.contact_id))
        .where(
            sa.or_(
                sa.and_(outbox.c.state == "waiting", outbox.c.not_before <= _NOW),
                sa.and_(
                    outbox.c.state == "sending",
                    sa.or_(left_behind, outbox.c.claimed_at < sa.bindparam("lost")),
                ),
            ),
            ~_BEHIND,
            # The bot is silent while a person holds the conversation: news waits its turn.
            sa.or_(outbox.c.kind != "notice", contact.c.held_by.is_(None)),
        )
        .order_by(outbox.c.id)
        .limit(sa.bindparam("most"))
        .with_for_update(skip_locked=True, of=outbox)
    )


DUE = Statement(_due(_FOREIGN), lambda: _due(sa.and_(_FOREIGN, ~_ALIVE)))
BEAT = upsert(
    lambda insert: (
        insert(process)
        .values(id=_ME, beat_at=database_now())
        .on_conflict_do_update(index_elements=["id"], set_={"beat_at": database_now()})
    )
)
BURY = Statement(sa.delete(process).where(process.c.beat_at < database_now() - 86_400_000))
# Fenced: whoever else took the row meanwhile sends it.
BEGIN = Statement(
    sa.update(outbox)
    .where(
        outbox.c.id == sa.bindparam("b_id"),
        outbox.c.state == "waiting",
        outbox.c.owner == sa.bindparam("b_owner"),
    )
    .values(state="sending", claimed_at=sa.bindparam("b_at"))
)
UNPARK = Statement(
    sa.update(outbox)
    .where(
        outbox.c.contact_id == sa.bindparam("b_contact"),
        _open(outbox),
        outbox.c.state == "waiting",
        outbox.c.not_before == sa.bindparam("b_parked"),
    )
    .values(not_before=sa.bindparam("b_now"))
)
WAIT = Statement(
    sa.update(outbox)
    .where(outbox.c.id == sa.bindparam("b_id"))
    .values(
        state="waiting",
        owner=sa.bindparam("b_owner"),
        not_before=sa.bindparam("b_due"),
    )
)
CLAIM = Statement(
    sa.update(outbox)
    .where(outbox.c.id == sa.bindparam("b_id"))
    .values(state="sending", claimed_at=sa.bindparam("b_at"), owner=sa.bindparam("b_owner"))
)
