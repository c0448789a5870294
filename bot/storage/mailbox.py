"""What came in, once each, and what is to go out, in order.

Rules: (channel, external id) is unique, so a redelivery is known. An outbox row is put as
`sending`, owned by this process, which sends it next; if another process still has an earlier
reply for this contact, it is put as `waiting` and goes after that one. What a silent process
owned is taken over: on SQLite at once, for there is one owner of the file; on PostgreSQL when its
heartbeat, by the database's clock, is too old. Bodies are encrypted; a row is bound to its contact.
"""

import datetime as dt
import secrets
from typing import Any

import msgspec
from sqlalchemy import Connection

from bot.channels.base import DeliveryStatus, Inbound, Part
from bot.privacy.crypto import CannotDecrypt, FieldCipher
from bot.storage import mailbox_sql as sql
from bot.storage.belonging import still_theirs
from bot.storage.mailbox_sql import DEAD_AFTER, INSTANT, LOST_AFTER, PARKED
from bot.storage.receipts import REPORTING
from bot.storage.statement import Statement
from handlers.dialogue.turn import millis

_PARTS = msgspec.json.Decoder(list[Part])
_INBOUND = msgspec.json.Decoder(Inbound)
_ENCODE = msgspec.json.Encoder().encode
# A reply sent once more, as it did not arrive; what was said since does not wait for it.
AGAIN = "again"

# A one-time code: whoever it is for waits for it now.
CODE = "code"

# Kinds that the citizen asked for: they come after an opt-out too.
SOUGHT = ("reply", AGAIN, CODE)

__all__ = ["CODE", "DEAD_AFTER", "INSTANT", "LOST_AFTER", "PARKED", "Arrived", "Due", "Mailbox"]


class Due(msgspec.Struct):
    """An outbox row to send now."""

    outbox_id: int
    contact_id: int
    kind: str
    parts: list[Part]
    next_part: int


class Held(msgspec.Struct):
    """A message as the outbox still holds it."""

    outbox_id: int
    contact_id: int
    kind: str
    parts: list[Part]
    state: str
    case_id: int | None
    retry_of: int | None


class Arrived(msgspec.Struct):
    """A message as the inbox holds it. `at` is UTC milliseconds."""

    contact_id: int
    message: Inbound
    at: int


