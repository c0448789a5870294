"""Sanggah: (a) a recipient is not eligible, (b) I was left out or removed.

Rules: a recipient is found in one's own village, shown masked, one person or nobody. The reason
is one of the rules' fifteen grounds. Nothing in what is sent names who objects; an objection is
never upheld by itself, and the bot says so. (b) links to the earlier record by NIK and ticket.
"""

from typing import Any

from backend_client.model import (
    CheckNik,
    Kind,
    LookupOutcome,
    LookupResult,
    NikStanding,
    Person,
    ProgrammeState,
)
from backend_client.names import mask
from handlers.cek_bansos import programmes_of, search, why_not
from handlers.dialogue.events import Heard
from handlers.dialogue.fields import Choice, FreeText, Got, PersonName, Read, Reading, YesNo
from handlers.dialogue.prompt import Option
from handlers.dialogue.steps import Ask, Call, Citizen, Failed, Flow, Goto, Review, Row, Say, Talk
from handlers.dialogue.text import fold
from handlers.evidence import Evidence, ask_evidence, evidence_value
from handlers.fields_ticket import TicketNumber
from handlers.grounds import ask_ground
from handlers.own import own_numbers
from handlers.person import ask_nik
from handlers.region import ask_region, path_name
from handlers.requests.cases import SubmitCase
from handlers.requests.pendamping import CONSENT
from handlers.sent import may_send, send, tell_sent
from i18n.message import Digits, Spelled, Value, say

OTHER, SELF = Kind.SANGGAH.value, Kind.SANGGAH_DIRI.value
EARLIER = "alasan.tiket"  # (b) asks it where (a) asks for the ground: one count of steps for both
ANOTHER = "nama_lain"
SITUATIONS = ("removed", "never_listed", "stopped")


def sanggah(citizen: Citizen) -> Talk:
    """Which of the two, then its questions."""
    kind = yield Ask(
        "jenis",
        Choice(
            Option(OTHER, say("sanggah.penerima"), "penerima"),
            Option(SELF, say("sanggah.diri"), "diri"),
        ),
        say("sanggah.jenis_tanya"),
        help=say("sanggah.jenis_bantuan"),
        offer=citizen.heard("jenis"),
    )
    if kind == OTHER:
        yield from _recipient(citizen)
    else:
        yield from _myself(citizen)


# (a) a recipient is not eligible


def _recipient(citizen: Citizen) -> Talk:
    consented = citizen.heard(CONSENT) is not None
    refused = yield from may_send("boleh", citizen, Kind.SANGGAH, consented=consented)
    if refused:
        return
    yield Say(say("sanggah.pembuka"))
    village = citizen.heard("desa")
    if village is None:
        village = yield from ask_region("desa", citizen, say("sanggah.desa_tanya"))
    refused = yield from may_send(
        "boleh_desa", citizen, Kind.SANGGAH, village=village, consented=consented
    )
    if refused:
        return
    name = yield Ask(
        "nama",
        PersonName(),
        say("sanggah.nama_tanya"),
        easier=say("cek.nama_contoh"),
        offer=citizen.heard("nama"),
    )
    found = yield from search(name, village)
    if isinstance(found, Failed):
        yield Say(why_not(found, citizen))
        return
    person = yield from _the_person(found, name, village)
    if person is None:
        return
    refused = yield from may_send(
        "boleh_orang",
        citizen,
        Kind.SANGGAH,
        village=village,
        subject=person.ref,
        consented=consented,
    )
    if refused:
        return
    shown = mask(person.name, name)
    ground, ground_label = yield from ask_ground(citizen.policy.grounds)
    note, evidence = yield from _note_and_evidence(citizen)
    yield Review(
        "periksa",
        (
            Row("nama", say("sanggah.baris_nama"), shown),
            Row("desa", say("isian.desa"), path_name(citizen.regions, village)),
            Row("alasan", say("sanggah.baris_alasan"), ground_label),
            *_rows(note, evidence),
        ),
        say("sanggah.periksa"),
        say("usul.kirim"),
    )
    ticket = yield from send(
        SubmitCase(
            kind=Kind.SANGGAH,
            village=village,
            data={"recipient_ref": person.ref, "ground": ground, "note": note},
            label=shown[:20],
            subject=person.ref,
            media=evidence.media,
            consent=citizen.heard(CONSENT),
        )
    )
    yield from tell_sent(citizen, ticket, "sanggah")


def _the_person(found: LookupResult, name: str, village: str) -> Talk:
    """The person shown and confirmed, or None after saying what to do."""
    person: Person | None = found.person
    if found.outcome is not LookupOutcome.FOUND or person is None:
        yield Say(say("cek.tidak_ketemu"))
        yield from _again(village, name)
        return None
    right = yield Ask(
        f"orang_benar.{person.ref}",
        YesNo(),
        say("sanggah.orang_benar", nama=mask(person.name, name)),
    )
    if not right:
        yield from _again(village, name)
        return None
    getting = {ProgrammeState.ACTIVE, ProgrammeState.WAITING}
    if not any(record.state in getting for record in person.programmes):
        yield Say(say("sanggah.bukan_penerima"))
        return None
    return person


