"""The terminal as a channel: `bansos chat` and the transcript tests.

Rules: it shows what the channel it stands in for would show, by that channel's own rules: buttons
where WhatsApp has room for them, numbers where not, GSM-7 and its segments for SMS, what a caller
hears for a call. It collects; what is printed is its user's business.
"""

import itertools
from collections.abc import Callable
from typing import Any

import msgspec

from bot.channels.base import (
    Capabilities,
    ChannelName,
    Choice,
    ChoiceStyle,
    FetchError,
    Inbound,
    InboundKind,
    MediaItem,
    MediaPart,
    Part,
    RawRequest,
    Receipt,
    TemplatePart,
    TextPart,
)
from bot.channels.capabilities import CAPABILITIES
from bot.channels.choices import numbered
from bot.channels.gsm7 import count, transliterate
from bot.channels.voice import utterances
from bot.channels.whatsapp_content import QUICK_REPLY, shape


class Sent(msgspec.Struct, frozen=True):
    """A part that was sent, and its id."""

    id: str
    address: str
    part: Part


class TerminalChannel:
    """Stands in for `emulates`. `files` are media a citizen sends, by reference; `on_sent` is
    told of every part at once."""

    name = ChannelName.TERMINAL

    def __init__(
        self,
        emulates: ChannelName = ChannelName.TELEGRAM,
        *,
        address: str = "terminal",
        on_sent: Callable[[Sent], None] | None = None,
    ) -> None:
        self.emulates = emulates
        self.capabilities: Capabilities = CAPABILITIES[emulates]
        self.address = address
        self.sent: list[Sent] = []
        self.files: dict[str, bytes] = {}
        self._on_sent = on_sent
        self._ids = itertools.count(1)

    def verify(self, request: RawRequest) -> bool:
        """Nothing comes to a terminal over HTTP."""
        return False

    def parse(self, request: RawRequest) -> list[Inbound | Receipt]:
        """Nothing comes to a terminal over HTTP."""
        return []

    def inbound(self, text: str = "", kind: InboundKind = InboundKind.TEXT, **more: Any) -> Inbound:
        """What the person at the terminal did. `external_id` counts up unless it is given."""
        fields = {
            "channel": self.name,
            "external_id": f"t{next(self._ids)}",
            "address": self.address,
            "kind": kind,
            "text": text,
            **more,
        }
        return Inbound(**fields)

    def media(self, kind: InboundKind, content: bytes, content_type: str, name: str) -> Inbound:
        """A photo, voice note or document from the person at the terminal."""
        ref = f"file{next(self._ids)}"
        self.files[ref] = content
        item = MediaItem(ref, content_type, len(content), name)
        return self.inbound(kind=kind, media=(item,))

    def tapped(self, text: str) -> Inbound:
        """What a line means: a tap, if it is the label of a button on the screen; else text."""
        for choice in self.buttons():
            if choice.label.casefold() == text.strip().casefold():
                return self.inbound(choice.value, InboundKind.TAP)
        return self.inbound(text)

    def buttons(self) -> tuple[Choice, ...]:
        """The buttons under the last message that has any."""
        if not self.capabilities.buttons_max:
            return ()
        for sent in reversed(self.sent):
            if isinstance(sent.part, TextPart) and sent.part.choices:
                return () if sent.part.style is ChoiceStyle.TEXT else sent.part.choices
        return ()

    async def send(self, address: str, part: Part) -> str:
        """Collect a part."""
        sent = Sent(f"m{next(self._ids)}", address, part)
        self.sent.append(sent)
        if self._on_sent is not None:
            self._on_sent(sent)
        return sent.id

    async def acknowledge(self, inbound: Inbound) -> None:
        """Nothing to stop."""

    async def fetch(self, item: MediaItem, *, limit: int) -> bytes:
        """A file of the person at the terminal. Raises FetchError."""
        content = self.files.get(item.ref)
        if content is None:
            raise FetchError("404", passing=False)
        if len(content) > limit:
            raise FetchError("too_large", passing=False)
        return content

    async def aclose(self) -> None:
        """Nothing to release."""


def show(part: Part, channel: ChannelName) -> str:
    """A part as the channel would show it, in plain characters: '[Ya]' is a button, '[= Lihat]'
    opens a list."""
    if channel is ChannelName.VOICE:
        return "\n".join(one.words or one.play for one in utterances([part], None))
    if isinstance(part, MediaPart):
        label = f"({part.kind}: {part.file_name or part.asset})"
        words = part.alt if channel is ChannelName.SMS else f"{label}\n{part.alt}".strip()
    elif isinstance(part, TemplatePart):
        words = part.text
    else:
        words = _show_text(part, channel)
    return transliterate(words) if channel is ChannelName.SMS else words


def _show_text(part: TextPart, channel: ChannelName) -> str:
    keys = [f"[{label}]" for label in (part.ask_location, part.ask_contact) if label]
    if channel is not ChannelName.TELEGRAM:
        keys = []
    if not part.choices or part.style is ChoiceStyle.TEXT:
        return "\n".join([part.text, *keys])
    if channel is ChannelName.WHATSAPP:
        content = shape(part, part.text[:1024])
        if content is None:
            return numbered(part.text, part.choices)
        if QUICK_REPLY not in content:
            keys.append(f"[= {part.list_button}]")
    elif channel is ChannelName.SMS:
        return numbered(part.text, part.choices)
    return "\n".join([part.text, *(f"[{choice.label}]" for choice in part.choices), *keys])


def as_data(part: Part, channel: ChannelName) -> dict[str, Any]:
    """A part for programs: kind, text, options with labels, values and numbers, media."""
    sms = channel is ChannelName.SMS
    told: dict[str, Any]
    if isinstance(part, TextPart):
        told = {
            "kind": "text",
            "text": show(part, channel) if sms else part.text,
            "style": part.style.value,
            "options": [
                {"label": c.label, "value": c.value, "number": c.number} for c in part.choices
            ],
        }
    elif isinstance(part, MediaPart):
        told = {
            "kind": "media",
            "text": part.alt,
            "media": {
                "kind": part.kind,
                "asset": part.asset,
                "content_type": part.content_type,
                "file_name": part.file_name,
            },
        }
    else:
        told = {"kind": "template", "text": part.text, "content_sid": part.content_sid,
                "variables": dict(part.variables)}  # fmt: skip
    if sms:
        cost = count(transliterate(told["text"]))
        told["segments"] = cost.segments
        told["gsm7"] = cost.gsm7
    return told