class Mailbox:
    """Inbox and outbox."""

    def __init__(self, cipher: FieldCipher, owner: str | None = None) -> None:
        """`owner` names this process among all; a random name by default."""
        self._cipher = cipher
        self._owner = owner or secrets.token_hex(8)

    def beat(self, conn: Connection) -> None:
        """This process lives and sends what it owns."""
        sql.BEAT.run(conn, owner=self._owner)
        sql.BURY.run(conn)

    def record(self, conn: Connection, contact_id: int, item: Inbound, now: dt.datetime) -> bool:
        """Keep an inbound message; False when it was here before."""
        body = self._cipher.encrypt(_ENCODE(item), f"inbound.body:{contact_id}")
        touched = sql.RECORD.run(
            conn,
            channel=item.channel.value,
            external_id=item.external_id,
            contact_id=contact_id,
            kind=item.kind.value,
            body_enc=body,
            received_at=millis(now),
        )
        return touched == 1

    def number(self, conn: Connection, item: Inbound) -> int | None:
        """The inbox's own number of a message it holds."""
        row = sql.ARRIVED.one(conn, channel=item.channel.value, external_id=item.external_id)
        return None if row is None else int(row[0])

    def arrived(self, conn: Connection, inbound_id: int) -> Arrived | None:
        """A message by its number; None when its words are gone."""
        row = sql.INBOUND.one(conn, id=inbound_id)
        if row is None or row[0] is None or row[1] is None:
            return None
        contact_id, sealed, at = row
        try:
            plain = self._cipher.decrypt(sealed, f"inbound.body:{contact_id}")
        except CannotDecrypt:
            return None
        return Arrived(contact_id, _INBOUND.decode(plain), at)

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
        retry_of: int | None = None,
    ) -> int:
        """Put a message into the outbox: to be sent by the caller at once, or at `not_before`."""
        return self._put(
            conn,
            sql.PUT,
            contact_id,
            kind,
            parts,
            now,
            not_before=not_before,
            case_id=case_id,
            retry_of=retry_of,
        )[0]

    def put_next(
        self, conn: Connection, contact_id: int, kind: str, parts: list[Part], now: dt.datetime
    ) -> tuple[int, bool]:
        """Put the next message of a chat, whose contact is locked. False with its id: others are
        before it in another process's hands, and the sweep sends it after them."""
        outbox_id, state = self._put(conn, sql.PUT_NEXT, contact_id, kind, parts, now)
        return outbox_id, state == "sending"

    def _put(
        self,
        conn: Connection,
        statement: Statement,
        contact_id: int,
        kind: str,
        parts: list[Part],
        now: dt.datetime,
        *,
        not_before: dt.datetime | None = None,
        case_id: int | None = None,
        retry_of: int | None = None,
    ) -> tuple[int, str]:
        state = (
            {} if statement is sql.PUT_NEXT else {"state": "waiting" if not_before else "sending"}
        )
        row = statement.one(
            conn,
            contact_id=contact_id,
            kind=kind,
            body_enc=self._cipher.encrypt(_ENCODE(parts), f"outbox.body:{contact_id}"),
            parts=len(parts),
            not_before=0 if not_before is None else millis(not_before),
            owner=self._owner,
            claimed_at=millis(now) if not_before is None else None,
            created_at=millis(now),
            case_id=case_id,
            retry_of=retry_of,
            **state,
        )
        assert row is not None  # noqa: S101 - RETURNING always gives the row
        return row[0], row[1]

    def unpark(self, conn: Connection, contact_id: int, now: dt.datetime) -> int:
        """The citizen wrote: what waited for that may go. How many there were."""
        return sql.UNPARK.run(
            conn, b_contact=contact_id, b_parked=millis(PARKED), b_now=millis(now)
        )

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
        """Parts left; `whole`: the last one too, and where no report will come the body is no
        more needed. Of what was erased on its way nothing is kept."""
        there = 1
        if whole:
            statement = sql.SENT_KEPT if channel in REPORTING else sql.SENT
            there = statement.run(conn, b_id=outbox_id, b_at=millis(now))
        elif sent:
            there = sql.PROGRESS.run(conn, b_id=outbox_id, b_next=sent[-1][0] + 1)
        if not there:
            return
        for part, provider_id in sent:
            sql.DELIVERED.run(
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
        sql.STATE.run(conn, b_id=outbox_id, b_state="failed", b_code=code)

    def unknown(self, conn: Connection, *, outbox_id: int, code: str) -> None:
        """It may have been sent: a receipt will tell, nobody sends it again blindly."""
        sql.STATE.run(conn, b_id=outbox_id, b_state="unknown", b_code=code)

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
        sql.LATER.run(conn, b_id=outbox_id, b_next=next_part, b_due=millis(not_before), b_code=code)

    def wait(self, conn: Connection, *, outbox_id: int, not_before: dt.datetime) -> None:
        """This process waits for a slot with it; from `not_before` on anybody may take it."""
        sql.WAIT.run(conn, b_id=outbox_id, b_owner=self._owner, b_due=millis(not_before))

    def begin(self, conn: Connection, *, outbox_id: int, now: dt.datetime) -> bool:
        """The wait is over; False when somebody else took it."""
        return sql.BEGIN.run(conn, b_id=outbox_id, b_owner=self._owner, b_at=millis(now)) == 1

    def due(self, conn: Connection, now: dt.datetime, most: int) -> list[Due]:
        """Claim rows whose time has come and rows whose process died, oldest first.

        A notice found half-sent is `unknown` from here on (ENGINE.md, 'Policies'); what is for
        somebody who left or opted out is cancelled, and news of a submission that is no more
        theirs.
        """
        at = millis(now)
        found = []
        for row in sql.DUE.all(conn, now=at, lost=at - LOST_AFTER, owner=self._owner, most=most):
            outbox_id, contact_id, kind, sealed, next_part, state, gone, opted_out, case_id = row
            if gone is not None or (opted_out is not None and kind not in SOUGHT):
                sql.STATE.run(conn, b_id=outbox_id, b_state="cancelled", b_code="left")
            elif case_id is not None and not still_theirs(conn, contact_id, case_id):
                sql.STATE.run(conn, b_id=outbox_id, b_state="cancelled", b_code="not_theirs")
            elif state == "sending" and kind not in ("reply", "staff"):
                sql.STATE.run(conn, b_id=outbox_id, b_state="unknown", b_code="process_died")
            elif kind in INSTANT and self._ahead(conn, contact_id, outbox_id):
                continue  # another sweep is at an earlier one of this chat: the next finds this
            elif (parts := self._readable(sealed, contact_id)) is None:
                # One row that no key opens must not keep all others from being sent.
                sql.STATE.run(conn, b_id=outbox_id, b_state="failed", b_code="unreadable")
            else:
                sql.CLAIM.run(conn, b_id=outbox_id, b_at=at, b_owner=self._owner)
                found.append(Due(outbox_id, contact_id, kind, parts, next_part))
        return found

    def _ahead(self, conn: Connection, contact_id: int, outbox_id: int) -> bool:
        """Is there something earlier to say in this chat that this process does not send?"""
        earlier = sql.AHEAD.one(conn, contact_id=contact_id, outbox_id=outbox_id, owner=self._owner)
        return earlier is not None

    def held(self, conn: Connection, outbox_id: int) -> Held | None:
        """A message with its words; None when they are gone."""
        row = sql.HELD.one(conn, id=outbox_id)
        if row is None or row[2] is None:
            return None
        contact_id, kind, sealed, state, case_id, retry_of = row
        parts = self._readable(sealed, contact_id)
        if parts is None:
            return None
        return Held(outbox_id, contact_id, kind, parts, state, case_id, retry_of)

    def _readable(self, sealed: Any, contact_id: int) -> list[Part] | None:
        try:
            return _PARTS.decode(self._cipher.decrypt(sealed, f"outbox.body:{contact_id}"))
        except (CannotDecrypt, msgspec.MsgspecError, TypeError):
            return None
