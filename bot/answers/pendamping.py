"""Answers about pendamping: who is one, consents, codes to people's own phones, handing over.

Rules: only a verified pendamping records a consent, and only its own consents count. A code goes
to the phone of the person it is about, by SMS where there is one, else by WhatsApp; never into
the chat of the pendamping.
"""

import secrets
from collections.abc import Container, Sequence
from typing import Any

from sqlalchemy import Connection

from bot.answers.base import Answer, Asker, Local
from bot.channels.base import ChannelName
from bot.jobs.notices import Notices
from bot.storage import pendamping as states
from bot.storage.cases import Cases
from bot.storage.contacts import Contacts
from bot.storage.limits import Limits
from bot.storage.pendamping import Pendamping, PendampingAccounts
from handlers.dialogue.steps import Failed
from handlers.requests.cases import Done, Ticket
from handlers.requests.pendamping import (
    AcceptHandOver,
    ApplyPendamping,
    Consent,
    ConsentWay,
    HandOver,
    LeavePendamping,
    PendampingView,
    RecordConsent,
    SendConsentCode,
    Standing,
    UseInvitation,
    WhoAmI,
)
from i18n.message import Spelled, say

CONSENT, HAND_OVER = "consent", "hand_over"
CODES_PER_DAY, INVITATIONS_PER_DAY, TAKE_OVERS_PER_DAY = 10, 5, 5
_STANDING = {
    states.APPLIED: Standing.WAITING,
    states.VERIFIED: Standing.ACTIVE,
    states.SUSPENDED: Standing.SUSPENDED,
    states.REVOKED: Standing.REVOKED,
}
# No look-alikes: without 0 O, 1 I L, 5 S, 8 B.
_LETTERS = "234679ACDEFGHJKMNPQRTUVWXY"


