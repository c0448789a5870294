"""Who a submission is for: NIK, KK, name, birth, sex, address and village.

Rules: what the NIK says of birth and sex is offered, not asked; what contradicts it is asked
about once and the citizen decides. Every part is a row of the summary.
"""

import datetime as dt
from itertools import count

import msgspec

from backend_client.nik import Nik, NumberProblem, Sex, mismatches, parse_nik
from handlers.dialogue.fields import Choice, PersonName
from handlers.dialogue.prompt import Option
from handlers.dialogue.steps import Ask, Citizen, Row, Say, Talk
from handlers.fields_place import Address, RightPlace
from handlers.identity import (
    BirthDate,
    BirthPlace,
    KkNumber,
    NikNumber,
    RtRw,
    SexChoice,
    place_and_date,
)
from handlers.region import ask_region, in_duty, path_name
from i18n.message import Date, Digits, Value, say


class Particulars(msgspec.Struct):
    """The answers of `ask_person`, by the contract's field names, and the summary's rows."""

    data: dict[str, str | None]
    village: str
    rows: tuple[Row, ...]


def ask_nik(citizen: Citizen, prompt: str) -> Ask:
    """The NIK; what the citizen's sentence said is offered."""
    heard = citizen.heard("nik")
    known = heard if heard and isinstance(_parsed(heard, citizen), Nik) else None
    return Ask(
        "nik",
        NikNumber(lambda code: citizen.regions.get(code) is not None),
        say(prompt),
        easier=say("identitas.nik_contoh"),
        help=say("identitas.nik_bantuan"),
        offer=known,
    )


def ask_person(citizen: Citizen, nik: str) -> Talk:
    """Everything about a person but the NIK; `Particulars`."""
    rows: list[Row] = [Row("nik", say("isian.nik"), Digits(nik))]
    data: dict[str, str | None] = {"nik": nik}

    def keep(key: str, field: str, label: str, value: str, shown: Value | None = None) -> None:
        data[field] = value
        rows.append(Row(key, say(label), value if shown is None else shown))

    kk = yield Ask(
        "kk",
        KkNumber(nik),
        say("isian.kk_tanya"),
        easier=say("identitas.kk_contoh"),
        help=say("identitas.kk_bantuan"),
    )
    keep("kk", "kk", "isian.kk", kk, Digits(kk))
    name = yield Ask(
        "nama",
        PersonName(),
        say("isian.nama_tanya"),
        easier=say("cek.nama_contoh"),
        offer=citizen.heard("nama"),
    )
    keep("nama", "name", "isian.nama", name)
    place = yield Ask(
        "tempat_lahir",
        BirthPlace(),
        say("isian.tempat_lahir_tanya"),
        easier=say("isian.tempat_lahir_contoh"),
    )
    place, told = place_and_date(place)
    keep("tempat_lahir", "birth_place", "isian.tempat_lahir", place)
    born = yield from _birth_date(citizen, nik, told)
    keep("tanggal_lahir", "birth_date", "isian.tanggal_lahir", born, Date(_date(born)))
    sex = yield from _sex(citizen, nik)
    sex_word = "identitas.laki_laki" if sex == Sex.MALE else "identitas.perempuan"
    keep("jenis_kelamin", "sex", "isian.jenis_kelamin", sex, say(sex_word))
    village, address = yield from ask_address(citizen, nik)
    data |= {key: address[key] for key in ("address", "rt", "rw")}
    rows.append(Row("alamat", say("isian.alamat"), _address_shown(address)))
    rows.append(Row("desa", say("isian.desa"), path_name(citizen.regions, village)))
    return Particulars(data, village, tuple(rows))


def ask_address(citizen: Citizen, nik: str) -> Talk:
    """Address and village: a pair of the village's code and the address's parts."""
    near = region_of(nik)
    words = None
    for turn in count(1):
        at = "alamat" if turn == 1 else f"alamat.lagi{turn}"
        parts = yield from _street(at, citizen, near)
        code = parts.pop("village")
        if code is None:
            break
        ours = in_duty(citizen, code)
        right = yield Ask(
            f"desa.benar.{code}" if ours else f"{at}.benar",
            RightPlace(citizen.regions),
            say("wilayah.benar", jalur=path_name(citizen.regions, code)),
        )
        if right is not True:
            words = right or None
            break
        if ours:
            return code, parts
        # The street is one of a village that nothing can be sent from: it goes too.
        yield Say(say("pendamping.bukan_desa"))
    village = yield from ask_region("desa.lain", citizen, say("isian.desa_tanya"), words)
    return village, parts


def _street(at: str, citizen: Citizen, near: str) -> Talk:
    """The address's parts, with RT and RW asked for where they are not in it."""
    address = yield Ask(
        at,
        Address(citizen.regions, near),
        say("isian.alamat_tanya"),
        easier=say("isian.alamat_contoh"),
        help=say("isian.alamat_bantuan"),
    )
    parts = dict(address)
    if parts["rt"] is None:
        rt_rw = yield Ask(
            f"{at}.rt_rw",
            RtRw(),
            say("isian.rt_rw_tanya"),
            easier=say("cek.rt_rw_contoh"),
            skippable=True,
        )
        if rt_rw is not None:
            parts["rt"], _, parts["rw"] = rt_rw.partition("/")
    return parts


def _birth_date(citizen: Citizen, nik: str, typed: str | None) -> Talk:
    """The date on the KTP: as `typed` with the place, else offered from the NIK."""
    parsed = _parsed(nik, citizen)
    told = parsed.birth_date if isinstance(parsed, Nik) else None
    born = yield Ask(
        "tanggal_lahir",
        BirthDate(),
        say("isian.tanggal_lahir_tanya"),
        easier=say("isian.tanggal_lahir_contoh"),
        offer=typed or (told.isoformat() if told else None),
    )
    if told and isinstance(parsed, Nik) and mismatches(parsed, birth_date=_date(born)):
        which = yield _which_is_right("tanggal_lahir.beda", Date(told), Date(_date(born)))
        return told.isoformat() if which == "nik" else born
    return born


def _sex(citizen: Citizen, nik: str) -> Talk:
    """Sex as on the KTP; offered from the NIK."""
    parsed = _parsed(nik, citizen)
    told = parsed.sex.value if isinstance(parsed, Nik) else None
    sex = yield Ask("jenis_kelamin", SexChoice(), say("isian.jenis_kelamin_tanya"), offer=told)
    if told and sex != told:
        field = SexChoice()
        which = yield _which_is_right("jenis_kelamin.beda", field.show(told), field.show(sex))
        return told if which == "nik" else sex
    return sex


def _which_is_right(key: str, by_nik: Value, typed: Value) -> Ask:
    return Ask(
        key,
        Choice(
            Option("nik", say("isian.ikut_nik", isi=by_nik), "ya"),
            Option("ketik", say("isian.tetap_ketikan", isi=typed), "ubah"),
        ),
        say("isian.beda_nik"),
    )


def _parsed(nik: str, citizen: Citizen) -> Nik | NumberProblem:
    return parse_nik(nik, today=citizen.now.date())


def region_of(nik: str) -> str:
    """The kecamatan code in a NIK, with dots."""
    return f"{nik[:2]}.{nik[2:4]}.{nik[4:6]}"


def _date(iso: str) -> dt.date:
    return dt.date.fromisoformat(iso)


def _address_shown(address: dict[str, str | None]) -> Value:
    text = address["address"] or ""
    if address["rt"] and "rt" not in text.lower():
        return say("isian.alamat_rt_rw", alamat=text, rt=address["rt"], rw=address["rw"] or "-")
    return text
