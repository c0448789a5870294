"""Lapor 5T: aid late, too little, spoilt, to the wrong person, money asked for, data wrong.

Rules: each kind belongs to one of the 5T (time, amount, quality, target, administration), which
is counted. Only what the kind needs is asked; amounts are taken as people write them. Who reports
is not named in what is sent.
"""

from typing import Any

from backend_client.model import Kind, Programme
from handlers.dialogue.fields import Choice, FreeText
from handlers.dialogue.prompt import Option
from handlers.dialogue.steps import Ask, Citizen, Flow, Review, Row, Say, Talk
from handlers.evidence import ask_evidence, evidence_value
from handlers.fields_money import MonthOf, Rupiah
from handlers.region import ask_region, path_name
from handlers.requests.cases import Data, SubmitCase
from handlers.requests.pendamping import CONSENT
from handlers.sent import send, tell_sent
from i18n.message import say

# Kind of report -> its T; the codes go to DTKS.
T5 = {
    "late": "waktu",
    "less": "jumlah",
    "spoilt": "kualitas",
    "wrong_person": "sasaran",
    "asked_money": "administrasi",
    "wrong_data": "administrasi",
    "other": "lain",
}
# What the citizen's sentence was understood as -> the kind.
_HEARD = {
    "waktu": "late",
    "jumlah": "less",
    "kualitas": "spoilt",
    "sasaran": "wrong_person",
    "uang": "asked_money",
    "administrasi": "wrong_data",
}
_WITH_AMOUNT = ("less", "asked_money")
UNKNOWN = "tidak_tahu"


def lapor(citizen: Citizen) -> Talk:
    """Kind, programme, month, place, amount, note, evidence; read back; send."""
    yield Say(say("lapor.pembuka"))
    kind_field = Choice(*(Option(kind, say(f"lapor.{kind}"), kind) for kind in T5))
    kind = yield Ask(
        "masalah",
        kind_field,
        say("lapor.tanya"),
        help=say("lapor.bantuan"),
        offer=_HEARD.get(citizen.heard("masalah") or ""),
    )
    programme_field = programme_choice(citizen)
    programme = yield Ask(
        "program",
        programme_field,
        say("lapor.program_tanya"),
        offer=citizen.heard("programme"),
    )
    month_field = MonthOf()
    month = yield Ask(
        "bulan",
        month_field,
        say("lapor.bulan_tanya"),
        easier=say("lapor.bulan_contoh"),
        skippable=True,
        offer=month_field.heard(citizen.heard("bulan"), citizen.now.date()),
    )
    village = yield from ask_region("desa", citizen, say("lapor.desa_tanya"))
    amounts: dict[str, int | None] = {}
    rows: list[Row] = []
    if kind in _WITH_AMOUNT:
        yield from _amounts(citizen, kind, amounts, rows)
    note = yield Ask("catatan", FreeText(), say(f"lapor.{kind}_catatan"), skippable=True)
    evidence = yield from ask_evidence("bukti", citizen, say("bukti.tanya"))
    note = evidence.told(note)
    yield Review(
        "periksa",
        (
            Row("masalah", say("lapor.masalah"), kind_field.show(kind)),
            Row("program", say("usul.program"), programme_field.show(programme)),
            Row(
                "bulan",
                say("lapor.bulan"),
                month_field.show(month) if month else say("bukti.nol"),
            ),
            Row("desa", say("lapor.tempat"), path_name(citizen.regions, village)),
            *rows,
            Row("catatan", say("sanggah.baris_catatan"), note or say("bukti.nol")),
            Row("bukti", say("bukti.label"), evidence_value(evidence)),
        ),
        say("lapor.periksa"),
        say("usul.kirim"),
    )
    place = path_name(citizen.regions, village).partition(",")[0]
    data: Data = {
        "report": kind,
        "t5": T5[kind],
        "programme": None if programme == UNKNOWN else programme,
        "period": month,
        "note": note,
        **amounts,
    }
    ticket = yield from send(
        SubmitCase(
            kind=Kind.LAPOR,
            village=village,
            data=data,
            label=place[:20],
            media=evidence.media,
            consent=citizen.heard(CONSENT),
        )
    )
    yield from tell_sent(citizen, ticket, "lapor")


def _amounts(citizen: Citizen, kind: str, amounts: dict[str, int | None], rows: list[Row]) -> Talk:
    """What should have come and what did come; or what was asked for."""
    wanted = ("due", "received") if kind == "less" else ("asked",)
    for name in wanted:
        field = Rupiah(nothing=name == "received")
        key = f"uang_{name}"
        said = citizen.heard(key)
        amount = yield Ask(
            key,
            field,
            say(f"lapor.uang_{name}"),
            easier=say("isian.uang_contoh"),
            skippable=True,
            offer=None if said is None else int(said),
        )
        amounts[f"amount_{name}"] = amount
        shown = field.show(amount) if amount is not None else say("bukti.nol")
        rows.append(Row(key, say(f"lapor.uang_{name}_label"), shown))


def programme_choice(citizen: Citizen) -> "ProgrammeChoice":
    """One of the programmes of the day, or 'I don't know'."""
    options = (
        Option(code.value, say(f"program.{code.value.lower()}"), code.value.lower())
        for code in citizen.policy.programmes
    )
    return ProgrammeChoice(*options, Option(UNKNOWN, say("lapor.program_tidak_tahu"), "tidak"))


class ProgrammeChoice(Choice):
    """The programmes of the day; any other that DTKS has is known too when it is named."""

    def accepts(self, value: Any) -> bool:
        """A programme's code, or 'I don't know'."""
        return value == UNKNOWN or value in set(Programme)

    def show(self, value: Any) -> Any:
        """The programme's name."""
        return say("lapor.program_tidak_tahu" if value == UNKNOWN else f"program.{value.lower()}")


FLOW = Flow(
    "lapor",
    say("menu.lapor"),
    lapor,
    steps=("masalah", "program", "bulan", "desa", "catatan", "bukti"),
)
