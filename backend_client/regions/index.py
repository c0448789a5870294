"""The index of names: from a piece of text to the names it may be, spelled right or not.

Rules: everything is prepared by scripts/build_regions.py and only read here. A key is a folded
name (fold.py). Keys one edit away are found by deletions: two words are one edit apart only if
they become equal by deleting at most one letter of each, so the index holds every key with each
letter left out, hashed. Keys two edits away are looked for among those that begin or end alike.
The same hash finds a key that is spelled right, so no dictionary is needed beside it but for the
few keys too short to be looked for otherwise.
"""

from __future__ import annotations

import zlib
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from backend_client.regions.store import Lines, Store

DATA = Path(__file__).resolve().parent.parent / "data"
BUCKETS = 1 << 19
SHORTEST_FUZZY = 4  # shorter names must be spelled right
_HIGHEST = "\x7f"
_AT_ONCE = 4096
_RUNS_KEPT = 8  # of up to 1,500 names: 100 KB


def deletions(key: str) -> set[int]:
    """The buckets of a key and of the key with each letter left out."""
    raw = key.encode()
    crc = zlib.crc32
    found = {crc(raw[:i] + raw[i + 1 :]) & (BUCKETS - 1) for i in range(len(raw))}
    found.add(crc(raw) & (BUCKETS - 1))
    return found


def _in_order(keys: Lines, order: array[int]) -> Iterator[str]:
    """The keys in some order, as texts of many lines: no more than a few strings at a time."""
    for start in range(0, len(order), _AT_ONCE):
        yield "\n".join(map(keys.__getitem__, order[start : start + _AT_ONCE]))


def _backwards(keys: Lines, order: array[int]) -> Iterator[str]:
    """The same, each key read from its end."""
    for start in range(0, len(order), _AT_ONCE):
        yield "\n".join(keys[number][::-1] for number in order[start : start + _AT_ONCE])


class Index:
    """Keys, the regions they lead to, and near keys."""

    def __init__(self, store: Store) -> None:
        self.keys = store.text("keys")
        self._short = {key: i for i, key in enumerate(self.keys) if len(key) < SHORTEST_FUZZY}
        self.key_of = store.numbers("key_of", "I")
        self._offsets = store.numbers("offsets", "I")
        self._regions = store.numbers("regions", "I")
        self._percents = store.numbers("percents", "B")
        self._buckets = store.numbers("buckets", "I")
        self._misspelt = store.numbers("misspelt", "I")
        self._backwards = store.numbers("backwards", "I")
        self._starting = _starting(self.keys)
        self._ending = _starting(Lines("\n".join(_backwards(self.keys, self._backwards))))
        # By region, for those who look at all the children of one.
        self.key_names = Lines("\n".join(_in_order(self.keys, self.key_of)))

    def leads(self, key: int) -> tuple[array[int], array[int]]:
        """The regions of a key, and for each how much of a match counts, in percent."""
        low, high = self._offsets[key], self._offsets[key + 1]
        return self._regions[low:high], self._percents[low:high]

    def __contains__(self, text: object) -> bool:
        """Whether a text is a key."""
        return isinstance(text, str) and self.number(text) is not None

    def number(self, text: str) -> int | None:
        """The number of a key; None if the text is none."""
        if len(text) < SHORTEST_FUZZY:
            return self._short.get(text)
        bucket = zlib.crc32(text.encode()) & (BUCKETS - 1)
        keys = self.keys
        for number in self._misspelt[self._buckets[bucket] : self._buckets[bucket + 1]]:
            if keys[number] == text:
                return number
        return None

    def near(self, text: str) -> list[tuple[int, int]]:
        """(key, edits) of the keys at most one edit away, the text itself first if it is one."""
        found: list[tuple[int, int]] = []
        exact = self.number(text)
        if exact is not None:
            found.append((exact, 0))
        if len(text) < SHORTEST_FUZZY - 1:
            return found
        possible: set[int] = set()
        for bucket in deletions(text):
            low, high = self._buckets[bucket], self._buckets[bucket + 1]
            if low != high:
                possible.update(self._misspelt[low:high])
        possible.discard(exact if exact is not None else -1)
        if not possible:
            return found
        numbers = list(possible)
        hits = process.extract(
            text,
            list(map(self.keys.__getitem__, numbers)),
            scorer=OSA.distance,
            processor=None,
            score_cutoff=1,
            limit=None,
        )
        found.extend((numbers[place], 1) for _, _, place in hits)
        return found

    def alike(self, text: str, edits: int, limit: int = 40) -> list[tuple[int, int]]:
        """(key, edits) of keys that begin or end like the text and are up to `edits` away."""
        found: dict[int, int] = {}
        for number, distance in _close(self._starting(text[:3]), text, edits, limit):
            found[number] = distance
        ending = self._ending(text[:-4:-1])
        for place, distance in _close(ending, text[::-1], edits, limit):
            found[self._backwards[place]] = distance
        return list(found.items())


def _starting(ordered: Lines) -> Callable[[str], tuple[int, list[str]]]:
    """Cuts out the lines that begin with a text: where they begin, and they themselves."""

    # The pieces of one text often begin with the same word.
    @lru_cache(maxsize=_RUNS_KEPT)
    def starting(start: str) -> tuple[int, list[str]]:
        low = bisect_left(ordered, start)
        return low, ordered.run(low, bisect_left(ordered, start + _HIGHEST, low))

    return starting


def _close(run: tuple[int, list[str]], text: str, edits: int, limit: int) -> list[tuple[int, int]]:
    low, names = run
    hits = process.extract(
        text, names, scorer=OSA.distance, processor=None, score_cutoff=edits, limit=limit
    )
    return [(low + place, int(distance)) for _, distance, place in hits]
