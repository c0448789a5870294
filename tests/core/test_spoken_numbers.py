"""Numbers as they are spoken: a telephone that listens may write them down as words."""

import datetime as dt

import pytest

from handlers.dialogue.events import Heard
from handlers.dialogue.fields import Got, Reading, Wrong
from handlers.fields_place import Address
from handlers.identity import BirthPlace, KkNumber, NikNumber
from tests.core.parts import regions, words

NOW = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)
NIK = "3201064108650001"


def reading(tag: str = "id") -> Reading:
    """What a field is read with, for a citizen of a language."""
    return Reading(words().of(tag), NOW)


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("id", "tiga dua nol satu nol enam empat satu nol delapan enam lima nol nol nol satu"),
        ("id", "nik saya tiga dua kosong satu, kosong enam empat satu 0865 nol nol nol satu"),
        ("id", "3201 nol enam empat satu nol delapan enam lima 0001"),
        ("en", "three two zero one zero six four one zero eight six five zero zero zero one"),
        ("jv", "telu loro nol siji nol nem papat siji nol wolu nem lima nol nol nol siji"),
        (
            "su",
            "tilu dua enol hiji enol genep opat hiji enol dalapan genep lima enol enol enol hiji",
        ),
        ("id", "3 2 0 1 0 6 4 1 0 8 6 5 0 0 0 1"),
        ("id", NIK),
    ],
)
def test_a_nik_may_be_said_digit_by_digit(tag: str, said: str) -> None:
    """Digits in words, of the citizen's language, alone or among others, are its digits."""
    found = NikNumber().read(Heard(text=said), reading(tag))

    assert isinstance(found, Got)
    assert found.value == NIK


def test_a_kk_may_be_said_digit_by_digit() -> None:
    """The family card's number is read like a NIK."""
    said = "tiga dua nol satu nol enam satu dua nol tiga satu nol nol nol nol empat"

    found = KkNumber(NIK).read(Heard(text=said), reading())

    assert isinstance(found, Got)
    assert found.value == "3201061203100004"


@pytest.mark.parametrize("said", ["satu dua tiga", "tiga dua nol satu nol enam empat", "satu"])
def test_too_few_digits_are_told_by_their_number(said: str) -> None:
    """What was said in part is no NIK, however it was said."""
    found = NikNumber().read(Heard(text=said), reading())

    assert isinstance(found, Wrong)


@pytest.mark.parametrize("said", ["enggih", "iya pak", "tidak", "12345", "?!"])
def test_a_yes_is_no_birth_place(said: str) -> None:
    """Neither is a number: what may be a place is asked for with an example."""
    found = BirthPlace().read(Heard(text=said), reading())

    assert isinstance(found, Wrong)


def test_a_short_place_is_one() -> None:
    """Four letters are a town."""
    assert BirthPlace().read(Heard(text="Bima"), reading()) == Got("Bima")


@pytest.mark.parametrize("said", ["enggih", "iya pak", "tidak", "muhun"])
def test_a_yes_is_no_address(said: str) -> None:
    """Whoever only agrees has not said yet where they live."""
    found = Address(regions(), "32.01.06").read(Heard(text=said), reading())

    assert isinstance(found, Wrong)
    assert found.why.msgid == "isian.alamat_salah"