def _again(village: str, name: str) -> Talk:
    then = yield Ask(
        "lanjutan",
        AnotherName(
            name,
            Option(ANOTHER, say("sanggah.nama_lain"), "ulang"),
            Option("selesai", say("umum.selesai"), "ya"),
        ),
        say("cek.lalu_apa"),
        closing=True,
    )
    slots = {"jenis": OTHER, "desa": village}
    if then == ANOTHER:
        yield Goto("sanggah", slots)
    elif then != "selesai":
        yield Goto("sanggah", {**slots, "nama": then})


class AnotherName(Choice):
    """Another name or an end; the same name told better ('siti', then 'siti aminah') is taken."""

    def __init__(self, before: str, *options: Option) -> None:
        super().__init__(*options)
        self._before = _beginnings(before)

    def read(self, heard: Heard, reading: Reading) -> Read:
        """An option first; words that have nothing of the name are none."""
        read = super().read(heard, reading)
        if isinstance(read, Got) or not self._before & _beginnings(heard.text):
            return read
        name = PersonName().read(heard, reading)
        return name if isinstance(name, Got) else read

    def accepts(self, value: Any) -> bool:
        """An option or a name."""
        return isinstance(value, str)


def _beginnings(name: str) -> set[str]:
    return {word[:3] for word in fold(name).split() if len(word) > 2}


# (b) I was left out or removed


def _myself(citizen: Citizen) -> Talk:
    yield Say(say("sanggah.pembuka_diri"))
    nik = yield ask_nik(citizen, "usul.nik_sendiri")
    refused = yield from may_send("boleh", citizen, Kind.SANGGAH_DIRI, subject=nik)
    if refused:
        return
    standing = yield Call("cek_nik", CheckNik(nik=nik), NikStanding)
    if isinstance(standing, Failed):
        yield Say(say("usul.cek_nanti"))
    elif standing.person is not None:
        yield Say(say("sanggah.catatan", nama=mask(standing.person.name)))
        for message in programmes_of(standing.person):
            yield Say(message)
    else:
        yield Say(say("sanggah.tanpa_catatan"))
    field = situation_field()
    situation = yield Ask("keadaan", field, say("sanggah.keadaan_tanya"))
    village = yield from ask_region("desa", citizen, say("isian.desa_tanya"))
    name = yield Ask(
        "nama",
        PersonName(),
        say("isian.nama_tanya"),
        easier=say("cek.nama_contoh"),
        offer=citizen.heard("nama"),
    )
    earlier = yield Ask(
        EARLIER,
        TicketNumber(),
        say("sanggah.tiket_tanya"),
        skippable=True,
        offer=citizen.heard("tiket"),
    )
    note, evidence = yield from _note_and_evidence(citizen)
    shown_ticket: Value = Spelled(earlier) if earlier else say("bukti.nol")
    yield Review(
        "periksa",
        (
            Row("nik", say("isian.nik"), Digits(nik)),
            Row("desa", say("isian.desa"), path_name(citizen.regions, village)),
            Row("nama", say("isian.nama"), name),
            Row("keadaan", say("sanggah.baris_keadaan"), field.show(situation)),
            Row(EARLIER, say("sanggah.baris_tiket"), shown_ticket),
            *_rows(note, evidence),
        ),
        say("sanggah.periksa"),
        say("usul.kirim"),
    )
    ticket = yield from send(
        SubmitCase(
            kind=Kind.SANGGAH_DIRI,
            village=village,
            data={"nik": nik, "name": name, "situation": situation, "note": note},
            label=name.split(" ")[0][:20],
            subject=nik,
            own=own_numbers(nik, name, standing),
            media=evidence.media,
            consent=citizen.heard(CONSENT),
            refers_to=earlier,
        )
    )
    yield from tell_sent(citizen, ticket, "sanggah")


def situation_field() -> Choice:
    """What happened to somebody left out."""
    return Choice(*(Option(s, say(f"sanggah.{s}"), s) for s in SITUATIONS))


# Both


def _note_and_evidence(citizen: Citizen) -> Talk:
    note = yield Ask("catatan", FreeText(), say("sanggah.catatan_tanya"), skippable=True)
    evidence = yield from ask_evidence("bukti", citizen, say("bukti.tanya"))
    return evidence.told(note), evidence


def _rows(note: str | None, evidence: Evidence) -> tuple[Row, ...]:
    return (
        Row("catatan", say("sanggah.baris_catatan"), note or say("bukti.nol")),
        Row("bukti", say("bukti.label"), evidence_value(evidence)),
    )


FLOW = Flow(
    "sanggah",
    say("menu.sanggah"),
    sanggah,
    steps=("jenis", "desa", "nama", "alasan", "catatan", "bukti"),
)
