"""What words mean, in all languages at once."""

import pytest

from handlers.dialogue.text import fold
from i18n.catalog import Catalog
from i18n.lexicon import Lexicon
from i18n.locales import LOCALES


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """The words as shipped."""
    return Lexicon(Catalog.load(), fold)


@pytest.mark.parametrize(
    ("typed", "concept"),
    [
        ("ya", "ya"), ("Iya!", "ya"), ("enggih", "ya"), ("muhun", "ya"), ("inggih", "ya"),
        ("batua", "ya"), ("engghi", "ya"), ("iye", "ya"), ("nyoe", "ya"), ("yes", "ya"),
        ("tidak", "tidak"), ("mboten", "tidak"), ("henteu", "tidak"), ("indak", "tidak"),
        ("bunten", "tidak"), ("nenten", "tidak"), ("hana", "tidak"), ("tra", "tidak"),
        ("no", "tidak"), ("kembali", "kembali"), ("wangsul", "kembali"), ("back", "kembali"),
        ("baliak", "kembali"), ("bantuan", "bantuan"), ("help", "bantuan"), ("menu", "menu"),
        ("ulang", "ulang"), ("batal", "batal"), ("cancel", "batal"), ("stop", "stop"),
        ("dua", "angka.2"), ("kalih", "angka.2"), ("tilu", "angka.3"), ("ampek", "angka.4"),
        ("gangsal", "angka.5"), ("settong", "angka.1"), ("siploh", "angka.10"),
        ("dua puluh", "angka.20"), ("agustus", "bulan.8"), ("Nopember", "bulan.11"),
    ],
)  # fmt: skip
def test_a_word_of_any_language_is_understood(lexicon: Lexicon, typed: str, concept: str) -> None:
    """Yes, no, back, help, numbers and months, whatever the citizen's language."""
    assert lexicon.lookup(fold(typed)) == concept


def test_every_language_has_its_yes_no_and_numbers() -> None:
    """No language is left out of the words that work everywhere."""
    catalog = Catalog.load()
    for locale in LOCALES:
        if locale.tag == "id@mudah":
            continue
        own = catalog.own(locale.tag)
        assert {"words.ya", "words.tidak", "words.kembali", "words.bantuan"} <= set(own)
        assert locale.tag == "en" or len(own["words.angka"][0].split("|")) >= 11


def test_a_label_is_known_in_every_language(lexicon: Lexicon) -> None:
    """An option may be answered in another language than it was put in."""
    assert {"ya", "yes"} <= set(lexicon.labels("umum.ya"))
