"""One message, from the webhook to the reply: load, advance, persist, then act.

Rules: everything of a turn is one transaction: the inbound key (a redelivery ends there), the
conversation under its lock, the new state, the replies in the outbox, submissions and their
jobs. Sends and calls start after the commit, in this process; the durable rows are there for the
case that it dies first. No lock and no connection is held during a network call.
"""

import asyncio
import datetime as dt
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec
import structlog
from sqlalchemy import Connection

from bot.answers.base import Asker
from bot.answers.litter import Litter
from bot.answers.recordings import Recordings
from bot.calls import Calls
from bot.channels.base import Channel, ChannelName, Inbound, InboundKind, Receipt
from bot.conversation import Conversation, Spoken, answered, load
from bot.figures.funnel import Funnel, place
from bot.intake import heard
from bot.jobs.engine import JobEngine
from bot.jobs.receipts import Receipts
from bot.jobs.send import Outgoing, Sender
from bot.lines import Lines
from bot.logs import fault
from bot.lookups import LOOKUPS, Lookups
from bot.storage.contacts import Contact, Contacts
from bot.storage.db import Database
from bot.storage.limits import Limits
from bot.storage.mailbox import Mailbox
from bot.tracing import span
from handlers.dialogue.events import Answered, Continued, Event, Nudged, Recalled
from handlers.dialogue.prompt import Prompt
from handlers.dialogue.session import encode
from handlers.dialogue.steps import Failed
from handlers.dialogue.text import fold
from handlers.dialogue.turn import CallOut, millis
from i18n.lexicon import Lexicon
from i18n.message import say

_log = structlog.get_logger(__name__)
LAST = 5.0  # seconds that what is under way has at the end: less than any supervisor's patience
SLOW = 4.0  # seconds without an answer from DTKS before the citizen is told to wait a moment


# What undoes a STOP, as operators have it; a greeting ('halo') does not.
_WAY_BACK = frozenset(("mulai", "start", "unstop"))
# Asked for by their own words, news is confirmed to whoever gets it already, too.
_WANTED = frozenset(("langganan", "subscribe"))


class Aftermath(msgspec.Struct):
    """What is left to do once a turn is committed."""

    asker: Asker
    outgoing: Outgoing | None = None
    call: CallOut | None = None
    litter: list[str] = []  # media that nobody names any more


