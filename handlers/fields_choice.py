"""Several of a list of options in one reply: '1 dan 3', 'PKH, sembako', 'semua'."""

import re
from typing import Any

from handlers.dialogue.events import Heard
from handlers.dialogue.fields import Choice, Got, Read, Reading, Wrong
from handlers.dialogue.matching import choose, readings
from handlers.dialogue.prompt import Option
from handlers.dialogue.text import fold
from i18n.message import Joined, Value, say

_AND = "dan|and|sama|serta|lan|sareng|jeung|ugi|jo|ban|teken|miwah|sibawa|ngon|deng"
_APART = re.compile(rf"\s*[,;/+&\n]\s*|\s+(?:{_AND})\s+", re.I)
_TELLING = 5  # letters; shorter words are in every label: 'anak', 'dan'
_WITHOUT = frozenset(("tanpa", "kecuali", "without", "except"))
_NUMBERS = re.compile(r"^\d{1,2}(?:[\s.]+\d{1,2})+$")


class Several(Choice):
    """Any number of options; the answer is a list of values. `none` is the option that stands
    alone ('none of these') and gives an empty list. With `by_word`, one word of a label that no
    other label has is enough."""

    def __init__(self, none: Option, *options: Option, by_word: bool = False) -> None:
        super().__init__(none, *options, wrong=say("umum.pilih_salah"))
        self._none = none
        self._by_word = by_word

    def read(self, heard: Heard, reading: Reading) -> Read:
        """Each part by number, label or typo; one part that fits nothing asks again."""
        options, shown = self.options(), reading.shown or self.options()
        whole = choose(heard.text, options, shown, reading.words)
        if whole is not None:
            return Got([] if whole == self._none.value else [whole])
        engines = super().read(heard, reading)
        if isinstance(engines, Got):
            return engines
        text = heard.text.strip()
        parts = fold(text).split() if _NUMBERS.match(text) else _APART.split(text)
        if len(parts) < 2 and (told := self._told_by(text, reading)) is not None:
            return Got([told])
        if len(parts) < 2:
            return Wrong(say("isian.pilih_beberapa_salah"))
        picked = [
            choose(part, options, shown, reading.words) or self._told_by(part, reading)
            for part in parts
            if part
        ]
        # A number may also be the screen's own 'more'; among others it names nothing.
        if not set(picked) <= {option.value for option in options}:
            return Wrong(say("isian.pilih_beberapa_salah"))
        kept = [value for value in dict.fromkeys(picked) if value != self._none.value]
        return Got(kept)

    def _told_by(self, part: str, reading: Reading) -> str | None:
        """The option that alone has a word of the part: 'lansia sendirian'; never out of a no."""
        words = fold(part).split()
        if not self._by_word or any(
            reading.words.lookup(word) == "tidak" or word in _WITHOUT for word in words
        ):
            return None
        telling = {word for word in words if len(word) >= _TELLING}
        fits = {
            option.value
            for option in self.options()
            if option.value != self._none.value
            and any(telling & set(label.split()) for label in readings(option, reading.words))
        }
        return fits.pop() if len(fits) == 1 else None

    def accepts(self, value: Any) -> bool:
        """A list of values that are still on offer."""
        offered = {option.value for option in self.options()}
        return isinstance(value, list) and set(value) <= offered

    def show(self, value: Any) -> Value:
        """The labels, one a line; the lone option for none."""
        if not value:
            return self._none.label
        labels = {option.value: option.label for option in self.options()}
        return Joined(tuple(labels[item] for item in value))
