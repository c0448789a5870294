"""Giving a contact a language and an access mode before it has written.

For `bansos chat --locale --mode` and the simulator's choosers, which stand for a citizen who made
these choices earlier: it writes what 'pengaturan' would have left behind, and nothing else.
"""

import datetime as dt
from functools import partial

from sqlalchemy import Connection

from bot.channels.base import ChannelName, Inbound, InboundKind
from bot.conversation import load
from bot.storage.contacts import Contacts
from bot.storage.db import Database
from handlers.dialogue.session import encode


async def settle(
    db: Database, contacts: Contacts, channel: ChannelName, address: str, locale: str, mode: str
) -> None:
    """Make the contact known with this language and mode; what it had under way stays."""
    now = dt.datetime.now(dt.UTC)
    inbound = Inbound(
        channel=channel, external_id="", address=address, kind=InboundKind.OTHER, locale_hint=locale
    )

    def work(conn: Connection, *, locale: str, mode: str) -> None:
        contact = contacts.lock(conn, inbound, now)
        session = load(contact.state, contact.locale, contact.mode)
        session.locale, session.mode = locale, mode
        contacts.save(conn, contact, session, encode(session), now)

    await db.run(partial(work, locale=locale, mode=mode))
