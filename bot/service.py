"""The bot, built: its parts by name, and what goes on beside the conversations.

Rules: nothing is made here (`bot.wiring` makes it, and gives this name on); this is what the
shell's pages, commands and tests hold in their hands.
"""

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from backend_client.port import DtksBackend
from backend_client.regions import Regions
from backend_client.sandbox import Sandbox
from bot.answers.personal import FORGET, PersonalAnswers
from bot.answers.recordings import KEEP, Recordings
from bot.audio.notes import VoiceNotes
from bot.broadcasts.engine import Broadcasting
from bot.broadcasts.wording import Wording
from bot.channels.base import Assets, Channel, ChannelName
from bot.channels.medialinks import SignedLinks
from bot.config import Settings
from bot.conversation import Conversation
from bot.figures.funnel import Funnel
from bot.jobs.deliver import DELIVER, Delivery
from bot.jobs.engine import JobEngine
from bot.jobs.feed import Feed
from bot.jobs.notices import Notices
from bot.jobs.objections import NOTIFY, Objections
from bot.jobs.pace import Pace
from bot.jobs.proofs import PROVE, Proofs
from bot.jobs.recall import RECALL, Recalls
from bot.jobs.ringing import RING, Ringing
from bot.jobs.rules import Rules
from bot.jobs.send import Sender
from bot.jobs.sweeping import Sweeping
from bot.jobs.templates import Copying
from bot.jobs.upkeep import Upkeep
from bot.media.store import MediaShelf
from bot.privacy.crypto import FieldCipher
from bot.storage.cases import Cases
from bot.storage.contacts import Contacts
from bot.storage.db import Database
from bot.storage.mailbox import Mailbox
from bot.turn import Turns
from i18n.catalog import Catalog
from i18n.lexicon import Lexicon


@dataclass
class Service:
    """The bot, built."""

    settings: Settings
    db: Database
    turns: Turns
    channels: dict[ChannelName, Channel]
    backend: DtksBackend
    sandbox: Sandbox | None
    regions: Regions
    catalog: Catalog
    lexicon: Lexicon
    sender: Sender
    pace: Pace
    upkeep: Upkeep
    contacts: Contacts
    mailbox: Mailbox
    cipher: FieldCipher
    links: SignedLinks
    assets: Assets
    notes: VoiceNotes | None
    jobs: JobEngine
    delivery: Delivery
    objections: Objections
    proofs: Proofs
    recordings: Recordings
    ringing: Ringing
    feed: Feed
    sweeping: Sweeping
    copying: Copying
    personal: PersonalAnswers
    cases: Cases
    shelf: MediaShelf
    notices: Notices
    conversation: Conversation
    rules: Rules
    wording: Wording
    broadcasting: Broadcasting
    funnel: Funnel
    now: Callable[[], dt.datetime]

    async def start(self, *, jobs: bool = True) -> None:
        """Begin the work that goes on beside the conversations: sweeps everywhere, and with
        `jobs` deliveries to DTKS and its change feed too."""
        if self.notes is not None and await self.db.read(self.contacts.anybody_listens):
            await asyncio.to_thread(self.notes.warm)
        self.pace.start()
        self.upkeep.start()
        self.rules.start()
        self.funnel.start()
        if jobs:
            await self.jobs.start(
                {
                    DELIVER: self.delivery,
                    NOTIFY: self.objections,
                    PROVE: self.proofs,
                    FORGET: self.personal.forget,
                    RECALL: Recalls(self.backend),
                    KEEP: self.recordings,
                    RING: self.ringing,
                }
            )
            self.feed.start()
            await self.broadcasting.start()
            self.sweeping.start()
            self.copying.start()

    async def stop(self) -> None:
        """End it."""
        await self.broadcasting.stop()
        await self.sweeping.stop()
        await self.copying.stop()
        await self.feed.stop()
        await self.upkeep.stop()
        await self.rules.stop()
        await self.funnel.stop()
        await self.jobs.stop()
        await self.pace.stop()
