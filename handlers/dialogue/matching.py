"""Which option did they mean? The number, the label, a synonym, a typo, a tap, any language.

Rules: an exact match always beats a near one; two near matches that are equally near are no
match (the citizen is asked again rather than guessed at). Words come in as data (`Words`).
"""

import re
from collections.abc import Callable, Sequence
from typing import Protocol

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from handlers.dialogue.prompt import Option
from handlers.dialogue.text import fold, word_set
from i18n.message import Message

# 'nomor 2', 'no. 2', 'no 2 aja pak', 'pilih yang 2', 'yang ke 2', 'opsi 2', 'sing nomer loro'
_BEFORE = word_set(
    "nomor nomer nmr nmer no pilih pilihan milih pilihane yang yg ke opsi angka itu option number "
    "choose choice the sing ingkang nu nan se to nomere nomora"
)
_BEHIND = word_set(
    "aja saja ae wae mawon weh se ya yah deh dong donk lah sih kak kakak min admin pak bu bapak "
    "ibu mas mbak bang please itu yang"
)
_NUMBER = re.compile(r"^(?:nomor|nomer|nmr|no|ke)?(\d{1,2})$")
_NEAR = 84.0  # rapidfuzz ratio; 'tdak'/'tidak' is 89, 'kirin'/'kirim' 80 (see _one_slip)
_CLEAR_BY = 6.0  # a near match must be this much nearer than the next


class Words(Protocol):
    """What words mean, in every language of the bot at once."""

    def lookup(self, folded: str) -> str | None:
        """The concept of a whole (folded) text: 'ya', 'kembali', 'angka.3'; None if none."""
        ...

    def language(self, folded: str) -> str | None:
        """The language a text is written in, if its words tell."""
        ...

    def everyday(self, folded: str) -> bool:
        """Is it a word of some language's own, that no name is?"""
        ...

    def labels(self, msgid: str) -> Sequence[str]:
        """How a catalogue entry reads in each language, folded."""
        ...

    def of(self, tag: str) -> "Words":
        """The same as a citizen of one language means them."""
        ...


def month_names(words: Words) -> Callable[[str], int | None]:
    """What `parse_date` and `parse_period` ask: which month, 1 to 12, a word of any language is."""

    def month_of(word: str) -> int | None:
        concept = words.lookup(word)
        return int(concept[6:]) if concept and concept.startswith("bulan.") else None

    return month_of


def number(folded: str, words: Words) -> int | None:
    """The number a short reply names: '2', 'nomor 2', 'dua', 'kalih'."""
    for said in (folded, core(folded)):
        match = _NUMBER.match(said)
        if match:
            return int(match[1])
        concept = words.lookup(said)
        if concept is not None:
            return int(concept[6:]) if concept.startswith("angka.") else None
    return None


def core(folded: str) -> str:
    """A short reply without what people say around it: 'yang nomor 2 aja pak' is '2'."""
    words = folded.split()
    while len(words) > 1 and words[-1] in _BEHIND:
        words.pop()
    while len(words) > 1 and words[0] in _BEFORE:
        words.pop(0)
    return " ".join(words)


def numbered(text: str, own: Sequence[Option], shown: Sequence[Option]) -> str | None:
    """What the screen numbers '1. Lewati' is 1, also where a number may be an answer ('1' for
    January): who means that writes '01' or the word."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdecimal()) or digits[0] == "0" or len(digits) > 2:
        return None
    option = shown[int(digits) - 1] if int(digits) <= len(shown) else None
    return option.value if option is not None and option in own else None


def readings(option: Option, words: Words) -> Sequence[str]:
    """All ways an option may be written."""
    if isinstance(option.label, Message):
        labels = words.labels(option.label.msgid)
        return [*labels, fold(option.value)]
    return [fold(option.label), fold(option.value)]


def choose(
    text: str, options: Sequence[Option], shown: Sequence[Option], words: Words
) -> str | None:
    """The value of the option that `text` means, or None.

    `shown` is the page on the screen (numbers count there); labels match on every page.
    """
    for option in options:
        if text == option.value:
            return option.value
    folded = fold(text)
    if not folded:
        return None
    chosen = number(folded, words)
    if chosen is not None:
        return shown[chosen - 1].value if 1 <= chosen <= len(shown) else None
    written = [(option.value, reading) for option in options for reading in readings(option, words)]
    for said in dict.fromkeys((folded, core(folded))):
        for value, reading in written:
            if said == reading:
                return value
        concept = words.lookup(said)
        if concept is not None:
            for option in options:
                if option.value == concept:
                    return option.value
        near = _nearest(said, written)
        if near is not None:
            return near
    return None


def _nearest(folded: str, written: Sequence[tuple[str, str]]) -> str | None:
    scores: dict[str, float] = {}
    for value, reading in written:
        if not reading:
            continue
        score = fuzz.ratio(folded, reading)
        if score < _NEAR and _one_slip(folded, reading):
            score = _NEAR
        if len(folded) >= 4 and len(reading) > len(folded) and _word_of(folded, reading):
            score = max(score, 90.0)
        elif _some_words_of(folded, reading):
            score = max(score, 88.0)
        scores[value] = max(scores.get(value, 0.0), score)
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < _NEAR:
        return None
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < _CLEAR_BY:
        return None
    return ranked[0][0]


def _one_slip(folded: str, reading: str) -> bool:
    """One wrong, missing, added or swapped letter in a word of four or more."""
    return min(len(folded), len(reading)) >= 4 and OSA.distance(folded, reading) <= 1


def _some_words_of(folded: str, reading: str) -> bool:
    """Two words of the label or more, in its order: 'nama lain' of 'coba nama atau tempat lain'."""
    said, left = folded.split(), iter(reading.split())
    return len(said) > 1 and len(folded) >= 6 and all(word in left for word in said)


def _word_of(folded: str, reading: str) -> bool:
    """A whole word or run of words of the label: 'bansos' of 'cek bansos'."""
    return f" {folded} " in f" {reading} "
