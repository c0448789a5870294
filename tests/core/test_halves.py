"""Two wishes in one message."""

import pytest

from handlers.understanding.halves import halves
from tests.core.parts import understanding


@pytest.mark.parametrize(
    ("text", "first", "then"),
    [
        ("cek bansos siti sama mau daftarkan ibu saya", "cek_bansos", "usul"),
        ("tolong cek bansos saya terus saya juga mau lapor beras busuk", "cek_bansos", "lapor"),
        ("mau usul tetangga saya dan cek bansos saya", "usul", "cek_bansos"),
        ("check my aid and then apply for my mother", "cek_bansos", "usul"),
    ],
)
def test_the_second_wish_waits(text: str, first: str, then: str) -> None:
    """Two wishes are two, in their order; the second keeps what it says."""
    intent = understanding()(text)

    assert intent is not None
    assert intent.then is not None
    assert (intent.flow, intent.then[0]) == (first, then)


@pytest.mark.parametrize(
    "text",
    [
        "cek bansos siti dan budi", "lapor tetangga kaya dan punya mobil dapat pkh",
        "saya dan suami mau daftar bansos", "sudah lapor dan daftar tapi belum ada kabar",
        "bansos dipotong dan beras busuk", "mau cek bansos", "",
    ],
)  # fmt: skip
def test_one_wish_stays_one(text: str) -> None:
    """A sentence with several verbs or people is one wish."""
    intent = understanding()(text)

    assert intent is None or intent.then is None


def test_a_text_is_parted_twice_at_most() -> None:
    """However often 'and report' is said, reading it costs the same."""
    assert len(list(halves("lapor " + "dan lapor " * 50))) <= 2