class PendampingAnswers:
    """The answers, by request."""

    def __init__(
        self,
        pendamping: PendampingAccounts,
        cases: Cases,
        contacts: Contacts,
        limits: Limits,
        notices: Notices,
        channels: Container[ChannelName],
    ) -> None:
        self._pendamping = pendamping
        self._cases = cases
        self._contacts = contacts
        self._limits = limits
        self._notices = notices
        self._channels = channels

    def table(self) -> dict[type, Local]:
        """Request -> answer."""
        return {
            WhoAmI: self._who,
            ApplyPendamping: self._apply,
            UseInvitation: self._invited,
            LeavePendamping: self._leave,
            SendConsentCode: self._send_consent,
            RecordConsent: self._record,
            HandOver: self._hand_over,
            AcceptHandOver: self._accept,
        }

    def active(self, conn: Connection, contact_id: int) -> Pendamping | None:
        """The contact as a verified pendamping."""
        pendamping = self._pendamping.of(conn, contact_id)
        return (
            pendamping if pendamping is not None and pendamping.status == states.VERIFIED else None
        )

    def _who(self, conn: Connection, asker: Asker, request: Any) -> Answer:
        return self._view(conn, asker)

    def _view(self, conn: Connection, asker: Asker) -> PendampingView:
        pendamping = self._pendamping.of(conn, asker.contact_id)
        if pendamping is None:
            return PendampingView()
        return PendampingView(
            standing=_STANDING[pendamping.status],
            name=pendamping.name,
            organisation=pendamping.organisation,
            villages=pendamping.villages,
            people=self._pendamping.helped(conn, asker.contact_id),
        )

    def _apply(self, conn: Connection, asker: Asker, request: Any) -> Answer:
        wanted: ApplyPendamping = request
        pendamping = self._pendamping.of(conn, asker.contact_id)
        if pendamping is not None and pendamping.status != states.REVOKED:
            return Failed("already")
        if not self._take(conn, asker, "apply", INVITATIONS_PER_DAY):
            return Failed("limit")
        self._pendamping.add(
            conn,
            asker.contact_id,
            name=wanted.name,
            organisation=wanted.organisation,
            villages=wanted.villages,
            letter_key=None if wanted.letter is None else wanted.letter.key,
            status=states.APPLIED,
            now=asker.now,
        )
        return Done()

    def _invited(self, conn: Connection, asker: Asker, request: Any) -> Answer:
        wanted: UseInvitation = request
        pendamping = self._pendamping.of(conn, asker.contact_id)
        if pendamping is not None and pendamping.status == states.SUSPENDED:
            return Failed("not_active")  # only who suspended them ends it
        if pendamping is not None and pendamping.status == states.VERIFIED:
            return self._view(conn, asker)  # staff were faster; the code is not needed
        if not self._take(conn, asker, "invitation", INVITATIONS_PER_DAY):
            return Failed("limit")
        found = self._pendamping.redeem(conn, asker.contact_id, wanted.code, asker.now)
        if found is None:
            return Failed("not_found")
        villages, organisation = found
        self._pendamping.add(
            conn,
            asker.contact_id,
            name=wanted.name,
            organisation=organisation,
            villages=villages,
            letter_key=None,
            status=states.VERIFIED,
            now=asker.now,
        )
        return self._view(conn, asker)

    def _leave(self, conn: Connection, asker: Asker, request: Any) -> Answer:
        pendamping = self._pendamping.of(conn, asker.contact_id)
        if pendamping is not None:
            self._pendamping.set_status(conn, pendamping.id, states.REVOKED, asker.now)
        return Done()

    def _send_consent(self, conn: Connection, asker: Asker, request: Any) -> Answer:
        wanted: SendConsentCode = request
        pendamping = self.active(conn, asker.contact_id)
        if pendamping is None:
            return Failed("not_active")
        secret = _code("0123456789", 6)
        words = say(
            "kode.persetujuan",
            nama=pendamping.name,
            lembaga=pendamping.organisation,
            kode=Spelled(secret),
        )
        failed = self._send(conn, asker, wanted.phone, words)
        if failed is not None:
            return failed
        self._pendamping.send_code(conn, CONSENT, asker.contact_id, wanted.phone, secret, asker.now)
        return Done(note=wanted.phone[-3:])

    def _record(self, conn: Connection, asker: Asker, request: Any) -> Answer:
        wanted: RecordConsent = request
        pendamping = self.active(conn, asker.contact_id)
        if pendamping is None:
            return Failed("not_active")
        if wanted.way is ConsentWay.CODE:
            phone, secret = wanted.phone or "", wanted.code or ""
            fits = self._pendamping.check_code(conn, CONSENT, phone, secret, asker.now)
            if isinstance(fits, str):
                return Failed(fits)
            if fits.contact_id != asker.contact_id:
                return Failed("wrong_code")
        elif wanted.medium is None:
            return Failed("unreadable")
        made = self._pendamping.consent(
            conn,
            pendamping,
            person=wanted.label,
            how=wanted.way.value,
            media_key=None if wanted.medium is None else wanted.medium.key,
            now=asker.now,
        )
        return Consent(id=made)

    def _hand_over(self, conn: Connection, asker: Asker, request: Any) -> Answer:
        wanted: HandOver = request
        case = self._cases.by_ticket(conn, wanted.ticket)
        if case is None or case.pendamping_id != asker.contact_id:
            return Failed("not_found")
        if self.active(conn, asker.contact_id) is None:
            return Failed("not_active")
        secret = _code(_LETTERS, 5) + _code("234679", 3)
        words = say("kode.alih", tiket=Spelled(case.ticket), kode=Spelled(secret))
        failed = self._send(conn, asker, wanted.phone, words)
        if failed is not None:
            return failed
        self._pendamping.send_code(
            conn, HAND_OVER, asker.contact_id, secret, secret, asker.now, case.ticket
        )
        return Done(note=wanted.phone[-3:])

    def _accept(self, conn: Connection, asker: Asker, request: Any) -> Answer:
        wanted: AcceptHandOver = request
        if not self._take(conn, asker, "take_over", TAKE_OVERS_PER_DAY):
            return Failed("limit")
        plain = "".join(c for c in wanted.code.upper() if c.isalnum())
        fits = self._pendamping.check_code(conn, HAND_OVER, plain, plain, asker.now)
        if isinstance(fits, str) or fits.ticket is None:
            return Failed(fits if isinstance(fits, str) else "wrong_code")
        case = self._cases.by_ticket(conn, fits.ticket)
        if case is None:
            return Failed("wrong_code")
        self._cases.hand_over(
            conn, case.id, asker.contact_id, case.pendamping_id if wanted.keep_pendamping else None
        )
        contact = self._contacts.by_id(conn, asker.contact_id)
        return Ticket(ticket=fits.ticket, quiet=contact is not None and contact.opted_out)

    def _send(self, conn: Connection, asker: Asker, phone: str, words: Any) -> Failed | None:
        """Put a code into the outbox for a phone that is not the asker's own."""
        if asker.address.removeprefix("whatsapp:") == phone:
            return Failed("own_number")
        if not self._take(conn, asker, "code", CODES_PER_DAY):
            return Failed("limit")
        for channel, address in _ways(phone):
            if channel in self._channels:
                contact_id = self._contacts.reach(conn, channel, address, asker.now)
                self._notices.code(conn, contact_id, words)
                return None
        return Failed("unreachable")

    def _take(self, conn: Connection, asker: Asker, what: str, most: int) -> bool:
        return self._limits.take(conn, asker.contact_id, what, asker.now, asker.tz, most)


def _ways(phone: str) -> Sequence[tuple[ChannelName, str]]:
    return (ChannelName.SMS, phone), (ChannelName.WHATSAPP, f"whatsapp:{phone}")


def _code(alphabet: str, length: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))


def invitation_code() -> str:
    """A new invitation: readable aloud, 8 characters with digits among them."""
    return _code(_LETTERS, 5) + _code("234679", 3)
