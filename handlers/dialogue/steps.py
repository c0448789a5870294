"""What a flow may yield, and what a flow is.

A flow is a generator function of one argument, the `Citizen`. It yields what it wants and gets
the answer back. Keys are unique within a flow; a sub-dialogue's keys start with its own key
and a dot ('wilayah.desa'), so that 'ubah' can drop one answer with all that belongs to it.
"""

import datetime as dt
from collections.abc import Callable, Generator, Mapping
from typing import Any

import msgspec

from handlers.dialogue.fields import Field
from handlers.dialogue.prompt import Attachment, Want
from handlers.policy import Policy
from i18n.message import Message, Value


class Ask(msgspec.Struct, frozen=True, kw_only=False):
    """Put one question; the answer is what `field` reads.

    `easier` is the wording after two failed tries, with an example. `skippable` lets the
    citizen pass ('lewati'): the answer is then None. `help` is shown for 'bantuan' here.
    `offer` is what is known already: it is taken without asking and not stored, until 'ubah'
    asks for it. `closing` is a question after the matter itself is done ('what next?'), or of a
    matter that keeps nothing (settings): leaving there keeps no draft. `known` is what a new wish
    said here may go on with (slots).
    """

    key: str
    field: Field
    prompt: Message
    easier: Message | None = None
    help: Message | None = None
    skippable: bool = False
    attachments: tuple[Attachment, ...] = ()
    offer: Any = None
    closing: bool = False
    known: dict[str, str] = {}

    @property
    def wants(self) -> tuple[Want, ...]:
        """Inputs other than text that the field takes."""
        return self.field.wants


class Say(msgspec.Struct, frozen=True):
    """Tell something; asks nothing. Said once, never again on replay."""

    message: Message
    attachments: tuple[Attachment, ...] = ()


class Call(msgspec.Struct, frozen=True):
    """Ask the shell for something outside the conversation: DTKS, storage, a submission.

    `request` is a msgspec struct; its fingerprint is kept with the result, so that a changed
    request is made again. The answer is `answer` decoded, or `Failed`.
    """

    key: str
    request: msgspec.Struct
    answer: Any


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """A Call did not succeed. `code` is a BackendErrorCode or a local code such as 'limit'."""

    code: str
    retry_after: float | None = None
    fields: tuple[str, ...] = ()
    reason: str | None = None


class Row(msgspec.Struct, frozen=True):
    """One line of a summary. `key` is the answer (or sub-dialogue) that 'ubah' asks again."""

    key: str
    label: Message
    value: Value


class Review(msgspec.Struct, frozen=True):
    """Read everything back before it is sent; 'ubah' for any single row. The answer is True."""

    key: str
    rows: tuple[Row, ...]
    prompt: Message
    send: Message


class Become(msgspec.Struct, frozen=True):
    """Change how this citizen is talked to, from here on; `dropped` is no person of this
    telephone any more, and what they began goes on as the telephone's."""

    key: str
    locale: str | None = None
    mode: str | None = None
    dropped: str | None = None


class Goto(msgspec.Struct, frozen=True):
    """Leave this flow for another, with what is already known ('slots')."""

    flow: str
    slots: dict[str, str] = {}


Step = Ask | Say | Call | Review | Become | Goto
Talk = Generator[Step, Any, Any]


class Citizen:
    """What a flow may know without asking. Everything here is data handed in by the engine."""

    __slots__ = ("_slots", "channel", "drafts", "locale", "mode", "now", "policy", "regions")

    def __init__(
        self,
        *,
        slots: Mapping[str, str],
        locale: str,
        mode: str,
        now: dt.datetime,
        regions: Any,
        policy: Policy,
        channel: str,
        drafts: tuple[str, ...] = (),
    ) -> None:
        self._slots = slots
        self.locale = locale
        self.mode = mode
        self.now = now
        self.regions = regions
        self.policy = policy
        self.channel = channel
        self.drafts = drafts  # names of the unfinished flows ('usul', 'usul:Siti')

    def heard(self, slot: str) -> str | None:
        """What the citizen's sentence already said of `slot` ('nama', 'wilayah', 'tiket')."""
        return self._slots.get(slot)


class Flow(msgspec.Struct, frozen=True):
    """A conversation with a beginning and an end.

    `steps` are the keys that count for 'Langkah 3 dari 7', in order. `keeps_draft`: leaving it
    half-way asks before answers are thrown away. `lookup`: it only looks somebody up, so a
    sentence about somebody else starts it afresh, unasked.
    """

    id: str
    title: Message
    run: Callable[[Citizen], Talk]
    steps: tuple[str, ...] = ()
    keeps_draft: bool = True
    lookup: bool = False
