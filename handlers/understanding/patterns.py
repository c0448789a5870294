"""Patterns over words: parsed once, matched against a sentence.

Rules: see `phrases`. A match's score is the number of its words, one more for each '!', a tenth
less for every word skipped in between.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

_GAP = 3  # words that may stand between two words of a pattern
_SKIPPED = 0.1
_BETWEEN = re.compile(r"\s\|\s")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pattern:
    """The words, in order; `gaps` says how many others may stand before each."""

    words: tuple[frozenset[str], ...]
    gaps: tuple[int, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a pattern matched: token numbers, and how well."""

    score: float
    at: tuple[int, ...]


def parse(table: str, classes: Mapping[str, frozenset[str]]) -> list[Pattern]:
    """Patterns from their notation. Raises KeyError for a class that is not there."""
    patterns = []
    for line in _BETWEEN.split(" ".join(table.split())):
        heavy = len(line) - len(line.rstrip("!"))
        words: list[frozenset[str]] = []
        gaps: list[int] = []
        for chunk in line.rstrip("!").split():
            for place, element in enumerate(chunk.split("+")):
                words.append(_element(element, classes))
                gaps.append(_GAP if place == 0 else 0)
        if words:
            patterns.append(Pattern(tuple(words), tuple(gaps), len(words) + heavy))
    return patterns


def _element(element: str, classes: Mapping[str, frozenset[str]]) -> frozenset[str]:
    words: set[str] = set()
    for part in element.split("|"):
        words |= classes[part[1:-1]] if part.startswith("<") else {part}
    return frozenset(words)


def words_of(patterns: Iterable[Pattern]) -> set[str]:
    """All words that the patterns know."""
    return {word for pattern in patterns for element in pattern.words for word in element}


class Index(Generic[T]):
    """Patterns, each standing for something, by the words that they begin with: of several hundred
    a sentence needs a handful looked at."""

    def __init__(self, entries: Iterable[tuple[T, Pattern]]) -> None:
        """In order: of two that match as well, the earlier wins."""
        self._entries = list(entries)
        self._begun: dict[str, list[int]] = {}
        for place, (_, pattern) in enumerate(self._entries):
            for word in pattern.words[0]:
                self._begun.setdefault(word, []).append(place)

    def best(self, sentence: Sequence[str]) -> tuple[T, Hit] | None:
        """The best match, and what it stands for."""
        places = {place for word in sentence for place in self._begun.get(word, ())}
        best: tuple[T, Hit] | None = None
        for place in sorted(places):
            meaning, pattern = self._entries[place]
            hit = match(pattern, sentence)
            if hit is not None and (best is None or hit.score > best[1].score):
                best = meaning, hit
        return best


def match(pattern: Pattern, sentence: Sequence[str]) -> Hit | None:
    """The best match of a pattern in a sentence."""
    best: Hit | None = None
    for start, word in enumerate(sentence):
        if word in pattern.words[0]:
            at = _follow(pattern, sentence, (start,))
            if at is not None:
                skipped = at[-1] - at[0] + 1 - len(at)
                score = pattern.weight - skipped * _SKIPPED
                if best is None or score > best.score:
                    best = Hit(score, at)
    return best


def _follow(
    pattern: Pattern, sentence: Sequence[str], at: tuple[int, ...]
) -> tuple[int, ...] | None:
    place = len(at)
    if place == len(pattern.words):
        return at
    first = at[-1] + 1
    for index in range(first, min(first + pattern.gaps[place] + 1, len(sentence))):
        if sentence[index] in pattern.words[place]:
            found = _follow(pattern, sentence, (*at, index))
            if found is not None:
                return found
    return None
