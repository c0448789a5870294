"""Profil: a family behind one telephone, one short name a person.

Rules: what is sent and listed belongs to the active person; with none active, to the telephone.
What one began half-way waits
until it is their turn again. Dropping a name drops no submission and no draft.
"""

from handlers.dialogue.fields import Choice, PersonName, YesNo
from handlers.dialogue.prompt import Option
from handlers.dialogue.steps import Ask, Become, Call, Citizen, Failed, Flow, Say, Talk
from handlers.requests.profiles import (
    AddProfile,
    DropProfile,
    ListProfiles,
    Profile,
    Profiles,
    UseProfile,
)
from i18n.message import Message, say

ADD, DROP, EVERYBODY = "tambah", "buang", "semua"


def profil(citizen: Citizen) -> Talk:
    """Choose who is meant from here on, add somebody, or drop a name."""
    found = yield Call("daftar", ListProfiles(), Profiles)
    if isinstance(found, Failed):
        yield Say(say("data.nanti"))
        return
    people: tuple[Profile, ...] = found.profiles
    options = [Option(person.id, _line(person)) for person in people]
    options.append(Option(ADD, say("profil.tambah"), "tambah"))
    if people:
        options.append(Option(EVERYBODY, say("profil.semua"), "keluarga"))
        options.append(Option(DROP, say("profil.buang"), "hapus"))
    pick = yield Ask(
        "siapa", Choice(*options), say("profil.tanya"), help=say("profil.bantuan"), closing=True
    )
    if pick == ADD:
        yield from _add()
    elif pick == DROP:
        yield from _drop(people)
    else:
        chosen = None if pick == EVERYBODY else pick
        done = yield Call("pakai", UseProfile(id=chosen), Profiles)
        yield Say(_now(done))


def _add() -> Talk:
    label = yield Ask("nama", PersonName(), say("profil.nama_tanya"), closing=True)
    done = yield Call("tambah", AddProfile(label=label.title()[:40]), Profiles)
    if isinstance(done, Failed):
        known = {"limit": "profil.penuh", "duplicate": "profil.sudah_ada"}
        yield Say(say(known.get(done.code, "data.nanti")))
    else:
        yield Say(_now(done))


def _drop(people: tuple[Profile, ...]) -> Talk:
    options = (Option(person.id, person.label) for person in people)
    who = yield Ask("buang_siapa", Choice(*options), say("profil.buang_tanya"), closing=True)
    sure = yield Ask("buang_yakin", YesNo(), say("profil.buang_yakin"), closing=True)
    if not sure:
        return
    done = yield Call("buang", DropProfile(id=who), Profiles)
    if isinstance(done, Failed):
        yield Say(say("data.nanti"))
        return
    yield Become("lepas", dropped=who)
    yield Say(say("profil.dibuang"))


def _line(person: Profile) -> Message | str:
    return say("profil.aktif", nama=person.label) if person.active else person.label


def _now(done: Profiles | Failed) -> Message:
    if isinstance(done, Failed):
        return say("data.nanti")
    active = next((person.label for person in done.profiles if person.active), None)
    return say("profil.sekarang_semua") if active is None else say("profil.sekarang", nama=active)


FLOW = Flow("profil", say("profil.judul"), profil, keeps_draft=False)
