"""Delivery reports in storage: which message a report is about, and those that come too early.

Rules: a report moves a message forward only, by rank, so that repeats and reports out of order
are no news. A provider may report before the send's answer is recorded: such a report is kept by
the provider's id until the message is there, a day at most. What a channel reports on keeps its
body until it arrived, so that it can be sent again.
"""

import datetime as dt
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.channels.base import ChannelName, DeliveryStatus, Receipt
from bot.storage import halts, ledger
from bot.storage import mailbox_sql as sql
from bot.storage.statement import Statement, named, upsert
from bot.storage.tables import delivery, early_receipt, outbox, recipient
from handlers.dialogue.turn import millis

# Channels whose providers report what became of a message.
REPORTING = frozenset({ChannelName.WHATSAPP.value, ChannelName.SMS.value})
KEPT_FOR = 86_400_000  # ms; Twilio reports within hours or never

_EARLY_COLUMNS = ("status", "rank", "error_code", "received_at")


def _keep(insert: Any) -> Any:
    add = insert(early_receipt).values(**named("channel", "provider_id", *_EARLY_COLUMNS))
    return add.on_conflict_do_update(
        index_elements=["channel", "provider_id"],
        set_={name: add.excluded[name] for name in _EARLY_COLUMNS},
        where=early_receipt.c.rank < add.excluded.rank,
    )


_KEEP = upsert(_keep)
_SAME = (
    delivery.c.channel == early_receipt.c.channel,
    delivery.c.provider_id == early_receipt.c.provider_id,
)
_FITTING = Statement(
    sa.select(
        early_receipt.c.channel,
        early_receipt.c.provider_id,
        early_receipt.c.status,
        early_receipt.c.error_code,
    )
    .where(
        sa.or_(
            sa.exists().where(*_SAME),
            sa.exists().where(
                recipient.c.channel == early_receipt.c.channel,
                recipient.c.provider_id == early_receipt.c.provider_id,
            ),
        )
    )
    .order_by(early_receipt.c.received_at)
    .limit(sa.bindparam("most"))
    .with_for_update(skip_locked=True, of=early_receipt)
)
_FORGET = Statement(
    sa.delete(early_receipt).where(
        early_receipt.c.channel == sa.bindparam("b_channel"),
        early_receipt.c.provider_id == sa.bindparam("b_provider"),
    )
)
_EXPIRE = Statement(
    sa.delete(early_receipt).where(early_receipt.c.received_at < sa.bindparam("before"))
)
_CONTACT = Statement(sa.select(outbox.c.contact_id).where(outbox.c.id == sa.bindparam("id")))
# Nothing of it is still on its way: the words are no more needed.
_SETTLED = Statement(
    sa.update(outbox)
    .where(
        outbox.c.id == sa.bindparam("b_id"),
        outbox.c.kind != "staff",
        outbox.c.state.in_(("sent", "failed")),
        ~sa.exists().where(
            delivery.c.outbox_id == outbox.c.id,
            delivery.c.status.in_(("queued", "sending", "sent")),
        ),
    )
    .values(body_enc=sa.null())
)
_UNREPORTED = Statement(
    sa.update(outbox)
    .where(
        outbox.c.state == "sent",
        outbox.c.body_enc.is_not(None),
        outbox.c.kind != "staff",
        outbox.c.sent_at < sa.bindparam("b_before"),
    )
    .values(body_enc=sa.null())
)


class Reported(msgspec.Struct, frozen=True, kw_only=True):
    """News of a message. `outbox_id` is None for a broadcast's."""

    contact_id: int
    status: DeliveryStatus
    code: str | None
    outbox_id: int | None = None
    part: int = 0


def take(conn: Connection, receipt: Receipt, now: dt.datetime) -> Reported | None:
    """Take a report; None when it is no news, not ours, or kept for a message to come."""
    row = sql.DELIVERY.one(conn, channel=receipt.channel.value, provider_id=receipt.provider_id)
    if row is None:
        return _elsewhere(conn, receipt, now)
    delivery_id, status, outbox_id, part = row
    if DeliveryStatus(status).rank >= receipt.status.rank:
        return None
    sql.REPORT.run(
        conn,
        b_id=delivery_id,
        b_status=receipt.status.value,
        b_code=receipt.error_code,
        b_at=millis(now),
    )
    contact_id = _CONTACT.value(conn, id=outbox_id)
    return Reported(
        contact_id=contact_id,
        status=receipt.status,
        code=receipt.error_code,
        outbox_id=outbox_id,
        part=part,
    )


def _elsewhere(conn: Connection, receipt: Receipt, now: dt.datetime) -> Reported | None:
    contact_id = ledger.contact_of(conn, receipt)
    if contact_id is not None:
        if not halts.reported(conn, receipt, now) and not ledger.receipt(conn, receipt):
            return None
        return Reported(contact_id=contact_id, status=receipt.status, code=receipt.error_code)
    # A message is recorded as sent: an earlier stage would tell nothing.
    if receipt.channel in REPORTING and receipt.status.rank > DeliveryStatus.SENT.rank:
        _KEEP.run(
            conn,
            channel=receipt.channel.value,
            provider_id=receipt.provider_id,
            status=receipt.status.value,
            rank=receipt.status.rank,
            error_code=receipt.error_code,
            received_at=millis(now),
        )
    return None


def fitting(conn: Connection, most: int) -> list[Receipt]:
    """Early reports whose message has been recorded since; they are forgotten here."""
    found = [
        Receipt(ChannelName(channel), provider_id, DeliveryStatus(status), code)
        for channel, provider_id, status, code in _FITTING.all(conn, most=most)
    ]
    for one in found:
        _FORGET.run(conn, b_channel=one.channel.value, b_provider=one.provider_id)
    return found


def settled(conn: Connection, outbox_id: int) -> None:
    """Forget the words of a message of which nothing is on its way any more."""
    _SETTLED.run(conn, b_id=outbox_id)


def expire(conn: Connection, now: dt.datetime) -> None:
    """What no report came for in a day, and reports that no message came for."""
    before = millis(now) - KEPT_FOR
    _EXPIRE.run(conn, before=before)
    _UNREPORTED.run(conn, b_before=before)
