"""The index of names: from a piece of text to the names it may be, spelled right or not.

Rules: everything is prepared by scripts/build_regions.py and only read here. A key is a folded
name (fold.py). Keys one edit away are found by deletions: two words are one edit apart only if
they become equal by deleting at most one letter of each, so the index holds every key with each
letter left out, hashed. Keys two edits away are looked for among those that begin or end alike.
"""

from __future__ import annotations

import zlib
from array import array
from bisect import bisect_left
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from backend_client.regions.store import Store

DATA = Path(__file__).resolve().parent.parent / "data"
BUCKETS = 1 << 19
SHORTEST_FUZZY = 4  # shorter names must be spelled right
_HIGHEST = "\x7f"


def deletions(key: str) -> set[int]:
    """The buckets of a key and of the key with each letter left out."""
    raw = key.encode()
    crc = zlib.crc32
    found = {crc(raw[:i] + raw[i + 1 :]) & (BUCKETS - 1) for i in range(len(raw))}
    found.add(crc(raw) & (BUCKETS - 1))
    return found


class Index:
    """Keys, the regions they lead to, and near keys."""

    def __init__(self, store: Store) -> None:
        self.keys = store.text("keys")
        self.number = {key: i for i, key in enumerate(self.keys)}
        self.key_of = store.numbers("key_of", "I")
        self._offsets = store.numbers("offsets", "I")
        self._regions = store.numbers("regions", "I")
        self._percents = store.numbers("percents", "B")
        self._buckets = store.numbers("buckets", "I")
        self._misspelt = store.numbers("misspelt", "I")
        self._backwards = store.numbers("backwards", "I")
        self._reversed = [self.keys[i][::-1] for i in self._backwards]

    def leads(self, key: int) -> tuple[array[int], array[int]]:
        """The regions of a key, and for each how much of a match counts, in percent."""
        low, high = self._offsets[key], self._offsets[key + 1]
        return self._regions[low:high], self._percents[low:high]

    def near(self, text: str) -> list[tuple[int, int]]:
        """(key, edits) of the keys at most one edit away, the text itself first if it is one."""
        found: list[tuple[int, int]] = []
        exact = self.number.get(text)
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
        hits = process.extract(
            text,
            {i: self.keys[i] for i in possible},
            scorer=OSA.distance,
            processor=None,
            score_cutoff=1,
            limit=None,
        )
        found.extend((key, 1) for _, _, key in hits)
        return found

    def alike(self, text: str, edits: int, limit: int = 40) -> list[tuple[int, int]]:
        """(key, edits) of keys that begin or end like the text and are up to `edits` away."""
        found: dict[int, int] = {}
        for number, distance in self._run(self.keys, text[:3], text, edits, limit):
            found[number] = distance
        for place, distance in self._run(self._reversed, text[:-4:-1], text[::-1], edits, limit):
            found[self._backwards[place]] = distance
        return list(found.items())

    def _run(
        self, ordered: list[str], start: str, text: str, edits: int, limit: int
    ) -> list[tuple[int, int]]:
        low = bisect_left(ordered, start)
        high = bisect_left(ordered, start + _HIGHEST, low)
        hits = process.extract(
            text,
            ordered[low:high],
            scorer=OSA.distance,
            processor=None,
            score_cutoff=edits,
            limit=limit,
        )
        return [(low + place, int(distance)) for _, distance, place in hits]
