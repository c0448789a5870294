"""Lines typed in `bansos chat`, and what they mean."""

from pathlib import Path

import pytest

from bot.channels.base import Choice, InboundKind
from bot.channels.terminal import TerminalChannel
from bot.commands.chatting.lines import BadLine, read_line, wait_seconds

SHOWN = (Choice("ya", "Ya, benar", "1"), Choice("tidak", "Tidak", "2"))


@pytest.mark.parametrize(
    ("line", "kind", "text"),
    [
        ("cek bansos siti", InboundKind.TEXT, "cek bansos siti"),
        ("  pakai spasi ", InboundKind.TEXT, "  pakai spasi "),
        ("#ya", InboundKind.TAP, "ya"),
        ("#2", InboundKind.TAP, "tidak"),
        ("#ya, BENAR", InboundKind.TAP, "ya"),
        ("#lain", InboundKind.TAP, "lain"),
        ("#", InboundKind.TEXT, "#"),
        ("@@loc", InboundKind.TEXT, "@loc"),
        ("@siapa ini", InboundKind.TEXT, "@siapa ini"),
        ("@sticker", InboundKind.STICKER, ""),
    ],
)
def test_meaning(line: str, kind: InboundKind, text: str) -> None:
    """A line is text unless it has one of the documented forms."""
    found = read_line(line + "\n", TerminalChannel(), SHOWN)

    assert (found.kind, found.text) == (kind, text)


def test_place() -> None:
    """A place is latitude and longitude."""
    found = read_line("@loc -6.47, 107.06", TerminalChannel(), ())

    assert (found.kind, found.latitude, found.longitude) == (InboundKind.LOCATION, -6.47, 107.06)


async def test_photo(tmp_path: Path) -> None:
    """A photo is the file's bytes with its type, to be fetched like any medium."""
    terminal = TerminalChannel()
    (tmp_path / "rumah.png").write_bytes(b"png")

    found = read_line(f"@photo {tmp_path / 'rumah.png'}", terminal, ())

    assert found.kind is InboundKind.PHOTO
    assert found.media[0].content_type == "image/png"
    assert await terminal.fetch(found.media[0], limit=10) == b"png"


@pytest.mark.parametrize("line", ["@photo /nowhere/x.jpg", "@loc here", "@loc 100,200", "@loc 1"])
def test_unreadable(line: str) -> None:
    """A form that cannot be read is told, and nothing is sent."""
    with pytest.raises(BadLine):
        read_line(line, TerminalChannel(), ())


def test_waiting() -> None:
    """Only '@wait' with seconds waits."""
    assert wait_seconds("@wait 2.5") == 2.5
    assert wait_seconds("tunggu") is None
    with pytest.raises(BadLine):
        wait_seconds("@wait lama")
