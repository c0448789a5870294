"""What a channel is: raw webhook in, `Inbound` and `Receipt` out; `Part`s to send.

Rules: `verify` and `parse` are pure and never raise on hostile input (they answer False and []).
`send` delivers exactly one part and either returns the provider's id or raises `SendError`
whose `kind` alone decides what happens next. An address is opaque text: a Telegram chat id,
'whatsapp:+62...', 'whatsapp:US.1234': never assumed to be a phone number.
"""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

import msgspec


class ChannelName(StrEnum):
    """Every channel there is; also the last part of `POST /hooks/<channel>`."""

    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"
    SMS = "sms"
    VOICE = "voice"
    TERMINAL = "terminal"


class InboundKind(StrEnum):
    """What arrived. BLOCKED and UNBLOCKED are the citizen's doing, not a message."""

    TEXT = "text"
    TAP = "tap"  # a button, quick reply or list item; `text` is its value
    PHOTO = "photo"
    VOICE_NOTE = "voice_note"
    DOCUMENT = "document"
    VIDEO = "video"
    LOCATION = "location"
    CONTACT = "contact"
    STICKER = "sticker"
    OTHER = "other"  # poll, dice, ...: answered kindly
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    CALL = "call"  # voice: a call begins
    HANGUP = "hangup"


class MediaItem(msgspec.Struct, frozen=True):
    """Where to fetch a medium: Telegram file_id or Twilio URL. `size` in bytes if told."""

    ref: str
    content_type: str | None = None
    size: int | None = None
    file_name: str | None = None


