"""Codes that were sent or handed out: digits or letters, in any grouping and case."""

import re
from itertools import combinations, groupby
from typing import Any

from handlers.dialogue.events import Heard, HeardKind
from handlers.dialogue.fields import Field, Got, Read, Reading, Wrong
from handlers.dialogue.matching import Words, choose
from handlers.dialogue.prompt import Option, label_of
from handlers.dialogue.text import fold
from i18n.message import Spelled, Value, say

SHORTEST, LONGEST = 4, 16

_OTP = 6  # digits of a consent's code
_HANDED = re.compile(r"[0-9a-z]{5}[0-9]{3}")  # an invitation, a case handed over


def _code_in(text: str, words: Words) -> str:
    """'kodenya 54 29 71 bu', 'lima empat dua ...', 'kode saya ABCDE-234': the code in it, in upper
    case; all that was written where none of the kinds that are given out is in it."""
    pieces = [_digit(word, words) for word in fold(text).split() if not word.startswith("kode")]
    runs = ["".join(run) for digits, run in groupby(pieces, str.isdigit) if digits]
    numbers = [run for run in runs if len(run) == _OTP]
    if len(numbers) == 1:
        return numbers[0]
    spans = combinations(range(len(pieces) + 1), 2)
    joined = ("".join(pieces[start:end]) for start, end in spans)
    handed = {piece for piece in joined if _HANDED.fullmatch(piece)}
    return (handed.pop() if len(handed) == 1 else "".join(pieces)).upper()


def _digit(word: str, words: Words) -> str:
    """'lima' -> '5'; any other word as it is."""
    concept = words.lookup(word) or ""
    spoken = concept.removeprefix("angka.")
    return spoken if concept.startswith("angka.") and len(spoken) == 1 else word


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
        code = _code_in(heard.text, reading.words)
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
        return label_of(self._extra, value, Spelled(str(value)))
