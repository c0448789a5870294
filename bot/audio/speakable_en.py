"""Text as the English voice should get it: 'Rp600.000' -> '600,000 rupiah'.

Rules: pure. The voice reads numbers, dates and capitals well by itself; what it cannot know is how
Indonesia writes money, telephone numbers, times and what is hidden behind stars. Emoji and marks
that nobody says vanish.
"""

import re
from collections.abc import Callable

import regex

_SILENT = regex.compile(r"[\p{Extended_Pictographic}\p{So}\uFE0F\u200d\u20e3*_`~#|<>\[\]{}•]")
_SCALES = {
    "rb": " thousand", "ribu": " thousand", "jt": " million", "juta": " million",
    "miliar": " billion", "triliun": " trillion",
}  # fmt: skip
_ZONES = {"WIB": "western", "WITA": "central", "WIT": "eastern"}


def _apart(text: str) -> str:
    """'0887-7171-171' -> '0 8 8 7, 7 1 7 1, 1 7 1'; what is in one run, by fours."""
    runs = re.findall(r"\d+", text)
    if len(runs) == 1:
        runs = [runs[0][start : start + 4] for start in range(0, len(runs[0]), 4)]
    return ", ".join(" ".join(run) for run in runs)


def _money(match: re.Match[str]) -> str:
    amount = re.sub(r",(?:00|-)$", "", match[1])
    whole, _, part = amount.partition(",")
    digits = whole.replace(".", "")
    said = f"{int(digits):,}" + (f".{part}" if part else "")
    return f"{said}{_SCALES.get((match[2] or '').strip().lower(), '')} rupiah"


def _time(match: re.Match[str]) -> str:
    zone = f" {_ZONES[match[3]]} Indonesian time" if match[3] else ""
    return f"{int(match[1])}:{match[2]}{zone}"


_FORMS: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"\b([A-Za-z])\*+([A-Za-z]?)(?!\w)", lambda m: f"{m[1]} star {m[2]}".strip()),
    (
        r"(?i)\bRp\.?\s?(\d+(?:\.\d{3})*(?:,\d+|,-)?)(\s?(?:rb|ribu|jt|juta|miliar|triliun)\b)?",
        _money,
    ),
    (r"\b(\d{1,2})[.:]([0-5]\d)(?:\s*(WIB|WITA|WIT))?\b(?![.,]?\d)", _time),
    (r"(?<!\d)(?:\d{4}[ .-]?){3}\d{4}(?!\d)", lambda m: _apart(m[0])),
    (r"(?<![\d.])(?:\+62[ -]?|0)\d[\d -]{3,14}\d(?!\d)", lambda m: _apart(m[0])),
    (r"(?i)\b(call|phone|dial|telephone)\s+(\d{3,5})\b", lambda m: f"{m[1]} {' '.join(m[2])}"),
    (
        r"\b([A-Z])-([A-Z0-9]{4})-([A-Z0-9]{2})\b",
        lambda m: ", ".join(" ".join(g) for g in m.groups()),
    ),
    (r"(?i)\b(R[TW])\s*0*(\d{1,3})\b", lambda m: f"{m[1].upper()} {m[2]}"),
    (r"\bDTSEN\b", lambda _: "D T S E N"),
    (r"(?<=\d)[–-](?=\d)", lambda _: " to "),
)
_COMPILED = tuple((re.compile(pattern), said) for pattern, said in _FORMS)


def speakable_en(text: str) -> str:
    """The text for the English synthesiser."""
    for pattern, said in _COMPILED:
        text = pattern.sub(said, text)
    lines = (" ".join(_SILENT.sub(" ", line).split()) for line in text.splitlines())
    return "\n".join(re.sub(r"\s+([,.;:?!])", r"\1", line) for line in lines if line)
