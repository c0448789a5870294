"""What staff see of personal data before they open it with a reason."""

import pytest

from bot.console.hiding import hide_address, hide_name, hide_numbers, hide_words


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("NIK 3201064101900001.", "NIK *************001."),
        ("3201 0641-0190.0001", "*************001"),
        ("(0812) 3456/7890", "(*********890"),
        ("12345678", "*****678"),
        ("1234567", "1234567"),
        ("RT 002/003, 1 anak", "RT 002/003, 1 anak"),
        ("3201\u200b0641 0190\u200b0001", "*************001"),
        ("tahun 2024, 2025", "tahun *****025"),
        ("081234567890 dan 3201064101900001", "*********890 dan *************001"),
    ],
)
def test_long_numbers_keep_their_last_three_digits(text: str, shown: str) -> None:
    """Eight digits or more are starred, whatever stands between them; fewer are no number."""
    assert hide_numbers(text) == shown


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("Siti Aminah datang", ["Siti", "Siti Aminah"], "S**i A****h datang"),
        ("Siti dan Sitinah", ["Siti"], "S**i dan Sitinah"),
        ("Ani di sana", [" Ani "], "A*i di sana"),
        ("ya, di sini", ["di", "ya"], "ya, di sini"),
        ("Jl. A+B (baru)", ["A+B (baru)"], "Jl. A+* (b**u)"),
        ("apa saja", [""], "apa saja"),
    ],
)
def test_words_of_an_answer_are_starred_whole(text: str, words: list[str], shown: str) -> None:
    """The longest answer first, whole words only; one or two letters say nothing of anybody."""
    assert hide_words(text, words) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("whatsapp:+6281234567890", "*" * 20 + "890"),
        ("123456789", "******789"),
        ("1234", "***234"),
        ("12", "***12"),
    ],
)
def test_an_address_keeps_its_last_three_characters(address: str, shown: str) -> None:
    """And three stars at least stand in front, so that a short one does not tell its length."""
    assert hide_address(address) == shown


def test_a_name_keeps_first_and_last_letters() -> None:
    """Word by word, as everywhere."""
    assert hide_name("WAWAN LESTARI") == "W***N L*****I"
