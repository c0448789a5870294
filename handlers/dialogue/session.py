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
SUBJECT = frozenset(("nama", "wilayah", "nik", "tiket"))  # slots that name somebody, something


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
    `person` of the telephone began it ('' the telephone as a whole) and alone goes on with it;
    None, of a release that did not keep it: whoever takes it up.
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
    person: str | None = None
    reached: list[str] = []
    locale: str = ""
    mode: str = ""

    @property
    def name(self) -> str:
        """What is under way: the flow, and for whom ('usul:Siti') when a pendamping helps."""
        return name_of(self.flow, self.slots)

    @property
    def about(self) -> str | None:
        """Whose matter it is, as far as it was said: several may be begun for several people."""
        said = self.answers.get("nama")
        name = said.value if said is not None else None
        return self.slots.get(FOR) or (name if isinstance(name, str) else self.slots.get("nama"))

    def of(self, person: str) -> bool:
        """May `person` go on with it? What is for somebody helped is the pendamping's, whoever
        of the telephone's people has their turn: it is sent in the name of the one helped."""
        return FOR in self.slots or self.person in (person, None)


def name_of(flow: str, slots: Mapping[str, str]) -> str:
    """The name of what began with these slots: one flow may be under way for several people."""
    person = slots.get(FOR)
    return f"{flow}:{person}" if person else flow


class Waiting(msgspec.Struct, omit_defaults=True):
    """A Call is out. `field` is True when it fetches what a question's field asked for."""

    key: str
    fingerprint: str
    field: bool = False
    told: bool = False


class Session(msgspec.Struct, omit_defaults=True):
    """A conversation. The last frame is the one being talked to; no frames: at the menu.

    The keys of `drafts` only tell them apart: two people may have begun the same.
    """

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

    def keep(self, frame: Frame) -> None:
        """Put a draft beside the others; none is lost for having the name of another."""
        key = frame.name
        while key in self.drafts:
            key += "+"
        self.drafts[key] = frame

    def draft(self, name: str, person: str) -> Frame | None:
        """Take the draft of this name that `person` may go on with, their own before nobody's."""
        mine = [key for key, one in self.drafts.items() if one.name == name and one.of(person)]
        mine.sort(key=lambda key: self.drafts[key].person is None)
        return self.drafts.pop(mine[0]) if mine else None

    def let_go(self, person: str) -> None:
        """A person's name was dropped: what they began is the telephone's as a whole."""
        for frame in (*self.frames, *self.drafts.values()):
            if frame.person == person:
                frame.person = ""


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
