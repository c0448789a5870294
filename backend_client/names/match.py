"""Which of a village's people does this name mean? Ranked, decided and explained.

Rules: a roster is built once from the names of one village and asked often (under 1 ms a
question among 2,000 people). Candidates come from the roster's own words that resemble the
typed ones, and from whole names that are written alike but for blanks; each is then aligned word
by word (`align`). 1.0 means the same name in some spelling. Pure.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from math import log

from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel

from backend_client.names.align import FEW, Alignment, Pairing, Registered, Typed, align
from backend_client.names.fold import Word, words
from backend_client.names.lexicon import Lexicon
from backend_client.names.similar import abbreviates

THRESHOLD = 0.85
MARGIN = 0.05
_SHORTLIST = 8
_COMMON_BEARERS = 150
# Who has less than this share of the best one's pointers is not looked at.
_WORTHWHILE = 0.8
# From here up nobody else need be looked for.
_CLEAR = 0.93
# From here up the whole names of everybody need not be compared: who was found is meant, or nobody.
_LIKELY = 0.78
_SQUEEZED, _SQUEEZED_ALIKE = 3, 0.6  # whole names looked at, blanks aside
# What a first letter may have become in a loose key.
_INITIALS = {"j": "yj", "f": "pf", "v": "pv", "z": "sz", "c": "ch", "k": "kh", "q": "k", "x": "sk"}


@dataclass(frozen=True, slots=True)
class Match:
    """One person of the roster: place in it, score 0..1, and when asked how the score came about:
    few are told of."""

    index: int
    name: str
    score: float
    _told: Alignment

    @property
    def pairs(self) -> tuple[Pairing, ...]:
        """Which typed word stands for which registered one, best first."""
        return self._told.pairs()

    @property
    def left_out(self) -> tuple[str, ...]:
        """Registered words that nobody typed."""
        return self._told.left_out()

    @property
    def not_there(self) -> tuple[str, ...]:
        """Typed words that the register does not have."""
        return self._told.not_there()


@dataclass(frozen=True, slots=True)
class Decision:
    """Who is meant: `accepted` holds nobody, one, or several to be told apart by a fact."""

    accepted: tuple[Match, ...]
    ranked: tuple[Match, ...]
    threshold: float
    why: str


@dataclass(slots=True)
class Roster:
    """The names of one village, ready to be asked; make one with `Roster.build`.

    People of one name are one entry: it is weighed once, and leaves room for another name.
    """

    entries: list[Registered]
    bearers: list[list[int]]  # of each entry: places in the roster
    lexicon: Lexicon
    # The entries with a word, with all words, with them run together.
    by_word: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[tuple[str, ...], list[int]] = field(default_factory=lambda: defaultdict(list))
    squeezed: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    squeezed_names: list[str] = field(default_factory=list)
    vocabulary: list[str] = field(default_factory=list)
    by_letter: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    people: Counter[str] = field(default_factory=Counter)  # with a word
    rarity: dict[str, float] = field(default_factory=dict)
    looses: list[tuple[str, ...]] = field(default_factory=list)  # of each entry

    @classmethod
    def build(cls, names: Sequence[str], lexicon: Lexicon | None = None) -> "Roster":
        """Fold every name. `lexicon` defaults to the words of these names; better is that of
        the whole register."""
        called: dict[str, list[int]] = defaultdict(list)
        for place, name in enumerate(names):
            called[name].append(place)
        entries = [Registered.of(name) for name in called]
        if lexicon is None:
            lexicon = Lexicon(word.key for entry in entries for word in entry.words)
        roster = cls(entries, list(called.values()), lexicon)
        for number, entry in enumerate(entries):
            looses = tuple(word.loose for word in entry.words)
            roster.looses.append(looses)
            for loose in set(looses):
                roster.by_word[loose].append(number)
                roster.people[loose] += len(roster.bearers[number])
            roster.by_name[_same_name(entry.words)].append(number)
            roster.squeezed["".join(looses)].append(number)
        roster.squeezed_names = list(roster.squeezed)
        roster.vocabulary = list(roster.by_word)
        for loose in roster.vocabulary:
            roster.by_letter[loose[0]].append(loose)
        for loose, people in roster.people.items():
            roster.rarity[loose] = log(1 + len(names) / people)
        return roster

    def rank(self, typed: str, limit: int = 5) -> list[Match]:
        """The best matches, best first; ties in roster order.

        `limit` cuts the rest, never those about as good as the best: all namesakes are in.
        """
        query = words(typed)
        if not query:
            return []
        found: dict[int, Alignment] = {}
        memory = _Memory()
        best = 0.0
        for reading in self._readings(query):
            asked = Typed.of(reading, self.lexicon, few=self._few(reading))
            looked: set[int] = set()
            for shortlist, enough in (
                (self._by_words, _CLEAR),
                (self._by_like_words, _LIKELY),
                (self._by_whole, 0.0),
            ):
                for number in shortlist(reading, memory):
                    if number not in looked:
                        looked.add(number)
                        told = align(asked, self.entries[number])
                        held = found.get(number)
                        if held is None or told.score > held.score:
                            found[number] = told
                            best = max(best, told.score)
                if best >= enough:
                    break
        return self._told(found, best, limit)

    def _told(self, found: dict[int, Alignment], best: float, limit: int) -> list[Match]:
        """Whoever is called so, best first: as many as may be returned, and all as good as them."""
        alike = {
            same: found[number]
            for number in sorted(found, key=lambda number: found[number].score)
            if found[number].score >= best - MARGIN
            for same in self.by_name[_same_name(self.entries[number].words)]
        }
        people = [
            Match(index, self.entries[number].name, told.score, told)
            for number, told in (alike | found).items()
            for index in self.bearers[number]
        ]
        people.sort(key=lambda match: (-match.score, match.index))
        return [
            match
            for place, match in enumerate(people)
            if place < limit or match.score >= best - MARGIN
        ]

    def _few(self, reading: tuple[Word, ...]) -> bool:
        """True if a word, as written, has so few bearers here that an initial beside it tells."""
        return any(0 < self.people[word.loose] <= FEW for word in reading if not word.initial)

    def _readings(self, query: tuple[Word, ...]) -> Iterable[tuple[Word, ...]]:
        """The words as typed, and again with run-together known names taken apart."""
        yield query
        parts = [self.lexicon.parts(word) for word in query]
        if any(parts):
            yield tuple(
                one for word, apart in zip(query, parts, strict=True) for one in apart or (word,)
            )

    def _by_words(self, query: tuple[Word, ...], memory: "_Memory") -> list[int]:
        """Who has these words; words nobody here has stand for those like them."""
        return self._gather(query, memory, wide=False)

    def _by_like_words(self, query: tuple[Word, ...], memory: "_Memory") -> list[int]:
        """Who has words like these: a word somebody here has may be a slip all the same."""
        if not any(self._settled(word) for word in query):
            return []  # they were all looked for already
        return self._gather(query, memory, wide=True)

    def _settled(self, word: Word) -> bool:
        """True if the word is somebody's here as it stands, and was not looked for otherwise."""
        return not word.initial and word.surface != "m" and word.loose in self.by_word

    def _gather(self, query: tuple[Word, ...], memory: "_Memory", *, wide: bool) -> list[int]:
        """People by their words, those first whom most and rarest words point to."""
        pointing = []
        for word in query:
            near = self._remembered(word, memory, wide=wide)
            pointing.append(
                (
                    sum(self.people[loose] for loose, _ in near),
                    sorted((likely**3 * self.rarity[loose], loose) for loose, likely in near),
                )
            )
        # Rare words choose; words half the village has only sort those already chosen.
        pointing.sort(key=lambda one: one[0])
        still = sum(worth[-1][0] for _, worth in pointing if worth)
        gathered: dict[int, float] = {}
        chosen = False
        for bearers, worth in pointing:
            chosen = chosen or len(gathered) >= _SHORTLIST
            if bearers > _COMMON_BEARERS and chosen:
                # Whom this and all other words cannot bring near the first is left behind.
                least = _WORTHWHILE * max(gathered.values()) - still
                worth_of = {loose: told for told, loose in worth}
                gathered = {
                    number: so_far + self._worth(number, worth_of)
                    for number, so_far in gathered.items()
                    if so_far >= least
                }
            else:
                best: dict[int, float] = {}
                for told, loose in worth:
                    best.update(dict.fromkeys(self.by_word[loose], told))
                for number, told in best.items():
                    gathered[number] = gathered.get(number, 0.0) + told
            still -= worth[-1][0] if worth else 0.0
        worthwhile = _WORTHWHILE * max(gathered.values(), default=0.0)
        # Among people with the same found words, those with few other words come first.
        return nsmallest(
            _SHORTLIST,
            [number for number, worth in gathered.items() if worth >= worthwhile],
            key=lambda number: (-gathered[number], len(self.looses[number]), number),
        )

    def _worth(self, number: int, worth_of: dict[str, float]) -> float:
        best = 0.0
        for loose in self.looses[number]:
            told = worth_of.get(loose, 0.0)
            if told > best:
                best = told
        return best

    def _by_whole(self, query: tuple[Word, ...], memory: "_Memory") -> list[int]:
        """Whose whole name is written alike, blanks aside."""
        text = "".join(word.loose for word in query)
        numbers = memory.squeezed.get(text)
        if numbers is None:
            alike = process.extract(
                text,
                self.squeezed_names,
                scorer=Indel.normalized_similarity,
                processor=None,
                limit=_SQUEEZED,
                score_cutoff=_SQUEEZED_ALIKE,
            )
            numbers = [number for hit in alike for number in self.squeezed[hit[0]]]
            memory.squeezed[text] = numbers
        return numbers

    def _remembered(self, word: Word, memory: "_Memory", *, wide: bool) -> list[tuple[str, float]]:
        at = (word, wide and self._settled(word))
        near = memory.near.get(at)
        if near is None:
            near = memory.near[at] = self._near(word, wide=wide)
        return near

    def _near(self, word: Word, *, wide: bool) -> list[tuple[str, float]]:
        """Words of this village that may be meant, with how likely, 0..1."""
        if word.initial:
            heard = _INITIALS.get(word.loose, word.loose)
            return [(loose, 0.3) for letter in heard for loose in self.by_letter.get(letter, ())]
        here = word.loose in self.by_word
        if here and not wide and word.surface != "m":
            return [(word.loose, 1.0)]
        found = {
            loose: score * (0.6 if here else 1.0)
            for loose, score, _ in process.extract(
                word.loose,
                self.vocabulary,
                scorer=OSA.normalized_similarity,
                limit=6 if here else 12,
                score_cutoff=0.74 if here else 0.5,
            )
        }
        if here:
            found[word.loose] = 1.0
        elif len(word.surface) <= 4 or word.dotted:
            found.update(
                (loose, 0.6)
                for loose in self.by_letter.get(word.loose[0], ())
                if abbreviates(word.loose, loose)
            )
        if word.surface == "m":
            found.update((loose, 0.3) for loose in self.by_letter.get("m", ()))
        return list(found.items())


