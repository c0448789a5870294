"""Which of a village's people does this name mean? Ranked, decided and explained.

Rules: a roster is built once from the names of one village and asked often (about 1 ms a
question among 2,000 people). Candidates come from the roster's own words that resemble the
typed ones, and from whole names with a similar order-free spelling; each is then aligned word
by word (`align`). 1.0 means the same name in some spelling. Pure.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from heapq import nsmallest
from math import log

from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel, JaroWinkler

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
_WHOLE, _SQUEEZED = 5, 3  # whole names looked at: order aside, blanks aside
# What a first letter may have become in a loose key.
_INITIALS = {"j": "yj", "f": "pf", "v": "pv", "z": "sz", "c": "ch", "k": "kh", "q": "k", "x": "sk"}


@dataclass(frozen=True, slots=True)
class Match:
    """One person of the roster: place in it, score 0..1, and how the score came about."""

    index: int
    name: str
    score: float
    pairs: tuple[Pairing, ...] = ()
    left_out: tuple[str, ...] = ()
    not_there: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """Who is meant: `accepted` holds nobody, one, or several to be told apart by a fact."""

    accepted: tuple[Match, ...]
    ranked: tuple[Match, ...]
    threshold: float
    why: str


@dataclass(slots=True)
class Roster:
    """The names of one village, ready to be asked; make one with `Roster.build`."""

    entries: list[Registered]
    lexicon: Lexicon
    by_word: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[tuple[str, ...], list[int]] = field(default_factory=lambda: defaultdict(list))
    vocabulary: list[str] = field(default_factory=list)
    by_letter: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    rarity: dict[str, float] = field(default_factory=dict)
    sorted_names: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    squeezed: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def build(cls, names: Sequence[str], lexicon: Lexicon | None = None) -> "Roster":
        """Fold every name. `lexicon` defaults to the words of these names; better is that of
        the whole register."""
        entries = [Registered.of(name) for name in names]
        if lexicon is None:
            lexicon = Lexicon(word.key for entry in entries for word in entry.words)
        roster = cls(entries, lexicon)
        for place, entry in enumerate(entries):
            for loose in {word.loose for word in entry.words}:
                roster.by_word[loose].append(place)
            roster.by_name[_same_name(entry.words)].append(place)
            roster.sorted_names[_sorted_name(entry.words)].append(place)
            roster.squeezed["".join(word.loose for word in entry.words)].append(place)
        roster.vocabulary = list(roster.by_word)
        for loose in roster.vocabulary:
            roster.by_letter[loose[0]].append(loose)
        for loose, places in roster.by_word.items():
            roster.rarity[loose] = log(1 + len(entries) / len(places))
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
        for reading in self._readings(query):
            asked = Typed.of(reading, self.lexicon, few=self._few(reading))
            looked: set[int] = set()
            for shortlist, enough in (
                (self._by_words, _CLEAR),
                (self._by_like_words, _LIKELY),
                (self._by_whole, 0.0),
            ):
                for index in shortlist(reading, memory):
                    if index not in looked:
                        looked.add(index)
                        self._look(asked, index, found)
                if max((told.score for told in found.values()), default=0.0) >= enough:
                    break
        ranked = sorted(found, key=lambda index: (-found[index].score, index))
        # As many as may be returned; only they are told of in full.
        least = found[ranked[0]].score - MARGIN if ranked else 0.0
        told = [
            self._match(index, found[index])
            for place, index in enumerate(ranked)
            if place < limit or found[index].score >= least
        ]
        return self._with_namesakes(told, limit)

    def _match(self, index: int, told: Alignment) -> Match:
        name = self.entries[index].name
        return Match(index, name, told.score, told.pairs(), told.left_out(), told.not_there())

    def _with_namesakes(self, ranked: list[Match], limit: int) -> list[Match]:
        """Add whoever the shortlist had no room for but is called the same as its best."""
        if not ranked:
            return ranked
        top = ranked[0].score
        held = {match.index for match in ranked}
        best = [match for match in ranked if match.score >= top - MARGIN]
        for match in best[:]:
            for index in self.by_name[_same_name(self.entries[match.index].words)]:
                if index not in held:
                    held.add(index)
                    best.append(replace(match, index=index, name=self.entries[index].name))
        best.sort(key=lambda match: (-match.score, match.index))
        return (
            best
            + [match for match in ranked if match.score < top - MARGIN][: max(0, limit - len(best))]
        )

    def _look(self, asked: Typed, index: int, found: dict[int, Alignment]) -> None:
        told = align(asked, self.entries[index])
        held = found.get(index)
        if held is None or told.score > held.score:
            found[index] = told

    def _few(self, reading: tuple[Word, ...]) -> bool:
        """True if a word, as written, has so few bearers here that an initial beside it tells."""
        return any(
            0 < len(self.by_word.get(word.loose, ())) <= FEW for word in reading if not word.initial
        )

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
        gathered: dict[int, float] = {}
        pointing = []
        for word in query:
            near = self._remembered(word, memory, wide=wide)
            pointing.append((sum(len(self.by_word[loose]) for loose, _ in near), near))
        # Rare words choose; words half the village has only sort those already chosen.
        pointing.sort(key=lambda one: one[0])
        for bearers, near in pointing:
            worth = sorted((likely**3 * self.rarity[loose], loose) for loose, likely in near)
            if bearers > _COMMON_BEARERS and len(gathered) >= _SHORTLIST:
                worth_of = {loose: told for told, loose in worth}
                for index in gathered:
                    gathered[index] += max(
                        worth_of.get(word.loose, 0.0) for word in self.entries[index].words
                    )
                continue
            best: dict[int, float] = {}
            for told, loose in worth:
                best.update(dict.fromkeys(self.by_word[loose], told))
            for index, told in best.items():
                gathered[index] = gathered.get(index, 0.0) + told
        worthwhile = _WORTHWHILE * max(gathered.values(), default=0.0)
        # Among people with the same found words, those with few other words come first.
        return nsmallest(
            _SHORTLIST,
            [index for index, worth in gathered.items() if worth >= worthwhile],
            key=lambda index: (-gathered[index], len(self.entries[index].words), index),
        )

    def _by_whole(self, query: tuple[Word, ...], memory: "_Memory") -> list[int]:
        """Whose whole name is written alike, order and blanks aside."""
        text = "".join(word.loose for word in query)
        places = memory.squeezed.get(text)
        if places is None:
            alike = process.extract(
                text,
                self.squeezed.keys(),
                scorer=Indel.normalized_similarity,
                limit=_SQUEEZED,
                score_cutoff=0.6,
            )
            places = memory.squeezed[text] = [i for hit in alike for i in self.squeezed[hit[0]]]
        alike = process.extract(
            _sorted_name(query),
            self.sorted_names.keys(),
            scorer=JaroWinkler.normalized_similarity,
            limit=_WHOLE,
            score_cutoff=0.75,
        )
        return [*(i for hit in alike for i in self.sorted_names[hit[0]]), *places]

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


def _sorted_name(parts: tuple[Word, ...]) -> str:
    return " ".join(sorted(word.loose for word in parts))


def decide(
    ranked: Sequence[Match], *, threshold: float = THRESHOLD, margin: float = MARGIN
) -> Decision:
    """Accept the best match if it is good enough, with all that are about as good.

    An exact name leaves only other exact ones beside it.
    """
    rows = tuple(ranked)
    if not rows or rows[0].score < threshold:
        best = f"best {rows[0].score:.3f}" if rows else "no candidate"
        return Decision((), rows, threshold, f"{best} is below {threshold:.2f}")
    top = rows[0].score
    floor = max(threshold, top - (margin if top < 0.995 else 0.005))
    accepted = tuple(match for match in rows if match.score >= floor)
    if len(accepted) == 1:
        return Decision(accepted, rows, threshold, f"one match at {top:.3f}")
    return Decision(accepted, rows, threshold, f"{len(accepted)} matches from {floor:.3f} up")
