"""`Regions`: what the rest of the bot sees of the region data."""

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from backend_client.regions import merged
from backend_client.regions import query as queries
from backend_client.regions.decide import Judge, share
from backend_client.regions.index import DATA, Index
from backend_client.regions.model import Candidate, Decision, Level, Region, Resolution
from backend_client.regions.resolve import Search
from backend_client.regions.store import Store
from backend_client.regions.tree import Tree

# A code as such: dotted, or the ten digits of a village (a postal code has five).
_CODE = re.compile(r"\d{2}(\.\d{2}){1,2}(\.\d{4})?|\d{10}")
# Keppres 41/1987: time zones follow provinces. The provinces made since lie inside one old
# province each, so the rule still holds for every kabupaten and kota.
_MAKASSAR = frozenset(("51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"))
_JAYAPURA = frozenset(("81", "82", "91", "92", "93", "94", "95", "96"))

# Resolutions kept, about 2 KB each.
_REMEMBERED = 2_048
# The first digit of a village's own number.
_VILLAGE_KINDS = {"1": "Kelurahan", "2": "Desa", "3": "Desa Adat"}


class Regions:
    """All regions of Indonesia."""

    def __init__(self, tree: Tree, index: Index) -> None:
        self._tree = tree
        self._index = index
        # A flow is replayed on every message: what it resolved before must cost nothing.
        self._resolve = lru_cache(maxsize=_REMEMBERED)(self._resolve_now)

    @classmethod
    def load(cls, path: Path | None = None) -> Self:
        """The packaged data, or another folder with regions.bin and regions.idx."""
        folder = path or DATA
        tree = Tree(Store.open(folder / "regions.bin"))
        return cls(tree, Index(Store.open(folder / "regions.idx")))

    def get(self, code: str) -> Region | None:
        """The region with a code, dotted or digits alone; None if today's list lacks it."""
        number = self._tree.find(code)
        return None if number is None else self._tree.region(number)

    def path(self, code: str) -> tuple[Region, ...]:
        """The region and all above it, provinsi first; empty if the code is unknown."""
        number = self._tree.find(code)
        return () if number is None else self._path(number)

    def children(self, code: str | None) -> tuple[Region, ...]:
        """The regions one level down by name; of None, the provinces."""
        if code is None:
            return self._by_name(self._tree.top())
        number = self._tree.find(code)
        return () if number is None else self._by_name(self._tree.children(number))

    def timezone(self, code: str) -> str:
        """The IANA time zone of a region: WIB, WITA or WIT. A retired code will do too."""
        province = code[:2]
        if province in _JAYAPURA:
            return "Asia/Jayapura"
        return "Asia/Makassar" if province in _MAKASSAR else "Asia/Jakarta"

    def label(self, region: Region) -> str:
        """The name with its kind, as far as the code tells: 'Kelurahan Cibinong'."""
        if region.level is Level.KECAMATAN:
            return f"Kecamatan {region.name}"
        if region.level is Level.DESA:
            kind = _VILLAGE_KINDS.get(region.code[9:10])
            return f"{kind} {region.name}" if kind else region.name
        return region.name

    def resolve(
        self,
        query: str,
        *,
        within: str | None = None,
        level: Level = Level.DESA,
        limit: int = 5,
    ) -> Resolution:
        """The places a text may mean, best first, and whether the first may be taken.

        `within` is the code of a region the place must lie in; `level` the lowest level wanted.
        Any text will do; an unknown `within` gives NONE.
        """
        return self._resolve(query, within, level, limit)

    def _resolve_now(self, query: str, within: str | None, level: Level, limit: int) -> Resolution:
        found = self._resolve_as_written(query, within, level, limit)
        if found.decision is Decision.ACCEPTED:
            return found
        for parted in merged.ways(query, self._index):
            other = self._resolve_as_written(parted, within, level, limit)
            if merged.better(other, found):
                found = other
        return found

    def _resolve_as_written(
        self, query: str, within: str | None, level: Level, limit: int
    ) -> Resolution:
        parent = None if within is None else self._tree.find(within)
        if within is not None and parent is None:
            return Resolution(Decision.NONE, ())
        if _CODE.fullmatch(query.strip()) and (known := self._tree.find(query)) is not None:
            return self._by_code(known, parent, level)
        read = queries.read(query, self._index)
        search = Search(self._tree, self._index, read, within=parent, level=level)
        ranked = search.run()
        judge = Judge(
            self._tree, self._index, read, search.hits, ranked, target=level, within=parent
        )
        decision, ask = judge.decide()
        if decision is Decision.NONE:
            return Resolution(decision, ())
        candidates = []
        for found in ranked[:limit]:
            path = self._path(found.number)
            candidates.append(Candidate(path[-1], path, round(share(read, found), 4)))
        return Resolution(decision, tuple(candidates), ask)

    def _by_code(self, number: int, parent: int | None, level: Level) -> Resolution:
        path = self._path(number)
        at = path[-1].level
        if at > level or (parent is not None and parent not in self._tree.line(number)):
            return Resolution(Decision.NONE, ())
        candidate = (Candidate(path[-1], path, 1.0),)
        if at is level:
            return Resolution(Decision.ACCEPTED, candidate)
        return Resolution(Decision.ASK, candidate, Level(at + 1))

    def _path(self, number: int) -> tuple[Region, ...]:
        return tuple(self._tree.region(each) for each in self._tree.line(number))

    def _by_name(self, numbers: Iterable[int]) -> tuple[Region, ...]:
        found = [self._tree.region(number) for number in numbers]
        return tuple(sorted(found, key=lambda region: (region.name.casefold(), region.code)))


def resolution_json(query: str, resolution: Resolution, milliseconds: float) -> dict[str, Any]:
    """A resolution as plain data, for programs."""
    return {
        "query": query,
        "decision": resolution.decision.value,
        "ask_level": resolution.ask_level.name.lower() if resolution.ask_level else None,
        "candidates": [
            {
                "code": candidate.region.code,
                "path": [region.name for region in candidate.path],
                "score": candidate.score,
            }
            for candidate in resolution.candidates
        ],
        "milliseconds": round(milliseconds, 3),
    }
