"""Personal data in part: what staff see before they open it with a reason.

Rules: pure. Every run of eight digits or more (a NIK, a KK, a phone number, whatever stands between
them: spaces, hyphens, slashes, brackets, characters that nobody sees) keeps its last three. A name
keeps the first and last letter of each word (backend_client.names).
"""

import re
from collections.abc import Iterable

from backend_client.names.mask import mask

_NUMBER = re.compile(r"\d(?:[\W_]{0,3}\d){7,}")
_KEPT = 3
_LEAST = 3  # letters of an answer that says something


def hide_numbers(text: str) -> str:
    """`text` with long numbers starred."""

    def starred(found: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", found.group())
        return "*" * (len(digits) - _KEPT) + digits[-_KEPT:]

    return _NUMBER.sub(starred, text)


def hide_words(text: str, words: Iterable[str]) -> str:
    """`text` with each of these starred, the longest first."""
    for word in sorted({word.strip() for word in words}, key=len, reverse=True):
        if len(word) >= _LEAST:
            whole = rf"(?<!\w){re.escape(word)}(?!\w)"
            text = re.sub(whole, lambda found: hide_name(found.group()), text)
    return text


def hide_address(address: str) -> str:
    """A chat address with its last three characters only."""
    return "*" * max(len(address) - _KEPT, 3) + address[-_KEPT:]


def hide_name(name: str) -> str:
    """Starred, word by word."""
    return mask(name)
