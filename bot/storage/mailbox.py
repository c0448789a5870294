"""What came in, once each, and what is to go out, in order.

Rules: (channel, external id) is unique, so a redelivery is known. An outbox row is put as
`sending`, claimed by this process; one whose process died is found by its age. Delivery reports
only move a message forward, by rank. Bodies are encrypted; a row is bound to its contact.
"""

import datetime as dt
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.channels.base import DeliveryStatus, Inbound, Part, Receipt
from bot.privacy.crypto import FieldCipher
from bot.storage.statement import Statement, named, upsert
from bot.storage.tables import contact, delivery, inbound, outbox
from handlers.dialogue.turn import millis

_PARTS = msgspec.json.Decoder(list[Part])
_ENCODE = msgspec.json.Encoder().encode
# Until the citizen writes: a time that never comes by itself.
PARKED = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)
STALE = 60_000  # a row claimed longer ago than this belongs to a process that died

_RECORD = upsert(
    lambda insert: (
        insert(inbound)
        .values(**named("channel", "external_id", "contact_id", "kind", "body_enc", "received_at"))
        .on_conflict_do_nothing(index_elements=["channel", "external_id"])
    )
)
_PUT = Statement(
    sa.insert(outbox)
    .values(
        **named(
            "contact_id", "kind", "body_enc", "parts", "state", "not_before",
            "claimed_at", "created_at", "case_id", "broadcast_id",
        )
    )
    .returning(outbox.c.id)
)  # fmt: skip
_SENT = Statement(
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
_PROGRESS = Statement(
    sa.update(outbox)
    .where(outbox.c.id == sa.bindparam("b_id"))
    .values(next_part=sa.bindparam("b_next"))
)
_STATE = Statement(
    sa.update(outbox)
    .where(outbox.c.id == sa.bindparam("b_id"))
    .values(state=sa.bindparam("b_state"), error_code=sa.bindparam("b_code"))
)
_LATER = Statement(
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
_DELIVERED = upsert(
    lambda insert: (
        insert(delivery)
        .values(**named("outbox_id", "channel", "provider_id", "part", "status", "updated_at"))
        .on_conflict_do_nothing(index_elements=["channel", "provider_id"])
    )
)
_DELIVERY = Statement(
    sa.select(delivery.c.id, delivery.c.status)
    .where(
        delivery.c.channel == sa.bindparam("channel"),
        delivery.c.provider_id == sa.bindparam("provider_id"),
    )
    .with_for_update()
)
_REPORT = Statement(
    sa.update(delivery)
    .where(delivery.c.id == sa.bindparam("b_id"))
    .values(
        status=sa.bindparam("b_status"),
        error_code=sa.bindparam("b_code"),
        updated_at=sa.bindparam("b_at"),
    )
)
_DUE = Statement(
    sa.select(
        outbox.c.id,
        outbox.c.contact_id,
        outbox.c.kind,
        outbox.c.body_enc,
        outbox.c.next_part,
        outbox.c.state,
        contact.c.blocked_at,
        contact.c.opted_out_at,
    )
    .select_from(outbox.join(contact, contact.c.id == outbox.c.contact_id))
    .where(
        sa.or_(
            sa.and_(outbox.c.state == "waiting", outbox.c.not_before <= sa.bindparam("now")),
            sa.and_(outbox.c.state == "sending", outbox.c.claimed_at < sa.bindparam("stale")),
        )
    )
    .order_by(outbox.c.id)
    .limit(sa.bindparam("most"))
    .with_for_update(skip_locked=True, of=outbox)
)
_UNPARK = Statement(
    sa.update(outbox)
    .where(
        outbox.c.contact_id == sa.bindparam("b_contact"),
        outbox.c.state == "waiting",
        outbox.c.not_before == sa.bindparam("b_parked"),
    )
    .values(not_before=sa.bindparam("b_now"))
)
_CLAIM = Statement(
    sa.update(outbox)
    .where(outbox.c.id == sa.bindparam("b_id"))
    .values(state="sending", claimed_at=sa.bindparam("b_at"))
)


class Due(msgspec.Struct):
    """An outbox row to send now."""

    outbox_id: int
    contact_id: int
    kind: str
    parts: list[Part]
    next_part: int


class Mailbox:
    """Inbox and outbox."""

    def __init__(self, cipher: FieldCipher) -> None:
        self._cipher = cipher

    def record(self, conn: Connection, contact_id: int, item: Inbound, now: dt.datetime) -> bool:
        """Keep an inbound message; False when it was here before."""
        body = self._cipher.encrypt(_ENCODE(item), f"inbound.body:{contact_id}")
        touched = _RECORD.run(
            conn,
            channel=item.channel.value,
            external_id=item.external_id,
            contact_id=contact_id,
            kind=item.kind.value,
            body_enc=body,
            received_at=millis(now),
        )
        return touched == 1

    def put(
        self,
        conn: Connection,
        contact_id: int,
        kind: str,
        parts: list[Part],
        now: dt.datetime,
        *,
        not_before: dt.datetime | None = None,
        case_id: int | None = None,
    ) -> int:
        """Put a message into the outbox: to be sent by the caller at once, or at `not_before`."""
        row = _PUT.one(
            conn,
            contact_id=contact_id,
            kind=kind,
            body_enc=self._cipher.encrypt(_ENCODE(parts), f"outbox.body:{contact_id}"),
            parts=len(parts),
            state="sending" if not_before is None else "waiting",
            not_before=0 if not_before is None else millis(not_before),
            claimed_at=millis(now) if not_before is None else None,
            created_at=millis(now),
            case_id=case_id,
            broadcast_id=None,
        )
        assert row is not None  # noqa: S101 - RETURNING always gives the row
        identity: int = row[0]
        return identity

    def unpark(self, conn: Connection, contact_id: int, now: dt.datetime) -> int:
        """The citizen wrote: what waited for that may go. How many there were."""
        return _UNPARK.run(conn, b_contact=contact_id, b_parked=millis(PARKED), b_now=millis(now))

    def sent(
        self,
        conn: Connection,
        *,
        outbox_id: int,
        channel: str,
        sent: list[tuple[int, str]],
        now: dt.datetime,
        whole: bool,
    ) -> None:
        """Parts left; `whole`: the last one too, and the body is no more needed."""
        if whole:
            _SENT.run(conn, b_id=outbox_id, b_at=millis(now))
        elif sent:
            _PROGRESS.run(conn, b_id=outbox_id, b_next=sent[-1][0] + 1)
        for part, provider_id in sent:
            _DELIVERED.run(
                conn,
                outbox_id=outbox_id,
                channel=channel,
                provider_id=provider_id,
                part=part,
                status=DeliveryStatus.SENT.value,
                updated_at=millis(now),
            )

    def failed(self, conn: Connection, *, outbox_id: int, code: str) -> None:
        """It will not be sent; `code` says why."""
        _STATE.run(conn, b_id=outbox_id, b_state="failed", b_code=code)

    def unknown(self, conn: Connection, *, outbox_id: int, code: str) -> None:
        """It may have been sent: a receipt will tell, nobody sends it again blindly."""
        _STATE.run(conn, b_id=outbox_id, b_state="unknown", b_code=code)

    def later(
        self,
        conn: Connection,
        *,
        outbox_id: int,
        next_part: int,
        not_before: dt.datetime,
        code: str,
    ) -> None:
        """Try again from `next_part` on, at `not_before`."""
        _LATER.run(conn, b_id=outbox_id, b_next=next_part, b_due=millis(not_before), b_code=code)

    def due(self, conn: Connection, now: dt.datetime, most: int) -> list[Due]:
        """Claim rows whose time has come and rows whose process died, oldest first.

        A notice found half-sent is `unknown` from here on (ENGINE.md, 'Policies'); what is for
        somebody who left or opted out is cancelled.
        """
        at = millis(now)
        found = []
        for row in _DUE.all(conn, now=at, stale=at - STALE, most=most):
            outbox_id, contact_id, kind, sealed, next_part, state, gone, opted_out = row
            if gone is not None or (opted_out is not None and kind != "reply"):
                _STATE.run(conn, b_id=outbox_id, b_state="cancelled", b_code="left")
            elif state == "sending" and kind not in ("reply", "staff"):
                _STATE.run(conn, b_id=outbox_id, b_state="unknown", b_code="process_died")
            else:
                _CLAIM.run(conn, b_id=outbox_id, b_at=at)
                found.append(
                    Due(outbox_id, contact_id, kind, self._parts(sealed, contact_id), next_part)
                )
        return found

    def receipt(self, conn: Connection, *, receipt: Receipt, now: dt.datetime) -> bool:
        """Take a delivery report; False when it is not news or not ours."""
        row = _DELIVERY.one(conn, channel=receipt.channel.value, provider_id=receipt.provider_id)
        if row is None:
            return False
        if DeliveryStatus(row[1]).rank >= receipt.status.rank:
            return False
        _REPORT.run(
            conn,
            b_id=row[0],
            b_status=receipt.status.value,
            b_code=receipt.error_code,
            b_at=millis(now),
        )
        return True

    def _parts(self, sealed: Any, contact_id: int) -> list[Part]:
        return _PARTS.decode(self._cipher.decrypt(sealed, f"outbox.body:{contact_id}"))
