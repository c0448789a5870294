"""Weighing: which regions explain most of a text, each together with all above it.

Rules: every word is used once on a line (a region and those above it). A score is in letters of
the text. Of thousands of regions that some piece may name, only those whose best case could win
are weighed exactly.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heappush, heappushpop, nlargest

from backend_client.regions import fold
from backend_client.regions.index import Index
from backend_client.regions.model import Level
from backend_client.regions.query import Piece
from backend_client.regions.tree import Tree

PER_NAME = 0.15  # letters lost for each name used: few long names before many short ones
OUT_OF_ORDER = 0.1  # letters lost when a line's names are neither rising nor falling
WANTED_LEVEL = 0.1  # letters won by a village, when nothing else decides
LARGE_PLACE = 0.3  # letters won by a kabupaten or province named alone, over villages named alike
SOUNDS_ALIKE = 0.12  # of the letters, lost as the spelling differs although the sound is the same
WEIGHED = 48
KEPT = 24
HITS_KEPT = 4  # readings of one region that are weighed against each other


@dataclass(slots=True)  # not frozen: hundreds are made for a text
class Hit:
    """A piece of the text read as one region's name."""

    gain: float
    mask: int
    edits: int
    key: int
    piece: Piece
    agrees: bool  # no level word speaks against it


@dataclass(slots=True)  # not frozen: hundreds are made for a text
class Found:
    """A region with the reading of the text that suits it best."""

    number: int
    score: float
    mask: int  # the words its line explains
    hits: tuple[tuple[int, Hit], ...]  # (region on the line, its hit)


