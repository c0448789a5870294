"""Two wishes in one message: 'cek bansos siti desa sukamaju, sama mau daftarkan ibu saya'.

Rules: parted only before a word that begins a wish of its own, and only when the part in front
has one too; a story of what was done with several verbs stays one.
"""

import re
from collections.abc import Iterator
from itertools import islice

_WISH = (
    r"(?:nge)?cek(?:kan)?|(?:men|n)?daftar(?:kan|in)?|usul(?:kan|in)?|(?:ng|meng)usul(?:kan|in)?|"
    r"(?:me)?lapor(?:kan|in)?|ngelapor|(?:me)?nyanggah|sanggah|ajukan|ngajuin|check|apply|report|"
    r"propose|object"
)
_WANT = (
    r"(?:(?:saya|sy|aku|kami|mau|mo|mw|ingin|pengen|pgn|tolong|tlg|bisa|minta|i|want|to|please|"
    r"juga|jg|sekalian)\s+){0,4}"
)
_BEGINS = re.compile(
    r"(?:[,.;]\s*|\s)(?:(?:sama|dan|terus|trus|lalu|juga|sekalian|plus|habis\s+itu|kemudian|and|"
    rf"then|also)\s+)+(?={_WANT}(?:{_WISH})\b)",
    re.IGNORECASE,
)
_DONE = re.compile(r"\b(?:sudah|sdh|udah|udh|kemarin|kmrn|kemaren|tadi|pernah|already)\b", re.I)
_MOST = 2  # places to part; each costs reading two sentences
_HAS = re.compile(rf"\b(?:{_WISH})\b", re.IGNORECASE)


def halves(text: str) -> Iterator[tuple[str, str]]:
    """The ways to part a text into two wishes; most have none, none has more than `_MOST`."""
    for begin in islice(_BEGINS.finditer(text), _MOST):
        first, second = text[: begin.start()], text[begin.end() :]
        if _HAS.search(first) and not _DONE.search(text):
            yield first.strip(" ,.;"), second.strip()
