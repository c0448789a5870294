"""How a reply is read into an answer."""

import datetime as dt

import pytest

from handlers.dialogue.events import Heard, HeardKind
from handlers.dialogue.fields import (
    Choice,
    Field,
    FreeText,
    Got,
    PersonName,
    Reading,
    Wrong,
    Year,
    YesNo,
)
from handlers.dialogue.prompt import Option
from handlers.evidence import MediaField
from handlers.fields_region import PlaceWords
from i18n.message import say
from tests.core.parts import words

NOW = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)
PHOTO = Heard(HeardKind.PHOTO)


def read(field: Field, text: str) -> object:
    """The value read, or the msgid of what is wrong."""
    result = field.read(Heard(text=text), Reading(words(), NOW))
    if isinstance(result, Got):
        return result.value
    assert isinstance(result, Wrong)
    return result.why.msgid


@pytest.mark.parametrize(
    ("text", "value"),
    [("ya", True), ("iya benar", True), ("betul", True), ("y", True), ("1", True), ("👍 ya", True),
     ("tidak", False), ("bukan itu", False), ("nggak", False), ("2", False), ("belum", False),
     ("mungkin", "umum.ya_tidak_salah"), ("3", "umum.ya_tidak_salah"), ("", "umum.ya_tidak_salah")],
)  # fmt: skip
def test_yes_no(text: str, value: object) -> None:
    """Yes or no, also with words around it."""
    assert read(YesNo(), text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Siti Aminah", "Siti Aminah"),
        ("  siti   aminah. ", "siti aminah"),
        ("Sukarno", "Sukarno"),
        ("Bantu Siregar", "Bantu Siregar"),
        ("Cek Mat", "Cek Mat"),
        ("H. M. Yusuf, S.Pd", "H. M. Yusuf, S.Pd"),
        ("Nur'aini", "Nur'aini"),
        ("An Nisa", "An Nisa"),
        ("nama saya Siti Aminah", "Siti Aminah"),
        ("Namanya Budi Santoso", "Budi Santoso"),
        ("nama: Siti", "Siti"),
        ("a.n. Siti Aminah", "Siti Aminah"),
        ("atas nama Siti Aminah", "Siti Aminah"),
        ("my name is Siti", "Siti"),
        ("ibunya Karsih", "Karsih"),
        ("nama ibunya Karsih", "Karsih"),
        ("her mother is Karsih", "Karsih"),
        ("Ibu Karsih", "Ibu Karsih"),
        ("สมชาย", "สมชาย"),
        ("3201064108650001", "umum.nama_bukan_angka"),
        (
            "dr. Ni Luh Putu O'Brien-Sari, S.Pd., M.M.",
            "dr. Ni Luh Putu O'Brien-Sari, S.Pd., M.M",
        ),
        (
            "I Gusti Ngurah Agung Bagus Sukma Wijaya Kusuma Ningrat Dharma",
            "I Gusti Ngurah Agung Bagus Sukma Wijaya Kusuma Ningrat Dharma",
        ),
        ("S1ti", "umum.nama_salah"),
        ("siapa?", "umum.nama_salah"),
        ("x", "umum.nama_salah"),
        ("", "umum.nama_salah"),
        ("cek bansos budi desa sukamaju", "umum.nama_salah"),
        ("saya mau tanya dulu apakah bisa lewat telepon saja ya bu", "umum.nama_salah"),
        ("a" * 101, "umum.nama_salah"),
    ],
)
def test_person_name(text: str, value: object) -> None:
    """A name is kept as written, without what stands before it; a number or a sentence is none."""
    assert read(PersonName(), text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1965", 1965),
        ("tahun 45", 1945),
        ("17-8-1945", 1945),
        ("17 Agustus 1945", 1945),
        ("lahir 01", 2001),
        ("26", 2026),
        ("27", 1927),
        ("1899", "umum.tahun_salah"),
        ("2027", "umum.tahun_salah"),
        ("lupa", "umum.tahun_salah"),
        ("", "umum.tahun_salah"),
    ],
)
def test_year(text: str, value: object) -> None:
    """A year of birth with four or two digits, alone or in a date, never in the future."""
    assert read(Year(), text) == value


def test_free_text() -> None:
    """Any words, cleaned; too long and too short are said."""
    assert read(FreeText(), " rumah  bocor\n") == "rumah bocor"
    assert read(FreeText(limit=5), "rumah bocor") == "umum.terlalu_panjang"
    assert read(FreeText(), "a") == "umum.terlalu_pendek"


@pytest.mark.parametrize("field", [FreeText(), PersonName()])
def test_a_photo_is_no_text(field: Field) -> None:
    """Where words are needed a photo is refused, kindly."""
    assert field.read(PHOTO, Reading(words(), NOW)) == Wrong(say("umum.perlu_teks"))


def test_a_choice_accepts_only_what_is_on_offer() -> None:
    """A stored value that a new release no longer offers is not accepted."""
    field = Choice(Option("a", "A"), Option("b", "B"))

    assert field.accepts("a")
    assert not field.accepts("z")


def test_values_are_shown_as_the_citizen_knows_them() -> None:
    """A choice shows its label, yes and no their words, text itself."""
    assert Choice(Option("a", "Pilihan A")).show("a") == "Pilihan A"
    assert YesNo().show(False) == say("umum.tidak")
    assert PersonName().show("Siti") == "Siti"


@pytest.mark.parametrize("text", ["lewati", "tidak ada", "tidak", "lanjut"])
@pytest.mark.parametrize("end", ["tanpa", "cukup"])
def test_no_evidence_in_any_words(text: str, end: str) -> None:
    """'lewati' or 'tidak ada' at the evidence means none, or no more."""
    field = MediaField("bukti", ("image", "voice"), Option(end, say(f"bukti.{end}")))

    assert read(field, text) == end


@pytest.mark.parametrize(
    "text", ["ya", "Nggih", "iya pak", "mboten", "inggih leres", "skip", "lanjut", "ok", "Batua"]
)
@pytest.mark.parametrize("field", [PersonName(), PlaceWords()])
def test_an_answer_in_any_language_is_neither_a_name_nor_a_place(field: Field, text: str) -> None:
    """A yes, a no or a 'skip' answers another question: nobody is looked for under it."""
    assert isinstance(field.read(Heard(text=text), Reading(words(), NOW)), Wrong)


@pytest.mark.parametrize(
    "text", ["desa Bener", "kelurahan Batua makassar", "desa ngis", "ya desa Ngis"]
)
def test_a_place_called_like_an_answer_is_named_in_full(text: str) -> None:
    """'Bener' is yes and a village: with 'desa' before it, it is the village."""
    assert PlaceWords().read(Heard(text=text), Reading(words(), NOW)) == Got(text)


@pytest.mark.parametrize("text", ["Alim", "Ali", "Ratu", "Kota", "nama saya Bana"])
def test_people_called_like_a_word_are_found(text: str) -> None:
    """A name that is a word somewhere is a name where one is asked."""
    assert isinstance(PersonName().read(Heard(text=text), Reading(words(), NOW)), Got)
