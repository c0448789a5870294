"""Long text in pieces: what may be cut, what never, and that nothing is lost."""

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.gsm7 import count
from bot.channels.split import pieces

PARTS = [
    "bantuan", "Ibu", "Rp600.000", "3201 1234 5678 9012", "17-8-1945", "a", "é", "e\u0301",
    "👍🏽", "👨‍👩‍👧", "🇮🇩", "1️⃣", "https://cekbansos.kemensos.go.id/x?y=1", "kec.", "Kab.", "PKH.",
    "Benar?", "Ya!", "“Halo.”", "selesai…", "08123456789",
]  # fmt: skip
SIGNS = ["👨‍👩‍👧‍👦", "🇮🇩", "👍🏽", "1️⃣", "ĝ̃", "a"]
GLUE = [" ", " ", " ", "\n", "\n\n", "  ", "\u00a0"]
TEXTS = st.lists(st.tuples(st.sampled_from(PARTS), st.sampled_from(GLUE)), max_size=60).map(
    lambda pairs: "".join(word + glue for word, glue in pairs)
)


def squeezed(text: str) -> str:
    """The text without white space: what must not change."""
    return "".join(text.split())


@settings(max_examples=400, deadline=None)
@given(TEXTS | st.text(max_size=200), st.integers(1, 120))
def test_nothing_is_lost_or_repeated(text: str, limit: int) -> None:
    """The pieces are the text, in order, but for white space where it was cut."""
    found = pieces(text, limit)

    assert squeezed("".join(found)) == squeezed(text)
    assert all(0 < len(piece) <= limit for piece in found)
    assert all(piece == piece.strip() for piece in found)


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.integers(60, 200))
def test_words_numbers_and_emoji_stay_whole(text: str, limit: int) -> None:
    """With room for every word, no word, grouped number or emoji is ever cut."""
    found = pieces(text, limit)

    words = [word for piece in found for word in piece.split()]
    assert words == text.split()
    # Beside other digits, whatever white space parts them, it is a part of a longer number.
    grouped = regex.findall(r"(?<!\d\s*)3201 1234 5678 9012(?!\s*\d)", text)
    kept = [number for piece in found for number in regex.findall("3201 1234 5678 9012", piece)]
    assert len(kept) >= len(grouped)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(["👨‍👩‍👧‍👦", "🇮🇩", "👍🏽", "1️⃣", "ĝ̃", "a"]), max_size=30),
    st.integers(12, 40),
)
def test_a_word_too_long_is_cut_between_clusters(clusters: list[str], limit: int) -> None:
    """A hard cut falls between grapheme clusters."""
    text = "x".join(clusters)

    found = pieces(text, limit)

    cut = [c for piece in found for c in regex.findall(r"\X", piece)]
    assert cut == regex.findall(r"\X", text)


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("", 10, []),
        (" \n ", 10, []),
        ("satu dua", 8, ["satu dua"]),
        ("Satu dua. Tiga empat. Lima", 22, ["Satu dua. Tiga empat.", "Lima"]),
        ("Alinea satu.\n\nAlinea dua. Masih dua.", 30, ["Alinea satu.", "Alinea dua. Masih dua."]),
        ("Di Kec. Jonggol ada 5. Lalu apa", 25, ["Di Kec. Jonggol ada 5.", "Lalu apa"]),
        ("Bantuan Rp 600.000 cair", 14, ["Bantuan", "Rp 600.000", "cair"]),
        ("NIK 3201 1234 5678 9012 ok", 20, ["NIK", "3201 1234 5678 9012", "ok"]),
        ("Halo. 1. Satu\n2. Dua", 14, ["Halo. 1. Satu", "2. Dua"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("kata " * 3 + "x" * 12, 10, ["kata kata", "kata", "x" * 10, "xx"]),
    ],
)
def test_cuts_fall_where_a_reader_pauses(text: str, limit: int, expected: list[str]) -> None:
    """Paragraph, line, sentence, word: the best that leaves the piece well used."""
    assert pieces(text, limit) == expected


def test_pieces_can_be_measured_otherwise() -> None:
    """A limit may count something else than characters, such as segments of an SMS."""
    text = "Kalimat dengan emoji 👍 di sini. " * 10

    found = pieces(text, 1, lambda piece: count(piece).segments)

    assert all(count(piece).segments == 1 for piece in found)
    assert squeezed("".join(found)) == squeezed(text)


def test_a_limit_below_one_is_a_mistake() -> None:
    """No piece can hold less than a character."""
    with pytest.raises(ValueError, match="at least one"):
        pieces("x", 0)
