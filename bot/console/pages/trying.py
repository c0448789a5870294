"""Trying a broadcast out: to one's own chats, exactly as a recipient would get it.

Rules: chats are connected by a national administrator, never by their owner, who must have written
to the bot from them. Whether an address is known is not told. A test goes through the outbox, at
most `MOST` a day and chat, and is in the audit log.
"""

import phonenumbers
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from bot.broadcasts.wording import SAMPLE
from bot.channels.base import ChannelName, Part
from bot.console.page import HOME, Ask, NotThere, Page
from bot.console.roles import Role
from bot.jobs.send import Outgoing
from bot.storage import audit, broadcasts, staff_chats
from bot.storage.broadcasts import Broadcast
from bot.storage.contacts import Contact
from bot.storage.limits import Limits
from bot.storage.tables import broadcast
from handlers.dialogue.turn import millis
from i18n.locales import BY_TAG
from i18n.modes import Mode

BOTH = frozenset({Role.BROADCASTER, Role.APPROVER})
ADMIN = frozenset({Role.ADMINISTRATOR})
MOST = 20  # tests a day to one chat
_HOUR = 3_600_000  # ms


async def attempt(ask: Ask) -> Response:
    """Send it to one's own chats, in a language and mode."""
    number = ask.number("id")
    locale, mode = ask.field("bahasa"), ask.field("moda")

    def work(conn: Connection) -> list[Outgoing]:
        b = broadcasts.one(conn, number, ask.scope.where(broadcast.c.region))
        if b is None:
            raise NotThere
        found = []
        for contact_id, _ in staff_chats.of(conn, ask.who.account.id):
            contact = ask.desk.contacts.by_id(conn, contact_id)
            if contact is None or contact.gone or contact.channel not in ask.desk.channels:
                continue
            parts = _parts(ask, b, contact, locale, mode)
            limits = Limits(ask.desk.cipher)
            if parts and limits.take(conn, contact_id, "try", ask.now, contact.tz, MOST):
                found.append(_put(ask, conn, contact, parts))
        audit.note(
            conn,
            ask.now,
            actor=ask.who.name,
            action="broadcast.try",
            subject=f"broadcast:{number}",
            detail=f"{len(found)} chats",
        )
        return found

    sent = await ask.desk.db.run(work)
    for outgoing in sent:
        ask.desk.sender.send(outgoing)
    note = "dicobakan" if sent else "tanpa-percakapan"
    return RedirectResponse(f"{HOME}/siaran/{number}?pesan={note}", 303)


def _parts(ask: Ask, b: Broadcast, contact: Contact, locale: str, mode: str) -> list[Part]:
    capabilities = ask.desk.channels[contact.channel].capabilities
    parts = ask.desk.wording.parts(
        b.content,
        capabilities,
        locale if locale in BY_TAG else contact.locale,
        mode if mode in set(Mode) else contact.mode,
        SAMPLE,
    )
    hours = capabilities.window_hours
    if hours is not None and millis(ask.now) - (contact.last_inbound_at or 0) >= hours * _HOUR:
        return ask.desk.wording.template(b.content, parts, SAMPLE) if b.content.template else []
    return parts


def _put(ask: Ask, conn: Connection, contact: Contact, parts: list[Part]) -> Outgoing:
    outbox_id = ask.desk.mailbox.put(conn, contact.id, "staff", parts, ask.now)
    return Outgoing(outbox_id, contact.id, contact.channel, contact.address, parts, kind="staff")


async def connect(ask: Ask) -> Response:
    """Connect a member of staff with a chat of theirs; without an address, take all away."""
    staff_id = ask.number("id")
    if not ask.scope.everywhere or staff_id == ask.who.account.id:
        raise NotThere
    channel, address = ask.field("saluran"), ask.field("alamat")[:60]
    if channel not in ("telegram", "whatsapp", "sms"):
        return RedirectResponse(f"{HOME}/akun?pesan=ditolak", 303)

    def work(conn: Connection) -> None:
        if ask.desk.accounts.by_id(conn, staff_id) is None:
            raise NotThere
        if not address:
            staff_chats.clear(conn, staff_id)
        else:
            found = ask.desk.contacts.at(conn, channel, address_of(channel, address))
            if found is not None:
                staff_chats.add(conn, staff_id, found.id)
        audit.note(
            conn,
            ask.now,
            actor=ask.who.name,
            action="staff.chat" if address else "staff.no_chat",
            subject=f"staff:{staff_id}",
            detail=channel,
        )

    await ask.desk.db.run(work)
    return RedirectResponse(f"{HOME}/akun?pesan=dihubungkan", 303)


def address_of(channel: str, text: str) -> str:
    """What a channel calls an address that somebody wrote: numbers as E.164."""
    if channel == ChannelName.TELEGRAM.value:
        return text
    bare = text.removeprefix("whatsapp:")
    try:
        number = phonenumbers.parse(bare, "ID")
    except phonenumbers.NumberParseException:
        return text
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"whatsapp:{written}" if channel == ChannelName.WHATSAPP.value else written


PAGES = (
    Page("POST", "/siaran/{id:id}/coba", BOTH, attempt),
    Page("POST", "/akun/{id:id}/percakapan", ADMIN, connect),
)
