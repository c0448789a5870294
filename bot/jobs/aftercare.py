"""What follows a message that did not arrive: by its error code, the same whether the provider
said so at once or in a report.

Rules: who opted out, blocked the bot or does not exist is written to no more. What fell outside
WhatsApp's 24 hours goes out as the approved template; without one it waits until they write.
What failed on its way is sent once more, only the part that failed, and never a third time. The
rest has failed, and its code says why. Nothing is sent from here: the sweep takes the new rows.
"""

import datetime as dt

import structlog
from sqlalchemy import Connection

from bot.channels.base import Part, SendErrorKind, TemplatePart, TextPart
from bot.channels.twilio_errors import OPTED_OUT, kind_of, pause_after
from bot.storage.contacts import Contacts
from bot.storage.mailbox import AGAIN, CODE, INSTANT, PARKED, Held, Mailbox

_log = structlog.get_logger(__name__)
NOTICE = "notice"


class Aftercare:
    """Marks contacts and rows; puts what is to be sent again."""

    def __init__(self, contacts: Contacts, mailbox: Mailbox, template: str) -> None:
        self._contacts = contacts
        self._mailbox = mailbox
        self._template = template

    def left(self, conn: Connection, contact_id: int, code: str | None, now: dt.datetime) -> None:
        """Never again, until they write."""
        self._contacts.blocked(conn, contact_id, True, now)
        if code in OPTED_OUT:
            self._contacts.opt_out(conn, contact_id, now)

    def undelivered(
        self, conn: Connection, outbox_id: int, part: int, code: str | None, now: dt.datetime
    ) -> None:
        """A part of a message was refused on its way; `code` is the provider's."""
        held = self._mailbox.held(conn, outbox_id)
        kind = kind_of(code)
        _log.warning("not_delivered", code=code, then=kind.value)
        # Its other parts tell the same: one template, one mark.
        first = held is not None and held.state != "failed"
        self._mailbox.failed(conn, outbox_id=outbox_id, code=code or "undelivered")
        if held is None:
            return
        if kind is SendErrorKind.STOP:
            self.left(conn, held.contact_id, code, now)
        elif kind is SendErrorKind.TEMPLATE and first:
            self.outside(conn, held, now)
        elif kind is SendErrorKind.RETRY and held.retry_of is None and part < len(held.parts):
            self._mailbox.put(
                conn,
                held.contact_id,
                AGAIN if held.kind in INSTANT else held.kind,
                [held.parts[part]],
                now,
                not_before=now + dt.timedelta(seconds=pause_after(code)),
                case_id=held.case_id,
                retry_of=outbox_id,
            )

    def outside(self, conn: Connection, held: Held, now: dt.datetime) -> bool:
        """Free text fell outside the 24 hours. False when it was no free text."""
        if any(isinstance(part, TemplatePart) for part in held.parts):
            return False
        parts, due, kind = held.parts, PARKED, held.kind
        if self._template:
            parts, due = [as_template(self._template, parts)], now
            kind = CODE if held.kind == CODE else NOTICE
        self._mailbox.put(
            conn,
            held.contact_id,
            kind,
            parts,
            now,
            not_before=due,
            case_id=held.case_id,
            retry_of=held.outbox_id,
        )
        return True


def as_template(template: str, parts: list[Part]) -> Part:
    """The approved template with the words of these parts."""
    text = "\n\n".join(part.text for part in parts if isinstance(part, TextPart))
    return TemplatePart(template, {"1": text}, text)
