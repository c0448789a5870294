"""Who is meant, in the synthetic register: by name and village, one match or none.

Rules (issue 2, 'Name look-up and privacy'): an answer names one person or nobody. Several
matches ask for one more fact, in the order of `Fact`, and a fact all of them share is skipped.
Somebody absent and somebody whose facts do not fit look the same, and cost the same work.
"""

import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from backend_client.model import Fact, LookupOutcome, LookupResult, SearchRecipients
from backend_client.names import Decision, Roster, decide, similarity, words
from backend_client.sandbox.register import Register, SyntheticPerson

# Villages kept ready in memory; about 1 MB each.
_VILLAGES_KEPT = 8
# More namesakes than this in one village do not occur.
_LOOKED_AT = 12
# A parent's name is often told in part, and spelt as heard.
_PARENT = 0.86


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the matcher decided about a name in a village, and why."""

    outcome: LookupOutcome
    need: Fact | None
    decision: Decision
    people: tuple[SyntheticPerson, ...]  # the candidates of `decision.ranked`, same order
    result: LookupResult


class Search:
    """Look-up by name over a register."""

    def __init__(self, register: Register, today: Callable[[], date]) -> None:
        self._register = register
        self._today = today
        self._rosters: OrderedDict[str, tuple[list[int], Roster]] = OrderedDict()
        self._lock = threading.Lock()

    def ready(self, village: str) -> bool:
        """True when a search in this village needs no loading."""
        return village in self._rosters

    def _roster(self, village: str) -> tuple[list[int], Roster]:
        with self._lock:
            held = self._rosters.get(village)
            if held is not None:
                self._rosters.move_to_end(village)
                return held
        rows = self._register.names(village)
        made = (
            [number for number, _ in rows],
            Roster.build([name for _, name in rows], self._register.lexicon),
        )
        if rows:
            with self._lock:
                self._rosters[village] = made
                while len(self._rosters) > _VILLAGES_KEPT:
                    self._rosters.popitem(last=False)
        return made

    def explain(self, request: SearchRecipients) -> Explanation:
        """The answer to a request with everything that led to it."""
        ids, roster = self._roster(request.village)
        decision = decide(roster.rank(request.name, _LOOKED_AT))
        people = self._register.by_ids(
            [ids[match.index] for match in decision.ranked], self._today()
        )
        meant = people[: len(decision.accepted)]
        outcome, person, need = resolve(meant, request)
        result = LookupResult(
            outcome=outcome, person=person.person() if person else None, need=need
        )
        return Explanation(outcome, need, decision, tuple(people), result)

    def search(self, request: SearchRecipients) -> LookupResult:
        """The answer alone."""
        return self.explain(request).result


def resolve(
    meant: list[SyntheticPerson], request: SearchRecipients
) -> tuple[LookupOutcome, SyntheticPerson | None, Fact | None]:
    """Narrow the matches by the facts told; ask for the next fact where several are left."""
    told = {
        Fact.BIRTH_YEAR: request.birth_year is not None,
        Fact.PARENT_NAME: bool(request.parent_name),
        Fact.RT_RW: bool(request.rt_rw),
    }
    left = [
        person
        for person in meant
        if (request.birth_year is None or person.birth_year == request.birth_year)
        and (not request.parent_name or _child_of(person, request.parent_name))
        and (not request.rt_rw or _lives_at(person, request.rt_rw))
    ]
    if len(left) == 1:
        return LookupOutcome.FOUND, left[0], None
    for fact in Fact:
        if left and not told[fact] and len({_value(person, fact) for person in left}) > 1:
            return LookupOutcome.NEED_FACT, None, fact
    return LookupOutcome.NOT_FOUND, None, None


def _value(person: SyntheticPerson, fact: Fact) -> str:
    match fact:
        case Fact.BIRTH_YEAR:
            return str(person.birth_year)
        case Fact.PARENT_NAME:
            return f"{person.father} {person.mother}"
        case Fact.RT_RW:
            return f"{person.rt}/{person.rw}"


def _child_of(person: SyntheticPerson, told: str) -> bool:
    """The told name stands for the father or the mother: each told word is one of theirs."""
    query = words(told)
    for parent in (person.father, person.mother):
        theirs = words(parent)
        if query and all(
            any(similarity(word, other)[0] >= _PARENT for other in theirs) for word in query
        ):
            return True
    return False


def _lives_at(person: SyntheticPerson, told: str) -> bool:
    """'003/005', 'RT 3 RW 5', '3-5'; the RT alone is enough where that is all that was told."""
    numbers = [int(digits) for digits in re.findall(r"[0-9]{1,4}", told)[:2]]
    if not numbers:
        return False
    if re.match(r"\s*rw", told, re.IGNORECASE):
        numbers = [*numbers[1:], numbers[0]] if len(numbers) == 2 else [int(person.rt), *numbers]
    return numbers == [int(person.rt), int(person.rw)][: len(numbers)]
