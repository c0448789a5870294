"""Codes that were sent or handed out: digits or letters, in any grouping and case."""

from typing import Any

from handlers.dialogue.events import Heard, HeardKind
from handlers.dialogue.fields import Field, Got, Read, Reading, Wrong
from handlers.dialogue.matching import choose
from handlers.dialogue.prompt import Option
from handlers.dialogue.text import fold
from i18n.message import Spelled, Value, say

SHORTEST, LONGEST = 4, 16


class Code(Field):
    """A code in upper case without separators, or the value of one of `extra`'s options."""

    takes_digits = by_keys = True

    def __init__(self, *extra: Option) -> None:
        self._extra = extra

    def options(self) -> tuple[Option, ...]:
        """What may be chosen instead."""
        return self._extra

    def read(self, heard: Heard, reading: Reading) -> Read:
        """An option first: a code has a digit in it."""
        if heard.kind not in (HeardKind.TEXT, HeardKind.TAP):
            return Wrong(say("umum.perlu_teks"))
        if self._extra:
            value = choose(heard.text, self._extra, reading.shown, reading.words)
            if value is not None:
                return Got(value)
        code = fold(heard.text).replace(" ", "").removeprefix("kode").upper()
        if not SHORTEST <= len(code) <= LONGEST or not code.isascii():
            return Wrong(say("pendamping.kode_bentuk"))
        if not any(char.isdigit() for char in code):
            return Wrong(say("pendamping.kode_bentuk"))
        return Got(code)

    def accepts(self, value: Any) -> bool:
        """A code, or an option."""
        return isinstance(value, str)

    def show(self, value: Any) -> Value:
        """Spelled; an option by its label."""
        label = next((o.label for o in self._extra if o.value == value), None)
        return Spelled(str(value)) if label is None else label
