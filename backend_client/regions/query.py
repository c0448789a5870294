"""Reading a citizen's words about a place: which letters count, and which pieces may be names.

Rules: a comma, a line end or a semicolon divides; nothing that spans it is one name. Level words,
words that say nothing, house numbers and postal codes cost nothing when they are left over. A
piece is a run of up to five words; its text is folded (fold.py), short forms written out.
"""

import re
from collections.abc import Container
from dataclasses import dataclass, field
from itertools import islice, product

from backend_client.regions import fold
from backend_client.regions.lexicon import (
    BOUNDARY,
    COUNTED,
    DESA,
    DETAIL,
    KABUPATEN,
    KELURAHAN,
    KOTA,
    LEVEL_OF,
    NAMELIKE,
    NUMBERED,
    STUCK,
    forms,
    level_word,
    says_nothing,
)
from backend_client.regions.model import Level

LONGEST = 300  # characters of a message that are read
MOST_WORDS = 24
MOST_JOINED = 5  # words in one name
# Words in a name looked for when misspelt, by the words of the text: (up to, so many).
LONGEST_FUZZY = ((9, 5), (13, 4), (18, 3), (MOST_WORDS, 2))
MOST_TEXTS = 12  # ways to write out the short forms of one piece
DETAIL_WEIGHT = 0.25  # of a letter: the name of a street or a hamlet
INSIDE_NAME = 0.5  # of a letter: a level word or filler that is part of a name ('Kota Baru')
LEVEL_INSIDE_NAME = 0.1  # the same for 'desa' and 'kelurahan'
CLAIMED = 0.8  # of a letter: a filler that stands where a name must be ('desa Samping')

_TOKEN = re.compile(r"[a-z0-9]+|[,;\n\r|]|(?<=\s)[-\u2013\u2014](?=\s)")
_SPELT_OUT = re.compile(r"\b(?:[a-z]\.\s?){2,}[a-z]?(?![a-z])")
_NUMBER = re.compile(r"\d+[a-z]?$")
_RT_RW = re.compile(r"(?:rt|rw|rtrw|no)\d+[a-z]?$")
_HOUSE = re.compile(r"[a-z]?\d{0,4}$")  # what follows 'blok': 'c', 'c5', '12'
_COUNT = re.compile(r"(?:\d{1,3}|i{1,3}|iv|vi{0,3}|ix|x)$")  # which of the hamlets: '3', 'III'
# 'JonggolSukamaju' is two words.
_CAPITAL = re.compile(r"(?<=[a-z]{3})(?=[A-Z][a-z]{2})")
_DIGIT_FOR_LETTER = str.maketrans("01345", "oieas")
_MIXED = re.compile(r"(?=.*[a-z].*[a-z])[a-z0-9]*[01345][a-z]+$")
_VOWELS = frozenset("aeiou")


