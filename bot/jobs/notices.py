"""News for citizens: their submission arrived, moved on, or needs something.

Rules: one notice a change, in the citizen's language and mode, through the outbox. Never at night
in their time zone, unless they wrote just now. Outside WhatsApp's 24 hours the approved template
is sent; without one the news waits until they write. Who opted out gets none; while a person
holds the conversation it waits. A one-time code is no news: nothing of this holds for it.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection

from backend_client.model import Stage, StageChange
from bot.channels.base import (
    Capabilities,
    Channel,
    ChannelName,
    Choice,
    ChoiceStyle,
    Part,
    TemplatePart,
    TextPart,
)
from bot.channels.choices import shorten
from bot.conversation import Conversation, load
from bot.jobs.send import Outgoing, Sender
from bot.jobs.upkeep import awake
from bot.storage.belonging import may_know
from bot.storage.cases import Case
from bot.storage.contacts import Contact, Contacts
from bot.storage.mailbox import CODE, PARKED, Mailbox
from handlers.dialogue.prompt import Prompt
from handlers.dialogue.session import Session
from handlers.dialogue.turn import millis
from handlers.ground_codes import GROUNDS
from i18n.formats import zone
from i18n.message import Date, Message, Spelled, say

JUST_NOW = 30 * 60_000  # ms; somebody who wrote this recently is awake
NOTICE = "notice"


class Notices:
    """Puts news into the outbox."""

    def __init__(
        self,
        contacts: Contacts,
        mailbox: Mailbox,
        sender: Sender,
        conversation: Conversation,
        channels: Mapping[ChannelName, Channel],
        template: str,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._contacts = contacts
        self._mailbox = mailbox
        self._sender = sender
        self._conversation = conversation
        self._channels = channels
        self._template = template
        self._now = now

    def arrived(self, conn: Connection, case: Case) -> list[Outgoing]:
        """DTKS has the submission."""
        return self._to_all(conn, case, say("kabar.diterima", tiket=Spelled(case.ticket)))

    def stuck(self, conn: Connection, case: Case) -> list[Outgoing]:
        """DTKS refuses it and names no answer: staff look at it, and the citizen is told so."""
        return self._to_all(conn, case, say("kabar.ditahan", tiket=Spelled(case.ticket)))

    def changed(self, conn: Connection, case: Case, change: StageChange) -> list[Outgoing]:
        """The submission moved on."""
        messages = [
            say("kabar.tahap", tiket=Spelled(case.ticket), tahap=say(f"tahap.{change.stage}"))
        ]
        if change.reason is not None:
            messages.append(say("kabar.alasan", alasan=change.reason))
        if change.stage is Stage.NEEDS_CORRECTION:
            messages.append(say("kabar.perbaiki", tiket=Spelled(case.ticket)))
        else:
            messages.append(say("kabar.tanya_status"))
        return self._to_all(conn, case, *messages)

    def objection(
        self,
        conn: Connection,
        contact: Contact,
        ticket: str,
        label: str,
        ground: str,
        until: dt.datetime,
    ) -> list[Outgoing]:
        """Somebody's aid is being checked again, and they may answer: neutral, without who asked
        for it. Its words open the reply everywhere, a button where the channel has any; a number
        would be taken for an answer to the question that is on the screen."""
        day = Date(until.astimezone(zone(contact.tz)).date())
        body = [say("kabar.periksa_ulang", label=label or "-")]
        if ground in GROUNDS:
            body.append(say("kabar.periksa_soal", alasan=say(f"alasan.{ground}")))
        # Such a message could be faked (DOMAIN.md): it says what we never ask for.
        body.append(say("umum.gratis"))
        body.append(say("kabar.periksa_jawab", tiket=Spelled(ticket), tanggal=day))
        button = ("tanggapan", say("tanggapan.tombol"))  # a flow's id begins it
        found = self._put(conn, contact.id, body, None, button)
        return [] if found is None else [found]

    def tell(self, conn: Connection, contact_id: int, *messages: Message) -> list[Outgoing]:
        """Any other news for one contact."""
        found = self._put(conn, contact_id, messages, None)
        return [] if found is None else [found]

    def code(self, conn: Connection, contact_id: int, words: Message) -> None:
        """A code for somebody's own phone: at once, day or night, also while a person holds the
        conversation; the sweep sends it."""
        contact = self._contacts.by_id(conn, contact_id)
        channel = None if contact is None else self._channels.get(contact.channel)
        if contact is None or channel is None or contact.gone:
            return
        session = load(contact.state, contact.locale, contact.mode)
        parts = self._conversation.say(
            [Prompt((words,))], session, channel.capabilities, contact.tz
        )
        now = self._now()
        self._mailbox.put(conn, contact.id, CODE, parts, now, not_before=now)

    def send(self, outgoing: Sequence[Outgoing]) -> None:
        """After the commit: send what may go now."""
        for one in outgoing:
            self._sender.send(one)

    def _to_all(self, conn: Connection, case: Case, *messages: Message) -> list[Outgoing]:
        found = []
        for contact_id in dict.fromkeys((case.contact_id, case.pendamping_id)):
            if contact_id is not None and may_know(
                conn, contact_id, case.contact_id, case.pendamping_id
            ):
                one = self._put(conn, contact_id, messages, case.id)
                if one is not None:
                    found.append(one)
        return found

    def _put(
        self,
        conn: Connection,
        contact_id: int,
        messages: Sequence[Message],
        case_id: int | None,
        button: tuple[str, Message] | None = None,
    ) -> Outgoing | None:
        contact = self._contacts.for_news(conn, contact_id)
        if contact is None or contact.opted_out or contact.gone:
            return None
        channel = self._channels.get(contact.channel)
        if channel is None:
            return None
        session = load(contact.state, contact.locale, contact.mode)
        parts = self._conversation.say(
            [Prompt((message,)) for message in messages], session, channel.capabilities, contact.tz
        )
        if button is not None:
            parts = self._with_button(parts, button, session, channel.capabilities)
        now = self._now()
        due, parts = self._when(contact, channel, parts, now)
        if contact.held_by is not None and due is None:
            due = now  # the sweep sends it once the person who holds the conversation lets go
        if due is None and (wait := self._sender.wait(contact.channel)):
            due = now + dt.timedelta(seconds=wait)  # the rate is taken: no use in trying now
        outbox_id = self._mailbox.put(
            conn, contact.id, NOTICE, parts, now, not_before=due, case_id=case_id
        )
        if due is not None:
            return None
        return Outgoing(outbox_id, contact.id, contact.channel, contact.address, parts, kind=NOTICE)

    def _with_button(
        self,
        parts: list[Part],
        button: tuple[str, Message],
        session: Session,
        capabilities: Capabilities,
    ) -> list[Part]:
        """The last text with a button (its value, its label) under it, where there are any."""
        value, words = button
        label = self._conversation.say([Prompt((words,))], session, capabilities, "UTC")
        *before, last = parts
        shown = label[-1]
        if not capabilities.buttons_max or capabilities.spoken:
            return parts
        if not isinstance(last, TextPart) or not isinstance(shown, TextPart):
            return parts
        title = shorten(shown.text, capabilities.button_title_max)
        choice = Choice(value, title, "")
        return [*before, TextPart(last.text, (choice,), ChoiceStyle.BUTTONS)]

    def _when(
        self, contact: Contact, channel: Channel, parts: list[Part], now: dt.datetime
    ) -> tuple[dt.datetime | None, list[Part]]:
        """When it may go (None: now), and as what."""
        silent_for = millis(now) - (contact.last_inbound_at or 0)
        due = None
        quiet = self._conversation.policy(now).quiet
        if silent_for > JUST_NOW and not awake(now, contact.tz, quiet):
            due = morning(now, contact.tz, quiet)
        if channel.capabilities.spoken:
            return PARKED, parts  # said when they call again
        window = channel.capabilities.window_hours
        at = due or now
        if window is not None and millis(at) - (contact.last_inbound_at or 0) > window * 3_600_000:
            if not self._template:
                return PARKED, parts
            text = "\n\n".join(part.text for part in parts if isinstance(part, TextPart))
            parts = [TemplatePart(self._template, {"1": text}, text)]
        return due, parts


def morning(now: dt.datetime, tz: str, quiet: tuple[int, int]) -> dt.datetime:
    """The end of the quiet hours that `now` is in."""
    local = now.astimezone(zone(tz))
    end = local.replace(hour=quiet[1], minute=0, second=0, microsecond=0)
    return end if local < end else end + dt.timedelta(days=1)
