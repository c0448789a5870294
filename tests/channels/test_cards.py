"""A contact shared on WhatsApp is a file; it means the same as one shared on Telegram."""

import json
from collections.abc import AsyncIterator

import pytest

from bot.channels.base import ChannelName, Inbound, InboundKind
from bot.channels.telegram_parse import parse_update
from bot.channels.twilio import TwilioAccount
from bot.channels.twilio_parse import parse_message
from bot.channels.twilio_webhook import Form
from bot.channels.whatsapp import WhatsAppChannel
from bot.web.cards import MOST_BYTES, with_contact
from tests.fakes import telegram_updates, twilio_hooks
from tests.fakes.server import Failure
from tests.fakes.twilio_api import SID, TOKEN, FakeTwilio

WHO = "whatsapp:+6281200000001"
CARD = (
    b"BEGIN:VCARD\r\nVERSION:3.0\r\nN:Aminah;Siti;;;\r\nFN:Siti Aminah\r\n"
    b"item1.TEL;waid=6281200000002:+62 812-0000-0002\r\nEND:VCARD\r\n"
)


@pytest.fixture
async def fake() -> AsyncIterator[FakeTwilio]:
    """A Twilio with files."""
    async with FakeTwilio() as server:
        yield server


@pytest.fixture
async def whatsapp(fake: FakeTwilio) -> AsyncIterator[WhatsAppChannel]:
    """A WhatsApp sender."""
    account = TwilioAccount(SID, TOKEN, public_url="", api_url=fake.url, timeout=5)
    channel = WhatsAppChannel(account, "+6281100001111")
    yield channel
    await channel.aclose()


def shared(fake: FakeTwilio, content: bytes, content_type: str) -> Inbound:
    """A contact that lies at Twilio."""
    path = f"/2010-04-01/Accounts/{SID}/Messages/MM1/Media/ME1"
    fake.media[path] = (content, content_type)
    form = twilio_hooks.media(WHO, f"https://api.twilio.com{path}", content_type)
    found = parse_message(ChannelName.WHATSAPP, Form({k: [v] for k, v in form.items()}))
    assert found is not None
    return found


@pytest.mark.parametrize("content_type", ["text/vcard", "text/x-vcard"])
async def test_a_card_is_a_contact(
    fake: FakeTwilio, whatsapp: WhatsAppChannel, content_type: str
) -> None:
    """The card is fetched and read: name and number, as Telegram tells them."""
    card = {"phone_number": "6281200000002", "first_name": "Siti", "last_name": "Aminah"}
    update = telegram_updates.message(7, contact=card)
    (telegram,) = parse_update(json.dumps(update).encode())
    assert isinstance(telegram, Inbound)

    found = await with_contact(whatsapp, shared(fake, CARD, content_type))

    assert found.kind is telegram.kind is InboundKind.CONTACT
    assert (found.text, found.phone) == (telegram.text, telegram.phone)
    assert (found.phone, found.media) == ("+6281200000002", ())


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xd8\xff" + b"0" * 50, b"<html>TEL:1</html>", CARD + b"x" * MOST_BYTES]
)
async def test_no_card(fake: FakeTwilio, whatsapp: WhatsAppChannel, content: bytes) -> None:
    """What is empty, too large or no card at all is a contact without a number."""
    found = await with_contact(whatsapp, shared(fake, content, "text/vcard"))

    assert (found.kind, found.text, found.phone) == (InboundKind.CONTACT, "", None)
    assert found.media == ()


async def test_a_card_that_does_not_come(fake: FakeTwilio, whatsapp: WhatsAppChannel) -> None:
    """A download that fails costs the number, not the message."""
    message = shared(fake, CARD, "text/vcard")
    fake.fail(Failure(500), method="media")

    found = await with_contact(whatsapp, message)

    assert (found.external_id, found.phone) == (message.external_id, None)