@dataclass(slots=True)
class Word:
    """One word. `weight`: its letters, as far as they should be explained."""

    text: str
    group: int
    weight: float
    level: Level | None = None  # when it is a level word
    filler: bool = False  # says nothing, or names a level
    detail: bool = False  # of a street or a hamlet

    @property
    def boundary(self) -> bool:
        """A name ends before this level word, however it is spelled."""
        return self.level is not None and (self.text in BOUNDARY or self.text not in LEVEL_OF)

    def ignore(self) -> None:
        """Take the word for one that need not be explained."""
        self.filler, self.weight = True, 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A run of words that may be a name."""

    first: int
    last: int  # one past the end
    texts: tuple[str, ...]  # folded; several when it has short forms
    written: tuple[str, ...]  # not folded, for each of the texts and more
    surface: str  # as the citizen wrote it, joined
    mask: int  # its words, as bits
    weight: float
    level: Level | None = None  # what the level word before it says
    kota: bool | None = None  # True 'kota', False 'kabupaten', None neither
    kelurahan: bool | None = None  # True 'kelurahan', False 'desa', None neither
    fuzzy: bool = True  # worth looking for misspellings
    consonants: bool = False  # hardly a vowel in it: a short form
    claim: bool = False  # fillers, but they stand where a name must be


@dataclass(slots=True)
class Query:
    """A text, read."""

    words: list[Word]
    pieces: list[Piece] = field(default_factory=list)
    total: float = 0.0  # letters to explain
    spoken: int = 0  # the words with such letters, as bits


def read(text: str, known: Container[str]) -> Query:
    """Read a text; `known` tells folded names. Never raises."""
    words = _words(text[:LONGEST], known)[:MOST_WORDS]
    if all(word.filler for word in words) and fold.key([word.text for word in words]) in known:
        for word in words:  # 'Kota' or 'Selamat' and no more: then that is the name
            word.filler, word.weight = False, float(len(word.text))
    query = Query(words)
    for i, word in enumerate(words):
        if not word.filler:
            query.total += word.weight
            query.spoken |= 1 << i
    query.pieces = _pieces(words)
    return query


def _words(text: str, known: Container[str]) -> list[Word]:
    plain = fold.plain(_CAPITAL.sub(" ", text))
    plain = _SPELT_OUT.sub(lambda m: re.sub(r"[.\s]", "", m[0]) + " ", plain)
    raw = _TOKEN.findall(plain)
    found: list[Word] = []
    group = 0
    detail = numbered = False
    for at, text in enumerate(raw):
        if not text[0].isalnum():
            group += 1
            detail = numbered = False
            continue
        if _MIXED.match(text):
            text = text.translate(_DIGIT_FOR_LETTER)
        after = raw[at + 1] if at + 1 < len(raw) else ""
        word = Word(text, group, float(len(text)))
        was_numbered, numbered = numbered, False
        if _RT_RW.match(text) or (_NUMBER.match(text) and (len(text) > 2 or was_numbered)):
            word.ignore()
            numbered = was_numbered or not text[0].isdigit()
        elif was_numbered and (_HOUSE.match(text) or _COUNT.match(text)):
            word.ignore()
        elif text in NUMBERED and after[:1].isalnum() and _HOUSE.match(after):
            word.ignore()
            numbered = True
        elif text in DETAIL:
            word.ignore()
            numbered = text in COUNTED and _COUNT.match(after) is not None
            detail = not numbered
        elif (level := level_word(text, known)) is not None:
            word.ignore()
            word.level, detail = level, False
        elif says_nothing(text, after_level_word=bool(found) and found[-1].level is not None):
            word.ignore()
        elif detail:
            word.detail = True
            word.weight *= DETAIL_WEIGHT
        found.append(word)
    return found


def _pieces(words: list[Word]) -> list[Piece]:
    found: list[Piece] = []
    longest = next(longest for most, longest in LONGEST_FUZZY if len(words) <= most)
    for first, word in enumerate(words):
        before = _level_word_before(words, first)
        found.extend(_unstuck(words, first))
        for last in range(first + 1, min(first + MOST_JOINED, len(words)) + 1):
            run = words[first:last]
            if run[-1].group != word.group:
                break
            if all(w.filler for w in run):
                piece = _filler_piece(words, first, last, before)
            elif run[-1].boundary or word.boundary:
                break
            else:
                piece = _piece(words, first, last, before, fuzzy=last - first <= longest)
            if piece is not None:
                found.append(piece)
    return found


def _piece(
    words: list[Word], first: int, last: int, before: Word | None, *, fuzzy: bool
) -> Piece | None:
    run = words[first:last]
    written = _written(run)
    texts = _folded(written)
    if not texts:
        return None
    # A level word inside a name counts half: 'kota baru' is rather Kota Baru than Baru.
    weight = sum(w.weight if not w.filler else _inside(w) for w in run)
    surface = "".join(w.text for w in run)
    plain = all(not w.filler or (w.level is not None and len(w.text) > 3) for w in run)
    return Piece(
        first,
        last,
        texts,
        written,
        surface,
        _mask(first, last),
        weight,
        level=before.level if before else None,
        kota=_either(before, KOTA, KABUPATEN),
        kelurahan=_either(before, KELURAHAN, DESA),
        fuzzy=fuzzy and plain and len(surface) <= 32,
        consonants=_clipped(surface),
    )


def _clipped(surface: str) -> bool:
    vowels = sum(letter in _VOWELS for letter in surface[1:])
    return vowels == 0 if len(surface) < 5 else vowels * 4 <= len(surface)


def _inside(word: Word) -> float:
    sure = word.text in DESA or word.text in KELURAHAN
    return len(word.text) * (LEVEL_INSIDE_NAME if sure else INSIDE_NAME)


def _filler_piece(words: list[Word], first: int, last: int, before: Word | None) -> Piece | None:
    """Words that mostly say nothing, where they may be a name: 'desa Samping', ', Dukuh,'."""
    run = words[first:last]
    if run[0].text[0].isdigit():
        return None
    whole = (first == 0 or words[first - 1].group != run[0].group) and (
        last == len(words) or words[last].group != run[0].group
    )
    named = before is not None and before is words[first - 1] and before.level is not None
    if not named and not whole and not all(w.text in NAMELIKE for w in run):
        return None
    written = _written(run)[:1]
    texts = _folded(written)
    if not texts or len(texts[0]) < 3:
        return None
    claim = named or whole
    letters = sum(len(w.text) for w in run)
    return Piece(
        first,
        last,
        texts,
        written,
        "".join(w.text for w in run),
        _mask(first, last),
        letters * (CLAIMED if claim else INSIDE_NAME),
        level=before.level if before else None,
        kota=_either(before, KOTA, KABUPATEN),
        kelurahan=_either(before, KELURAHAN, DESA),
        fuzzy=False,
        claim=claim,
    )


def _written(run: list[Word]) -> tuple[str, ...]:
    if len(run) == 1:
        return forms(run[0].text)
    ways = product(*(forms(word.text) for word in run))
    return tuple("".join(parts) for parts in islice(ways, MOST_TEXTS))


def _folded(written: tuple[str, ...]) -> tuple[str, ...]:
    # A lone consonant is what is left of 'zz', and no name; a vowel is one (O'o).
    texts = dict.fromkeys(map(fold.fold, written))
    return tuple(text for text in texts if len(text) > 1 or text in _VOWELS)


def _level_word_before(words: list[Word], at: int) -> Word | None:
    """The level word that speaks of the word here; of several ('desa/kel.') the nearest."""
    before = at - 1
    while before >= 0 and words[before].group == words[at].group:
        if words[before].level is not None:
            return words[before]
        if not words[before].filler:
            return None
        before -= 1
    # 'kecamatan, jonggol'
    if before == at - 1 and before >= 0 and words[before].level is not None:
        return words[before]
    return None


def _unstuck(words: list[Word], at: int) -> list[Piece]:
    """'kecjonggol' read as 'kec jonggol'."""
    word = words[at]
    if word.filler:
        return []
    for stuck in STUCK:
        rest = word.text.removeprefix(stuck)
        if rest != word.text and len(rest) >= 4:
            before = Word(stuck, word.group, 0.0, LEVEL_OF[stuck], filler=True)
            return [
                Piece(
                    at,
                    at + 1,
                    (fold.fold(rest),),
                    (rest,),
                    rest,
                    1 << at,
                    word.weight - 0.5,
                    level=before.level,
                    kota=_either(before, KOTA, KABUPATEN),
                    kelurahan=_either(before, KELURAHAN, DESA),
                    fuzzy=False,
                )
            ]
    return []


def _mask(first: int, last: int) -> int:
    return (1 << last) - (1 << first)


def _either(before: Word | None, yes: frozenset[str], no: frozenset[str]) -> bool | None:
    if before is None:
        return None
    return True if before.text in yes else False if before.text in no else None
