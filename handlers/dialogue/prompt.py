"""What a turn says, still without a language: `Prompt`s, one bubble or question each.

Rules: pure data. A prompt asks at most one question. Options are already one page's worth
(the engine pages them), and their place in the tuple is the number a citizen types, from 1.
"""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from i18n.message import Message, Value


class Option(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing to choose. `value` is what a button sends back (at most 64 bytes).

    `label` is a catalogue message or, for names of places and people, plain text.
    `pictogram` names a picture of assets/pictograms. `detail` is a second line for lists. A
    `pinned` option is on the first page, however short that is.
    """

    value: str
    label: Message | str
    pictogram: str | None = None
    detail: Message | str | None = None
    pinned: bool = False


def label_of(options: Sequence[Option], value: object, otherwise: Value) -> Value:
    """How an answer is read back: by its option's label, or `otherwise` where it is none."""
    return next((option.label for option in options if option.value == value), otherwise)


class Want(StrEnum):
    """What the question takes, so that a channel can offer it: inputs other than text; on a
    call, number keys alone (DIGITS), or nothing but words (WORDS)."""

    LOCATION = "location"
    PHOTO = "photo"
    VOICE_NOTE = "voice_note"
    CONTACT = "contact"
    DIGITS = "digits"
    WORDS = "words"


class Attachment(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something to send along: a pictogram ('image'), a recording ('voice') or a file made by
    the shell ('document'), by asset name, with what it says for those who can't see or hear."""

    kind: str
    asset: str
    alt: Message
    file_name: str = ""


class Tone(StrEnum):
    """What a prompt is for; `render` may show it differently (never by emoji alone)."""

    SAY = "say"
    ASK = "ask"
    ERROR = "error"
    MENU = "menu"


class Prompt(msgspec.Struct, frozen=True, omit_defaults=True):
    """One message to a citizen: paragraphs, then options, then how far they are.

    `step` is (this, of how many). `paged` is True when more options hide behind 'lainnya'
    (then the last option is that one). `footer` asks for the short line '0 bantuan, 9 kembali'.
    `brief`: its list may be shown short; an option shows it whole.
    `kept` is the citizen's earlier answer to this question after a step back, to keep it.
    """

    body: tuple[Message, ...]
    options: tuple[Option, ...] = ()
    tone: Tone = Tone.SAY
    step: tuple[int, int] | None = None
    footer: bool = False
    wants: tuple[Want, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    kept: Message | str | None = None
    brief: bool = False
