"""From a text to the places it may mean.

Rules: each piece of the text may be the name of a region, spelled right or nearly (one edit). The
regions are weighed (weigh.py), and what the best still leave unexplained is looked for with more
tolerance where few names are possible: above the villages found, among all kabupaten and
provinces, below the best kabupaten and kecamatan; last of all among names that begin or end alike.
Nothing is remembered between two calls.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from rapidfuzz import process
from rapidfuzz.distance import OSA

from backend_client.regions import fold
from backend_client.regions.index import Index
from backend_client.regions.model import Level
from backend_client.regions.query import Piece, Query
from backend_client.regions.tree import Tree
from backend_client.regions.weigh import Found, Hit, Hits

MISSPELT = 0.07  # of the letters, lost for being misspelt at all
PER_EDIT = 1.45  # times the share of letters that are wrong
PART_OF_NAME = 0.8  # of the letters kept when they are only the start or end of a longer name
SKELETON = 0.72  # of the letters kept when only the consonants are there
LEVEL_AGREES = 0.6  # letters won when a level word names the region's level
LEVEL_DISAGREES = 0.35  # of the letters, lost when it names another
KOTA_DISAGREES = 0.8  # letters lost when 'kota' is said of a kabupaten, or the reverse
KIND_DISAGREES = 0.3  # letters lost when 'desa' is said of a kelurahan, or the reverse
NUMBERS_DIFFER = 2  # edits, added when two names differ in a digit
GUESSED = 4  # edits at least, when only a part or the consonants fit: never accepted
LEAST_ALIKE = 0.58  # similarity below which a name among a few is not considered
MOST_PARENTS = 5
BELIEVED_PARENTS = 2
MOST_PARTS = 12  # longer names that a piece may be a part of
MOST_PIECES = 14  # pieces given a second look
ENOUGH_LEFT = 1.9  # letters left unexplained that are worth a second look
FUZZY_TEXTS = 3  # ways to write out short forms that are also tried misspelt
MOST_LEADS = 400  # regions looked at for one misspelt name
MOST_ABOVE = 500

_LEVELS = (Level.PROVINSI, *Level)  # by number; the first is never meant


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
        self._lowest = level
        self._within = within
        self._runs = [range(0)] + [
            range(0) if within is None else tree.below(within, each) for each in Level
        ]
        self._above = set() if within is None else set(tree.line(within))
        self._names: set[Piece] = set()  # that are a name as they stand
        self._tried: set[tuple[int, Piece]] = set()  # below which region a piece was looked for
        self.hits = Hits(tree, index)

    def run(self) -> list[Found]:
        """The regions that explain most, best first."""
        for piece in self._query.pieces:
            for i, text in enumerate(piece.texts):
                fuzzy = piece.fuzzy and i < FUZZY_TEXTS
                keys = self._near(text, fuzzy)
                if keys and not i and not keys[0][1]:
                    self._names.add(piece)
                self._add_keys(piece, text, keys)
        return self.hits.settle(self._look_again(self.hits.rank()))

    def _look_again(self, ranked: list[Found]) -> list[Found]:
        for look in (self._look_above, self._look_below):
            if self._unexplained(ranked) < ENOUGH_LEFT:
                return ranked
            if look(ranked):
                ranked = self.hits.rank()
        if self._unexplained(ranked) >= ENOUGH_LEFT and self._look_wider(ranked):
            ranked = self.hits.rank()
            if self._look_below(ranked):
                ranked = self.hits.rank()
        return ranked

    # --- collecting hits ---

    def _near(self, text: str, fuzzy: bool) -> list[tuple[int, int]]:
        if fuzzy:
            return self._index.near(text)
        exact = self._index.number(text)
        return [] if exact is None else [(exact, 0)]

    def _add_keys(self, piece: Piece, text: str, keys: Iterable[tuple[int, int]]) -> bool:
        added = False
        anywhere = piece.level is None and self._within is None and self._lowest is Level.DESA
        add = self._add_anywhere if anywhere else self._add
        for key, edits in keys:
            regions, percents = self._index.leads(key)
            if edits and len(regions) > MOST_LEADS:
                continue
            base = piece.weight
            if edits:
                base *= self._quality(text, self._index.keys[key], edits)
            if base > 0:
                for number, percent in zip(regions, percents, strict=True):
                    add(number, piece, key, edits, base * percent / 100)
                added = True
        return added

    @staticmethod
    def _quality(text: str, name: str, edits: int) -> float:
        if edits and fold.digits(text) != fold.digits(name):
            edits += NUMBERS_DIFFER
        return quality(edits, max(len(text), len(name)))

    def _add(self, number: int, piece: Piece, key: int, edits: int, gain: float) -> None:
        level = self._tree.level(number)
        if level > self._lowest:
            return
        if self._within is not None and not self._inside(number, level):
            return
        agrees = True
        if piece.level is not None:
            if piece.level is not level:
                agrees = False
                gain *= 1 - LEVEL_DISAGREES
            elif piece.kota is not None and self._tree.is_kota(number) is not piece.kota:
                gain -= KOTA_DISAGREES
            else:
                gain += LEVEL_AGREES
                if piece.kelurahan is not None and piece.kelurahan is not (
                    self._tree.is_kelurahan(number)
                ):
                    gain -= KIND_DISAGREES
        if gain > 0:
            self.hits.add(number, Hit(gain, piece.mask, edits, key, piece, agrees))

    def _add_anywhere(self, number: int, piece: Piece, key: int, edits: int, gain: float) -> None:
        """The same, where nothing is known of the level or the place: most of the time."""
        self.hits.add(number, Hit(gain, piece.mask, edits, key, piece, True))

    def _inside(self, number: int, level: Level) -> bool:
        return number in self._runs[level] or number in self._above

    # --- second looks, each among few names ---

    def _left(self, used: int, *, unknown: bool) -> list[Piece]:
        """Pieces made of words not used, those with a level word and long ones first.

        With `unknown`, only those that are no name as they stand.
        """
        pieces = [
            piece
            for piece in self._query.pieces
            if piece.fuzzy
            and not piece.mask & used
            and not (unknown and piece.level is None and piece in self._names)
        ]
        if len(pieces) > MOST_PIECES:
            pieces.sort(key=lambda p: (p.level is None, -p.weight))
            del pieces[MOST_PIECES:]
        return pieces

    def _look_above(self, ranked: Sequence[Found]) -> bool:
        """Among the places above the villages found, and all kabupaten and provinces."""
        tree = self._tree
        above = dict.fromkeys(range(tree.starts[Level.KECAMATAN]))
        names_found = 0
        for number, hits in self.hits.of.items():
            if number >= tree.starts[Level.DESA] and not hits[0].edits:
                above[tree.parents[number]] = None
                names_found += 1
                if names_found >= MOST_ABOVE:
                    break
        numbers = list(above)
        key_names = self._index.key_names
        few = tree.starts[Level.KECAMATAN]
        names = key_names.run(0, few) + [key_names[number] for number in numbers[few:]]
        used = self._well_used(ranked)
        added = False
        joined = _joined(names)
        for piece in self._left(used, unknown=True):
            added |= self._alike(piece, numbers, names, joined)
        return added

    def _well_used(self, ranked: Sequence[Found]) -> int:
        if not ranked:
            return 0
        used = 0
        for _, hit in ranked[0].hits:
            if not hit.edits:
                used |= hit.mask
        return used

    def _look_below(self, ranked: Sequence[Found]) -> bool:
        """Among what lies below the best kabupaten and kecamatan."""
        tree = self._tree
        seen: set[int] = set()
        added = False
        if self._within is not None:
            seen.add(self._within)
            added |= self._look_in(self._within, self._left(0, unknown=False))
        for found in ranked:
            used = 0
            parent = None
            for number, hit in found.hits[::-1]:  # largest first
                if tree.starts[Level.KABUPATEN] <= number < tree.starts[Level.DESA]:
                    parent = number
                if number < tree.starts[Level.DESA]:
                    used |= hit.mask
            if parent is None or parent in seen:
                continue
            seen.add(parent)
            # A name as it stands is taken for a slip of another only at the best places.
            pieces = self._left(used, unknown=len(seen) > BELIEVED_PARENTS)
            added |= self._look_in(parent, pieces)
            if len(seen) >= MOST_PARENTS:
                break
        return added

    def _look_in(self, parent: int, pieces: list[Piece]) -> bool:
        tree, index = self._tree, self._index
        added = False
        pieces = [piece for piece in pieces if (parent, piece) not in self._tried]
        self._tried.update((parent, piece) for piece in pieces)
        for below in _LEVELS[tree.level(parent) + 1 : self._lowest + 1]:
            if not pieces:
                break
            run = tree.below(parent, below)
            if not run:
                continue
            joined = index.key_names.text(run.start, run.stop)
            names = joined.split("\n")
            joined = f"\n{joined}\n"
            for piece in pieces:
                added |= self._alike(piece, run, names, joined)
        return added

    def _alike(self, piece: Piece, numbers: Sequence[int], names: list[str], joined: str) -> bool:
        """Read a piece as the most similar of some names."""
        added = False
        index = self._index
        for text in piece.texts[:2]:
            if len(text) < 3:
                continue
            for name, alike, place in process.extract(
                text,
                names,
                scorer=OSA.normalized_similarity,
                processor=None,
                score_cutoff=LEAST_ALIKE,
                limit=4,
            ):
                edits = round((1 - alike) * max(len(text), len(name)))
                gain = piece.weight * self._quality(text, name, edits)
                number = numbers[place]
                self._add(number, piece, index.key_of[number], edits, gain)
                added = True
            if len(text) >= 5:
                for place in islice(_parts(joined, text), MOST_PARTS):
                    name, number = names[place], numbers[place]
                    if name != text:
                        edits = max(len(name) - len(text), GUESSED)
                        gain = piece.weight * PART_OF_NAME
                        self._add(number, piece, index.key_of[number], edits, gain)
                        added = True
            if piece.consonants and len(text) >= 3:
                bones = fold.skeleton(text)
                for place, name in enumerate(names):
                    if name[0] == text[0] and fold.skeleton(name) == bones:
                        number = numbers[place]
                        gain = piece.weight * SKELETON
                        edits = max(len(name) - len(text), GUESSED)
                        self._add(number, piece, index.key_of[number], edits, gain)
                        added = True
        return added

    def _look_wider(self, ranked: Sequence[Found]) -> bool:
        """Among all names that begin or end alike, two or three edits away."""
        added = False
        for piece in self._left(self._well_used(ranked), unknown=True):
            text = piece.texts[0]
            if len(text) >= 5:
                edits = 2 if len(text) < 10 else 3
                added |= self._add_keys(piece, text, self._index.alike(text, edits))
        return added

    def _unexplained(self, ranked: Sequence[Found]) -> float:
        """Letters no name of the best line accounts for, badly explained ones in part."""
        if not ranked:
            return self._query.total
        best = ranked[0]
        left = self._query.spoken & ~best.mask
        weight = sum(w.weight for i, w in enumerate(self._query.words) if left >> i & 1)
        return weight + sum(
            0.5 * hit.piece.weight for _, hit in best.hits if hit.edits * 3 > len(hit.piece.surface)
        )


def _joined(names: list[str]) -> str:
    """Names as one text, each between two line ends."""
    return "\n" + "\n".join(names) + "\n"


def _parts(joined: str, text: str) -> Iterator[int]:
    """The places of the names that begin or end with a text."""
    at = joined.find("\n" + text)
    while at >= 0:
        yield joined.count("\n", 0, at)
        at = joined.find("\n" + text, at + 1)
    at = joined.find(text + "\n")
    while at >= 0:
        yield joined.count("\n", 0, at) - 1
        at = joined.find(text + "\n", at + 1)
