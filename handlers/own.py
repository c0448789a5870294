"""Which numbers a citizen proved to be their own.

Rules: whoever gives a NIK as their own, and the name that DTKS has for it, is taken for that
person. A NIK alone proves nothing where DTKS has a name: neighbours know each other's.
"""

from backend_client.model import NikStanding, Person
from backend_client.names import Lexicon, Roster, decide
from handlers.dialogue.steps import Failed

_NO_WORDS = Lexicon(())


def own_numbers(nik: str, name: str, standing: NikStanding | Failed) -> tuple[str, ...]:
    """The NIK and DTKS's own number, as far as they are proved by `name`; `standing` is what DTKS
    knows of the NIK. Nothing while it cannot tell."""
    if isinstance(standing, Failed):
        return ()
    if standing.person is None:
        return (nik,)
    return (nik, standing.person.ref) if same_name(name, standing.person) else ()


def same_name(name: str, person: Person) -> bool:
    """Is this the person's name, in any spelling that look-ups take?"""
    return bool(decide(Roster.build([person.name], _NO_WORDS).rank(name, 1)).accepted)