@dataclass(slots=True)
class _Memory:
    """What one question looked up already; its readings share most of their words."""

    near: dict[tuple[Word, bool], list[tuple[str, float]]] = field(default_factory=dict)
    squeezed: dict[str, list[int]] = field(default_factory=dict)


def _same_name(parts: tuple[Word, ...]) -> tuple[str, ...]:
    return tuple(word.key for word in parts)


def decide(ranked: Sequence[Match]) -> Decision:
    """Accept the best match if it is good enough (`THRESHOLD`), with all that are about as good
    (`MARGIN`).

    An exact name leaves only other exact ones beside it.
    """
    rows = tuple(ranked)
    if not rows or rows[0].score < THRESHOLD:
        best = f"best {rows[0].score:.3f}" if rows else "no candidate"
        return Decision((), rows, THRESHOLD, f"{best} is below {THRESHOLD:.2f}")
    top = rows[0].score
    floor = max(THRESHOLD, top - (MARGIN if top < 0.995 else 0.005))
    accepted = tuple(match for match in rows if match.score >= floor)
    if len(accepted) == 1:
        return Decision(accepted, rows, THRESHOLD, f"one match at {top:.3f}")
    return Decision(accepted, rows, THRESHOLD, f"{len(accepted)} matches from {floor:.3f} up")
