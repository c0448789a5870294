"""Two names written as one word: 'sukamajujonggol' is Sukamaju, Jonggol.

Rules: only a long word that is no name, nor nearly one, is parted, and only into two names as they
are spelled; only the first such word of a text. What comes of it counts if it explains clearly
more than the text as written. Pure.
"""

import re
from collections.abc import Iterator

from backend_client.regions import fold
from backend_client.regions.index import Index
from backend_client.regions.model import Resolution

SHORTEST = 9  # letters of a word that may be two names
HALF = 4  # letters of each of the two
MOST_WAYS = 4
CLEARLY_MORE = 0.1  # of the text's letters
_LONG = re.compile(rf"[A-Za-z]{{{SHORTEST},40}}")


def ways(text: str, index: Index) -> Iterator[str]:
    """The text with a merged word parted, in each way that makes two names."""
    found = 0
    for word in _LONG.finditer(text):
        written = word[0].lower()
        if index.near(fold.fold(written)):
            continue
        for at in range(HALF, len(written) - HALF + 1):
            first, second = written[:at], written[at:]
            if fold.fold(first) in index and fold.fold(second) in index:
                yield f"{text[: word.start()]}{first} {second}{text[word.end() :]}"
                found += 1
                if found == MOST_WAYS:
                    return
        if found:
            return


def better(parted: Resolution, written: Resolution) -> bool:
    """Whether a parted text explains clearly more than it did in one piece."""
    if not parted.candidates:
        return False
    before = written.candidates[0].score if written.candidates else 0.0
    return parted.candidates[0].score >= before + CLEARLY_MORE
