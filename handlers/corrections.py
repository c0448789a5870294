"""'Perlu perbaikan': only the answers that the office named, asked again.

Rules: the office names answers by the contract's field names; each leads to the question that
asked it first. A name this release does not know is asked in free words rather than dropped.
What is written under evidence is added to the note, not put in its place.
"""

from collections.abc import Callable, Set

from backend_client.model import MediaRef
from handlers.dialogue.fields import Field, FreeText, PersonName, YesNo
from handlers.dialogue.steps import Ask, Citizen, Row, Talk
from handlers.evidence import ask_evidence, ask_photo, evidence_value
from handlers.fields_money import MonthOf, Rupiah
from handlers.fields_place import Address
from handlers.grounds import ask_ground
from handlers.identity import BirthDate, KkNumber, NikNumber, Phone, RtRw, SexChoice
from handlers.lapor import programme_choice
from handlers.person import region_of
from handlers.region import ask_region, path_name
from handlers.requests.cases import CaseView, Data
from handlers.sanggah import situation_field
from handlers.survey import CRITERIA, ask_criterion
from handlers.usul import programmes_field
from handlers.usul_extras import PHOTOS, groups_field
from i18n.message import Joined, Message, say

_ADDRESS = {"address", "rt", "rw", "village"}
_AMOUNTS = {
    "amount_due": "uang_due",
    "amount_received": "uang_received",
    "amount_asked": "uang_asked",
}
_SURVEY = {f"survey_{criterion.code}": criterion for criterion in CRITERIA}


class Corrected:
    """What was corrected: `data` by field name, media, the village if it changed, and rows."""

    def __init__(self, village: str) -> None:
        self.data: Data = {}
        self.media: tuple[MediaRef, ...] = ()
        self.village = village
        self.vulnerable: tuple[str, ...] = ()
        self.captions: tuple[str, ...] = ()
        self.rows: list[Row] = []


def ask_corrections(citizen: Citizen, view: CaseView) -> Talk:
    """Each named answer once; `Corrected`."""
    done = Corrected(view.village)
    fields = list(dict.fromkeys(view.fields))
    yield from _address(citizen, view, done, _ADDRESS & set(fields))
    for name in fields:
        if name in _ADDRESS:
            continue
        if name in _SURVEY:
            yield from _survey(name, done)
        elif name in PHOTOS:
            yield from _photo(name, done)
        elif name == "media":
            yield from _evidence(citizen, done)
        elif name == "ground":
            yield from _ground(done)
        elif name == "vulnerable":
            yield from _groups(done)
        else:
            yield from _plain(name, citizen, view, done)
    if done.captions:
        note = done.data["note"] if "note" in done.data else view.data.get("note")
        done.data["note"] = "\n".join(([str(note)] if note else []) + [*done.captions])
    return done


def _address(citizen: Citizen, view: CaseView, done: Corrected, fields: Set[str]) -> Talk:
    """The address, RT and RW, the village: only those that were named."""
    if "address" in fields:
        yield from _whole_address(citizen, view, done)
    if fields & {"rt", "rw"} and "rt" not in done.data:
        rt_rw = yield Ask("rt_rw", RtRw(), say("isian.rt_rw_tanya"), easier=say("cek.rt_rw_contoh"))
        done.data["rt"], _, done.data["rw"] = rt_rw.partition("/")
        done.rows.append(Row("rt_rw", say("perbaikan.rt_rw"), rt_rw))
    if "village" in fields and "village" not in done.data:
        done.village = yield from ask_region("desa", citizen, say("isian.desa_tanya"))
        _moved(citizen, done)


def _whole_address(citizen: Citizen, view: CaseView, done: Corrected) -> Talk:
    """The address anew; its village only where the words tell of another."""
    address = yield Ask(
        "alamat",
        Address(citizen.regions, region_of(str(view.data.get("nik") or ""))),
        say("isian.alamat_tanya"),
        easier=say("isian.alamat_contoh"),
        help=say("isian.alamat_bantuan"),
    )
    done.data["address"] = address["address"]
    if address["rt"] is not None:
        done.data |= {"rt": address["rt"], "rw": address["rw"]}
    done.rows.append(Row("alamat", say("isian.alamat"), str(address["address"])))
    code = address["village"]
    if code is None or code == view.village:
        return
    right = yield Ask(
        f"desa.benar.{code}",
        YesNo(),
        say("wilayah.benar", jalur=path_name(citizen.regions, code)),
    )
    if right:
        done.village = code
        _moved(citizen, done)


