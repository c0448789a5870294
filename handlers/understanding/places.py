"""Where a name ends and a place begins, when no marker says so: the regions decide.

Rules: a tail counts as a place only when it names two levels ('sukamaju jonggol'), every word of
it explained; one word alone may be a surname (there is a village called Rahayu). Few look-ups:
a sentence has a handful of places to cut.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from rapidfuzz.distance import OSA

from handlers.dialogue.text import fold
from handlers.understanding.vocabulary import PLACE_MARKS

_MOST_WORDS = 8  # of a run that may hold a name and a place
_SURE = 0.75  # score of a tail behind a comma, where the citizen parted it himself
_LEVEL_WORDS = frozenset(("kabupaten", "kota", "adm", "administrasi", "provinsi"))


class Places(Protocol):
    """What this module needs of `backend_client.regions.Regions`."""

    def resolve(self, text: str) -> Any:
        """A Resolution: decision, candidates with path and score."""
        ...


def recognised(places: Places, words: str) -> bool:
    """Do the regions know this as a place, whatever the level?"""
    candidates = places.resolve(words).candidates
    return bool(candidates) and candidates[0].score >= _SURE


def names_two_levels(places: Places, words: Sequence[str]) -> float:
    """The score of a run that names a place and the place it lies in; 0 if it does not."""
    said = [word for word in words if word not in PLACE_MARKS]
    if len(said) < 2:
        return 0.0
    candidates = places.resolve(" ".join(words)).candidates
    best = 0.0
    for candidate in candidates[:4]:
        names = [set(fold(region.name).split()) - _LEVEL_WORDS for region in candidate.path]
        levels: set[int] = set()
        left = list(said)
        for level in range(len(names) - 1, -1, -1):
            found = [word for word in left if any(_same(word, name) for name in names[level])]
            if found:
                levels.add(level)
                left = [word for word in left if word not in found]
        if not left and len(levels) >= 2:
            best = max(best, candidate.score)
    return best


def _same(word: str, name: str) -> bool:
    return word == name or (len(word) >= 5 and OSA.distance(word, name, score_cutoff=1) <= 1)


def split_tail(places: Places, words: Sequence[str]) -> int:
    """How many words belong to the name when the rest is a place; all of them if none is."""
    count = len(words)
    if count > _MOST_WORDS:
        return count
    for start in range(1, count - 1):
        if names_two_levels(places, words[start:]):
            return start
    return count


def take_village(places: Places, name: Sequence[str], place: str) -> int:
    """'siti aminah sukamaju' + 'kec jonggol': how many words belong to the name."""
    count = len(name)
    marked = fold(place).split()
    best, cut = 0.0, count
    for start in range(max(1, count - 3), count):
        score = names_two_levels(places, [*name[start:], *marked])
        if score > best + 0.001:
            best, cut = score, start
    return cut


def split_head(places: Places, words: Sequence[str]) -> int:
    """How many words belong to the place when a name stands behind it."""
    count = len(words)
    if count > _MOST_WORDS:
        return count
    whole = names_two_levels(places, words)
    if whole:
        return count
    best, cut = 0.0, count
    for end in range(2, count):
        score = names_two_levels(places, words[:end])
        if score >= best and score > 0:
            best, cut = score, end
    return cut
