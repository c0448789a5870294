"""Folding what people type, so that it can be compared.

Rules: pure; folding never fails. `fold` keeps letters and digits of every script, one space
between words; keycap digits, full-width digits, emoji, punctuation and accents fall away.
"""

import re
import unicodedata

# The combining marks of keycap emoji ('1️⃣' is '1', VS16, U+20E3) and zero-width characters.
_INVISIBLE = re.compile("[\ufe00-\ufe0f\u20e3\u200b-\u200f\u2060\ufeff\u00ad]")
_SEPARATORS = re.compile(r"[\W_]+")

_QUESTIONS = frozenset(
    ("apa", "apakah", "siapa", "bagaimana", "gimana", "kapan", "kenapa", "what", "who", "how")
)
# A reply of a sign alone says what everybody means by it.
_SIGNS = {"ya": "👍👌✅✔☑🆗🙆", "tidak": "👎❌✖🙅🚫", "terima kasih": "🙏❤🤲"}
_SIGN = {sign: word for word, signs in _SIGNS.items() for sign in signs}


def word_set(text: str) -> frozenset[str]:
    """Words, parted by spaces, as a set: for lists that are read as prose."""
    return frozenset(text.split())


def fold(text: str) -> str:
    """Lower case, accents and punctuation gone: 'Ya, BENAR!' -> 'ya benar', '👍' -> 'ya'."""
    if text.isascii():
        return _SEPARATORS.sub(" ", text.lower()).strip()
    decomposed = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text)).casefold()
    kept = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _SEPARATORS.sub(" ", kept).strip() or _signed(kept)


def _signed(text: str) -> str:
    """What a text without a letter or a digit says by a sign; '' if by several, or by none."""
    said = {_SIGN[character] for character in text if character in _SIGN}
    return said.pop() if len(said) == 1 else ""


# 'Tidak tahu' is no 'tidak': who does not know says neither yes nor no, and no amount.
UNSURE = frozenset(("tahu", "tau", "ingat", "yakin", "pasti", "know", "sure", "jelas"))


def clean(text: str, *, limit: int) -> str:
    """Text to keep: NFC, control characters out, spaces folded, at most `limit` characters."""
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in composed)
    return " ".join(kept.split())[:limit].strip()


def asks(text: str) -> bool:
    """A question, by its mark or by a word of it."""
    return "?" in text or not _QUESTIONS.isdisjoint(fold(text).split())