class Inbound(msgspec.Struct, frozen=True, kw_only=True):
    """One thing a citizen did. `external_id` is unique per channel (dedupe key).

    `reply_to` is the provider's id of the message whose button was tapped, when the channel
    tells; `sent_at` is the provider's time. `group` is True in a group chat. `confidence` (0-1)
    is how sure a speech recogniser was of `text`. A citizen's name at the provider is not taken
    over: nothing needs it.
    """

    channel: ChannelName
    external_id: str
    address: str
    kind: InboundKind
    text: str = ""
    media: tuple[MediaItem, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    phone: str | None = None  # of a shared contact, E.164 where possible
    locale_hint: str | None = None
    edited: bool = False
    ours: bool = False  # a call that we placed
    group: bool = False
    callback_id: str | None = None  # Telegram callback query to acknowledge
    reply_to: str | None = None
    confidence: float | None = None
    sent_at: dt.datetime | None = None


class DeliveryStatus(StrEnum):
    """A message's way at the provider; forward only, by `rank`."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"

    @property
    def rank(self) -> int:
        """Order for the forward-only rule; FAILED ends it."""
        return _RANK[self]


_RANK = {status: rank for rank, status in enumerate(DeliveryStatus)}


class Receipt(msgspec.Struct, frozen=True):
    """A delivery report for an earlier send."""

    channel: ChannelName
    provider_id: str
    status: DeliveryStatus
    error_code: str | None = None


class Choice(msgspec.Struct, frozen=True):
    """One thing to choose, already translated. `number` is what a citizen may type for it."""

    value: str
    label: str
    number: str
    description: str = ""


class ChoiceStyle(StrEnum):
    """How the channel shows choices. The text always carries the numbers too, except BUTTONS
    and LIST on channels where a number is not needed to be understood."""

    TEXT = "text"
    BUTTONS = "buttons"
    LIST = "list"


class TextPart(msgspec.Struct, frozen=True, tag="text"):
    """Text, at most the channel's limit, with its choices if any. `list_button` opens a list."""

    text: str
    choices: tuple[Choice, ...] = ()
    style: ChoiceStyle = ChoiceStyle.TEXT
    list_button: str = ""
    ask_location: str = ""  # label of a 'share my location' button (Telegram keyboard)
    ask_contact: str = ""
    asks: str = ""  # on a call: 'digits' of any number, or 'words'


class MediaPart(msgspec.Struct, frozen=True, tag="media"):
    """A picture, voice note or file. `asset` is a path inside the bot's assets or a media key;
    `alt` is the text for those who can't see or hear it (sent as caption)."""

    kind: str  # image | voice | document
    asset: str
    content_type: str
    alt: str = ""
    file_name: str = ""


class TemplatePart(msgspec.Struct, frozen=True, tag="template"):
    """A WhatsApp template, for notices outside the 24-hour window."""

    content_sid: str
    variables: dict[str, str]
    text: str  # what it will read as, for the record and for other channels


Part = TextPart | MediaPart | TemplatePart


class Capabilities(msgspec.Struct, frozen=True, kw_only=True):
    """What a channel can show; sources of the numbers: PLATFORMS.md. Lengths in characters."""

    channel: ChannelName
    text_limit: int
    caption_limit: int = 1024
    buttons_max: int = 0
    button_title_max: int = 0
    list_max: int = 0
    list_title_max: int = 0
    list_description_max: int = 0
    choice_body_limit: int = 0  # body limit of a message that carries buttons or a list
    choice_value_bytes: int = 64
    images: bool = False
    voice_notes: bool = False
    documents: bool = False
    location_request: bool = False
    emoji: bool = True
    gsm7: bool = False  # count segments, transliterate
    spoken: bool = False  # a phone call
    records: bool = False  # what is said on it is recorded, after a beep, and not understood
    window_hours: int | None = None  # free text only within so many hours of their last message


class SendErrorKind(StrEnum):
    """What to do about a failed send."""

    STOP = "stop"  # blocked, deactivated, bad recipient, opted out: never again
    RETRY = "retry"  # rate limit or a provider fault that surely did not send
    UNKNOWN = "unknown"  # may have been sent (time-out after the request left)
    TEMPLATE = "template"  # outside the window: only a template passes
    REFUSED = "refused"  # our request is wrong: an operator must look


class SendError(Exception):
    """A send failed. `code` is the provider's (safe to log); `retry_after` in seconds;
    `new_address` when the chat moved (Telegram's migrate_to_chat_id)."""

    def __init__(
        self,
        kind: SendErrorKind,
        code: str,
        *,
        retry_after: float | None = None,
        new_address: str | None = None,
    ) -> None:
        super().__init__(f"{kind.value}: {code}")
        self.kind = kind
        self.code = code
        self.retry_after = retry_after
        self.new_address = new_address


class FetchError(Exception):
    """A medium could not be downloaded. `passing` is True when trying again can help."""

    def __init__(self, code: str, *, passing: bool) -> None:
        super().__init__(code)
        self.code = code
        self.passing = passing


class Assets(Protocol):
    """Where the bytes of a `MediaPart.asset` come from."""

    async def read(self, asset: str) -> bytes:
        """The asset's bytes. Raises LookupError if there is none."""
        ...


class RawRequest(msgspec.Struct, frozen=True):
    """A webhook request as it came: header names in lower case, the body's bytes, the raw query
    string and the path. The scheme and host are configuration, never taken from the request."""

    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


class Channel(Protocol):
    """A way to a citizen."""

    name: ChannelName
    capabilities: Capabilities

    def verify(self, request: RawRequest) -> bool:
        """Is this request really from the provider? Constant time."""
        ...

    def parse(self, request: RawRequest) -> list[Inbound | Receipt]:
        """What the request says; [] for what is none of our business."""
        ...

    async def send(self, address: str, part: Part) -> str:
        """Send one part; returns the provider's message id. Raises SendError."""
        ...

    async def acknowledge(self, inbound: Inbound) -> None:
        """Stop the button's spinner or show 'typing'; best effort, never raises."""
        ...

    async def fetch(self, item: MediaItem, *, limit: int) -> bytes:
        """Download a medium of at most `limit` bytes. Raises FetchError."""
        ...

    async def aclose(self) -> None:
        """Release connections."""
        ...
