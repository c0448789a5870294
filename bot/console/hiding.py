"""Personal data in part: what staff see before they open it with a reason.

Rules: pure. Every run of eight digits or more (a NIK, a KK, a phone number, however it is spaced)
keeps its last three. A name keeps the first and last letter of each word (backend_client.names).
"""

import re

from backend_client.names.mask import mask

_NUMBER = re.compile(r"\d(?:[\s.\-]?\d){7,}")
_KEPT = 3


def hide_numbers(text: str) -> str:
    """`text` with long numbers starred."""

    def starred(found: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", found.group())
        return "*" * (len(digits) - _KEPT) + digits[-_KEPT:]

    return _NUMBER.sub(starred, text)


def hide_address(address: str) -> str:
    """A chat address with its last three characters only."""
    return "*" * max(len(address) - _KEPT, 3) + address[-_KEPT:]


def hide_name(name: str) -> str:
    """Starred, word by word."""
    return mask(name)
