"""SMS through Twilio: words and numbers only.

Rules: text is transliterated to GSM-7, choices are numbers in the text, pictures become their
alternative text (MMS is not assumed) and files an address to open. Splitting counts what the
operator bills: a text within Twilio's limit stays one message, however many segments it has.
"""

from typing import Any

from bot.channels.base import (
    Capabilities,
    ChannelName,
    ChoiceStyle,
    MediaPart,
    Part,
    SendError,
    SendErrorKind,
    TemplatePart,
    TextPart,
)
from bot.channels.capabilities import SMS
from bot.channels.choices import numbered
from bot.channels.gsm7 import transliterate
from bot.channels.medialinks import MediaLinks
from bot.channels.split import pieces
from bot.channels.twilio import TwilioAccount, TwilioMessaging


class SmsChannel(TwilioMessaging):
    """The sender `number` (E.164, a short code, or a messaging service sid 'MG...')."""

    name = ChannelName.SMS
    capabilities: Capabilities = SMS

    def __init__(
        self, account: TwilioAccount, number: str, *, links: MediaLinks | None = None
    ) -> None:
        super().__init__(account)
        service = number.startswith("MG")
        self._sender: dict[str, Any] = {"messaging_service_sid" if service else "from_": number}
        self._links = links

    async def send(self, address: str, part: Part) -> str:
        """Send one part; the sid of the (last) message. Raises SendError."""
        if not address or address.startswith("whatsapp:"):
            raise SendError(SendErrorKind.STOP, "bad_address")
        sid = ""
        for piece in pieces(transliterate(self._words(part)), SMS.text_limit):
            sid = await self._account.create_message(to=address, body=piece, **self._sender)
        if not sid:
            raise SendError(SendErrorKind.REFUSED, "empty")
        return sid

    def _words(self, part: Part) -> str:
        if isinstance(part, TemplatePart):
            return part.text
        if isinstance(part, MediaPart):
            return self._described(part)
        # A style other than TEXT means that the text does not carry the numbers yet.
        return _with_numbers(part)

    def _described(self, part: MediaPart) -> str:
        if part.kind != "document" or self._links is None:
            return part.alt
        address = self._links.url(part.asset, part.content_type)
        return f"{part.alt}\n{address}".strip()


def _with_numbers(part: TextPart) -> str:
    if part.style is ChoiceStyle.TEXT:
        return part.text
    return numbered(part.text, part.choices)
