"""A ticket's number, as typed, said or mistaken."""

from typing import Any

from handlers.dialogue.events import Heard, HeardKind
from handlers.dialogue.fields import Field, Got, Read, Reading, Wrong
from handlers.dialogue.matching import choose
from handlers.dialogue.prompt import Option, label_of
from handlers.tickets import read
from i18n.message import Spelled, Value, say


class TicketNumber(Field):
    """A ticket in its one spelling, or the value of one of `extra`'s options."""

    takes_digits = True

    def __init__(self, *extra: Option) -> None:
        self._extra = extra

    def options(self) -> tuple[Option, ...]:
        """What may be chosen instead."""
        return self._extra

    def read(self, heard: Heard, reading: Reading) -> Read:
        """A ticket first, then the options."""
        if heard.kind not in (HeardKind.TEXT, HeardKind.TAP):
            return Wrong(say("umum.perlu_teks"))
        ticket = read(heard.text)
        if ticket is not None:
            return Got(ticket)
        value = choose(heard.text, self._extra, reading.shown, reading.words)
        return Wrong(say("tiket.salah")) if value is None else Got(value)

    def accepts(self, value: Any) -> bool:
        """A ticket, or an option that is still there."""
        if any(option.value == value for option in self._extra):
            return True
        return isinstance(value, str) and read(value) is not None

    def show(self, value: Any) -> Value:
        """Spelled where it is spoken; an option by its label."""
        return label_of(self._extra, value, Spelled(str(value)))
