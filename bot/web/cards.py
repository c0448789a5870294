"""A shared contact that came as a file (WhatsApp's vCard), read before the turn begins.

Rules: only what the provider signed is fetched, small and quickly, since the webhook waits for it;
what cannot be fetched or read is a contact without a number, and the conversation asks on. The
file is kept nowhere.
"""

import asyncio

import msgspec

from bot.channels.base import Channel, FetchError, Inbound, InboundKind
from bot.channels.vcard import read_contact

MOST_BYTES = 65_536  # a card with a portrait is larger, and of no use
PATIENCE = 4.0  # seconds; the provider gives up on us after 15


async def with_contact(channel: Channel, inbound: Inbound) -> Inbound:
    """The message with the contact's name and number, as Telegram tells them at once."""
    if inbound.kind is not InboundKind.CONTACT or not inbound.media:
        return inbound
    name = phone = None
    try:
        async with asyncio.timeout(PATIENCE):
            card = await channel.fetch(inbound.media[0], limit=MOST_BYTES)
    except (FetchError, TimeoutError):
        pass
    else:
        name, phone = read_contact(card)
    return msgspec.structs.replace(inbound, text=name or "", phone=phone, media=())
