"""The statements of contacts and conversations.

Rules: as `bot.storage.contacts` says; what is here is only their SQL.
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from bot.storage.statement import Statement, database_now, named, setter, upsert
from bot.storage.tables import contact, conversation, process
from i18n.modes import LISTENING

_COLUMNS = (
    contact.c.id,
    contact.c.channel,
    contact.c.address_enc,
    contact.c.address_hash,
    contact.c.locale,
    contact.c.mode,
    contact.c.tz,
    contact.c.last_inbound_at,
    contact.c.opted_out_at,
    contact.c.blocked_at,
    contact.c.held_by,
    contact.c.active_profile,
    conversation.c.state_enc,
)
_JOINED = sa.select(*_COLUMNS).select_from(
    contact.outerjoin(conversation, conversation.c.contact_id == contact.c.id)
)
_AT = (
    contact.c.channel == sa.bindparam("channel"),
    contact.c.address_hash == sa.bindparam("address_hash"),
)
_IS = contact.c.id == sa.bindparam("id")
FIND = Statement(_JOINED.where(*_AT))
BY_ID = Statement(_JOINED.where(_IS))
# The lock comes in a statement before the one that reads: PostgreSQL gives whoever waited for a
# lock the newest locked row, but joined rows as they were before the wait, so a state one turn
# old (a test of 20 turns at once kept 2 of them).
LOCK_AT = Statement(sa.select(contact.c.id).where(*_AT).with_for_update())
LOCK = Statement(sa.select(contact.c.id).where(_IS).with_for_update())
NEWS = Statement(_JOINED.where(_IS), lambda: _JOINED.where(_IS).with_for_update(of=contact))
ADD = upsert(
    lambda insert: (
        insert(contact)
        .values(
            **named(
                "channel", "address_hash", "address_enc", "locale", "last_inbound_at", "created_at"
            )
        )
        .on_conflict_do_nothing(index_elements=["channel", "address_hash"])
    )
)
WROTE = Statement(
    sa.update(contact)
    .where(contact.c.id == sa.bindparam("b_id"))
    .values(last_inbound_at=sa.bindparam("b_at"), blocked_at=sa.null())
)
_STATE = ("state_enc", "flow", "pending_since", "pending_by", "remind_at", "updated_at")


def _save(insert: Callable[..., Any]) -> Any:
    add = insert(conversation).values(**named("contact_id", *_STATE))
    return add.on_conflict_do_update(
        index_elements=["contact_id"], set_={name: add.excluded[name] for name in _STATE}
    )


SAVE = upsert(_save)


VILLAGE = Statement(sa.select(contact.c.village).where(contact.c.id == sa.bindparam("id")))
LOCALE = Statement(
    sa.select(contact.c.locale).where(
        contact.c.channel == sa.bindparam("channel"),
        contact.c.address_hash == sa.bindparam("address_hash"),
    )
)

LOOKS = setter(contact, "locale", "mode")
LISTENS = Statement(
    sa.select(contact.c.id).where(contact.c.mode.in_([mode.value for mode in LISTENING])).limit(1)
)
BLOCKED = setter(contact, "blocked_at")
OPTED = setter(contact, "opted_out_at")
HUMAN = setter(contact, "wants_human_at")
HELD = setter(contact, "held_by")
PLACE = setter(contact, "village", "tz")
MOVED = setter(contact, "address_hash", "address_enc")
# ms; the longest call to DTKS takes less, so an older one was lost by a fault.
LOST_CALL = 45_000
# ms without a heartbeat (one comes every 2 s): a look-up made twice harms nobody, so this is
# shorter than for what is sent.
SILENT = 7_000
_ALIVE = sa.exists().where(
    process.c.id == conversation.c.pending_by, process.c.beat_at > database_now() - SILENT
)


def _lost(left_behind: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return (
        sa.select(conversation.c.contact_id)
        .where(
            # Those that wait for a call: an index has them, so not all conversations are read.
            conversation.c.pending_since > 0,
            sa.or_(
                conversation.c.pending_since < sa.bindparam("before"),
                sa.and_(conversation.c.pending_by != sa.bindparam("owner"), left_behind),
            ),
        )
        .limit(sa.bindparam("most"))
        .with_for_update(skip_locked=True)
    )


# On SQLite there is one process: what another one had out, a dead one had.
LOST = Statement(
    _lost(sa.true()),
    lambda: _lost(sa.and_(conversation.c.pending_since < sa.bindparam("silent"), ~_ALIVE)),
)
TAKE_OVER = Statement(
    sa.update(conversation)
    .where(conversation.c.contact_id == sa.bindparam("b_id"))
    .values(pending_since=sa.bindparam("b_at"), pending_by=sa.bindparam("b_owner"))
)
REMIND = Statement(
    sa.select(conversation.c.contact_id, contact.c.tz)
    .select_from(conversation.join(contact, contact.c.id == conversation.c.contact_id))
    .where(
        conversation.c.remind_at < sa.bindparam("now"),
        contact.c.blocked_at.is_(None),
        contact.c.opted_out_at.is_(None),
        contact.c.held_by.is_(None),
    )
    .limit(sa.bindparam("most"))
)
REMINDED = Statement(
    sa.update(conversation)
    .where(conversation.c.contact_id == sa.bindparam("b_id"), conversation.c.remind_at.is_not(None))
    .values(remind_at=sa.null())
)
