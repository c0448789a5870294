"""SMS text in the GSM 7-bit alphabet, and what a text costs in segments.

Rules: pure. `transliterate` makes of every text one that GSM-7 can carry, in words that read the
same: curly quotes become straight, accents the alphabet lacks are dropped, emoji vanish, and only
a script it cannot write at all stays (then the whole message is UCS-2). Numbers of the standard:
3GPP TS 23.038 6.2.1 (alphabet) and 23.040 9.2.3.24 (concatenation).
"""

import unicodedata

import msgspec
import regex

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Behind an escape, so two septets each.
_EXTENSION = "\f^{}\\[~]|€"
ALPHABET = frozenset(_BASIC)
EXTENSION = frozenset(_EXTENSION)

_SINGLE_7BIT, _PART_7BIT = 160, 153
_SINGLE_UCS2, _PART_UCS2 = 70, 67

# What a reader takes for the same; decomposition and case do the rest.
_ALIKE = {
    "°": "", "¦": "|", "¬": "-", "¯": "-", "µ": "u", "μ": "u", "¶": "", "¨": '"', "¸": ",",
    "±": "+/-",
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "ʻ": "'", "ʼ": "'", "`": "'", "´": "'",
    "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "«": '"', "»": '"', "‹": "'", "›": "'",
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "⁃": "-",
    "…": "...", "•": "-", "·": "-", "▪": "-", "●": "-", "○": "-", "◦": "-", "‣": "-",
    "→": "->", "←": "<-", "⇒": "=>", "✓": "v", "✔": "v", "✗": "x", "✘": "x", "×": "x",
    "÷": "/", "½": "1/2", "¼": "1/4", "¾": "3/4", "№": "No.", "™": "(TM)",
    "©": "(c)", "®": "(R)", "œ": "oe", "Œ": "OE", "ı": "i", "ł": "l",
    "Ł": "L", "đ": "d", "Đ": "D", "ð": "d",
    "Ð": "D", "Þ": "TH", "þ": "th", "ç": "c", "\t": " ", "≤": "<=", "≥": ">=",
    "≠": "=/=", "≈": "~", "¢": "c", "₹": "Rs", "ǀ": "|", "ʔ": "'", "ʾ": "'", "ʿ": "'",
}  # fmt: skip
_CLUSTER = regex.compile(r"\X")
_EMOJI = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3")
_INVISIBLE = regex.compile(r"[\p{Cf}\p{Mn}\p{Me}\p{Cc}--\n\r\f]", regex.VERSION1)
_SPACES = regex.compile(r"[\p{Zs}--\ ]", regex.VERSION1)


class Segments(msgspec.Struct, frozen=True):
    """What a text costs: its alphabet, its units (septets or UTF-16) and how many segments."""

    gsm7: bool
    units: int
    segments: int


def fits(text: str) -> bool:
    """Can GSM-7 carry the text as it is?"""
    return all(c in ALPHABET or c in EXTENSION for c in text)


def count(text: str) -> Segments:
    """Alphabet, units and segments of a text as an operator bills it. A character of two units
    (an escape, a surrogate pair) is never split over segments."""
    if fits(text):
        sizes = [2 if c in EXTENSION else 1 for c in text]
        return Segments(True, sum(sizes), _segments(sizes, _SINGLE_7BIT, _PART_7BIT))
    sizes = [2 if ord(c) > 0xFFFF else 1 for c in text]
    return Segments(False, sum(sizes), _segments(sizes, _SINGLE_UCS2, _PART_UCS2))


def _segments(sizes: list[int], single: int, part: int) -> int:
    if sum(sizes) <= single:
        return 1 if sizes else 0
    parts, room = 1, part
    for size in sizes:
        if size > room:
            parts, room = parts + 1, part
        room -= size
    return parts


def transliterate(text: str) -> str:
    """The text in GSM-7, word for word; a foreign script stays as it is."""
    if fits(text):
        return text
    made = "".join(_cluster(found.group()) for found in _CLUSTER.finditer(text))
    # An emoji at a line's end or between words leaves its spaces behind.
    lines = [regex.sub(r" {2,}", " ", line).strip(" ") for line in made.split("\n")]
    return "\n".join(lines)


def _cluster(cluster: str) -> str:
    if fits(cluster):
        return cluster
    if _EMOJI.search(cluster):
        # A keycap such as 1️⃣ is a digit with decoration.
        return cluster[0] if cluster[0].isascii() and cluster[0].isdigit() else _pictogram(cluster)
    composed = unicodedata.normalize("NFC", cluster)
    if fits(composed):
        return composed
    made = "".join(_character(c) for c in composed)
    # The vowel signs of a script that stays are letters, not accents to be dropped.
    return made if fits(made) else composed


def _pictogram(cluster: str) -> str:
    """Signs that are both text and emoji (©, ®, ™, arrows) keep their meaning as text."""
    return _ALIKE.get(cluster[0], "")


def _character(character: str) -> str:
    if character in ALPHABET or character in EXTENSION:
        return character
    if character in _ALIKE:
        return _ALIKE[character]
    if _SPACES.match(character):
        return " "
    if _INVISIBLE.match(character):
        return ""
    plain = unicodedata.normalize("NFKD", character)
    if plain != character:
        base = "".join(_character(c) for c in plain if not unicodedata.combining(c))
        if base and fits(base):
            return base
    return character
