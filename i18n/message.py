"""What the bot wants to say, before any language: a msgid and its parameters.

Rules: a Message holds data, never a sentence. A parameter is a str, an int, another Message
(translated in the same locale), a Date or Money (formatted in that locale), Digits or Spelled
(grouped, or read one by one, as the access mode asks) or a Joined list. Rendering is
`i18n.catalog`'s work.
"""

import datetime as dt
from typing import Any

import msgspec


class Param(msgspec.Struct, frozen=True):
    """Base of the typed parameters."""


class Date(Param, frozen=True, tag="date"):
    """A calendar date, written out in the citizen's language ('17 Agustus 1945')."""

    value: dt.date


class Month(Param, frozen=True, tag="month"):
    """A month, ISO 'YYYY-MM', written out ('Agustus 2026')."""

    value: str


class When(Param, frozen=True, tag="when"):
    """An instant (with offset), shown in the citizen's time zone with its name (WIB, WITA, WIT)."""

    value: dt.datetime


class Money(Param, frozen=True, tag="money"):
    """Whole rupiah."""

    value: int


class Digits(Param, frozen=True, tag="digits"):
    """A NIK, KK or phone number: grouped by 4; spelled apart for screen readers and voice."""

    value: str


class Spelled(Param, frozen=True, tag="spelled"):
    """A ticket: letters and digits read one by one where it is spoken."""

    value: str


# Filled in together wherever one of them is (handlers.policy): a Deaf citizen gets the other, and
# by ear they are numbers to dial.
CONTACTS = frozenset({"telepon", "whatsapp", "darurat", "jiwa", "jiwa_tekan"})


class Joined(Param, frozen=True, tag="joined"):
    """A list joined as the locale does it ('a, b, dan c'), or one item a line."""

    items: "tuple[Value, ...]"
    lines: bool = False


class Message(msgspec.Struct, frozen=True, tag="message"):
    """A catalogue entry and what goes into its placeholders.

    `msgid` is symbolic ('cek.nama.tanya'). `count` picks the plural form where the entry has one.
    """

    msgid: str
    params: "dict[str, Value]" = {}
    count: int | None = None


# Text typed by people (a name, a note) travels as plain str: it is data, not catalogue text.
Value = str | int | Message | Date | Month | When | Money | Digits | Spelled | Joined


def say(msgid: str, /, count: int | None = None, **params: Any) -> Message:
    """Build a Message: `say('cek.nama.tanya', wilayah=path)`."""
    return Message(msgid, params, count)
