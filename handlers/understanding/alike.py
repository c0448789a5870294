"""What a sentence is most like, where no pattern fits: the sentences of `examples`, by their words.

Rules: words and pairs of neighbours, rare ones weighing more (cosine of tf-idf); a word that no
example knows speaks against every example. Only what is alike enough counts; what is somewhat
alike is asked about, the rest is not understood, and said to be.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from handlers.dialogue.text import word_set
from handlers.understanding.goals import CLASSES, Goal
from handlers.understanding.tokens import Speller, Token, tokenise

LEAST = 0.45  # cosine; of 70 sentences written afterwards it helped six and misled none
ASKED = 0.3  # from here on it is asked which of two wishes it is
SURE = 0.8  # of its votes that other wishes may have together; more, and it is asked
_NEAREST = 5  # examples that vote
_LEAST_WORDS = 2  # words shared with an example, beside aid, address and small words
_STRANGE = 0.6  # how much of its weight a word that no example has counts against them
_AID = frozenset(CLASSES["aid"].split("|")) - {"uang"}
_SILENT = word_set(
    "ya yah pak bu bapak min kak dong sih deh mas mbak halo permisi tolong mohon saya itu ini yang "
    "nih kok lho"
)
_ANY_AID, _ANY_NUMBER = "<aid>", "#"
_SMALL = {_ANY_AID, _ANY_NUMBER} | word_set(
    "di ke dari lagi ada dan untuk dengan masih juga saja sudah lain"
)  # these tell no wish from another


class Alike:
    """The examples, indexed once."""

    def __init__(self, examples: Iterable[tuple[Goal, str]], speller: Speller) -> None:
        counted = [(goal, _features(tokenise(text, speller))) for goal, text in examples]
        self._goals = [goal for goal, _ in counted]
        seen = Counter(feature for _, features in counted for feature in features)
        count = len(counted)
        self._weight = {each: math.log(1 + count / (1 + n)) for each, n in seen.items()}
        self._strange = math.log(1 + count) * _STRANGE
        self._with: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, (_, features) in enumerate(counted):
            length = math.sqrt(sum(self._weight[each] ** 2 for each in features)) or 1.0
            for each in features:
                self._with[each].append((place, self._weight[each] / length))

    def most(self, tokens: Sequence[Token]) -> Goal | None:
        """The goal of the examples most alike; None when none is alike enough."""
        nearest = self._nearest(tokens)
        votes: dict[Goal, float] = defaultdict(float)
        for goal, score in nearest:
            votes[goal] += score**3
        if not votes:
            return None
        best = max(votes, key=lambda goal: votes[goal])
        others = sum(vote for goal, vote in votes.items() if goal.name != best.name)
        if others > SURE * votes[best]:
            return None
        top = next(score for goal, score in nearest if goal == best)
        return best if top >= LEAST else None

    def either(self, tokens: Sequence[Token], flows: frozenset[str]) -> tuple[str, ...]:
        """The two of `flows` that it may be, where it is somewhat alike; none where it is not."""
        votes: dict[str, float] = defaultdict(float)
        for goal, score in self._nearest(tokens):
            if score >= ASKED and goal.name in flows:
                votes[goal.name] += score**3
        return tuple(sorted(votes, key=lambda flow: -votes[flow])[:2]) if len(votes) > 1 else ()

    def _nearest(self, tokens: Sequence[Token]) -> list[tuple[Goal, float]]:
        """The examples most alike, the nearest first, and how much."""
        features = _features(tokens)
        known = features & self._weight.keys()
        telling = {each for each in known if " " not in each} - _SMALL
        if len(telling) < _LEAST_WORDS:
            return []
        strange = sum(not token.known and not token.digits for token in tokens)
        strange += sum(" " not in each for each in features - known)
        length = math.sqrt(
            sum(self._weight[each] ** 2 for each in known) + (self._strange * strange) ** 2
        )
        scores: dict[int, float] = defaultdict(float)
        shared: Counter[int] = Counter()
        for each in known:
            for place, part in self._with[each]:
                scores[place] += self._weight[each] * part / length
                shared[place] += each in telling
        scores = {place: score for place, score in scores.items() if shared[place] >= _LEAST_WORDS}
        nearest = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:_NEAREST]
        return [(self._goals[place], score) for place, score in nearest]


def _features(tokens: Sequence[Token]) -> set[str]:
    words: list[str] = []
    for token in tokens:
        if not (token.known or token.digits):
            continue  # a name, or nothing that can be compared
        word = _ANY_NUMBER if token.digits else _ANY_AID if token.word in _AID else token.word
        if word not in _SILENT and words[-1:] != [word]:
            words.append(word)
    return {*words, *(f"{one} {two}" for one, two in pairwise(words))}
