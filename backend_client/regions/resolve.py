"""From a text to the places it may mean.

Rules: each piece of the text may be the name of a region, spelled right or nearly. A region is
judged together with all above it: its score is the number of letters of the text that the whole
line explains, each word used once. What is still unexplained is then looked for, with more
tolerance, among the places below the best regions found so far. Nothing is remembered between
two calls.
"""

from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from backend_client.regions.index import Index
from backend_client.regions.model import Level
from backend_client.regions.query import Piece, Query
from backend_client.regions.tree import Tree

MISSPELT = 0.07  # of the letters, lost for being misspelt at all
PER_EDIT = 1.45  # times the share of letters that are wrong
LEVEL_AGREES = 0.6  # letters won when a level word names the region's level
LEVEL_DISAGREES = 0.35  # of the letters, lost when it names another
KOTA_DISAGREES = 0.8  # letters lost when 'kota' is said of a kabupaten, or the reverse
PER_NAME = 0.15  # letters lost for each name used: few long names before many short ones
LEAST_ALIKE = 0.6  # similarity below which a name among children is not considered
MOST_PARENTS = 8
ENOUGH_LEFT = 2.5  # letters left unexplained that are worth a second look
MOST_LEADS = 700  # regions looked at for one misspelt name
HITS_KEPT = 4  # readings of one region that are weighed against each other


@dataclass(frozen=True, slots=True)
class Hit:
    """A piece of the text read as one region's name."""

    gain: float
    mask: int
    edits: int
    key: int
    piece: Piece
    agrees: bool  # no level word speaks against it


@dataclass(frozen=True, slots=True)
class Found:
    """A region with the reading of the text that suits it best."""

    number: int
    score: float
    mask: int
    hits: tuple[tuple[int, Hit], ...]  # (region on the line, its hit)


def quality(edits: int, letters: int) -> float:
    """How much of a name's letters count when `edits` of them are wrong."""
    if not edits:
        return 1.0
    return max(0.0, 1.0 - MISSPELT - PER_EDIT * edits / letters)


