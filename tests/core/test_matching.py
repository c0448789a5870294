"""Which option did they mean?"""

import pytest

from handlers.dialogue.matching import choose, number
from handlers.dialogue.prompt import Option
from handlers.dialogue.text import clean, fold
from i18n.message import say
from tests.core.parts import words

MENU = (
    Option("cek_bansos", say("menu.cek")),
    Option("usul", say("menu.usul")),
    Option("lapor", say("menu.lapor")),
    Option("lainnya", say("umum.lainnya")),
)
YES_NO = (Option("ya", say("umum.ya")), Option("tidak", say("umum.tidak")))
PLACES = (
    Option("1", "Sukamaju, Jonggol"),
    Option("2", "Sukamaju, Cianjur"),
    Option("3", "Sukamulya, Jonggol"),
)


@pytest.mark.parametrize(
    "text", ["1", "1.", "(1)", "nomor 1", "no. 1", "pilih 1", "yang 1", "satu", "1️⃣", "１", "one"]
)
def test_a_number_names_an_option(text: str) -> None:
    """A number names the option at that place, however it is written."""
    assert choose(text, MENU, MENU, words()) == "cek_bansos"


@pytest.mark.parametrize("text", ["0", "5", "99", "nomor 7"])
def test_a_number_without_an_option(text: str) -> None:
    """A number that is not on the screen names nothing."""
    assert choose(text, MENU, MENU, words()) is None


def test_numbers_count_on_the_page() -> None:
    """A number counts on the page that is shown, a label on every page."""
    second_page = MENU[2:]

    assert choose("1", MENU, second_page, words()) == "lapor"
    assert choose("cek bansos", MENU, second_page, words()) == "cek_bansos"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Usul bantuan", "usul"),
        ("USUL BANTUAN!", "usul"),
        ("usul", "usul"),
        ("usul bantaun", "usul"),
        ("lapor masalah", "lapor"),
        ("laporr", "lapor"),
        ("Report a problem with aid", "lapor"),
        ("check assistance", "cek_bansos"),
        ("lainya", "lainnya"),
        ("more", "lainnya"),
    ],
)
def test_labels(text: str, value: str) -> None:
    """The label, a part of it, a typo, or the label in another language."""
    assert choose(text, MENU, MENU, words()) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("ya", "ya"), ("Iya", "ya"), ("y", "ya"), ("enggih", "ya"), ("muhun", "ya"), ("yes", "ya"),
     ("tidak", "tidak"), ("gak", "tidak"), ("no", "tidak"), ("tdak", "tidak"), ("mboten", "tidak")],
)  # fmt: skip
def test_yes_and_no_in_any_language(text: str, value: str) -> None:
    """Yes and no are understood in all languages at once."""
    assert choose(text, YES_NO, YES_NO, words()) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("pilih yang lapor masalah aja", "lapor"),
        ("usul bantuan deh pak", "usul"),
        ("yang lainnya", "lainnya"),
        ("lapor bantuan", "lapor"),
    ],
)
def test_labels_with_words_around(text: str, value: str) -> None:
    """A label counts with what people say around it, and by two of its words in their order."""
    assert choose(text, MENU, MENU, words()) == value


def test_a_tap_is_exact() -> None:
    """A button sends its value back."""
    assert choose("lapor", MENU, (), words()) == "lapor"


@pytest.mark.parametrize("text", ["sukamaju", "jonggol", "sukama"])
def test_equally_near_is_no_match(text: str) -> None:
    """Where two options are equally near, none is guessed at."""
    assert choose(text, PLACES, PLACES, words()) is None


@pytest.mark.parametrize("text", ["", "   ", "?!", "mau tanya saja", "x", "aku lapar sekali"])
def test_nothing_near(text: str) -> None:
    """What is near no option is no match."""
    assert choose(text, MENU, MENU, words()) is None


def test_an_exact_label_beats_a_near_one() -> None:
    """'Bogor' means Bogor, though 'Bogor Barat' has the word too."""
    options = (Option("b", "Bogor Barat"), Option("a", "Bogor"), Option("c", "Bogor Timur"))

    assert choose("bogor", options, options, words()) == "a"


@pytest.mark.parametrize(("text", "value"), [
    ("dua", 2), ("two", 2), ("2", 2), ("ke 3", 3), ("no 3 aja", 3), ("yang nomor dua", 2),
    ("pilih yang 2 aja pak", 2), ("yang kedua", 2), ("ke dua", 2), ("no3", 3), ("2 ya bu", 2),
    ("sing nomer loro", 2), ("nomor hiji", 1), ("yang pertama", 1), ("the second", 2),
])  # fmt: skip
def test_number(text: str, value: int) -> None:
    """Numbers in figures and in words."""
    assert number(fold(text), words()) == value


def test_a_long_number_is_no_choice() -> None:
    """A year or a NIK is not the number of an option."""
    assert number("1965", words()) is None


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ya, BENAR!", "ya benar"),
        ("Kécamatan  Jónggol", "kecamatan jonggol"),
        ("1️⃣", "1"),
        ("👍", "ya"),
        ("👍🏽", "ya"),
        ("❌", "tidak"),
        ("👍👎", ""),
        ("😊", ""),
        ("👍 sukamaju", "sukamaju"),
        ("a\u200bb", "ab"),
        ("ＡＢＣ", "abc"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    """Folding keeps letters and digits of any script; a sign alone is what it means."""
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "kept"),
    [("  Siti \n Aminah ", "Siti Aminah"), ("a\x00b", "a b"), ("x" * 20, "x" * 10), ("", "")],
)
def test_clean(text: str, kept: str) -> None:
    """Text to keep loses control characters and extra blanks, and is cut at the limit."""
    assert clean(text, limit=10 if text.startswith("x") else 100) == kept
