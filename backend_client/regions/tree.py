"""The tree of regions: codes, names, parents and children, by number.

Rules: a region's number is its place in the list of all provinces, then all kabupaten and kota,
then all kecamatan, then all desa, each sorted by code. So the children of a region, and its
descendants on any level, are one run of numbers. Codes are kept as their last group only.
"""

import re
from bisect import bisect_left, bisect_right

from backend_client.regions.model import Level, Region
from backend_client.regions.store import Store

_ADMINISTRATIVE = re.compile(r"^(Kabupaten|Kota)( Administrasi)? ")
FIRST_DESA = 2000
_CODE = re.compile(
    r"[0-9]{2}(\.[0-9]{2}){0,2}|[0-9]{2}(\.[0-9]{2}){2}\.[0-9]{4}|([0-9]{2}){1,3}|[0-9]{10}"
)
_LEVELS: tuple[Level, ...] = (Level.PROVINSI, *Level)  # by number; the first is never meant
_GROUP_DIGITS = {
    Level.PROVINSI: 2,
    Level.KABUPATEN: 2,
    Level.KECAMATAN: 2,
    Level.DESA: 4,
}


class Tree:
    """All regions by number."""

    def __init__(self, store: Store) -> None:
        self.names = store.text("names")
        self._part = store.numbers("part", "H")
        self.parents = store.numbers("parent", "H")
        self._first = store.numbers("first", "I")
        starts = list(store.numbers("levels", "I"))
        self.starts = [0, *starts, len(self.names)]  # starts[level] is where that level begins
        self._second = self.starts[Level.KABUPATEN]
        self._villages = self.starts[Level.DESA]

    def level(self, number: int) -> Level:
        """The level of a region."""
        if number >= self._villages:  # as most are
            return Level.DESA
        return _LEVELS[bisect_right(self.starts, number, 1, 5) - 1]

    def bare_name(self, number: int) -> str:
        """The name without 'Kabupaten' or 'Kota' in front."""
        name = self.names[number]
        if self.starts[Level.KABUPATEN] <= number < self.starts[Level.KECAMATAN]:
            return _ADMINISTRATIVE.sub("", name)
        return name

    def is_kota(self, number: int) -> bool:
        """Whether a region of the second level is a kota."""
        return self.names[number].startswith("Kota ")

    def is_kelurahan(self, number: int) -> bool:
        """Whether a village is a kelurahan (its own number begins with 1), not a desa."""
        return self._part[number] < FIRST_DESA

    def parent(self, number: int) -> int | None:
        """The region one level up."""
        return None if number < self.starts[Level.KABUPATEN] else self.parents[number]

    def line(self, number: int) -> list[int]:
        """The region and all above it, provinsi first."""
        parents, second = self.parents, self._second
        found = [number]
        while number >= second:
            number = parents[number]
            found.append(number)
        found.reverse()
        return found

    def children(self, number: int) -> range:
        """The regions one level down."""
        if number >= self.starts[Level.DESA]:
            return range(0)
        return range(self._first[number], self._first[number + 1])

    def below(self, number: int, level: Level) -> range:
        """All descendants on one level; the region itself on its own level."""
        low, high = number, number + 1
        at = self.level(number)
        if level < at:
            return range(0)
        first = self._first
        for _ in range(level - at):
            low, high = first[low], first[high]
        return range(low, high)

    def code(self, number: int) -> str:
        """The dotted code."""
        line = self.line(number)
        return ".".join(
            f"{self._part[n]:0{_GROUP_DIGITS[Level(i)]}d}" for i, n in enumerate(line, 1)
        )

    def find(self, code: str) -> int | None:
        """The number for a code, dotted or digits alone."""
        code = code.strip()
        if not _CODE.fullmatch(code):
            return None
        digits = code.replace(".", "")
        number: int | None = None
        at = 0
        for level in Level:
            if at == len(digits):
                break
            group = int(digits[at : at + _GROUP_DIGITS[level]])
            at += _GROUP_DIGITS[level]
            run = self.top() if number is None else self.children(number)
            place = bisect_left(self._part, group, run.start, run.stop)
            if place == run.stop or self._part[place] != group:
                return None
            number = place
        return number

    def top(self) -> range:
        """The provinces."""
        return range(self.starts[Level.PROVINSI], self.starts[Level.KABUPATEN])

    def region(self, number: int) -> Region:
        """The region as others see it."""
        return Region(self.code(number), self.names[number], self.level(number))
