"""What is kept of a conversation between two messages, and its codec.

Rules: no position in the code is stored, only answers by key, in the order they were given.
The shell encrypts the encoded bytes. A session this release cannot read (a far older or newer
one) gives `Unreadable`; the shell then starts afresh rather than fail the citizen.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from handlers.dialogue.events import Heard
from handlers.dialogue.prompt import Prompt

FOR = "bagi"  # the slot that names the person a flow is for
GO_ON = "lanjut"  # the slot of a Goto that goes on with a draft without asking


class Unreadable(Exception):
    """The stored bytes are no session of any release this one knows."""


class Answer(msgspec.Struct, omit_defaults=True):
    """One answer: JSON builtins; of a Call also the fingerprint of its request."""

    value: Any
    fingerprint: str | None = None


class Frame(msgspec.Struct, omit_defaults=True):
    """One flow under way. Times are UTC milliseconds since 1970.

    `slots` came from the citizen's sentence. `shelf` keeps answers taken back, so that a step
    back loses nothing. `aside` is a question of the engine's own that stands before the flow's:
    '' none, 'resume', 'ubah', 'batal'. `editing` is the key that 'ubah' is asking again.
    `reached` are the questions answered at any time, a sub-dialogue as one, in that order, also
    those taken back since; `locale` and `mode` are how the citizen was talked to when it began.
    """

    flow: str
    answers: dict[str, Answer] = {}
    slots: dict[str, str] = {}
    shelf: dict[str, Answer] = {}
    new_slots: dict[str, str] = {}
    tries: int = 0
    page: int = 0
    aside: str = ""
    editing: str = ""
    touched: int = 0
    begun: int = 0
    reached: list[str] = []
    locale: str = ""
    mode: str = ""

    @property
    def name(self) -> str:
        """What tells drafts apart: the flow, and for whom ('usul:Siti') when it is somebody."""
        return name_of(self.flow, self.slots)


def name_of(flow: str, slots: Mapping[str, str]) -> str:
    """The name of a draft begun with these slots: one flow may be under way for several people."""
    person = slots.get(FOR)
    return f"{flow}:{person}" if person else flow


class Waiting(msgspec.Struct, omit_defaults=True):
    """A Call is out. `field` is True when it fetches what a question's field asked for."""

    key: str
    fingerprint: str
    field: bool = False
    told: bool = False


class Session(msgspec.Struct, omit_defaults=True):
    """A conversation. The last frame is the one being talked to; no frames: at the menu."""

    locale: str = "id"
    mode: str = "standar"
    greeted: bool = False
    frames: list[Frame] = []
    drafts: dict[str, Frame] = {}
    waiting: Waiting | None = None
    held: list[Heard] = []
    last: list[Prompt] = []
    seen: int = 0
    failed_text: str = ""
    failed_times: int = 0
    tapped: str = ""


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Session)


def encode(session: Session) -> bytes:
    """Session to bytes (JSON, so that an operator's tool can read what it may decrypt)."""
    return _ENCODER.encode(session)


def decode(data: bytes) -> Session:
    """Bytes to session. Raises Unreadable."""
    try:
        return _DECODER.decode(data)
    except msgspec.MsgspecError as error:
        raise Unreadable(type(error).__name__) from None