class Hits:
    """All readings of pieces as regions, by region."""

    def __init__(self, tree: Tree, index: Index) -> None:
        self._tree = tree
        self._index = index
        self.of: dict[int, list[Hit]] = {}
        self._gains: dict[int, float] = {}  # of each region's best reading
        self._above = _Lines(tree, self._gains)
        self._known: dict[int, Found] = {}
        self._lines: dict[int, list[int]] = {}
        self._changed: set[int] = set()  # since the last ranking
        self._top: list[tuple[float, int]] | None = None  # of the last ranking: bounds and regions
        self._ranked: list[Found] = []

    def add(self, number: int, hit: Hit) -> None:
        """Keep a reading, if it is among the region's best."""
        known = self.of.get(number)
        if known is None:
            self.of[number] = [hit]
            self._gains[number] = hit.gain
            self._changed.add(number)
            return
        for i, other in enumerate(known):
            if other.mask == hit.mask:
                if other.gain >= hit.gain:
                    return
                known[i] = hit
                break
        else:
            if len(known) == HITS_KEPT and known[-1].gain >= hit.gain:
                return
            known.append(hit)
        known.sort(key=_gain, reverse=True)
        del known[HITS_KEPT:]
        self._gains[number] = known[0].gain
        self._changed.add(number)

    def rank(self) -> list[Found]:
        """The regions that explain most, best first; `settle` comes after."""
        if self._top is not None and not self._changed:
            return self._ranked
        self._top = nlargest(WEIGHED, self._bounds())
        weighed: list[Found] = []
        scores: list[float] = []  # the best, as a heap
        for bound, number in self._top:
            if len(scores) == KEPT and bound < scores[0]:
                break
            found = self._weighed(number)
            weighed.append(found)
            if len(scores) < KEPT:
                heappush(scores, found.score)
            else:
                heappushpop(scores, found.score)
        weighed.sort(key=_order)
        self._known = {found.number: found for found in weighed}
        self._changed.clear()
        self._ranked = weighed[:KEPT]
        return self._ranked

    def settle(self, ranked: list[Found]) -> list[Found]:
        """The last word on the order: level and spelling decide what the letters left open."""
        return sorted(map(self._settled, ranked), key=_order)

    def _weighed(self, number: int) -> Found:
        known = self._known.get(number)
        if known is None or not self._changed.isdisjoint(self._line(number)):
            self._known[number] = known = self._weigh(number)
        return known

    def _line(self, number: int) -> list[int]:
        known = self._lines.get(number)
        if known is None:
            known = self._lines[number] = self._tree.line(number)
        return known

    def _bounds(self) -> list[tuple[float, int]]:
        """For each region, what its line would score if no two names claimed the same words.

        Readings are only ever added, so a bound never falls: whoever was not among the best
        and is on no line that changed is not among them now.
        """
        villages, parents = self._tree.starts[Level.DESA], self._tree.parents
        lines, gains = self._above, self._gains
        lines.forget(self._changed)
        return [
            (
                gains[number] + lines[parents[number]] if number >= villages else lines[number],
                number,
            )
            for number in self._doubtful()
        ]

    def _doubtful(self) -> Iterable[int]:
        """The regions whose place in the ranking may be another than in the last one."""
        if self._top is None:
            return self._gains
        tree, gains = self._tree, self._gains
        numbers = {number for _, number in self._top}
        for changed in self._changed:
            numbers.add(changed)
            if changed < tree.starts[Level.KABUPATEN]:
                return gains
            for level in range(tree.level(changed) + 1, Level.DESA + 1):
                numbers.update(filter(gains.__contains__, tree.below(changed, Level(level))))
            if len(numbers) >= len(gains) // 2:
                return gains
        return numbers

    def _weigh(self, number: int) -> Found:
        line = self._line(number)
        readings: list[tuple[float, int, tuple[tuple[int, Hit], ...]]] = [
            (hit.gain - PER_NAME, hit.mask, ((number, hit),)) for hit in self.of[number]
        ]
        of = self.of
        for above in line[-2::-1]:
            if above not in of:
                continue
            hits = of[above]
            readings += [
                (score + hit.gain - PER_NAME, mask | hit.mask, (*used, (above, hit)))
                for score, mask, used in readings
                for hit in hits
                if not mask & hit.mask
            ]
        if len(readings) == 1:
            return Found(number, *readings[0])
        readings = [(s - _disorder(used), mask, used) for s, mask, used in readings]
        score, mask, used = max(readings, key=_first)
        return Found(number, score, mask, used)

    def _settled(self, found: Found) -> Found:
        """What decides between places that the same words explain."""
        number, score = found.number, found.score
        level = self._tree.level(number)
        if level is Level.DESA:
            score += WANTED_LEVEL
        elif level is not Level.KECAMATAN and len(found.hits) == 1 and not found.hits[0][1].edits:
            score += LARGE_PLACE
        for each, hit in found.hits:
            spelt = self.spelt(each, hit)
            if spelt < 1.0:
                score -= SOUNDS_ALIKE * hit.piece.weight * (1 - spelt)
        return Found(number, score, found.mask, found.hits)

    def spelt(self, number: int, hit: Hit) -> float:
        """How alike a piece and a region's name are as written, 0 to 1."""
        if hit.edits or hit.key != self._index.key_of[number]:
            return 1.0  # judged already, or a name of another kind
        names = self._names(number)
        if not names.isdisjoint(hit.piece.written):
            return 1.0
        return max(fold.alike(written, name) for written in _ways(hit) for name in names)

    def misspelt(self, number: int, hit: Hit) -> int:
        """Edits between a piece and a region's name as written."""
        names = self._names(number)
        return min(fold.edits(written, name) for written in _ways(hit) for name in names)

    def _names(self, number: int) -> set[str]:
        words = fold.words(self._tree.bare_name(number))
        return {"".join(words), "".join(map(fold.same, words))}


class _Lines(dict[int, float]):
    """What the line down to a province, kabupaten or kecamatan would score, worked out once."""

    def __init__(self, tree: Tree, gains: dict[int, float]) -> None:
        self._parents, self._gains = tree.parents, gains
        self._second, self._third = tree.starts[Level.KABUPATEN], tree.starts[Level.KECAMATAN]

    def __missing__(self, number: int) -> float:
        gain = self._gains.get(number)
        score = gain - PER_NAME if gain is not None and gain > PER_NAME else 0.0
        if number >= self._second:
            score += self[self._parents[number]]
        self[number] = score
        return score

    def forget(self, changed: set[int]) -> None:
        """Gains of these regions have changed."""
        if any(number < self._third for number in changed):
            self.clear()
        else:
            for number in changed:
                self.pop(number, None)


def _ways(hit: Hit) -> set[str]:
    return {way for written in hit.piece.written for way in (written, fold.reformed(written))}


def _disorder(used: tuple[tuple[int, Hit], ...]) -> float:
    places = [hit.piece.first for _, hit in used]
    if len(places) < 2 or places == sorted(places):
        return 0.0
    return OUT_OF_ORDER / 2 if places == sorted(places, reverse=True) else OUT_OF_ORDER


def _gain(hit: Hit) -> float:
    return hit.gain


def _first(reading: tuple[float, int, tuple[tuple[int, Hit], ...]]) -> float:
    return reading[0]


def _order(found: Found) -> tuple[float, int]:
    return (-found.score, found.number)
