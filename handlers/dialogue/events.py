"""What can happen to a conversation. The shell makes these; the core only reads them."""

from enum import StrEnum
from typing import Any

import msgspec


class HeardKind(StrEnum):
    """What a citizen sent."""

    TEXT = "text"
    TAP = "tap"
    PHOTO = "photo"
    VOICE_NOTE = "voice_note"
    DOCUMENT = "document"
    VIDEO = "video"
    LOCATION = "location"
    CONTACT = "contact"
    STICKER = "sticker"
    OTHER = "other"


class Medium(msgspec.Struct, frozen=True, omit_defaults=True):
    """A photo, voice note or file not fetched yet; `ref` is the channel's name for it."""

    ref: str
    content_type: str | None = None
    size: int | None = None
    file_name: str | None = None


class Heard(msgspec.Struct, frozen=True, omit_defaults=True, tag="heard"):
    """A citizen said, tapped or sent something. `text` is a tap's value, or a caption.

    `mark` tells one button on the screen from every other, where the channel tells. `unsure`: it
    was spoken, and the recogniser may have misheard.
    """

    kind: HeardKind = HeardKind.TEXT
    text: str = ""
    media: tuple[Medium, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    phone: str | None = None
    edited: bool = False
    mark: str = ""
    unsure: bool = False


class Answered(msgspec.Struct, frozen=True, omit_defaults=True, tag="answered"):
    """A Call came back. `result` is the answer struct as builtins, or None with `failed`."""

    key: str
    fingerprint: str
    result: Any = None
    failed: str | None = None
    retry_after: float | None = None
    fields: tuple[str, ...] = ()
    reason: str | None = None


class Nudged(msgspec.Struct, frozen=True, tag="nudged"):
    """The shell reminds the citizen of a draft: the question is put again, kindly."""


class Continued(msgspec.Struct, frozen=True, tag="continued"):
    """A person hands the conversation back to the bot: the question is put again."""


class Recalled(msgspec.Struct, frozen=True, tag="recalled"):
    """The process that made a call died: it is made again, without a word."""


Event = Heard | Answered | Nudged | Continued | Recalled
