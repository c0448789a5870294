"""A line typed in `bansos chat` -> what the citizen does.

Rules: everything is text unless it begins like one of the forms below; a form that cannot be
read (no such file, half a place) raises `BadLine` with what is wrong, and nothing is sent.
"""

import mimetypes
from pathlib import Path

from bot.channels.base import Choice, Inbound, InboundKind
from bot.channels.terminal import TerminalChannel

_FILES = {
    "photo": (InboundKind.PHOTO, "image/jpeg"),
    "voice": (InboundKind.VOICE_NOTE, "audio/ogg"),
    "file": (InboundKind.DOCUMENT, "application/octet-stream"),
}
# The largest file that any channel takes (Telegram, getFile).
_LARGEST = 20 * 1024 * 1024


class BadLine(ValueError):
    """The line has a form of ours, but cannot be read."""


def wait_seconds(line: str) -> float | None:
    """The seconds of an '@wait 5' line; None for any other line. Raises BadLine."""
    word, _, rest = line.strip().partition(" ")
    if word != "@wait":
        return None
    try:
        return min(float(rest), 3600.0)
    except ValueError:
        raise BadLine("@wait takes seconds: @wait 5") from None


def read_line(line: str, terminal: TerminalChannel, shown: tuple[Choice, ...]) -> Inbound:
    """What the citizen did. `shown` are the options on the screen. Raises BadLine."""
    text = line.rstrip("\r\n")
    if text.startswith("@@"):
        return terminal.inbound(text[1:])
    if text.startswith("#") and (value := text[1:].strip()):
        return terminal.inbound(_value(value, shown), InboundKind.TAP)
    if not text.startswith("@"):
        return terminal.inbound(text)
    word, _, rest = text[1:].partition(" ")
    rest = rest.strip()
    if word in _FILES:
        return _file(terminal, *_FILES[word], Path(rest).expanduser())
    if word == "loc":
        latitude, longitude = _place(rest)
        return terminal.inbound(kind=InboundKind.LOCATION, latitude=latitude, longitude=longitude)
    if word == "contact":
        return terminal.inbound(kind=InboundKind.CONTACT, phone=rest)
    if word == "sticker":
        return terminal.inbound(kind=InboundKind.STICKER)
    if word == "call":
        return terminal.inbound(kind=InboundKind.CALL)
    return terminal.inbound(text)


def _value(wanted: str, shown: tuple[Choice, ...]) -> str:
    """The value of the option meant by a value, number or label; else the words themselves."""
    for choice in shown:
        if wanted == choice.value or wanted == choice.number:
            return choice.value
    folded = wanted.casefold()
    return next((c.value for c in shown if c.label.casefold() == folded), wanted)


def _file(terminal: TerminalChannel, kind: InboundKind, usual: str, path: Path) -> Inbound:
    try:
        if path.stat().st_size > _LARGEST:
            raise BadLine(f"{path} is larger than any channel takes")
        content = path.read_bytes()
    except OSError as error:
        raise BadLine(f"cannot read {path}: {error.strerror}") from None
    guessed = mimetypes.guess_type(path.name)[0] or usual
    return terminal.media(kind, content, guessed, path.name)


def _place(text: str) -> tuple[float, float]:
    first, _, second = text.replace(" ", "").partition(",")
    try:
        latitude, longitude = float(first), float(second)
    except ValueError:
        raise BadLine("@loc takes latitude,longitude: @loc -6.47,107.06") from None
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise BadLine("that is no place on earth")
    return latitude, longitude
