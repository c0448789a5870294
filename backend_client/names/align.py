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
# Even the clearest lead (`_LEADS`) lifts these to no more than _PAIR_FLOOR and _MERGED_FLOOR: the
# lexicon, the dearest part of a question, is not asked.
_HOPELESS, _HOPELESS_MERGED = 0.43, 0.70
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
_MAN_OR_WOMAN = frozenset(("i", "ni"))  # in front of a Balinese name
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
class _TypedWord:
    """A typed word, or two neighbours as one, and what it was found to be beside others."""

    word: Word
    lexicon: Lexicon
    initial: float
    hopeless: float
    # By the registered word as written: most of a village's names share their words.
    beside: dict[str, tuple[float, str]] = field(default_factory=dict)
    _nearest: _Near | None = None

    def pair(self, registered: Word) -> tuple[float, str]:
        """Similarity to a registered word, after the lexicon had its say."""
        score, how = similarity(self.word, registered)
        if how == "initial":
            score = self.initial
        elif how == "abbreviation" and not self.word.dotted and self.word.key in self.lexicon:
            score, how = score * _OTHER_NAME, "another name"
        elif how == "spelling" and score > self.hopeless:
            if self._nearest is None:
                self._nearest = () if self.word.initial else self.lexicon.nearest(self.word)
            rival = max((near for near, key in self._nearest if key != registered.loose), default=0)
            score, how = _judged(score, rival)
        made = self.beside[registered.surface] = (score, how)
        return made


@dataclass(slots=True)
class Typed:
    """A typed name, with what was found out about its words. For one question only."""

    words: tuple[Word, ...]
    weights: tuple[float, ...]
    each: tuple[_TypedWord, ...]
    joined: tuple[_TypedWord | None, ...]  # each two neighbours as one, initials never

    @classmethod
    def of(cls, parts: tuple[Word, ...], lexicon: Lexicon, *, few: bool) -> "Typed":
        """`few`: one of the words has few bearers in the village."""
        initial = INITIAL_OF_FEW if few else INITIAL
        return cls(
            parts,
            tuple(weight(word) for word in parts),
            tuple(_TypedWord(word, lexicon, initial, _HOPELESS) for word in parts),
            tuple(
                None
                if left.initial or right.initial
                else _TypedWord(join(left, right), lexicon, initial, _HOPELESS_MERGED)
                for left, right in pairwise(parts)
            ),
        )


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
    theirs = registered.words
    for i, left in enumerate(typed.each):
        beside = left.beside
        for j, right in enumerate(theirs):
            score, how = beside.get(right.surface) or left.pair(right)
            if score >= _PAIR_FLOOR:
                settled += score > 0.9
                found.append((score - 0.001 * abs(i - j), score, (i,), (j,), how))
    if settled >= max(len(typed.words), len(theirs)):
        return found
    for i, both in enumerate(typed.joined):
        if both is None:
            continue
        letters = len(both.word.loose)
        for j, right in enumerate(theirs):
            if -_MERGED_LENGTHS <= letters - len(right.loose) <= _MERGED_LENGTHS:
                score, _ = both.beside.get(right.surface) or both.pair(right)
                if score > _MERGED_FLOOR:
                    found.append((score, score, (i, i + 1), (j,), "merged"))
    for j, right in enumerate(registered.joined):
        letters = len(right.loose)
        for i, left in enumerate(typed.each):
            if -_MERGED_LENGTHS <= len(left.word.loose) - letters <= _MERGED_LENGTHS:
                score, _ = left.beside.get(right.surface) or left.pair(right)
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


def _man_for_woman(
    typed: Typed, not_there: set[int], registered: Registered, left_out: set[int]
) -> bool:
    """True for 'Ni Made Wirata' beside I Made Wirata: a woman's name in Bali, and a man's."""
    theirs = {registered.words[j].key for j in left_out} & _MAN_OR_WOMAN
    ours = {typed.words[i].key for i in not_there} & _MAN_OR_WOMAN
    return bool(theirs and ours and theirs != ours)


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
    contradicted = _man_for_woman(typed, free_typed, registered, free_registered)
    if contradicted or any(offer[4] == "another name" for offer in made) or _scraps(typed, made):
        score = min(score, CONTRADICTED)
    return Alignment(round(score, 4), typed, registered, made, free_registered, free_typed)
