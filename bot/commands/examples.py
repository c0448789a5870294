"""Three things to try in a demo: sentences about synthetic people that are answered at once.

Rules: taken from the sandbox's own people, the same on every machine for the same seed; a sentence
is offered only after the name matcher has found just that person with it.
"""

from collections.abc import Iterator

from backend_client.model import LookupOutcome
from backend_client.regions import Decision, Regions
from backend_client.sandbox import Sandbox, SyntheticPerson
from bot.web.simulator.pages import Example

# Villages looked at before giving up, and people in each.
_VILLAGES, _PEOPLE = 40, 25


def examples(sandbox: Sandbox | None, regions: Regions) -> list[Example]:
    """Sentences with what to expect of them."""
    found = [Example("Ask in your own words", "saya mau tanya bantuan pkh")]
    if sandbox is None:
        return found
    receiving = registered = None
    for person in _people(sandbox):
        active = any(record.state == "active" for record in person.programmes)
        if receiving is None and active and (words := _sentence(sandbox, regions, person)):
            receiving = Example("Someone who receives aid", words)
        elif (
            registered is None
            and person.in_dtks
            and not person.programmes
            and (words := _sentence(sandbox, regions, person))
        ):
            registered = Example("Registered, but no aid yet", words)
        if receiving and registered:
            break
    return [each for each in (receiving, registered) if each] + found


def _people(sandbox: Sandbox) -> Iterator[SyntheticPerson]:
    rows = sandbox.villages()
    for row in rows[len(rows) // 2 :][:_VILLAGES]:
        yield from sandbox.people(row.code, _PEOPLE)


def _sentence(sandbox: Sandbox, regions: Regions, person: SyntheticPerson) -> str | None:
    """The person as a citizen would ask, if that is enough to find just this one."""
    if len(person.name.split()) < 2 or not person.name.replace(" ", "").isalpha():
        return None
    village, district = (regions.path(person.village)[level].name for level in (3, 2))
    place = f"desa {village} kec {district}"
    resolved = regions.resolve(place)
    if resolved.decision is not Decision.ACCEPTED:
        return None
    if resolved.candidates[0].region.code != person.village:
        return None
    found = sandbox.explain(person.village, person.name)
    if found.outcome is not LookupOutcome.FOUND or found.people[0].ref != person.ref:
        return None
    return f"cek bansos {person.name.title()} {place}"
