"""Reading a citizen's words about a place: which letters count, and which pieces may be names.

Rules: a comma, a line end or a semicolon divides; nothing that spans it is one name. Level words,
words that say nothing, house numbers and postal codes cost nothing when they are left over. A
piece is a run of up to five words; its text is folded (fold.py), short forms written out.
"""

import re
from dataclasses import dataclass, field
from itertools import product

from backend_client.regions import fold
from backend_client.regions.lexicon import (
    DETAIL,
    KABUPATEN,
    KOTA,
    LEVEL_OF,
    NUMBERED,
    SHORT,
    STOP,
    STUCK,
    level_word,
)
from backend_client.regions.model import Level

LONGEST = 300  # characters of a message that are read
MOST_WORDS = 24
MOST_JOINED = 5  # words in one name
DETAIL_WEIGHT = 0.25  # of a letter: the name of a street or a hamlet

_TOKEN = re.compile(r"[a-z0-9]+|[,;\n\r|]")
_SPELT_OUT = re.compile(r"\b(?:[a-z]\.\s?){2,}[a-z]?(?![a-z])")
_RT_RW = re.compile(r"^(?:rt|rw|rtrw|no)\d+[a-z]?$|^\d+[a-z]?$")
_DIGIT_FOR_LETTER = str.maketrans("01345", "oieas")
_MIXED = re.compile(r"^(?=.*[a-z].*[a-z])[a-z0-9]*[01345][a-z]+$")


@dataclass(slots=True)
class Word:
    """One word. `weight`: its letters, as far as they should be explained."""

    text: str
    forms: tuple[str, ...]
    group: int
    weight: float
    level: Level | None = None  # when it is a level word
    filler: bool = False  # says nothing, or names a level


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that may be a name."""

    first: int
    last: int  # one past the end
    texts: tuple[str, ...]  # folded; several when it has short forms
    surface: str  # plain, joined
    mask: int  # its words, as bits
    weight: float
    level: Level | None  # what the level word before it says
    kota: bool | None  # True 'kota', False 'kabupaten', None neither
    fuzzy: bool  # worth looking for misspellings


@dataclass(slots=True)
class Query:
    """A text, read."""

    words: list[Word]
    pieces: list[Piece] = field(default_factory=list)
    total: float = 0.0  # letters to explain
    spoken: int = 0  # the words with such letters, as bits


def read(text: str) -> Query:
    """Read a text. Never raises."""
    words = _words(text[:LONGEST])[:MOST_WORDS]
    if words and all(word.filler for word in words):
        # 'desa baru': level words alone, or 'rumah': then they are what was meant.
        for word in words:
            if word.level is None or len(words) == 1:
                word.filler, word.weight = False, float(len(word.text))
    query = Query(words)
    for i, word in enumerate(words):
        if not word.filler:
            query.total += word.weight
            query.spoken |= 1 << i
    query.pieces = _pieces(words)
    return query


def _words(text: str) -> list[Word]:
    plain = fold.plain(text)
    plain = _SPELT_OUT.sub(lambda m: re.sub(r"[.\s]", "", m[0]) + " ", plain)
    raw = _TOKEN.findall(plain)
    found: list[Word] = []
    group = 0
    detail = False
    numbered = False
    for at, text in enumerate(raw):
        if not text[0].isalnum():
            group += 1
            detail = numbered = False
            continue
        if _MIXED.match(text):
            text = text.translate(_DIGIT_FOR_LETTER)
        after = raw[at + 1] if at + 1 < len(raw) else ""
        word = Word(text, _forms(text), group, float(len(text)))
        if _RT_RW.match(text) and (len(text) > 2 or numbered):
            word.filler, word.weight = True, 0.0
        elif text in NUMBERED and after[:1].isdigit():
            word.filler, word.weight, numbered = True, 0.0, True
            found.append(word)
            continue
        elif text in DETAIL:
            word.filler, word.weight, detail = True, 0.0, True
        elif (level := level_word(text)) is not None:
            word.level, word.filler, word.weight, detail = level, True, 0.0, False
        elif text in STOP:
            word.filler, word.weight = True, 0.0
        elif detail:
            word.weight *= DETAIL_WEIGHT
        numbered = False
        found.append(word)
    return found


def _forms(text: str) -> tuple[str, ...]:
    usual = fold.same(text)
    written_out = SHORT.get(text, ())
    return (usual, *(form for form in written_out if form != usual))


def _pieces(words: list[Word]) -> list[Piece]:
    found: list[Piece] = []
    for first, word in enumerate(words):
        level, kota = _named_level(words, first)
        found.extend(_unstuck(words, first))
        for last in range(first + 1, min(first + MOST_JOINED, len(words)) + 1):
            run = words[first:last]
            if run[-1].group != word.group:
                break
            spoken = [w for w in run if not w.filler]
            if not spoken:
                continue
            texts = _texts(run)
            if not texts:
                continue
            # A level word inside a name counts half: 'kota baru' is rather Kota Baru than Baru.
            weight = sum(w.weight if not w.filler else 0.5 * len(w.text) for w in run)
            fuzzy = len(run) <= 3 and not run[-1].filler and not (run[0].filler and len(run) > 2)
            mask = sum(1 << i for i in range(first, last))
            surface = "".join(w.text for w in run)
            found.append(Piece(first, last, texts, surface, mask, weight, level, kota, fuzzy))
    return found


def _texts(run: list[Word]) -> tuple[str, ...]:
    forms = [word.forms for word in run]
    made = ("".join(parts) for parts in product(*forms))
    texts = dict.fromkeys(fold.fold(joined) for _, joined in zip(range(12), made, strict=False))
    return tuple(text for text in texts if text)


def _named_level(words: list[Word], at: int) -> tuple[Level | None, bool | None]:
    """What the level word before a place says; of several ('desa/kel.') the nearest."""
    before = at - 1
    while before >= 0 and words[before].filler and words[before].level is None:
        if words[before].group != words[at].group:
            return None, None
        before -= 1
    if before < 0 or words[before].level is None:
        return None, None
    if words[before].group != words[at].group and before != at - 1:
        return None, None
    text = words[before].text
    kota = True if text in KOTA else False if text in KABUPATEN else None
    return words[before].level, kota


def _unstuck(words: list[Word], at: int) -> list[Piece]:
    """'kecjonggol' read as 'kec jonggol'."""
    text = words[at].text
    if words[at].filler:
        return []
    for stuck in STUCK:
        rest = text.removeprefix(stuck)
        if rest != text and len(rest) >= 4:
            kota = True if stuck in KOTA else False if stuck in KABUPATEN else None
            folded = fold.fold(rest)
            weight = words[at].weight - 0.5
            return [
                Piece(at, at + 1, (folded,), rest, 1 << at, weight, LEVEL_OF[stuck], kota, False)
            ]
    return []
