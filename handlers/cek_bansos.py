"""Cek bansos: is this person in DTKS, and for which programme?

Rules: exactly one person or nobody is shown, never a list; a name only as far as the citizen
typed it. 'Registered' and 'receives' are told apart, and who DTKS knows but has not registered is
told so, and how to be proposed. A person not found and a person who does not match look the same.
"""

import re

from backend_client.model import (
    Fact,
    LookupNik,
    LookupOutcome,
    LookupResult,
    Person,
    ProgrammeRecord,
    ProgrammeState,
    SearchRecipients,
)
from backend_client.names import mask
from handlers.dialogue.fields import Choice, Either, Got, PersonName, Year
from handlers.dialogue.prompt import Option
from handlers.dialogue.steps import Ask, Citizen, Failed, Flow, Goto, Say, Talk
from handlers.dialogue.text import fold
from handlers.identity import NikNumber, RtRw
from handlers.own import ask_mine
from handlers.region import ask_region, path_name
from handlers.requests.dtks import LIMIT, insist
from i18n.message import Joined, Message, Month, say

ON_CALL = "voice"
Facts = dict[Fact, str | int]  # what was asked to tell people of one name apart


def cek_bansos(citizen: Citizen) -> Talk:
    """Ask village and name (or take a NIK), look up, tell, and offer what comes next."""
    typed = citizen.heard("nama") or ""
    place: str | None = None
    alone = citizen.heard("kata")
    if alone is not None and citizen.heard("desa") is not None:
        typed = alone  # another name in the same village
    elif alone is not None:
        what = yield from _what_is_it(alone)
        if what == "nama":
            typed = alone
        elif what == "tempat":
            place = alone
        else:
            yield Goto("menu", {"lagi": "1"})
    nik = yield from _nik_heard(citizen, (yield from _way(citizen)))
    if nik is not None:
        found = yield from insist("hasil_nik", LookupNik(nik=nik))
    else:
        if not typed and place is None and citizen.heard("wilayah") is None:
            yield Say(say("cek.pembuka"))
        village = yield from _village(citizen, place, typed)
        if not typed:
            typed = yield Ask(
                "nama",
                PersonName(),
                say("cek.nama"),
                easier=say("cek.nama_contoh"),
                help=say("cek.nama_bantuan"),
            )
        facts: Facts = {}
        born = citizen.heard("lahir") or ""
        own, parent = _and_parent(typed)
        found = yield from search(typed, village, facts, born=born, parent=parent)
        shorter = _without_place(typed, village, citizen) or (own if parent else "")
        if shorter and not isinstance(found, Failed) and found.outcome is LookupOutcome.NOT_FOUND:
            found = yield from search(shorter, village, facts, "hasil_pendek", born, parent)
    if isinstance(found, Failed):
        yield Say(why_not(found, citizen))
        return
    if found.outcome is LookupOutcome.FOUND and found.person is not None:
        yield from _tell(found.person, typed, citizen)
        if found.person.in_dtks:
            if nik is not None:
                yield from ask_mine(nik, found.person)
            return
    else:
        yield Say(say("cek.tidak_ketemu" if nik is None else "cek.tidak_ketemu_nik"))
    yield from _next_after_nothing({} if nik is not None else {"desa": village}, nik is None)


def _what_is_it(words: str) -> Talk:
    """A few words alone: whose name, or which place? Nothing is guessed."""
    what = yield Ask(
        "kata",
        Either(
            Option("nama", say("cek.sebut_nama"), "diri"),
            Option("tempat", say("cek.sebut_tempat"), "daftar"),
            Option("bukan", say("cek.sebut_bukan"), "batal"),
            yes="nama",
            no="bukan",
        ),
        say("cek.sebut_tanya", kata=words),
        closing=True,
        known={"nama": words},
    )
    return what


def _village(citizen: Citizen, words: str | None, name: str) -> Talk:
    """The village: that of the last look-up, where only another name was said; else asked."""
    before = citizen.heard("desa")
    if before is not None and citizen.heard("wilayah") is None and citizen.regions.get(before):
        return before
    village = yield from ask_region("wilayah", citizen, say("cek.wilayah"), words, name)
    return village


def _way(citizen: Citizen) -> Talk:
    """By NIK or by name? Asked on a call only, where a NIK needs nothing but keys."""
    said = citizen.heard("cara")
    known = [citizen.heard(slot) for slot in ("nik", "nama", "wilayah")]
    if said is not None or any(known) or citizen.channel != ON_CALL:
        return said
    way = yield Ask(
        "cara",
        Choice(
            Option("nik", say("cek.pakai_nik"), "nik"),
            Option("nama", say("cek.pakai_nama"), "diri"),
        ),
        say("cek.cara_tanya"),
    )
    return way


def _nik_heard(citizen: Citizen, way: str | None) -> Talk:
    """The NIK of the citizen's sentence, asked for when it is still to come or cannot be one."""
    said = citizen.heard("nik")
    if said is None and way != "nik":
        return None
    if said is not None:
        read = NikNumber().check(said, citizen.now.date())
        if isinstance(read, Got):
            return read.value
        yield Say(read.why)
    nik = yield Ask("nik_benar", NikNumber(), say("cek.nik"), easier=say("identitas.nik_contoh"))
    return nik


def _without_place(name: str, village: str, citizen: Citizen) -> str:
    """'siti aminah sukamaju' of the village Sukamaju: 'siti aminah'."""
    places = {fold(region.name) for region in citizen.regions.path(village)[1:]}
    words = name.split()
    for start in range(1, len(words)):
        if fold(" ".join(words[start:])) in places:
            return " ".join(words[:start])
    return ""


