"""The numbers of LANGUAGE.md, applied to a text: sentences, words, emoji, abbreviations.

Rules: pure. A text is judged as it stands in the catalogue, a placeholder counting as the words
it usually becomes. `judge` names every rule that is broken; what may break which rule, and why,
stands in `exceptions.toml`, nowhere else.
"""

import re
from collections.abc import Callable
from enum import StrEnum

import msgspec
import regex

# Words each placeholder usually becomes, for lengths. Anything else counts as one word.
_USUAL_WORDS = {
    "nama": 2, "wilayah": 8, "jalur": 8, "tempat": 3, "program": 4, "daftar": 0, "isi": 0,
    "tanggal": 3, "waktu": 5, "periode": 2, "nik": 4, "kk": 4, "urusan": 2, "jawaban": 2,
    "pilihan": 3, "telepon": 1, "whatsapp": 1, "alasan": 6,
}  # fmt: skip
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
# Common in every message of this bot, and on the card in everybody's pocket (LANGUAGE.md).
FREE_ABBREVIATIONS = frozenset({"NIK", "KK", "KTP"})
# Written like abbreviations, but words of the bot or of daily life in every language.
KNOWN_WORDS = frozenset(
    {"PIN", "OTP", "WIB", "WITA", "WIT", "RT", "RW", "SMS", "BPJS", "HP", "OK", "WC", "KIS", "STOP"}
)
_ABBREVIATION = re.compile(r"(?<![\w{])[A-Z][A-Z0-9]+(?![\w}])")
_IN_BRACKETS = re.compile(r"\(([^)]*)\)")
_SENTENCE_END = re.compile(r"(?<=[.!?:])[\s)”\"']+|\n+")
_NUMBERED_LINE = re.compile(r"^\s*\d+[.)]\s", re.MULTILINE)
_EMOJI = regex.compile(r"(?=\p{Extended_Pictographic}|\p{Regional_Indicator})\X")
_END_OF_LINE = regex.compile(r"\p{Extended_Pictographic}\uFE0F?\s*$")
_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{N}\p{M}'’ʼ.*\-/]*")  # 'S**I' is one word
# "is", in the languages whose catalogues explain an abbreviation with it.
_COPULA = "adalah|is|yaiku|nyaeta|inggih punika|enggi paneka|iyolah|iyanaritu|nakeuh"
# Two negations whose sum is a yes; 'oleh' after a di- verb is the passive of school grammar.
_DOUBLE_NEGATIVE = re.compile(
    r"\b(?:bukan(?:lah)? tidak|tidak (?:bisa |dapat |boleh )?tidak|tanpa tidak|tidak tanpa"
    r"|bukan tanpa|tidak jarang|not un(?:able|aware|common|fair|likely|usual|willing)"
    r"|cannot not|can't not|not without|never not)\b",
    re.IGNORECASE,
)
_PASSIVE = re.compile(r"\bdi[a-z]{3,}\s+oleh\b|\b(?:is|are|was|were|been)\s+\w+ed\s+by\b", re.I)


class Rule(StrEnum):
    """A row of LANGUAGE.md's table."""

    SENTENCE = "sentence"  # words in a sentence
    MESSAGE = "message"  # words in a message
    QUESTIONS = "questions"  # one a message
    EMOJI = "emoji"  # one, at the end of a line
    ABBREVIATION = "abbreviation"  # explained where it is used
    NEGATIVE = "negative"  # double negatives
    PASSIVE = "passive"
    SEGMENTS = "segments"  # two SMS at most
    MEAN = "mean"  # words a sentence on average, of a whole catalogue


class Limits(msgspec.Struct, frozen=True):
    """One column of LANGUAGE.md's table."""

    sentence: int
    message: int
    explained: bool  # may an abbreviation be used where it is explained?
    mean: float = 12.0
    questions: int = 1
    segments: int = 2


STANDARD = Limits(sentence=20, message=60, explained=True)
EASY = Limits(sentence=12, message=30, explained=False)


class Finding(msgspec.Struct, frozen=True):
    """One rule that one text breaks: what was found, and the most that is allowed."""

    rule: Rule
    found: str
    allowed: str = ""


def usual(text: str) -> str:
    """The text with each placeholder as the number of words it usually becomes."""
    return _PLACEHOLDER.sub(lambda m: " ".join(["data"] * _USUAL_WORDS.get(m[1], 1)), text)


def words(text: str) -> int:
    """How many words; numbers, dates and links count as one each."""
    return len(_WORD.findall(text))


def sentences(text: str) -> list[str]:
    """The sentences, line by line; a line that is a list item is a sentence of its own."""
    bare = _NUMBERED_LINE.sub("", text)
    return [part.strip() for part in _SENTENCE_END.split(bare) if _WORD.search(part or "")]


def judge(
    text: str, limits: Limits, *, segments: Callable[[str], int] | None = None
) -> list[Finding]:
    """All rules that a catalogue text breaks."""
    full = usual(text)
    found = [
        Finding(Rule.SENTENCE, f"{count} words: {sentence[:60]}", str(limits.sentence))
        for sentence in sentences(full)
        if (count := words(sentence)) > limits.sentence
    ]
    if (total := words(full)) > limits.message:
        found.append(Finding(Rule.MESSAGE, f"{total} words", str(limits.message)))
    if (asked := full.count("?")) > limits.questions:
        found.append(Finding(Rule.QUESTIONS, f"{asked} questions", str(limits.questions)))
    found += judge_emoji(text)
    found += _abbreviations(text, explained=limits.explained)
    if match := _DOUBLE_NEGATIVE.search(text):
        found.append(Finding(Rule.NEGATIVE, match[0]))
    if match := _PASSIVE.search(text):
        found.append(Finding(Rule.PASSIVE, match[0]))
    if segments is not None and (cost := segments(full)) > limits.segments:
        found.append(Finding(Rule.SEGMENTS, f"{cost} segments", str(limits.segments)))
    return found


def judge_emoji(text: str, most: int = 1) -> list[Finding]:
    """Lines with more emoji than `most`, or with one that is not at the end."""
    found = []
    for line in text.splitlines():
        count = len(_EMOJI.findall(line))
        if count > most:
            found.append(Finding(Rule.EMOJI, f"{count} in a line", str(most)))
        elif count and not _END_OF_LINE.search(line):
            found.append(Finding(Rule.EMOJI, "inside a line", "at its end"))
    return found


def _abbreviations(text: str, *, explained: bool) -> list[Finding]:
    found = []
    brackets = " ".join(_IN_BRACKETS.findall(text))
    for short in dict.fromkeys(_ABBREVIATION.findall(text)):
        if short in FREE_ABBREVIATIONS or short in KNOWN_WORDS:
            continue
        # 'Program Keluarga Harapan (PKH)', 'desil (DTSEN): ...' or 'PKH (Program ...)'
        if explained and (re.search(rf"\b{short}\b", brackets) or f"{short} (" in text):
            continue
        if explained and re.search(rf"\b{short}\b\s+(?:{_COPULA})\b", text):
            continue
        found.append(Finding(Rule.ABBREVIATION, short, "explained" if explained else "none"))
    return found
