"""Whether what was found is sure enough, or what to ask.

Rules: a village is accepted only if its line explains every word that could be a place, it stands
out from every other place, and nothing in the text is the right spelling of another name. What is
accepted is still read back to the citizen.
"""

from backend_client.regions.fold import digits, words
from backend_client.regions.index import Index
from backend_client.regions.lexicon import DETAIL, SOMEBODY
from backend_client.regions.model import Decision, Level
from backend_client.regions.query import Query
from backend_client.regions.resolve import GUESSED
from backend_client.regions.tree import Tree
from backend_client.regions.weigh import Found, Hit, Hits

LEAST = 0.34  # share of the text that must be explained to show a place at all
LEAST_ACCEPTED = 0.72
MARGIN = 1.0  # letters between the best and the next when something is misspelt
MARGIN_EXACT = 0.4
TIED_EXACT = 0.3  # letters within which two exact readings are equally likely
LEAST_SPELT = 0.999  # likeness of the spelling, when a village stands alone
SHORTEST_TRUSTED = 5  # letters of a name that may be misspelt and still be taken
CLAIM_LETTERS = 2.4
UNKNOWN_SHARE = 0.35  # of the letters, in words that are no place, beside a clear place
TALK_SHARE = 0.65  # the same, when both carry their level word


def share(query: Query, found: Found) -> float:
    """The share of the text's letters that a place explains, 0 to 1."""
    return max(0.0, min(1.0, found.score / query.total)) if query.total else 0.0


