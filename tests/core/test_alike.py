"""What no pattern fits is compared with sentences that citizens wrote."""

import pytest

from handlers.dialogue.text import word_set
from handlers.understanding.alike import Alike
from handlers.understanding.examples import EXAMPLES
from handlers.understanding.goals import flow
from handlers.understanding.tokens import Speller, tokenise
from tests.core.parts import understanding

_SPELLER = Speller(
    word_set("uang diambil kartu ketua kelompok beras busuk kapan hari ini siapa besok")
)
_STOLEN, _ROTTEN = flow("lapor", masalah="uang"), flow("lapor", masalah="kualitas")
_ALIKE = Alike([(_STOLEN, "kartu diambil ketua kelompok"), (_ROTTEN, "beras busuk")], _SPELLER)


def test_the_same_words_in_another_order_mean_the_same() -> None:
    """A sentence means what the example with most of its words means."""
    assert _ALIKE.most(tokenise("ketua kelompok kok diambil kartu", _SPELLER)) == _STOLEN


@pytest.mark.parametrize(
    "text", ["kapan besok", "komariah", "beras", "beras hari ini siapa besok kapan", "", "12 34"]
)
def test_what_is_not_alike_means_nothing(text: str) -> None:
    """One word, strange words or none leave a sentence to be not understood."""
    assert _ALIKE.most(tokenise(text, _SPELLER)) is None


def test_the_examples_are_sentences() -> None:
    """Each line is a sentence of two words or more, and stands under one goal only."""
    lines = [line.strip() for _, table in EXAMPLES for line in table.strip().split("\n")]

    assert [line for line in lines if len(line.split()) < 2] == []
    assert sorted(lines) == sorted(set(lines))


@pytest.mark.parametrize(
    "text", ["besok libur ga ya", "jam berapa sekarang", "sinyal jelek banget", "mau bikin ktp",
             "harga beras berapa sekarang", "kapan pilkada", "cuaca hari ini bagaimana"],
)  # fmt: skip
def test_what_is_about_something_else_is_not_understood(text: str) -> None:
    """The bot says so where a message is none of its matters, and begins nothing."""
    intent = understanding()(text)

    assert intent is None or intent.flow is None
