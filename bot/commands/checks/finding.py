"""One line of `bansos doctor`.

Rules: it says what was looked at, how it is, and what to do. Nothing secret or personal is in it:
an address stands there without user, password and path, an error by what it means.
"""

from collections.abc import Awaitable, Callable
from enum import StrEnum

import msgspec

from bot.config import Settings


class Level(StrEnum):
    """How bad it is. Only FAIL makes the command fail."""

    OK = "ok"
    NOTE = "note"
    FAIL = "fail"


class Finding(msgspec.Struct, frozen=True):
    """One line: what was looked at, how it is, and what to do."""

    check: str
    level: Level
    text: str

    @classmethod
    def ok(cls, check: str, text: str) -> "Finding":
        """All is well."""
        return cls(check, Level.OK, text)

    @classmethod
    def note(cls, check: str, text: str) -> "Finding":
        """Worth knowing; nothing is broken."""
        return cls(check, Level.NOTE, text)

    @classmethod
    def fail(cls, check: str, text: str) -> "Finding":
        """To be mended."""
        return cls(check, Level.FAIL, text)


Check = Callable[[Settings], Awaitable[Finding]]