def _moved(citizen: Citizen, done: Corrected) -> None:
    done.data["village"] = done.village
    done.rows.append(Row("desa", say("isian.desa"), path_name(citizen.regions, done.village)))


def _survey(name: str, done: Corrected) -> Talk:
    criterion = _SURVEY[name]
    yes = yield ask_criterion(criterion)
    done.data[name] = yes is criterion.counts
    shown = say("umum.ya" if yes else "umum.tidak")
    done.rows.append(Row(criterion.key, say(f"survei.{criterion.code}_label"), shown))


def _photo(name: str, done: Corrected) -> Talk:
    media = yield from ask_photo(
        f"foto_{name}", name, say(f"tambahan.foto_{name}"), skippable=False
    )
    done.media += (media,)
    done.rows.append(Row(f"foto_{name}", say(f"tambahan.foto_{name}_label"), say("bukti.ada")))


def _evidence(citizen: Citizen, done: Corrected) -> Talk:
    found = yield from ask_evidence("bukti", citizen, say("bukti.tanya"))
    done.media += found.media
    done.captions = found.captions
    shown = evidence_value(found)
    if found.captions:
        shown = Joined((shown, *found.captions), lines=True)
    done.rows.append(Row("bukti", say("bukti.label"), shown))


def _ground(done: Corrected) -> Talk:
    ground, label = yield from ask_ground()
    done.data["ground"] = ground
    done.rows.append(Row("alasan", say("sanggah.baris_alasan"), label))


def _groups(done: Corrected) -> Talk:
    field = groups_field()
    picked = yield Ask("rentan", field, say("tambahan.rentan_tanya"))
    done.vulnerable = tuple(picked)
    done.rows.append(Row("rentan", say("tambahan.rentan_label"), field.show(picked)))


def _plain(name: str, citizen: Citizen, view: CaseView, done: Corrected) -> Talk:
    """An answer that one question gives."""
    field, prompt, label = _question(name, citizen, view)
    value = yield Ask(f"isian_{name}", field, prompt)
    done.data[name] = value
    done.rows.append(Row(f"isian_{name}", label, field.show(value)))


def _question(name: str, citizen: Citizen, view: CaseView) -> tuple[Field, Message, Message]:
    made = _PLAIN.get(name)
    if made is not None:
        make, prompt, label = made
        return make(citizen, view), say(prompt), say(label)
    if name in _AMOUNTS:
        msgid = f"lapor.{_AMOUNTS[name]}"
        return Rupiah(nothing=name == "amount_received"), say(msgid), say(f"{msgid}_label")
    words = name.replace("_", " ")
    return FreeText(), say("perbaikan.lain", isian=words), say("perbaikan.lain_label", isian=words)


Make = Callable[[Citizen, CaseView], Field]


_PLAIN: dict[str, tuple[Make, str, str]] = {
    "nik": (lambda c, v: NikNumber(), "perbaikan.nik", "isian.nik"),
    "kk": (lambda c, v: KkNumber(str(v.data.get("nik") or "")), "isian.kk_tanya", "isian.kk"),
    "name": (lambda c, v: PersonName(), "isian.nama_tanya", "isian.nama"),
    "birth_place": (
        lambda c, v: FreeText(limit=60),
        "isian.tempat_lahir_tanya",
        "isian.tempat_lahir",
    ),
    "birth_date": (lambda c, v: BirthDate(), "isian.tanggal_lahir_tanya", "isian.tanggal_lahir"),
    "sex": (lambda c, v: SexChoice(), "isian.jenis_kelamin_tanya", "isian.jenis_kelamin"),
    "phone": (lambda c, v: Phone(), "tambahan.telepon_tanya", "tambahan.telepon_label"),
    "programmes": (lambda c, v: programmes_field(c), "usul.program_tanya", "usul.program"),
    "programme": (lambda c, v: programme_choice(c), "lapor.program_tanya", "usul.program"),
    "period": (lambda c, v: MonthOf(), "lapor.bulan_tanya", "lapor.bulan"),
    "note": (lambda c, v: FreeText(), "perbaikan.catatan", "sanggah.baris_catatan"),
    "situation": (lambda c, v: situation_field(), "sanggah.keadaan_tanya", "sanggah.baris_keadaan"),
}