class Judge:
    """One text's candidates, judged."""

    def __init__(
        self,
        tree: Tree,
        index: Index,
        query: Query,
        hits: Hits,
        ranked: list[Found],
        *,
        target: Level,
        within: int | None,
    ) -> None:
        self._tree = tree
        self._index = index
        self._query = query
        self._ranked = ranked
        self._target = target
        self._within = within
        self._hits = hits

    def decide(self) -> tuple[Decision, Level | None]:
        """The decision, and the level to ask for."""
        ranked, query = self._ranked, self._query
        if not ranked or query.total <= 0 or share(query, ranked[0]) < LEAST:
            return Decision.NONE, None
        if self._somebody():
            return Decision.NONE, None
        if self._sure():
            return Decision.ACCEPTED, None
        return Decision.ASK, self._ask()

    def _somebody(self) -> bool:
        """'Ibu Sumi': a person, although there is a village called Sumi."""
        words, best = self._query.words, self._ranked[0]
        if len(words) != 2 or words[0].group != words[1].group or best.mask & 1:
            return False
        return words[0].text in SOMEBODY and len(best.hits) == 1

    def _ask(self) -> Level:
        """The level whose name would tell the best candidates apart."""
        tree, best = self._tree, self._ranked[0]
        level = tree.level(best.number)
        exact = all(hit.edits == 0 for _, hit in best.hits)
        near = TIED_EXACT if exact else MARGIN
        tied = [f.number for f in self._ranked if best.score - f.score < near]
        if level is Level.DESA:
            own = best.hits[0][1]
            if own.edits and self._is_another(own, level):
                return Level.KECAMATAN  # a village of that name there is none: where is it?
            kecamatan = {tree.line(n)[2] for n in tied if tree.level(n) >= Level.KECAMATAN}
            known = {tree.level(n) for n, hit in best.hits if not hit.edits and hit.agrees}
            return level if len(kecamatan) == 1 and known - {level} else Level.KECAMATAN
        if level is self._target or sum(tree.level(n) is level for n in tied) > 1:
            return level
        return Level(level + 1)

    def _sure(self) -> bool:
        ranked, best = self._ranked, self._ranked[0]
        if self._tree.level(best.number) is not self._target:
            return False
        left = self._query.spoken & ~(best.mask | self._said_again(best))
        left &= ~self._address(best)
        if (left or share(self._query, best) < LEAST_ACCEPTED) and not self._idle(best, left):
            return False
        if self._ignored(best) or self._two_places(best):
            return False
        if not all(self._trusted(number, hit, best) for number, hit in best.hits):
            return False
        exact = all(hit.edits == 0 for _, hit in best.hits)
        margin = best.score - ranked[1].score if len(ranked) > 1 else best.score
        return margin >= (MARGIN_EXACT if exact else MARGIN)

    def _address(self, best: Found) -> int:
        """The words of a street or a hamlet, unless the word for it is part of a name used."""
        mask = 0
        for i, word in enumerate(self._query.words):
            if word.detail:
                mask |= 1 << i
            elif word.text in DETAIL and best.mask >> i & 1:
                return 0
        return mask

    def _said_again(self, best: Found) -> int:
        """Words that name a kabupaten or province of the line once more, and nothing else."""
        mask = 0
        small = self._tree.starts[Level.KECAMATAN]
        for number in self._tree.line(best.number)[:2]:
            for hit in self._hits.of.get(number, ()):
                if (
                    hit.edits == 0
                    and hit.agrees
                    and all(n < small for n in self._index.leads(hit.key)[0])
                ):
                    mask |= hit.mask
        return mask

    def _trusted(self, number: int, hit: Hit, best: Found) -> bool:
        """Whether a piece is this region's name beyond doubt."""
        if not hit.agrees:
            return False
        supported = len(best.hits) > 1 or self._within is not None
        if not hit.edits:
            return supported or self._hits.spelt(number, hit) >= LEAST_SPELT
        if not supported or not hit.piece.fuzzy or hit.edits >= GUESSED:
            return False
        level = self._tree.level(number)
        key = self._index.keys[hit.key]
        if digits(key) not in {digits(text) for text in hit.piece.texts}:
            return False
        if self._is_another(hit, level):
            return False
        letters = max(len(key), len(hit.piece.texts[0]))
        levels = {self._tree.level(each) for each, _ in best.hits}
        if level <= Level.KABUPATEN:
            # With the kecamatan known, the kabupaten only confirms.
            return letters >= 4 and hit.edits <= letters // 4 + (Level.KECAMATAN in levels)
        if letters < (SHORTEST_TRUSTED if level is Level.DESA else SHORTEST_TRUSTED - 1):
            return False
        close = Level.KECAMATAN in levels or self._within is not None
        if hit.edits > (letters // 4 if close else min(1, letters // 4)):
            return False
        if self._hits.misspelt(number, hit) > letters // 4 + (letters >= 8):
            return False  # alike in sound only
        return hit.edits == 1 or all(len(self._index.near(text)) == 0 for text in hit.piece.texts)

    def _is_another(self, hit: Hit, level: Level) -> bool:
        """Whether a misspelt name is the right spelling of a place as large, or larger.

        Of a village any place will do: 'Sukamaju' is no slip of Sukahati.
        """
        first = self._tree.starts
        limit = first[Level.KECAMATAN] if level <= Level.KABUPATEN else first[Level.DESA]
        for text in hit.piece.texts:
            key = self._index.number(text)
            if key is not None and (
                level is Level.DESA or any(n < limit for n in self._index.leads(key)[0])
            ):
                return True
        return False

    def _idle(self, best: Found, left: int) -> bool:
        """Whether the words left over name nothing, beside a village and kecamatan in full."""
        exact = {self._tree.level(n): h for n, h in best.hits if not h.edits and h.agrees}
        if not {Level.DESA, Level.KECAMATAN} <= exact.keys():
            return False
        words = self._query.words
        weight = sum(w.weight for i, w in enumerate(words) if left >> i & 1)
        named = all(exact[level].piece.level is level for level in (Level.DESA, Level.KECAMATAN))
        if weight > (TALK_SHARE if named else UNKNOWN_SHARE) * self._query.total:
            return False
        for level in (Level.DESA, Level.KECAMATAN):  # a word beside these may belong to them
            piece = exact[level].piece
            for inside, beside in ((piece.first, piece.first - 1), (piece.last - 1, piece.last)):
                if (
                    0 <= beside < len(words)
                    and left >> beside & 1
                    and words[beside].group == words[inside].group
                ):
                    return False
        if named:  # 'cek bansos siti aminah desa sukamaju kec jonggol'
            return not any(p.level is not None and not p.mask & ~left for p in self._query.pieces)
        return not any(
            self._index.near(text)
            for piece in self._query.pieces
            if piece.mask & left and not piece.mask & ~left
            for text in piece.texts
        )

    def _ignored(self, best: Found) -> bool:
        """Whether the text names a place in full that the line has no use for."""
        known = self._index
        first, last = self._tree.starts[Level.KECAMATAN], self._tree.starts[Level.DESA]
        for piece in self._query.pieces:
            if piece.claim:
                if (
                    not piece.mask & best.mask
                    and piece.weight >= CLAIM_LETTERS
                    and piece.texts[0] in known
                ):
                    return True
            elif piece.last - piece.first > 1 and piece.mask & ~best.mask:
                # 'poso kota' where only 'poso' was used
                key = known.number(piece.texts[0])
                if key is not None and any(first <= n < last for n in self._index.leads(key)[0]):
                    return True
        return False

    def _two_places(self, best: Found) -> bool:
        """'batu malang' is Kota Batu in Malang rather than the village Batumalang elsewhere."""
        (number, hit), *others = best.hits
        piece, tree = hit.piece, self._tree
        if others or tree.level(number) is not Level.DESA or piece.last - piece.first < 2:
            return False
        if len(words(tree.bare_name(number))) > 1:
            return False
        small, line = tree.starts[Level.KECAMATAN], tree.line(number)
        for one in self._query.pieces:
            if one.last - one.first == 1 and one.mask & piece.mask:
                key = self._index.number(one.texts[0])
                leads = () if key is None else self._index.leads(key)[0]
                if any(n < small and n not in line for n in leads):
                    return True
        return False
