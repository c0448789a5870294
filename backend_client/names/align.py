"""Two names side by side: typed words paired with registered ones, and a score.

Rules: pairs are made best first, one for one, or two words on one side for one on the other
(Nur Hayati, Nurhayati). The score is the share of both names, by weight, that the pairs explain.
Words nearly everybody has weigh little; words the citizen left out cost less than words the
register does not have. The lexicon keeps other names from passing as typos.
"""

from dataclasses import dataclass, field
from itertools import pairwise

from backend_client.names.fold import ABDUL, MUHAMMAD, SITI, Word, words
from backend_client.names.lexicon import Lexicon
from backend_client.names.similar import INITIAL, similarity

_PAIR_FLOOR = 0.55
_MERGED_FLOOR = 0.84
# What is left of the similarity of a word that is another name, or nearer to one.
_OTHER_NAME = 0.75
# So much nearer may another known name be.
_NEARER = 0.03
# An initial beside a word few people of the village share says more.
INITIAL_OF_FEW = 0.80
FEW = 3
# Spelling is trusted less the further it is off: 0.92 counts as 0.90, 0.80 as 0.74.
_STEEP = 1.3

_COMMON = {MUHAMMAD: 0.40, SITI: 0.45, ABDUL: 0.55, "nur": 0.6, "i": 0.2, "ni": 0.2, "ahmad": 0.75}
_INITIAL_WEIGHT = 0.35
_PATRONYMIC_WEIGHT = 0.4
_LEFT_OUT = 0.75
# What a second name, as near as this one, takes off.
_RIVAL = 0.03

_Near = tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Pairing:
    """One typed word (or two) beside the registered word (or two) it was taken for."""

    typed: str
    registered: str
    similarity: float
    how: str


@dataclass(frozen=True, slots=True)
class Alignment:
    """The pairs, what is left over on each side, and the score 0..1."""

    score: float
    pairs: tuple[Pairing, ...]
    left_out: tuple[str, ...]
    not_there: tuple[str, ...]


def weight(word: Word) -> float:
    """How much a word tells of who is meant."""
    if word.initial:
        return _COMMON.get(word.key, _INITIAL_WEIGHT)
    told = _COMMON.get(word.key, 1.0)
    return told * _PATRONYMIC_WEIGHT if word.patronymic else told


def join(first: Word, second: Word) -> Word:
    """Two words written as one."""
    whole = words(first.surface + second.surface)
    if len(whole) == 1 and whole[0].surface == first.surface + second.surface:
        return whole[0]
    return Word(first.surface + second.surface, first.key + second.key, first.loose + second.loose)


@dataclass(slots=True)
class Registered:
    """A registered name, folded and weighed; joined neighbours are made when first needed."""

    name: str
    words: tuple[Word, ...]
    weights: tuple[float, ...]
    _joined: tuple[Word, ...] | None = None

    @classmethod
    def of(cls, name: str) -> "Registered":
        """Fold one name."""
        parts = words(name)
        return cls(name, parts, tuple(weight(word) for word in parts))

    @property
    def joined(self) -> tuple[Word, ...]:
        """Each two neighbours as one word."""
        if self._joined is None:
            self._joined = tuple(join(left, right) for left, right in pairwise(self.words))
        return self._joined


@dataclass(slots=True)
class Typed:
    """A typed name, with what the lexicon knows of its words. For one question only."""

    words: tuple[Word, ...]
    weights: tuple[float, ...]
    nearest: tuple[_Near, ...]
    joined: tuple[Word, ...]
    joined_nearest: tuple[_Near, ...]
    lexicon: Lexicon
    initial: float
    _seen: dict[tuple[str, str], tuple[float, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, parts: tuple[Word, ...], lexicon: Lexicon, *, few: bool) -> "Typed":
        """Look every word up once. `few`: one of the words has few bearers in the village."""
        joined = tuple(join(left, right) for left, right in pairwise(parts))
        return cls(
            parts,
            tuple(weight(word) for word in parts),
            tuple(lexicon.nearest(word) for word in parts),
            joined,
            tuple(lexicon.nearest(word) for word in joined),
            lexicon,
            INITIAL_OF_FEW if few else INITIAL,
        )

    def pair(self, typed: Word, nearest: _Near, registered: Word) -> tuple[float, str]:
        """Similarity of two words, after the lexicon had its say."""
        at = (typed.surface, registered.surface)
        held = self._seen.get(at)
        if held is None:
            score, how = similarity(typed, registered)
            if how == "initial":
                score = self.initial
            elif how == "abbreviation" and not typed.dotted and typed.key in self.lexicon:
                score, how = score * _OTHER_NAME, "another name"
            elif how == "spelling":
                rival = max((near for near, key in nearest if key != registered.loose), default=0.0)
                if score < rival - _NEARER:
                    score, how = score * _OTHER_NAME, "another name"
                else:
                    score = 1.0 - _STEEP * (1.0 - score)
                    if score < rival + _NEARER:  # may well be a typo of that name
                        score -= _RIVAL
            held = self._seen[at] = (score, how)
        return held


_Offer = tuple[float, float, tuple[int, ...], tuple[int, ...], str]


def _offers(typed: Typed, registered: Registered) -> list[_Offer]:
    """Every pair that could be made: (rank, score, typed places, registered places, how)."""
    found: list[_Offer] = []
    settled = 0
    for i, left in enumerate(typed.words):
        for j, right in enumerate(registered.words):
            score, how = typed.pair(left, typed.nearest[i], right)
            if score >= _PAIR_FLOOR:
                settled += score > 0.9
                found.append((score - 0.001 * abs(i - j), score, (i,), (j,), how))
    if settled >= max(len(typed.words), len(registered.words)):
        return found
    for i, left in enumerate(typed.joined):
        for j, right in enumerate(registered.words):
            score, _ = typed.pair(left, typed.joined_nearest[i], right)
            if score > _MERGED_FLOOR:
                found.append((score, score, (i, i + 1), (j,), "merged"))
    for j, right in enumerate(registered.joined):
        for i, left in enumerate(typed.words):
            if len(left.surface) > 4:
                score, _ = typed.pair(left, typed.nearest[i], right)
                if score > _MERGED_FLOOR:
                    found.append((score, score, (i,), (j, j + 1), "merged"))
    return found


def align(typed: Typed, registered: Registered) -> Alignment:
    """Pair the words greedily, best first; score what is explained on both sides."""
    offers = _offers(typed, registered)
    offers.sort(key=lambda offer: -offer[0])
    free_typed = set(range(len(typed.words)))
    free_registered = set(range(len(registered.words)))
    explained = paired = 0.0
    pairs: list[Pairing] = []
    for _, score, lefts, rights, how in offers:
        if not (free_typed.issuperset(lefts) and free_registered.issuperset(rights)):
            continue
        free_typed.difference_update(lefts)
        free_registered.difference_update(rights)
        told = sum(typed.weights[i] for i in lefts) + sum(registered.weights[j] for j in rights)
        explained += score * told
        paired += told
        pairs.append(
            Pairing(
                " ".join(typed.words[i].surface for i in lefts),
                " ".join(registered.words[j].surface for j in rights),
                round(score, 3),
                how,
            )
        )
    not_there = sum(typed.weights[i] for i in free_typed)
    left_out = sum(registered.weights[j] for j in free_registered)
    total = paired + not_there + _LEFT_OUT * left_out
    return Alignment(
        explained / total if total else 0.0,
        tuple(pairs),
        tuple(registered.words[j].surface for j in sorted(free_registered)),
        tuple(typed.words[i].surface for i in sorted(free_typed)),
    )
