"""Usul: propose oneself, family on the same KK, or a poor neighbour for DTKS.

Rules: consent first, in plain words. Twenty messages of the citizen are enough where nothing
optional is told (a test counts). Who is in DTKS already, or has an open usul, hears of it before
anything else is asked. Nothing is promised; the ticket comes at once, whatever DTKS does.
"""

from itertools import pairwise

from backend_client.model import (
    CheckNik,
    Kind,
    NikStanding,
    OpenCase,
    Person,
    Programme,
)
from backend_client.names import mask
from handlers.cek_bansos import programmes_of
from handlers.dialogue.events import Heard
from handlers.dialogue.fields import Choice, Got, Read, Reading, Wrong, YesNo
from handlers.dialogue.matching import Words
from handlers.dialogue.prompt import Option
from handlers.dialogue.session import FOR
from handlers.dialogue.steps import Ask, Call, Citizen, Failed, Flow, Goto, Review, Row, Say, Talk
from handlers.dialogue.text import fold
from handlers.fields_choice import Several
from handlers.own import own_numbers
from handlers.person import ask_nik, ask_person
from handlers.requests.cases import CaseCard, CaseCards, Data, OpenUsul, SubmitCase
from handlers.requests.pendamping import CONSENT
from handlers.sent import may_send, send, tell_sent
from handlers.survey import KEYS, ask_survey, survey_data, survey_rows
from handlers.usul_extras import Extras, ask_extras
from i18n.message import Spelled, say

SELF, FAMILY, NEIGHBOUR, REFUSED = "diri", "keluarga", "tetangga", "tidak"
PENDAMPING = "pendamping"
FITTING = "cocok"


def usul(citizen: Citizen) -> Talk:
    """Consent, the person, the survey, the programmes; read back; send; tell what comes."""
    consented = citizen.heard(CONSENT) is not None
    refused = yield from may_send("boleh", citizen, Kind.USUL, consented=consented)
    if refused:
        return
    relation = yield from _consent(citizen)
    if relation == REFUSED:
        yield Say(say("usul.tidak_setuju"))
        return
    nik = yield ask_nik(citizen, "usul.nik_sendiri" if relation == SELF else "usul.nik_orang")
    stop, standing = yield from _known_already(nik)
    if stop:
        return
    person = yield from ask_person(citizen, nik)
    answers = yield from ask_survey()
    wanted_field = programmes_field(citizen)
    wanted = yield Ask(
        "program", wanted_field, say("usul.program_tanya"), help=say("usul.program_bantuan")
    )
    extras: Extras = yield from ask_extras(citizen)
    rows = (
        *person.rows,
        *survey_rows(answers),
        Row("program", say("usul.program"), wanted_field.show(wanted)),
        *extras.rows,
    )
    if relation != PENDAMPING:
        rows = (Row("untuk", say("usul.untuk"), say(f"usul.{relation}_singkat")), *rows)
    yield Review("periksa", rows, say("usul.periksa"), say("usul.kirim"))
    data: Data = {
        **person.data,
        **survey_data(answers),
        "relation": relation,
        "programmes": list(wanted),
        "phone": extras.phone,
    }
    name = person.data["name"] or ""
    ticket = yield from send(
        SubmitCase(
            kind=Kind.USUL,
            village=person.village,
            data=data,
            label=name.split(" ")[0][:20],
            subject=nik,
            own=own_numbers(nik, name, standing) if relation == SELF else (),
            vulnerable=extras.vulnerable,
            media=extras.media,
            location=extras.location,
            consent=citizen.heard(CONSENT),
        )
    )
    yield from tell_sent(citizen, ticket, "usul")


def _consent(citizen: Citizen) -> Talk:
    """What is stored, who sees it, how to erase it; and for whom, in one question."""
    person = citizen.heard(FOR)
    if person is not None and citizen.heard(CONSENT) is not None:
        yield Say(say("usul.untuk_orang", nama=person))
        return PENDAMPING
    yield Say(say("usul.pembuka"))
    said = citizen.heard("untuk")
    if said in (FAMILY, NEIGHBOUR):
        agreed = yield Ask(
            "setuju", YesNo(), say("usul.setuju_ya", untuk=say(f"usul.{said}_singkat"))
        )
        if not agreed:
            return REFUSED
    relation = yield Ask(
        "untuk",
        ForWhom(
            Option(SELF, say("usul.untuk_diri"), "diri"),
            Option(FAMILY, say("usul.untuk_keluarga"), "keluarga"),
            Option(NEIGHBOUR, say("usul.untuk_tetangga"), "tetangga"),
            Option(REFUSED, say("usul.tolak"), "tidak"),
        ),
        say("usul.setuju_tanya"),
        help=say("usul.setuju_bantuan"),
        offer=said,
    )
    return relation


