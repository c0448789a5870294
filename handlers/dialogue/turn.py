"""What goes into a turn besides the session and the event, and what comes out.

Rules: all data. `Env` is what the shell knows at this moment; a `Turn` is what it must do.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from handlers.dialogue.matching import Words
from handlers.dialogue.prompt import Prompt
from handlers.dialogue.session import Frame, Session
from handlers.dialogue.steps import Flow
from handlers.policy import Policy
from i18n.message import Message


class Intent(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a free sentence wants. `reply` answers small talk; `flow` starts a conversation (with a
    `reply` too, which is all there is to it in the midst of another one);
    `word` is a word that works everywhere ('petugas', 'batal').

    `command` is True when the whole text is a command ('cek bansos'): it then counts even
    where a question takes any words. `said`: the wish itself is in the words; `sure`: it is not,
    but a name and a place were told apart beyond doubt; `maybe`: a few words alone, which may be a
    name: asked about, and only where nothing else is under way. `then` is a second wish, a flow
    and its slots, that waits until the first is done.
    """

    flow: str | None = None
    slots: dict[str, str] = {}
    reply: Message | None = None
    word: str | None = None
    command: bool = False
    said: bool = False
    sure: bool = False
    maybe: bool = False
    then: tuple[str, dict[str, str]] | None = None


class Env(msgspec.Struct, frozen=True, kw_only=True):
    """The moment of a turn. `now` has an offset; `page_size` is how many options one screen
    of this channel and mode shows; `policy` is dated data (contacts, programmes, limits).
    `brief` where length costs the ministry money or the citizen patience (SMS, a call): a long
    summary is then short at first, and whole on request. `by_ear` on a call: what only words
    can answer may be left to a person who calls back; `no_number` when there is none to call.
    `person` is whose turn it is behind the telephone (a profile's id), '' nobody's."""

    now: dt.datetime
    channel: str
    page_size: int
    policy: Policy
    brief: bool = False
    by_ear: bool = False
    no_number: bool = False
    person: str = ""


class Parts(msgspec.Struct, frozen=True, kw_only=True):
    """What the engine is built of, once: flows by id, words, regions, the sentence reader."""

    flows: Mapping[str, Flow]
    words: Words
    regions: Any
    understand: Callable[[str], Intent | None]


class CallOut(msgspec.Struct, frozen=True):
    """A request the shell must make; its answer comes back as an `Answered` event."""

    key: str
    fingerprint: str
    request: msgspec.Struct


class Fault(msgspec.Struct, frozen=True):
    """A flow broke; for the operator's log. Holds no personal data."""

    flow: str
    step: str
    kind: str


class Turn(msgspec.Struct):
    """What one event led to: the session to store, what to say, and what to do."""

    session: Session
    prompts: list[Prompt]
    call: CallOut | None = None
    wants_human: str | None = None
    faults: list[Fault] = []
    ended: list[Frame] = []

    @property
    def finished(self) -> list[str]:
        """The flows that came to their end, by id."""
        return [frame.flow for frame in self.ended]


def millis(moment: dt.datetime) -> int:
    """UTC milliseconds since 1970."""
    return int(moment.timestamp() * 1000)
