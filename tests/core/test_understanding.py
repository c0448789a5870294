"""Sentences of citizens, and what the bot takes from them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.dialogue.turn import Intent
from handlers.understanding.numbers import find_ticket
from tests.core.parts import understanding

_TABLE = Path(__file__).with_name("sentences.txt")


def _rows() -> list[tuple[str, dict[str, str], str]]:
    rows = []
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            want, slots, sentence = (part.strip() for part in line.split(";", 2))
            rows.append((want, _slots(slots), sentence))
    return rows


def _slots(written: str) -> dict[str, str]:
    """'nama=siti, wilayah=a, b' -> a comma inside a value stays where no '=' follows it."""
    slots: dict[str, str] = {}
    last = ""
    for piece in written.split(","):
        key, equals, value = piece.partition("=")
        if equals:
            last = key.strip()
            slots[last] = value.strip()
        elif last:
            slots[last] += "," + piece
    return slots


def _wanted(intent: Intent | None) -> str:
    if intent is None:
        return "-"
    if intent.flow is not None:
        return intent.flow
    if intent.word is not None:
        return f"word:{intent.word}"
    return f"reply:{intent.reply.msgid}" if intent.reply is not None else "?"


@pytest.mark.parametrize(("want", "slots", "sentence"), _rows(), ids=lambda v: str(v)[:60])
def test_sentence(want: str, slots: dict[str, str], sentence: str) -> None:
    """A sentence of the table gives its intent and exactly its slots."""
    intent = understanding()(sentence)

    assert (_wanted(intent), dict(intent.slots) if intent else {}) == (want, slots)


@pytest.mark.parametrize(
    "text",
    ["cek bansos", "saya mau usul dong", "lapor", "tolong batal saja", "mau bicara dengan petugas"],
)
def test_plain_command(text: str) -> None:
    """A whole text that is a command is marked as one, so that it counts at every question."""
    intent = understanding()(text)

    assert intent is not None
    assert intent.command


@pytest.mark.parametrize(
    "text",
    [
        "Bantu Siregar", "Cek Mat", "Siti Aminah", "Selamat", "Untung", "Hari Santoso", "Bagus",
        "saya belum makan", "dia orang kaya punya mobil", "bansos saya belum cair",
        "cek bansos siti aminah", "beras busuk", "terima kasih", "petugas minta uang",
        "Usulan Tetangga", "rumah saya bocor",
    ],
)  # fmt: skip
def test_not_a_command(text: str) -> None:
    """A name, a note or a sentence is no command: where any words are taken, they are kept."""
    intent = understanding()(text)

    assert intent is None or not intent.command


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    """No text whatever makes the reader fail."""
    intent = understanding()(text)

    assert intent is None or isinstance(intent, Intent)


@given(st.lists(st.sampled_from(_rows()), min_size=1, max_size=3).map(lambda r: [s for *_, s in r]))
def test_sentences_run_together(sentences: list[str]) -> None:
    """Several sentences in one message are read without failing, and mean something."""
    understanding()(" ".join(sentences))


@pytest.mark.parametrize(
    "text",
    [
        "status u ngnn kp",
        "u ngnn kp",
        "tiket u n g n n k p",
        "tolong status u ngnn kp ya",
        "status u strip en ge en en strip ka pe",
        "u strip en ge en en strip ka pe",
    ],
)
def test_a_ticket_of_letters_only_as_it_is_dictated(text: str) -> None:
    """In pieces, or letter by letter: its kind stands alone, and its check fits."""
    found = understanding().understand(text)

    assert found is not None
    assert found.slots == {"tiket": "U-NGNN-KP"}


@pytest.mark.parametrize("text", ["di desa", "ya sudah", "status di desa", "pe ka ha", "u jual"])
def test_short_words_are_no_ticket(text: str) -> None:
    """A word of two letters in front makes none."""
    assert find_ticket(text) is None


@pytest.mark.parametrize("ticket", ["U-CGQD-JC", "u-cgqd-jc", "U-QMRT-DA", "U-HCAJ-QH"])
def test_a_ticket_of_letters_only(ticket: str) -> None:
    """One ticket in six has no digit: it is a ticket all the same, as our own notices write it."""
    found = understanding().understand(f"status {ticket}")

    assert isinstance(found, Intent)
    assert found.slots == {"tiket": ticket.upper()}
