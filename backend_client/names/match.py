"""Which of a village's people does this name mean? Ranked, decided and explained.

Rules: a roster is built once from the names of one village and asked often (about 1 ms a
question among 2,000 people). Candidates come from the roster's own words that resemble the
typed ones, and from whole names with a similar order-free spelling; each candidate is then
aligned word by word, softly. A score is the share of both names, by weight, that the alignment
explains: 1.0 means the same name in some spelling. A typed word that is itself a name people
have ('Susanti') is hardly a typo of another name ('Susanto'); an unknown word may well be one.
Pure.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import log

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, JaroWinkler

from backend_client.names.fold import ABDUL, MUHAMMAD, SITI, Word, words

THRESHOLD = 0.88
MARGIN = 0.05
_SHORTLIST = 40

# What a pair of words may reach at most, by how they came together.
_HEARD_ALIKE = 0.975
_INITIAL = 0.88
_ABBREVIATION = 0.90
_BOTH_KNOWN = 0.70
_PAIR_FLOOR = 0.62

# A word nearly everybody has tells little and is the first to be left out.
_COMMON = {MUHAMMAD: 0.40, SITI: 0.45, ABDUL: 0.55, "nur": 0.6, "i": 0.2, "ni": 0.2, "ahmad": 0.75}
_INITIAL_WEIGHT = 0.35
_PATRONYMIC_WEIGHT = 0.4
# What an unexplained word costs: one the citizen left out, and one the register does not have.
_LEFT_OUT = 0.62
_NOT_THERE = 1.0


@dataclass(frozen=True, slots=True)
class Pairing:
    """One typed word (or two) beside the registered word (or two) it was taken for."""

    typed: str
    registered: str
    similarity: float
    how: str


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
class _Entry:
    name: str
    words: tuple[Word, ...]
    weights: tuple[float, ...]
    total: float


def _weight(word: Word) -> float:
    if word.initial:
        return 0.2 if word.key == "i" else _INITIAL_WEIGHT
    weight = _COMMON.get(word.key, 1.0)
    return weight * _PATRONYMIC_WEIGHT if word.patronymic else weight


def _abbreviates(short: str, whole: str) -> bool:
    """'suh' or 'shrt' for 'suharto': begins alike, and its letters follow in order."""
    if not short or len(short) >= len(whole) - 1 or short[0] != whole[0]:
        return False
    if whole.startswith(short):
        return True
    if any(vowel in short[1:] for vowel in "aeiou"):
        return False
    rest = iter(whole)
    return all(char in rest for char in short)


@lru_cache(maxsize=200_000)
def _spelling(left: str, right: str, left_loose: str, right_loose: str) -> float:
    """How alike two different words are written, 0..1, after both foldings."""
    strict = OSA.distance(left, right, score_cutoff=3)
    loose = OSA.distance(left_loose, right_loose, score_cutoff=3)
    edits = min(strict, loose + 0.25)
    longest = max(len(left), len(right))
    by_edits = 1.0 - edits / longest
    by_start = max(
        JaroWinkler.similarity(left, right), 0.98 * JaroWinkler.similarity(left_loose, right_loose)
    )
    score = 0.45 * by_edits + 0.55 * by_start
    # Typos rarely hit the first letter; other names differ there often.
    return score - 0.06 if left_loose[0] != right_loose[0] else score


def similarity(typed: Word, registered: Word, known: Container[str] = ()) -> tuple[float, str]:
    """How well one typed word stands for one registered word, and why."""
    if typed.key == registered.key:
        return 1.0, "same"
    if typed.loose == registered.loose:
        return _HEARD_ALIKE, "heard alike"
    if typed.initial or registered.initial:
        if typed.key[0] == registered.key[0] or typed.surface[0] == registered.surface[0]:
            return _INITIAL, "initial"
        return 0.0, ""
    # 'M.' was read as Muhammad, yet it may stand for any name with M.
    if typed.surface == "m" and registered.key[0] == "m":
        return _INITIAL, "initial"
    if registered.surface == "m" and typed.key[0] == "m":
        return _INITIAL, "initial"
    if (typed.dotted or len(typed.surface) <= 3) and _abbreviates(
        typed.surface, registered.surface
    ):
        return _ABBREVIATION, "abbreviation"
    if registered.dotted and _abbreviates(registered.surface, typed.surface):
        return _ABBREVIATION, "abbreviation"
    score = _spelling(typed.key, registered.key, typed.loose, registered.loose)
    if score > _BOTH_KNOWN and typed.key in known and registered.key in known:
        return _BOTH_KNOWN, "another name"
    return score, "spelling"


def _join(first: Word, second: Word) -> Word:
    """Two words written as one: Nur Hayati -> Nurhayati."""
    from_parts = words(first.surface + second.surface)
    if len(from_parts) == 1:
        return from_parts[0]
    surface = first.surface + second.surface
    return Word(surface, first.key + second.key, first.loose + second.loose)


def _align(
    typed: tuple[Word, ...],
    typed_weights: tuple[float, ...],
    entry: _Entry,
    known: Container[str],
) -> tuple[float, tuple[Pairing, ...], tuple[str, ...], tuple[str, ...]]:
    """Pair words greedily, best first; then score what is explained on both sides."""
    offers: list[tuple[float, tuple[int, ...], tuple[int, ...], str]] = []
    registered = entry.words
    for i, left in enumerate(typed):
        for j, right in enumerate(registered):
            score, how = similarity(left, right, known)
            if score >= _PAIR_FLOOR:
                offers.append((score - 0.001 * abs(i - j), (i,), (j,), how))
    if len(typed) != len(registered) or not offers:
        offers.extend(_merged_offers(typed, registered))
    offers.sort(key=lambda offer: -offer[0])
    used_typed: set[int] = set()
    used_registered: set[int] = set()
    explained = 0.0
    pairs: list[Pairing] = []
    for score, lefts, rights, how in offers:
        if used_typed.intersection(lefts) or used_registered.intersection(rights):
            continue
        used_typed.update(lefts)
        used_registered.update(rights)
        weight = sum(typed_weights[i] for i in lefts) + sum(entry.weights[j] for j in rights)
        explained += score * weight
        pairs.append(
            Pairing(
                " ".join(typed[i].surface for i in lefts),
                " ".join(registered[j].surface for j in rights),
                round(score, 3),
                how,
            )
        )
    not_there = [i for i in range(len(typed)) if i not in used_typed]
    left_out = [j for j in range(len(registered)) if j not in used_registered]
    paired = sum(typed_weights[i] for i in used_typed)
    paired += sum(entry.weights[j] for j in used_registered)
    total = (
        paired
        + _NOT_THERE * sum(typed_weights[i] for i in not_there)
        + _LEFT_OUT * sum(entry.weights[j] for j in left_out)
    )
    return (
        explained / total if total else 0.0,
        tuple(pairs),
        tuple(registered[j].surface for j in left_out),
        tuple(typed[i].surface for i in not_there),
    )


def _merged_offers(
    typed: tuple[Word, ...], registered: tuple[Word, ...]
) -> Iterable[tuple[float, tuple[int, ...], tuple[int, ...], str]]:
    """Two words on one side for one on the other."""
    for i in range(len(typed) - 1):
        joined = _join(typed[i], typed[i + 1])
        for j, right in enumerate(registered):
            score, _ = similarity(joined, right)
            if score > 0.85:
                yield score, (i, i + 1), (j,), "merged"
    for j in range(len(registered) - 1):
        joined = _join(registered[j], registered[j + 1])
        for i, left in enumerate(typed):
            score, _ = similarity(left, joined)
            if score > 0.85:
                yield score, (i,), (j, j + 1), "merged"


@dataclass(slots=True)
class Roster:
    """The names of one village, ready to be asked. `known` is every word that is some name."""

    entries: list[_Entry]
    known: Container[str]
    by_word: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    vocabulary: list[str] = field(default_factory=list)
    rarity: dict[str, float] = field(default_factory=dict)
    sorted_names: list[str] = field(default_factory=list)

    @classmethod
    def build(cls, names: Sequence[str], known: Container[str] | None = None) -> "Roster":
        """Fold every name. `known` defaults to the words of these names."""
        entries = []
        for name in names:
            parts = words(name)
            weights = tuple(_weight(word) for word in parts)
            entries.append(_Entry(name, parts, weights, sum(weights)))
        seen = Counter(word.key for entry in entries for word in set(entry.words))
        roster = cls(entries, seen.keys() if known is None else known)
        for place, entry in enumerate(entries):
            for loose in {word.loose for word in entry.words}:
                roster.by_word[loose].append(place)
            roster.sorted_names.append(_sorted_name(entry.words))
        roster.vocabulary = list(roster.by_word)
        for loose, places in roster.by_word.items():
            roster.rarity[loose] = log(1 + len(entries) / len(places))
        return roster

    def rank(self, typed: str, limit: int = 5) -> list[Match]:
        """The best matches, best first; ties in roster order."""
        query = words(typed)
        if not query:
            return []
        weights = tuple(_weight(word) for word in query)
        found = []
        for index in self._shortlist(query):
            entry = self.entries[index]
            score, pairs, left_out, not_there = _align(query, weights, entry, self.known)
            found.append(Match(index, entry.name, round(score, 4), pairs, left_out, not_there))
        found.sort(key=lambda match: (-match.score, match.index))
        return found[:limit]

    def _shortlist(self, query: tuple[Word, ...]) -> list[int]:
        gathered: dict[int, float] = defaultdict(float)
        for word in query:
            best: dict[int, float] = {}
            for loose, near in self._near(word):
                worth = near * self.rarity[loose]
                for index in self.by_word[loose]:
                    if worth > best.get(index, 0.0):
                        best[index] = worth
            for index, worth in best.items():
                gathered[index] += worth
        chosen = sorted(gathered, key=lambda index: (-gathered[index], index))[:_SHORTLIST]
        whole = process.extract(
            _sorted_name(query),
            self.sorted_names,
            scorer=JaroWinkler.normalized_similarity,
            limit=12,
            score_cutoff=0.7,
        )
        squeezed = process.extract(
            "".join(word.loose for word in query),
            self.sorted_names,
            scorer=fuzz.ratio,
            limit=4,
            score_cutoff=70,
        )
        return list(dict.fromkeys([*chosen, *(hit[2] for hit in (*whole, *squeezed))]))

    def _near(self, word: Word) -> list[tuple[str, float]]:
        if word.loose in self.by_word and not word.initial:
            return [(word.loose, 1.0)] + [
                (hit[0], hit[1] * 0.6)
                for hit in process.extract(
                    word.loose,
                    self.vocabulary,
                    scorer=OSA.normalized_similarity,
                    limit=6,
                    score_cutoff=0.74,
                )
                if hit[0] != word.loose
            ]
        if word.initial:
            return [(loose, 0.3) for loose in self.vocabulary if loose.startswith(word.loose)]
        near = [
            (hit[0], hit[1])
            for hit in process.extract(
                word.loose,
                self.vocabulary,
                scorer=OSA.normalized_similarity,
                limit=12,
                score_cutoff=0.5,
            )
        ]
        if len(word.surface) <= 4 or word.dotted:
            near += [(loose, 0.6) for loose in self.vocabulary if _abbreviates(word.loose, loose)]
        return near


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
