"""SMS: what GSM-7 can carry, and what a text costs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.gsm7 import Segments, count, fits, transliterate

# 3GPP TS 23.038, 6.2.1: the default alphabet in code order, without the escape.
STANDARD = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)


def test_the_alphabet_is_the_standards() -> None:
    """All 127 characters of the standard fit, and the ten of its extension."""
    assert len(set(STANDARD)) == 127
    assert fits(STANDARD)
    assert fits("\f^{}\\[~]|€")
    assert not any(fits(c) for c in "`“’–…•ñ́👍ça\u00a0".replace("a", "").replace("ñ", ""))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Halo” ‘Ibu’", "\"Halo\" 'Ibu'"), ("Rp600.000 – 900.000", "Rp600.000 - 900.000"),
        ("tunggu…", "tunggu..."),
        ("café ñandú", "café ñandu"), ("1️⃣ Cek\n2️⃣ Usul", "1 Cek\n2 Usul"),
        ("Selesai 👍🏽", "Selesai"), ("Ya 👨‍👩‍👧 bisa", "Ya bisa"),
        ("a\u00a0b\u200bc\u202fd", "a bc d"),
        ("e\u0301", "é"), ("ḥaji ‘Abd", "haji 'Abd"), ("• satu", "- satu"),
        ("½ liter", "1/2 liter"),
        ("x² ①", "x2 1"), ("ﬁle", "file"), ("５", "5"), ("ꦲꦤ", "ꦲꦤ"), ("biasa saja", "biasa saja"),
        ("ᬩᬮᬶ សួស្តី", "ᬩᬮᬶ សួស្តី"),
        ("✅ Diterima", "Diterima"), ("→ lanjut", "-> lanjut"), ("5°", "5"), ("’’", "''"),
    ],
)  # fmt: skip
def test_text_reads_the_same(text: str, expected: str) -> None:
    """Signs become their plain fellows, decoration goes, words stay."""
    assert transliterate(text) == expected


@given(st.text(alphabet=st.characters(codec="latin-1")))
def test_western_text_always_fits(text: str) -> None:
    """No Latin-1 text costs UCS-2."""
    made = transliterate(text)

    assert fits(made), [c for c in made if not fits(c)]


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    """Transliteration never raises, and doing it twice changes nothing."""
    once = transliterate(text)

    assert transliterate(once) == once


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Segments(True, 0, 0)), ("a" * 160, Segments(True, 160, 1)),
        ("a" * 161, Segments(True, 161, 2)), ("a" * 306, Segments(True, 306, 2)),
        ("a" * 307, Segments(True, 307, 3)), ("€" * 80, Segments(True, 160, 1)),
        ("€" * 81, Segments(True, 162, 2)), ("€" * 153, Segments(True, 306, 3)),
        ("’" * 70, Segments(False, 70, 1)), ("’" * 71, Segments(False, 71, 2)),
        ("’" * 134, Segments(False, 134, 2)), ("👍" * 35, Segments(False, 70, 1)),
        ("👍" * 36, Segments(False, 72, 2)), ("👍" * 67, Segments(False, 134, 3)),
    ],
)  # fmt: skip
def test_segments_are_counted_as_billed(text: str, expected: Segments) -> None:
    """160/153 septets or 70/67 UTF-16 units; a pair is never cut over two segments."""
    assert count(text) == expected