def _and_parent(name: str) -> tuple[str, str]:
    """'komariah binti iskandar': her own name, and her father's; '' when none is said."""
    own, _, parent = _CHILD_OF.sub("\n", name, count=1).partition("\n")
    return own.strip(), parent.strip() if own.strip() else ""


_CHILD_OF = re.compile(r"\s+(?:bin|binti|bt|bte|ibnu)\.?\s+", re.IGNORECASE)


def search(
    name: str,
    village: str,
    known: Facts | None = None,
    key: str = "hasil",
    born: str = "",
    parent: str = "",
) -> Talk:
    """Look up by name and village; one more fact at a time while several people match.

    `known` holds the facts that were asked already, and takes the new ones; `born` is the year of
    birth and `parent` the father's name that the citizen told, which are not asked again.
    """
    facts = {} if known is None else known
    while True:
        request = SearchRecipients(
            name=name,
            village=village,
            birth_year=_int(facts.get(Fact.BIRTH_YEAR)),
            parent_name=_text(facts.get(Fact.PARENT_NAME)),
            rt_rw=_text(facts.get(Fact.RT_RW)),
        )
        found = yield from insist(f"{key}{len(facts)}", request)
        if isinstance(found, Failed) or found.outcome is not LookupOutcome.NEED_FACT:
            return found
        need = found.need
        if need is None or need in facts:
            return LookupResult(outcome=LookupOutcome.NOT_FOUND)
        if need is Fact.BIRTH_YEAR and born:
            facts[need] = int(born)
            continue
        if need is Fact.PARENT_NAME and parent:
            facts[need] = parent
            continue
        facts[need] = yield _FACTS[need]


_FACTS = {
    Fact.BIRTH_YEAR: Ask(
        "tahun_lahir", Year(), say("cek.tahun_lahir"), easier=say("cek.tahun_contoh")
    ),
    Fact.PARENT_NAME: Ask(
        "nama_orang_tua", PersonName(), say("cek.orang_tua"), easier=say("cek.orang_tua_contoh")
    ),
    Fact.RT_RW: Ask("rt_rw", RtRw(), say("cek.rt_rw"), easier=say("cek.rt_rw_contoh")),
}


def _tell(person: Person, typed: str, citizen: Citizen) -> Talk:
    who = mask(person.name, typed)
    where = path_name(citizen.regions, person.village)
    told = "cek.ketemu" if person.in_dtks else "cek.ketemu_di_luar"
    yield Say(say(told, nama=who, wilayah=where))
    for message in programmes_of(person):
        yield Say(message)
    if person.in_dtks:
        yield Say(say("cek.terdaftar_bukan_menerima"))
    if person.desil is not None:
        yield Say(say("cek.desil", desil=person.desil))
    yield Say(say("umum.gratis"))


def programmes_of(person: Person) -> list[Message]:
    """What a person gets, waits for and got, in words; what to say when it is nothing."""
    told = [
        say(msgid, daftar=_listed(records))
        for state, msgid in _STATES
        if (records := [r for r in person.programmes if r.state is state])
    ]
    return told or [say("cek.terdaftar_saja")]


_STATES = (
    (ProgrammeState.ACTIVE, "cek.menerima"),
    (ProgrammeState.WAITING, "cek.menunggu"),
    (ProgrammeState.ENDED, "cek.berakhir"),
)


def _listed(records: list[ProgrammeRecord]) -> Joined:
    return Joined(tuple(_line(record) for record in records), lines=True)


def _line(record: ProgrammeRecord) -> Message:
    name = say(f"program.{record.programme.value.lower()}")
    if record.period is None:
        return say("cek.baris", program=name)
    return say("cek.baris_periode", program=name, periode=Month(record.period))


def _next_after_nothing(known: dict[str, str], by_name: bool) -> Talk:
    """Nobody found: the spelling again, by NIK, or an usul; a name alone is looked for in the same
    village."""
    options = [Option("usul", say("menu.usul"), "usul")]
    if by_name:
        options.insert(0, Option("ulang_nama", say("cek.coba_nama_lain"), "ulang"))
        options.insert(1, Option("nik", say("cek.pakai_nik"), "nik"))
    else:
        options.insert(0, Option("ulang_nama", say("cek.pakai_nama"), "ulang"))
    options.append(Option("selesai", say("umum.selesai"), "ya"))
    then = yield Ask("lanjutan", Choice(*options), say("cek.lalu_apa"), closing=True, known=known)
    if then == "ulang_nama":
        yield Goto("cek_bansos")
    elif then == "nik":
        nik = yield Ask("nik", NikNumber(), say("cek.nik"), easier=say("identitas.nik_contoh"))
        yield Goto("cek_bansos", {"nik": nik})
    elif then == "usul":
        yield Goto("usul")


def why_not(failed: Failed, citizen: Citizen) -> Message:
    """Why a look-up brought nothing, and what to do."""
    if failed.code == LIMIT:
        return citizen.policy.reach("cek.batas_harian")
    return citizen.policy.reach("umum.dtks_nanti")


def _int(value: str | int | None) -> int | None:
    return value if isinstance(value, int) else None


def _text(value: str | int | None) -> str | None:
    return value if isinstance(value, str) else None


FLOW = Flow(
    "cek_bansos",
    say("menu.cek"),
    cek_bansos,
    steps=("wilayah", "nama"),
    keeps_draft=True,
    lookup=True,
)
