"""What the console's pages work with."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import msgspec
from starlette.responses import Response

from backend_client.regions import Regions
from bot.broadcasts.wording import Wording
from bot.channels.base import Channel, ChannelName
from bot.config import Settings
from bot.console.signin import SignIn
from bot.conversation import Conversation
from bot.jobs.deliver import Delivery
from bot.jobs.engine import JobEngine
from bot.jobs.notices import Notices
from bot.jobs.rules import Rules
from bot.jobs.send import Sender
from bot.media.store import MediaShelf
from bot.privacy.crypto import FieldCipher
from bot.storage.cases import Cases
from bot.storage.contacts import Contacts
from bot.storage.db import Database
from bot.storage.mailbox import Mailbox
from bot.storage.staff import StaffAccounts
from bot.turn import Turns
from i18n.catalog import Catalog


class Look(Protocol):
    """`bot.console.look.Templates` fits."""

    def show(self, template: str, ask: Any, context: Mapping[str, Any]) -> Response:
        """A page from a template."""
        ...


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a page may use."""

    db: Database
    now: Callable[[], dt.datetime]
    cipher: FieldCipher
    accounts: StaffAccounts
    signin: SignIn
    look: Look
    channels: Mapping[ChannelName, Channel]
    contacts: Contacts
    mailbox: Mailbox
    sender: Sender
    turns: Turns
    conversation: Conversation
    cases: Cases
    delivery: Delivery
    jobs: JobEngine
    notices: Notices
    shelf: MediaShelf
    regions: Regions
    catalog: Catalog
    rules: Rules
    wording: Wording
    settings: Settings
    template: str  # the approved WhatsApp template for outside the 24 hours; '' if there is none