class Turns:
    """Takes everything that arrives, and everything that comes back."""

    def __init__(
        self,
        *,
        db: Database,
        conversation: Conversation,
        contacts: Contacts,
        mailbox: Mailbox,
        limits: Limits,
        sender: Sender,
        receipts: Receipts,
        channels: Mapping[ChannelName, Channel],
        calls: Calls,
        recordings: Recordings,
        litter: Litter,
        lexicon: Lexicon,
        jobs: JobEngine,
        funnel: Funnel,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._db = db
        self._conversation = conversation
        self._contacts = contacts
        self._mailbox = mailbox
        self._lookups = Lookups(limits)
        self._sender = sender
        self._receipts = receipts
        self._channels = channels
        self._calls = calls
        self._recordings = recordings
        self._litter = litter
        self._lexicon = lexicon
        self._jobs = jobs
        self._funnel = funnel
        self._now = now
        self._lines = Lines()
        self._tasks: set[asyncio.Task[None]] = set()

    def now(self) -> dt.datetime:
        """This bot's clock."""
        return self._now()

    async def receive(self, items: Sequence[Inbound | Receipt]) -> None:
        """Take what a webhook brought; returns after the commit."""
        for item in items:
            if isinstance(item, Receipt):
                await self._receipts.take(item)
                continue
            now = self._now()
            with span("turn", channel=item.channel.value, kind=item.kind.value):
                await self._take(item, now)

    async def _take(self, item: Inbound, now: dt.datetime) -> None:
        async with self._lines.turn((item.channel, item.address)):
            after = await self._db.run(partial(self._inbound, inbound=item, now=now))
            if item.callback_id is not None:
                self._start(self._channels[item.channel].acknowledge(item))
            if after is not None:
                self._go_on(after)

    async def answer(self, asker: Asker, event: Answered) -> None:
        """A call came back: one more turn."""
        async with self._lines.turn((asker.channel, asker.address)):
            await self._event(asker.contact_id, event)

    async def nudge(self, contact_id: int) -> None:
        """Remind somebody of what they left half-way."""
        await self._event(contact_id, Nudged())

    async def carry_on(self, contact_id: int) -> None:
        """A member of staff hands the conversation back to the bot."""
        await self._event(contact_id, Continued())

    async def recall(self, contact_id: int) -> None:
        """A process died while a call was out: make the call again."""
        await self._event(contact_id, Recalled())

    async def drain(self) -> None:
        """Wait until everything started so far is done."""
        while self._tasks or self._sender.busy:
            if self._tasks:
                await asyncio.wait(set(self._tasks))
            await self._sender.drain()

    async def end(self, seconds: float = LAST) -> None:
        """Give what is under way so long to end. What a provider or DTKS still holds then is left
        as by a crash: its rows say where it stood, and the next start goes on from there."""
        try:
            async with asyncio.timeout(seconds):
                await self.drain()
        except TimeoutError:
            _log.warning("left_under_way", calls=len(self._tasks))
            tasks = set(self._tasks)
            for task in tasks:
                task.cancel()
            await self._sender.leave()
            if tasks:
                await asyncio.wait(tasks)

    # Inside the transaction

    def _inbound(self, conn: Connection, *, inbound: Inbound, now: dt.datetime) -> Aftermath | None:
        if inbound.group:
            return None  # a group is no place for a NIK; the bot speaks to one person only
        contact = self._contacts.lock(conn, inbound, now)
        if not self._mailbox.record(conn, contact.id, inbound, now):
            return None
        if inbound.kind in (InboundKind.BLOCKED, InboundKind.UNBLOCKED):
            gone = inbound.kind is InboundKind.BLOCKED
            self._contacts.blocked(conn, contact.id, gone, now)
            if contact.channel is ChannelName.SMS:
                # STOP and START, which the operator has answered: a wish, not only a block.
                self._opted(conn, contact.id, gone, now)
            return None
        if inbound.kind is InboundKind.HANGUP:
            return None
        freed = self._mailbox.unpark(conn, contact.id, now)
        word = (
            self._lexicon.lookup(fold(inbound.text)) if inbound.kind is InboundKind.TEXT else None
        )
        if contact.held_by is not None:
            return self._held(conn, contact, inbound, now, word=word, freed=freed)
        if word == "stop":
            self._contacts.opt_out(conn, contact.id, now)
            return self._tell(conn, contact, "langganan.berhenti", now)
        if word == "langganan" and (contact.opted_out or fold(inbound.text) in _WANTED):
            self._contacts.opt_in(conn, contact.id)
            return self._tell(conn, contact, "langganan.mulai", now)
        if contact.opted_out and word == "mulai" and fold(inbound.text) in _WAY_BACK:
            self._contacts.opt_in(conn, contact.id)
            return self._turn(conn, contact, heard(inbound), now, first="langganan.mulai")
        return self._turn(conn, contact, heard(inbound), now, inbound=inbound)

    def _held(
        self,
        conn: Connection,
        contact: Contact,
        inbound: Inbound,
        now: dt.datetime,
        *,
        word: str | None,
        freed: int,
    ) -> Aftermath | None:
        """A person holds the conversation: the bot is silent, the inbox shows the message. That
        they want no more messages is noted all the same, and who rings is not left in silence."""
        if word == "stop":
            self._contacts.opt_out(conn, contact.id, now)
        if inbound.kind is InboundKind.CALL and not freed:
            return self._tell(conn, contact, "petugas.diminta", now)
        return None

    def _opted(self, conn: Connection, contact_id: int, out: bool, now: dt.datetime) -> None:
        if out:
            self._contacts.opt_out(conn, contact_id, now)
        else:
            self._contacts.opt_in(conn, contact_id)

    def _turn(
        self,
        conn: Connection,
        contact: Contact,
        event: Event,
        now: dt.datetime,
        *,
        first: str | None = None,
        inbound: Inbound | None = None,
    ) -> Aftermath:
        asker = self._asker(contact, now)
        session = load(contact.state, contact.locale, contact.mode)
        before = place(session)
        # Who calls a second time, or is called back, hears first who speaks.
        rings_again = inbound is not None and inbound.kind is InboundKind.CALL and session.greeted
        capabilities = self._channels[contact.channel].capabilities
        spoken = self._conversation.take(conn, asker, session, event, capabilities)
        if first is None and rings_again:
            first = "salam.singkat"
        if first is not None:
            told = [Prompt((say(first),))]
            words = self._conversation.say(told, spoken.session, capabilities, contact.tz)
            spoken.parts = [*words, *spoken.parts]
        state = encode(spoken.session)
        self._contacts.save(conn, contact, spoken.session, state, now)
        self._funnel.moved(before, spoken.session, spoken.ended, contact.channel.value, now)
        if spoken.wants_human is not None:
            self._contacts.wants_human(conn, contact.id, now)
        outgoing = self._put(conn, contact, spoken, now)
        if inbound is not None and inbound.media and spoken.wants_human == "recording":
            self._recordings.enqueue(conn, inbound)
        named = [contact.state or b""]
        if isinstance(event, Answered):
            named.append(msgspec.json.encode(event.result))
        litter = self._litter.let_go(conn, contact.id, named, state, millis(now))
        return Aftermath(asker, outgoing, spoken.call, litter)

    def _put(
        self, conn: Connection, contact: Contact, spoken: Spoken, now: dt.datetime
    ) -> Outgoing | None:
        if not spoken.parts:
            return None
        outbox_id, ours = self._mailbox.put_next(conn, contact.id, "reply", spoken.parts, now)
        if not ours:
            return None
        return Outgoing(outbox_id, contact.id, contact.channel, contact.address, spoken.parts)

    def _tell(
        self, conn: Connection, contact: Contact, msgid: str, now: dt.datetime
    ) -> Aftermath | None:
        session = load(contact.state, contact.locale, contact.mode)
        capabilities = self._channels[contact.channel].capabilities
        parts = self._conversation.say([Prompt((say(msgid),))], session, capabilities, contact.tz)
        outgoing = self._put(conn, contact, Spoken(session, parts), now)
        return Aftermath(self._asker(contact, now), outgoing)

    def _asker(self, contact: Contact, now: dt.datetime) -> Asker:
        return Asker(
            contact_id=contact.id,
            channel=contact.channel,
            address=contact.address,
            locale=contact.locale,
            mode=contact.mode,
            tz=contact.tz,
            now=now,
            policy=self._conversation.policy(now),
            profile=contact.profile,
        )

    # After the commit

    async def _event(self, contact_id: int, event: Event) -> None:
        now = self._now()

        def work(conn: Connection) -> Aftermath | None:
            contact = self._contacts.by_id(conn, contact_id)
            if contact is None or contact.held_by is not None:
                return None
            return self._turn(conn, contact, event, now)

        after = await self._db.run(work)
        if after is not None:
            self._go_on(after)

    def _go_on(self, after: Aftermath) -> None:
        self._jobs.wake()
        if after.outgoing is not None:
            self._sender.send(after.outgoing)
        if after.litter:
            self._start(self._litter.burn(after.litter))
        if after.call is not None:
            self._start(self._call(after.asker, after.call))

    async def _call(self, asker: Asker, call: CallOut) -> None:
        """Make a call and bring its answer back; say 'one moment' when it takes long."""
        task = asyncio.ensure_future(self._calls.make(asker, call.request))
        done, _ = await asyncio.wait({task}, timeout=SLOW)
        if not done:
            await self._one_moment(asker)
        answer = await task
        if isinstance(answer, Failed) and isinstance(call.request, LOOKUPS):
            give_back = partial(
                self._lookups.give_back,
                contact_id=asker.contact_id,
                request=call.request,
                now=asker.now,
                tz=asker.tz,
            )
            await self._db.run(give_back)
        await self.answer(asker, answered(call, answer))

    async def _one_moment(self, asker: Asker) -> None:
        def work(conn: Connection) -> Aftermath | None:
            contact = self._contacts.by_id(conn, asker.contact_id)
            if contact is None or contact.held_by is not None:
                return None
            return self._tell(conn, contact, "umum.sedang_dicari", asker.now)

        async with self._lines.turn((asker.channel, asker.address)):
            after = await self._db.run(work)
            if after is not None:
                self._go_on(after)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            _log.error("task_failed", **fault(error))
