"""Every word that is some name, anywhere in the register: what tells a typo from another name.

Rules: a typed word that is a name people have ('Susanti') is not a typo of another ('Susanto');
an unknown word ('Susnato') may be one, but then of the nearest known name, not of one farther
off. The answers for a word are remembered; they tell nothing about who bears it or where.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import ceil

from rapidfuzz import process
from rapidfuzz.distance import Indel

from backend_client.names.fold import Word, key_of, loose_of
from backend_client.names.similar import spelling

_REMEMBERED = 4096
_ONE_SLIP = 0.92
# A known name that begins alike and is this near leaves no room for one that begins otherwise:
# slips rarely hit the first letter. Looking only there is ten times as quick.
_BEGINS_ALIKE = 0.86
# What is less like a word than this says nothing of it.
_ALIKE = 0.6


class Lexicon:
    """The known words, by strict key."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = frozenset(keys)
        self._by_loose: dict[str, str] = {}
        for key in sorted(self.keys):
            self._by_loose.setdefault(loose_of(key), key)
        self._loose = sorted(self._by_loose, key=len)
        self._by_letter: dict[str, list[str]] = {}
        for loose in self._loose:
            self._by_letter.setdefault(loose[0], []).append(loose)
        self._split = lru_cache(maxsize=_REMEMBERED)(self._cut)
        self._search = lru_cache(maxsize=_REMEMBERED)(self._look)

    def __contains__(self, key: str) -> bool:
        return key in self.keys

    def heard(self, word: Word) -> bool:
        """True if this is a known name in some spelling."""
        return word.key in self.keys or word.loose in self._by_loose

    def nearest(self, word: Word) -> tuple[tuple[float, str], ...]:
        """The nearest known names, as (how alike, loose key), best first. The word itself at 1
        where it is one; a run-together pair of names is no typo of a third."""
        if self.heard(word) or self.parts(word):
            return ((1.0, word.loose),)
        return self._search(word.key, word.loose)

    def _look(self, key: str, loose: str) -> tuple[tuple[float, str], ...]:
        found = self._alike(key, loose, self._by_letter.get(loose[0], ()))
        if not found or found[0][0] < _BEGINS_ALIKE:
            shortest, longest = ceil(len(loose) * _ALIKE), int(len(loose) / _ALIKE)
            start = bisect_left(self._loose, shortest, key=len)
            end = bisect_right(self._loose, longest, key=len)
            found = self._alike(key, loose, self._loose[start:end])
        return tuple(found[:3])

    def _alike(self, key: str, loose: str, among: Sequence[str]) -> list[tuple[float, str]]:
        near = process.extract(
            loose, among, scorer=Indel.normalized_similarity, limit=10, score_cutoff=_ALIKE
        )
        scored = [(spelling(key, self._by_loose[hit[0]], loose, hit[0]), hit[0]) for hit in near]
        return sorted(scored, reverse=True)

    def parts(self, word: Word) -> tuple[Word, Word] | None:
        """An unknown word as two known names written as one: Muhammadsabri -> Muhammad, Sabri."""
        if len(word.surface) < 6 or self.heard(word):
            return None
        near = self._search(word.key, word.loose)
        # One slip in a known name is likelier than two names run together.
        return None if near and near[0][0] >= _ONE_SLIP else self._split(word.surface)

    def _cut(self, text: str) -> tuple[Word, Word] | None:
        cuts = range(2 if text.startswith("st") else 3, len(text) - 2)
        # Two parts of fair length are likelier than a stub and a long rest.
        for cut in sorted(cuts, key=lambda cut: -min(cut, len(text) - cut)):
            first = _word(text[:cut])
            if self.heard(first) and self.heard(second := _word(text[cut:])):
                return first, second
        return None


def _word(letters: str) -> Word:
    key = key_of(letters)
    return Word(letters, key, loose_of(key))
