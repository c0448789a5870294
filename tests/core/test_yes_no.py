"""'Ya' and 'tidak' answer whatever is put as a yes or a no, beside the numbers."""

import pytest

from handlers.dialogue.events import Heard
from handlers.dialogue.fields import Either, Got, Read, Reading, Wrong, Year, YesNo
from handlers.dialogue.prompt import Option
from handlers.evidence import MediaField
from i18n.message import say
from tests.core.parts import words
from tests.core.talk import NOW, Talk

FIELD = Either(Option("coba", "Coba lagi"), Option("nanti", "Nanti saja"), yes="coba", no="nanti")


def read(text: str) -> Read:
    """What the field takes from a reply."""
    return FIELD.read(Heard(text=text), Reading(words(), NOW, FIELD.options()))


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("ya", "coba"), ("Iya kak", "coba"), ("boleh", "coba"), ("2", "nanti"), ("nggih", "coba"),
        ("tidak", "nanti"), ("gak usah", "nanti"), ("no", "nanti"), ("nanti saja", "nanti"),
    ],
)  # fmt: skip
def test_a_yes_or_a_no_is_the_option_that_it_means(typed: str, value: str) -> None:
    """'Mau coba lagi?' is answered by 'ya' in any language, as by the number and the label."""
    assert read(typed) == Got(value)


@pytest.mark.parametrize("typed", ["", "mau tanya bantuan pkh untuk ibu", "siapa"])
def test_a_sentence_is_no_yes(typed: str) -> None:
    """A longer text that begins like a yes is about something else."""
    assert isinstance(read(typed), Wrong)


@pytest.mark.parametrize("typed", ["tidak", "gak ada", "no", "sudah cukup"])
def test_nothing_else_is_an_answer_at_the_menu(typed: str) -> None:
    """'Ada lagi yang bisa dibantu?' 'Tidak': the citizen is let go, not told that we do not
    understand."""
    talk = Talk()
    talk.say("menu")

    said = talk.say(typed)

    assert said == "Sama-sama. Tulis menu kapan saja."


@pytest.mark.parametrize(("typed", "said"), [("ya", "kami simpan"), ("tidak", "bulan apa")])
def test_stop_is_answered_by_yes_and_no(typed: str, said: str) -> None:
    """'Berhenti? Jawaban bisa disimpan dulu': a yes keeps the answers, a no goes on."""
    talk = Talk()
    talk.say("lapor", "terlambat", "PKH", "batal")

    assert said in talk.say(typed)


@pytest.mark.parametrize("typed", ["tidak", "belum", "no", "lewati", "1"])
def test_a_no_passes_a_question_that_may_be_passed(typed: str) -> None:
    """'Bulan apa?' or 'punya nomor tiket?' may be passed; a no passes it too."""
    talk = Talk()
    talk.say("lapor", "terlambat", "PKH", typed)

    assert talk.question == "lapor.desa_tanya"


def test_a_no_passes_nothing_that_must_be_told() -> None:
    """Where an answer is needed a no is none: the same question takes the next reply."""
    talk = Talk()
    talk.say("lapor", "terlambat", "PKH", "lewati", "tidak")

    talk.say("desa Sukamaju kecamatan Jonggol")

    assert talk.question == "wilayah.benar"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("iya bu betul", True), ("itu benar pak", True), ("sudah betul", True), ("👍", True),
        ("kayaknya bukan", False), ("bukan itu", False), ("wis bener", True), ("nggih leres", True),
        ("itu bukan desanya", False), ("❌", False),
    ],
)  # fmt: skip
def test_a_yes_or_a_no_with_words_around_it(typed: str, value: bool) -> None:
    """What people say in front of a yes or a no changes nothing."""
    assert YesNo().read(Heard(text=typed), Reading(words(), NOW)) == Got(value)


@pytest.mark.parametrize("typed", ["tidak tahu", "gak yakin", "desa bener", "apa", "😊"])
def test_what_is_no_yes_and_no_no(typed: str) -> None:
    """Who does not know says neither yes nor no, nor does a place of that name."""
    assert isinstance(YesNo().read(Heard(text=typed), Reading(words(), NOW)), Wrong)


@pytest.mark.parametrize(
    "typed", ["Belum ada", "gak ada fotonya pak", "nanti saja", "tidak punya", "lewati", "no"]
)
def test_there_is_no_evidence(typed: str) -> None:
    """'Ada foto atau suara?' may be answered by any no: nothing must be sent."""
    field = MediaField("bukti", ("image", "voice"), Option("tanpa", say("bukti.tanpa"), "lewati"))

    assert field.read(Heard(text=typed), Reading(words(), NOW, field.options())) == Got("tanpa")


@pytest.mark.parametrize(
    ("typed", "year"),
    [
        ("1965", 1965), ("tahun 65", 1965), ("enam lima", 1965), ("enam puluh lima", 1965),
        ("seribu sembilan ratus tujuh puluh lima", 1975), ("sembilan belas tujuh lima", 1975),
        ("lahir tahun satu sembilan empat lima", 1945), ("dua ribu satu", 2001),
    ],
)  # fmt: skip
def test_a_year_of_birth_in_figures_and_in_words(typed: str, year: int) -> None:
    """A year counts as people say it."""
    assert Year().read(Heard(text=typed), Reading(words(), NOW)) == Got(year)


@pytest.mark.parametrize("typed", ["umur 65", "usianya 70 tahun", "sudah tua", "seribu"])
def test_an_age_is_no_year_of_birth(typed: str) -> None:
    """An age leaves two years to choose from, and is asked about."""
    assert isinstance(Year().read(Heard(text=typed), Reading(words(), NOW)), Wrong)
