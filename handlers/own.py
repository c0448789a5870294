"""Which numbers a citizen proved to be their own.

Rules: whoever gives a NIK as their own, and the name that DTKS has for it, is taken for that
person. A NIK alone proves nothing where DTKS has a name: neighbours know each other's.
"""

from backend_client.model import NikStanding, Person
from backend_client.names import Lexicon, Roster, decide
from handlers.dialogue.fields import Either, PersonName
from handlers.dialogue.prompt import Option
from handlers.dialogue.steps import Ask, Call, Failed, Say, Talk
from handlers.requests.cases import Done, ProvePerson
from i18n.message import say

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


def ask_mine(nik: str, person: Person) -> Talk:
    """After a look-up by NIK: is it the citizen's own? Only with their word, and their name, is it
    kept, so that they can be told when their data is checked again."""
    whose = yield Ask(
        "milik",
        Either(
            Option("saya", say("milik.saya"), "diri"),
            Option("selesai", say("umum.selesai"), "ya"),
            yes="saya",
            no="selesai",
        ),
        say("milik.tanya"),
        closing=True,
    )
    if whose != "saya":
        return
    name = yield Ask(
        "milik.nama",
        PersonName(),
        say("milik.nama"),
        easier=say("cek.nama_contoh"),
        closing=True,
    )
    if not same_name(name, person):
        yield Say(say("milik.beda"))
        return
    proved = ProvePerson(own=(nik, person.ref), label=name.split(" ")[0][:20])
    done = yield Call("milik.catat", proved, Done)
    if not isinstance(done, Failed):
        yield Say(say("milik.tercatat"))
