"""Two names side by side: typed words paired with registered ones, and a score.

Rules: pairs are made best first, one for one, or two words on one side for one on the other
(Nur Hayati, Nurhayati). The score is the share of both names, by weight, that the pairs explain.
Words nearly everybody has weigh little; words the citizen left out cost less than words the
register does not have. The lexicon keeps other names from passing as typos.
"""

from dataclasses import dataclass, field
from itertools import pairwise

from backend_client.names.fold import ABDUL, MUHAMMAD, SITI, Word, words, words_of
from backend_client.names.lexicon import Lexicon
from backend_client.names.similar import INITIAL, similarity

_PAIR_FLOOR = 0.55
_MERGED_FLOOR = 0.76
# Even the clearest lead (`_LEADS`) lifts this to no more than _MERGED_FLOOR.
_HOPELESS = 0.70
_MERGED_LENGTHS = 2
# What is left of the similarity of a word that is another name, or nearer to one.
_OTHER_NAME = 0.75
# From this lead of another name on, the word is that name.
_NEARER_BY_FAR = 0.06
# (lead over the nearest other name, steepness of the rest, what is taken off)
_LEADS = ((0.06, 0.8, 0.0), (0.02, 1.1, 0.0), (-0.03, 1.3, 0.03))
# An initial beside a word few people of the village share says more.
INITIAL_OF_FEW = 0.80
FEW = 2

_COMMON = {MUHAMMAD: 0.40, SITI: 0.45, ABDUL: 0.55, "nur": 0.6, "i": 0.2, "ni": 0.2, "ahmad": 0.75}
_INITIAL_WEIGHT = 0.35
# From this weight on a word tells of somebody: more than the Muhammad or Siti of half a village.
_TELLING = 0.7
_PATRONYMIC_WEIGHT = 0.4
_LEFT_OUT = 0.90
_NOT_THERE = 1.30
# However well the rest fits, a name with another name in it is not this person's.
CONTRADICTED = 0.84
_Near = tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Pairing:
    """One typed word (or two) beside the registered word (or two) it was taken for."""

    typed: str
    registered: str
    similarity: float
    how: str


@dataclass(slots=True)
class Alignment:
    """The score 0..1, and when asked what it came from: of dozens that are made for a question, few
    are told of."""

    score: float
    _typed: "Typed"
    _registered: "Registered"
    _made: "list[_Offer]"
    _left_out: set[int]
    _not_there: set[int]

    def pairs(self) -> tuple[Pairing, ...]:
        """Who stands for whom, best first."""
        return tuple(
            Pairing(
                " ".join(self._typed.words[i].surface for i in lefts),
                " ".join(self._registered.words[j].surface for j in rights),
                round(score, 3),
                how,
            )
            for _, score, lefts, rights, how in self._made
        )

    def left_out(self) -> tuple[str, ...]:
        """Registered words that nobody typed."""
        return tuple(self._registered.words[j].surface for j in sorted(self._left_out))

    def not_there(self) -> tuple[str, ...]:
        """Typed words that the register does not have."""
        return tuple(self._typed.words[i].surface for i in sorted(self._not_there))


def weight(word: Word) -> float:
    """How much a word tells of who is meant."""
    if word.initial:
        return _COMMON.get(word.key, _INITIAL_WEIGHT)
    told = _COMMON.get(word.key, 1.0)
    return told * _PATRONYMIC_WEIGHT if word.patronymic else told


def join(first: Word, second: Word) -> Word:
    """Two words written as one."""
    whole = words_of(first.surface + second.surface)
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
    _joined_nearest: list[_Near | None]
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
            tuple(() if word.initial else lexicon.nearest(word) for word in parts),
            joined,
            [None] * len(joined),
            lexicon,
            INITIAL_OF_FEW if few else INITIAL,
        )

    def joined_nearest(self, place: int) -> _Near:
        """What the lexicon knows of two neighbours as one word; looked up when first needed."""
        held = self._joined_nearest[place]
        if held is None:
            held = self._joined_nearest[place] = self.lexicon.nearest(self.joined[place])
        return held

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
                score, how = _judged(score, rival)
            held = self._seen[at] = (score, how)
        return held


def _judged(score: float, rival: float) -> tuple[float, str]:
    """A spelling's score in the light of the nearest other name: the clearer the lead, the
    likelier a typo of this one."""
    lead = score - rival
    if lead < -_NEARER_BY_FAR:
        return score * _OTHER_NAME, "another name"
    for least, steepness, off in _LEADS:
        if lead >= least:
            return 1.0 - steepness * (1.0 - score) - off, "spelling"
    return score - _NEARER_BY_FAR, "spelling"


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
        if typed.words[i].initial or typed.words[i + 1].initial:
            continue
        for j, right in enumerate(registered.words):
            if abs(len(left.loose) - len(right.loose)) > _MERGED_LENGTHS:
                continue
            raw, how = similarity(left, right)
            if how == "spelling" and raw <= _HOPELESS:
                continue  # spares asking the lexicon, the dearest part of a question
            score, _ = typed.pair(left, typed.joined_nearest(i), right)
            if score > _MERGED_FLOOR:
                found.append((score, score, (i, i + 1), (j,), "merged"))
    for j, right in enumerate(registered.joined):
        for i, left in enumerate(typed.words):
            if abs(len(left.loose) - len(right.loose)) <= _MERGED_LENGTHS:
                score, _ = typed.pair(left, typed.nearest[i], right)
                if score > _MERGED_FLOOR:
                    found.append((score, score, (i,), (j, j + 1), "merged"))
    return found


def _scraps(typed: Typed, made: list[_Offer]) -> bool:
    """True if all the citizen wrote are first letters ('su', 'Moh. Sus.', 'ya'): whoever may
    name a person so can go through a village letter by letter."""
    return not any(
        how not in ("initial", "abbreviation")
        and (len(lefts) > 1 or typed.weights[lefts[0]] >= _TELLING)
        for _, _, lefts, _, how in made
    ) and any(how in ("initial", "abbreviation") for *_, how in made)


def align(typed: Typed, registered: Registered) -> Alignment:
    """Pair the words greedily, best first; score what is explained on both sides."""
    offers = _offers(typed, registered)
    offers.sort(key=lambda offer: -offer[0])
    free_typed = set(range(len(typed.words)))
    free_registered = set(range(len(registered.words)))
    explained = paired = 0.0
    made: list[_Offer] = []
    for offer in offers:
        _, score, lefts, rights, _ = offer
        if not (free_typed.issuperset(lefts) and free_registered.issuperset(rights)):
            continue
        free_typed.difference_update(lefts)
        free_registered.difference_update(rights)
        told = sum(typed.weights[i] for i in lefts) + sum(registered.weights[j] for j in rights)
        explained += score * told
        paired += told
        made.append(offer)
    not_there = sum(typed.weights[i] for i in free_typed)
    left_out = sum(registered.weights[j] for j in free_registered)
    total = paired + _NOT_THERE * not_there + _LEFT_OUT * left_out
    score = explained / total if total else 0.0
    if any(offer[4] == "another name" for offer in made) or _scraps(typed, made):
        score = min(score, CONTRADICTED)
    return Alignment(round(score, 4), typed, registered, made, free_registered, free_typed)