class Search:
    """One text against all regions, or those below one."""

    def __init__(
        self, tree: Tree, index: Index, query: Query, *, within: int | None, level: Level
    ) -> None:
        self._tree = tree
        self._index = index
        self._query = query
        self._level = level
        self._within = within
        self._runs = (
            None if within is None else [tree.below(within, each) for each in Level if each]
        )
        self._above = set(tree.line(within)) if within is not None else set()
        self.hits: dict[int, list[Hit]] = {}
        self._known: dict[str, list[tuple[int, int]]] = {}

    def run(self) -> list[Found]:
        """The regions that explain most, best first."""
        for piece in self._query.pieces:
            for text in piece.texts:
                self._add_all(piece, text, self._near(text, piece.fuzzy))
        ranked = self._rank()
        if self._unexplained(ranked) >= ENOUGH_LEFT:
            self._look_below(ranked)
            ranked = self._rank()
        if self._unexplained(ranked) >= ENOUGH_LEFT:
            self._look_wider(ranked)
            ranked = self._rank()
            if self._unexplained(ranked) >= ENOUGH_LEFT:
                self._look_below(ranked)
                ranked = self._rank()
        return ranked

    # --- collecting hits ---

    def _near(self, text: str, fuzzy: bool) -> list[tuple[int, int]]:
        if not fuzzy:
            exact = self._index.number.get(text)
            return [] if exact is None else [(exact, 0)]
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._index.near(text)
        return known

    def _add_all(self, piece: Piece, text: str, keys: list[tuple[int, int]]) -> None:
        for key, edits in keys:
            regions, percents = self._index.leads(key)
            if edits and len(regions) > MOST_LEADS:
                continue
            letters = max(len(text), len(self._index.keys[key]))
            base = piece.weight * quality(edits, letters)
            if base <= 0:
                continue
            for number, percent in zip(regions, percents, strict=True):
                self._add(number, piece, key, edits, base * percent / 100)

    def _add(self, number: int, piece: Piece, key: int, edits: int, gain: float) -> None:
        level = self._tree.level(number)
        if level > self._level:
            return
        if self._runs is not None and number not in self._runs[level - 1]:
            if number not in self._above:
                return
        agrees = True
        if piece.level is not None:
            if piece.level is not level:
                agrees = False
                gain *= 1 - LEVEL_DISAGREES
            elif piece.kota is None or self._tree.is_kota(number) is piece.kota:
                gain += LEVEL_AGREES
            else:
                gain -= KOTA_DISAGREES
        hit = Hit(gain, piece.mask, edits, key, piece, agrees)
        known = self.hits.setdefault(number, [])
        for i, other in enumerate(known):
            if other.mask == hit.mask:
                if other.gain < gain:
                    known[i] = hit
                break
        else:
            known.append(hit)
        if len(known) > 1:
            known.sort(key=_gain, reverse=True)
            del known[HITS_KEPT:]

    def _look_below(self, ranked: list[Found]) -> None:
        """The words left over, among what lies below the best kabupaten and kecamatan."""
        seen = set()
        for found in ranked:
            number = found.number
            level = self._tree.level(number)
            if level is Level.DESA:
                number = self._tree.line(number)[2]
                if number not in self.hits:
                    number = self._tree.line(number)[1]
                    if number not in self.hits:
                        continue
                level = self._tree.level(number)
            if level is Level.PROVINSI or number in seen:
                continue
            seen.add(number)
            used = 0
            for above, hit in found.hits:
                if above <= number or above in self._tree.line(number):
                    used |= hit.mask
            self._look_in(number, level, used)
            if len(seen) >= MOST_PARENTS:
                break
        if self._within is not None:
            self._look_in(self._within, self._tree.level(self._within), 0)

    def _look_in(self, number: int, level: Level, used: int) -> None:
        tree, index = self._tree, self._index
        for piece in self._query.pieces:
            if piece.mask & used or not piece.fuzzy:
                continue
            text = piece.texts[0]
            if len(text) < 3:
                continue
            for below in range(level + 1, min(Level.DESA, self._level) + 1):
                run = tree.below(number, Level(below))
                keys = index.key_of[run.start : run.stop]
                names = [index.keys[key] for key in keys]
                for name, alike, place in process.extract(
                    text,
                    names,
                    scorer=OSA.normalized_similarity,
                    processor=None,
                    score_cutoff=LEAST_ALIKE,
                    limit=3,
                ):
                    letters = max(len(text), len(name))
                    edits = round((1 - alike) * letters)
                    gain = piece.weight * quality(edits, letters)
                    if gain > 0:
                        self._add(run.start + place, piece, keys[place], edits, gain)

    def _look_wider(self, ranked: list[Found]) -> None:
        """Names two or three edits away, for the words left over."""
        used = ranked[0].mask if ranked else 0
        for piece in self._query.pieces:
            if piece.mask & used or not piece.fuzzy:
                continue
            text = piece.texts[0]
            if len(text) >= 6:
                edits = 2 if len(text) < 10 else 3
                self._add_all(piece, text, self._index.alike(text, edits))

    # --- weighing ---

    def _unexplained(self, ranked: list[Found]) -> float:
        if not ranked:
            return self._query.total
        best = ranked[0]
        left = self._query.spoken & ~best.mask
        weight = sum(w.weight for i, w in enumerate(self._query.words) if left >> i & 1)
        # What is explained badly counts too.
        return weight + sum(
            0.5 * hit.piece.weight for _, hit in best.hits if hit.edits * 3 > len(hit.piece.surface)
        )

    def _rank(self, keep: int = 40) -> list[Found]:
        found = [self._best(number) for number in self.hits]
        found.sort(key=_order)
        return found[:keep]

    def _best(self, number: int) -> Found:
        line = self._tree.line(number)
        line.reverse()
        own = self.hits[number]
        readings: list[tuple[float, int, tuple[tuple[int, Hit], ...]]] = [
            (hit.gain - PER_NAME, hit.mask, ((number, hit),)) for hit in own
        ]
        for above in line[1:]:
            hits = self.hits.get(above)
            if hits is None:
                continue
            readings += [
                (score + hit.gain - PER_NAME, mask | hit.mask, (*used, (above, hit)))
                for score, mask, used in readings
                for hit in hits
                if not mask & hit.mask
            ]
        score, mask, used = max(readings, key=_first)
        level = self._tree.level(number)
        if level is Level.DESA:
            score += 0.1
        elif level is not Level.KECAMATAN and len(used) == 1:
            score += 0.2
        return Found(number, score, mask, used)


def _gain(hit: Hit) -> float:
    return hit.gain


def _first(reading: tuple[float, int, tuple[tuple[int, Hit], ...]]) -> float:
    return reading[0]


def _order(found: Found) -> tuple[float, int]:
    return (-found.score, found.number)