class ForWhom(Choice):
    """Consent and for whom at once; a bare 'ya' consents, and is asked for whom."""

    def read(self, heard: Heard, reading: Reading) -> Read:
        """An option; 'setuju' alone says nothing of for whom."""
        read = super().read(heard, reading)
        if isinstance(read, Got):
            return read
        folded = fold(heard.text)
        if reading.words.lookup(folded) == "ya":
            return Wrong(say("usul.setuju_siapa"))
        who = _whom(folded.split(), reading.words)
        return read if who is None else Got(who)


def _whom(words: list[str], meaning: Words) -> str | None:
    """'ya untuk ibu saya', 'buat tetangga sebelah': the one person spoken of; 'saya' beside
    somebody else is only whose they are. None where there is a no, or several."""
    pairs = [f"{first} {second}" for first, second in pairwise(words)]
    spoken = {meaning.lookup(part) for part in (*pairs, *words)}
    others = spoken & {FAMILY, NEIGHBOUR}
    if REFUSED in spoken or len(others) > 1:
        return None
    return next(iter(others), SELF if SELF in spoken else None)


def programmes_field(citizen: Citizen) -> Several:
    """Any of the programmes of the day, or whatever fits."""
    return Several(
        Option(FITTING, say("usul.program_cocok"), "cocok"),
        *(
            Option(Programme(code).value, say(f"program.{code.value.lower()}"), code.value.lower())
            for code in citizen.policy.programmes
        ),
    )


def _known_already(nik: str) -> Talk:
    """What DTKS and the bot know of this NIK: True when the usul ends here, and DTKS's answer."""
    own = yield Call("usul_terbuka", OpenUsul(nik=nik), CaseCards)
    standing = yield Call("cek_nik", CheckNik(nik=nik), NikStanding)
    cards: tuple[CaseCard, ...] = () if isinstance(own, Failed) else own.cards
    known = NikStanding() if isinstance(standing, Failed) else standing
    if isinstance(standing, Failed):
        yield Say(say("usul.cek_nanti"))
    ticket = _open_ticket(cards, known.open_cases)
    stop = False
    if ticket is not None:
        mine = any(card.ticket == ticket for card in cards)
        stop = yield from _already_open(ticket, mine)
    elif known.person is not None and known.person.in_dtks:
        stop = yield from _already_registered(known.person, nik)
    return stop, standing


def _open_ticket(cards: tuple[CaseCard, ...], cases: tuple[OpenCase, ...]) -> str | None:
    """The ticket of an open usul; '' when there is one of somebody else's."""
    tickets = [card.ticket for card in cards]
    tickets += [case.ticket for case in cases if case.kind is Kind.USUL]
    return None if not tickets else next((ticket for ticket in tickets if ticket), "")


def _already_open(ticket: str, mine: bool) -> Talk:
    """The ticket; its status only for who sent it: to others it would be refused."""
    told = say("usul.sudah_diusulkan_lain")
    if ticket:
        told = say("usul.sudah_diusulkan", tiket=Spelled(ticket))
    yield Say(told)
    options = [Option("selesai", say("umum.selesai"), "ya")]
    if ticket and mine:
        options.insert(0, Option("status", say("menu.status"), "status"))
    then = yield Ask("sudah_ada", Choice(*options), say("cek.lalu_apa"))
    if then == "status":
        yield Goto("status", {"tiket": ticket})
    return True


def _already_registered(person: Person, nik: str) -> Talk:
    yield Say(say("usul.sudah_terdaftar", nama=mask(person.name)))
    for message in programmes_of(person):
        yield Say(message)
    then = yield Ask(
        "terdaftar",
        Choice(
            Option("sanggah", say("usul.terdaftar_sanggah"), "sanggah"),
            Option("data", say("usul.terdaftar_data"), "ubah"),
            Option("lanjut", say("usul.terdaftar_lanjut"), "usul"),
            Option("selesai", say("umum.selesai"), "ya"),
        ),
        say("usul.terdaftar_tanya"),
    )
    if then == "sanggah":
        yield Goto("sanggah", {"jenis": "sanggah_diri", "nik": nik})
    elif then == "data":
        yield Goto("lapor", {"masalah": "administrasi"})
    return then != "lanjut"


FLOW = Flow(
    "usul",
    say("menu.usul"),
    usul,
    steps=(
        "untuk",
        "nik",
        "kk",
        "nama",
        "tempat_lahir",
        "alamat",
        "desa",
        *KEYS,
        "program",
        "tambah1",
    ),
)
