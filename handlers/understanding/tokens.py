"""A sentence as tokens: where each word stands in the text, and which known word it is.

Rules: the text itself is never changed, so that a name can be cut out as it was written. A word
is known exactly, as a short form, without its ending ('bansosnya'), or by one slip of the finger
(`near`); a name that happens to be near a known word is kept apart by whoever reads slots.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from handlers.dialogue.text import fold
from handlers.understanding.vocabulary import ENDINGS, REGIONAL_ENDINGS, SHORT

_WORD = re.compile(r"[^\W_]+(?:['’ʼ`-][^\W_]+)*")
_LEAST_NEAR = 6  # shorter words have too many neighbours that are names
_LEAST_SHORT = 4  # letters of a short form in front of an ending: 'teu' is, 'Teuku' is a name
_LEAST_STEM = 5  # letters of a word in front of a regional ending
_LEAST_TWO = 9  # two slips are forgiven from here on
_TWICE = re.compile(r"([a-z]{3,})2(?:an|nya|in)?")  # 'sakit2an', 'apa2': said twice
_DOUBLED = re.compile(r"(.)\1{2,}")


@dataclass(frozen=True, slots=True)
class Token:
    """One word. `word` is the known word it stands for, or its folded self."""

    start: int
    end: int
    folded: str
    word: str
    known: bool
    near: bool = False
    digits: bool = False


class Speller:
    """Finds the known word that a written one stands for."""

    def __init__(self, known: Iterable[str], names: Iterable[str] = ()) -> None:
        self.known = frozenset(known)
        self._names = frozenset(names)
        self._by_letter: dict[str, list[str]] = {}
        for word in sorted(self.known):
            if len(word) >= _LEAST_NEAR:
                self._by_letter.setdefault(word[0], []).append(word)

    def spell(self, folded: str) -> tuple[str, bool, bool]:
        """(word, known, near)."""
        if folded in self._names:
            return folded, False, False
        for written in (folded, _DOUBLED.sub(r"\1", folded)):
            word = SHORT.get(written, written)
            stem = word.removesuffix("nya")
            if word in self.known and (len(stem) < 3 or stem == word or stem not in self.known):
                return word, True, False
            for ending in ENDINGS:
                stem = written.removesuffix(ending)
                if len(stem) >= _LEAST_SHORT:
                    stem = SHORT.get(stem, stem)
                if len(stem) >= 3 and stem in self.known and stem != written:
                    return stem, True, False
        for ending in REGIONAL_ENDINGS:
            stem = folded.removesuffix(ending)
            if len(stem) >= _LEAST_STEM and stem in self.known and folded != stem:
                return stem, True, False
        if folded.startswith("di") and len(folded) >= 6 and folded[2:] in self.known:
            return folded, True, False  # a passive: 'dipakai', 'didata'
        if len(folded) >= _LEAST_NEAR and folded.isalpha():
            near = self._near(folded)
            if near is not None:
                return near, True, True
        return folded, False, False

    def _near(self, folded: str) -> str | None:
        most = 2 if len(folded) >= _LEAST_TWO else 1
        best: tuple[int, str] | None = None
        for word in self._by_letter.get(folded[0], ()):
            distance = OSA.distance(folded, word, score_cutoff=most)
            if distance <= most and (best is None or distance < best[0]):
                best = (distance, word)
        return best[1] if best else None


def tokenise(text: str, speller: Speller) -> list[Token]:
    """The words of a text, in order."""
    tokens = []
    for match in _WORD.finditer(text):
        folded = fold(match[0]).replace(" ", "")
        if not folded:
            continue
        twice = _TWICE.fullmatch(folded)
        if twice:
            folded = twice[1]
        if any(c.isdigit() for c in folded):
            tokens.append(Token(match.start(), match.end(), folded, folded, False, digits=True))
            continue
        word, known, near = speller.spell(folded)
        tokens.append(Token(match.start(), match.end(), folded, word, known, near))
    return tokens
