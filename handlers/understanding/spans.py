"""Which words of a sentence are a person's name, and which are a place.

Rules: a name is cut out as written; words of intent never enter it. A place starts at a marker
('desa', 'kec', 'di'), at a comma, or where the regions recognise the tail. Found by one walk
over the tokens; what stays in doubt is left out, and the citizen is asked.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from handlers.understanding.tokens import Token
from handlers.understanding.vocabulary import (
    ALSO_NAMES,
    ALSO_PLACES,
    CALLED,
    DEGREES,
    HOUSE_MARKS,
    LOWER_MARKS,
    NAME_MARKS,
    NO_PLACE,
    PLACE_ENDS,
    PLACE_LEADS,
    PLACE_MARKS,
    PLACE_NOISE,
    SOFT_LEADS,
    STREET_MARKS,
)

_PARTS = re.compile(r"[,;\n(]|\s[-/|\u2013\u2014]\s|[:.]\s*$")  # ends a name that a place follows
_HAMLETS = frozenset(("kampung", "kp", "kampong"))  # a part of a village, where one is named too
_AGES = frozenset(("umur", "usia", "lahir", "kelahiran", "aged", "born"))
# A year of birth or an age behind a name: '1965', '65', '65th'.
_AGE = re.compile(r"(?:(?:19|20)\d\d|[1-9]\d)(?:th|thn|tahun)?")
_NO_PART = PLACE_LEADS | PLACE_NOISE


class _In(Enum):
    NOTHING = auto()
    NAME = auto()
    MARKED = auto()  # right behind a mark such as 'atas nama'
    PLACE = auto()
    TAIL = auto()  # behind a comma that ended a name


@dataclass(slots=True)
class Spans:
    """Token numbers of the name, of the place, and of what followed the name's comma."""

    name: list[int] = field(default_factory=list)
    place: list[int] = field(default_factory=list)
    tail: list[int] = field(default_factory=list)
    marked: bool = False  # the name stood behind 'nama' or its like
    leads: bool = False  # the place stood behind 'di' or its like


def find(text: str, tokens: Sequence[Token], skip: frozenset[int]) -> Spans:
    """Walk over a sentence. `skip` are the tokens that belong to numbers."""
    spans = Spans()
    state = _In.NOTHING
    index = 0
    while index < len(tokens):
        token = tokens[index]
        mark = _name_mark(tokens, index, state)
        if _between(token) and spans.name and not spans.tail and state is not _In.PLACE:
            state = _In.TAIL
        elif state is _In.TAIL and index not in skip and _says_age(token, spans):
            pass
        elif state is _In.NAME and index not in skip and _AGE.fullmatch(token.folded):
            state = _In.TAIL  # 'siti aminah 1965 sukamaju jonggol'
        elif index in skip or (token.digits and state is not _In.PLACE):
            state = _In.NOTHING
        elif mark:
            index += mark
            state = _In.MARKED if not spans.marked else _In.NOTHING
            continue
        elif _starts_place(tokens, index, named=state is _In.NAME):
            state = _In.PLACE
            spans.leads = spans.leads or token.folded in PLACE_LEADS | SOFT_LEADS
            if token.folded in PLACE_MARKS:
                spans.place.append(index)
        elif state is _In.PLACE:
            if token.known and token.word in PLACE_ENDS and not _proper(text, tokens, index):
                state = _In.NOTHING
            else:
                spans.place.append(index)
        else:
            state = _person(text, tokens, index, state, spans)
        index += 1
    _trim(tokens, spans)
    return spans


def _says_age(token: Token, spans: Spans) -> bool:
    """A number behind a name, and the 'tahun' behind that."""
    return token.digits or (token.word == "tahun" and not spans.tail)


def _person(text: str, tokens: Sequence[Token], index: int, state: _In, spans: Spans) -> _In:
    """One token outside any place."""
    if state in (_In.NAME, _In.TAIL) and tokens[index].folded in PLACE_NOISE:
        return state
    parted = index > 0 and _PARTS.search(text[tokens[index - 1].end : tokens[index].start])
    if state is _In.NAME and parted and not _dotted(tokens, index):
        state = _In.TAIL
    if state is _In.TAIL:
        if not spans.tail and tokens[index].folded in DEGREES:
            return _In.TAIL
        if _plain(text, tokens, index):
            spans.tail.append(index)
            return _In.TAIL
        return _In.NOTHING
    if state is _In.NAME:
        if _plain(text, tokens, index) or _soft(tokens, index, inside=True):
            spans.name.append(index)
            return _In.NAME
        return _In.NOTHING
    if spans.name and state is not _In.MARKED:
        return _In.NOTHING
    if state is _In.MARKED and tokens[index].word in ("saya", "dia", "adalah", "itu", "beliau"):
        return _In.MARKED
    if _plain(text, tokens, index) or _soft(tokens, index, inside=state is _In.MARKED):
        if state is _In.MARKED:
            spans.name.clear()
            spans.marked = True
        spans.name.append(index)
        return _In.NAME
    if state is _In.MARKED and tokens[index].word in ("bapak", "ibu", "saudara", "saudari", "mbah"):
        return _In.MARKED
    return _In.NOTHING


def _plain(text: str, tokens: Sequence[Token], index: int) -> bool:
    """A word that is no known one, so a name's or a place's."""
    if tokens[index].folded in PLACE_MARKS:
        return False
    return not tokens[index].known or _proper(text, tokens, index)


def _proper(text: str, tokens: Sequence[Token], index: int) -> bool:
    """Nearly a known word, but written as a name among words that are not."""
    token = tokens[index]
    if not token.near or index == 0 or not text[token.start].isupper():
        return False
    return any(text[t.start].islower() for t in tokens)


def _soft(tokens: Sequence[Token], index: int, *, inside: bool) -> bool:
    """A known word that is a name here, for what stands beside it."""
    word = tokens[index].folded
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    beside = following is not None and not following.known and not following.digits
    if word in CALLED:
        return False
    if inside and word in ALSO_PLACES and word not in PLACE_MARKS:
        return beside or following is None
    if word not in ALSO_NAMES:
        return False
    if inside:
        return beside or following is None or following.folded in PLACE_MARKS | PLACE_LEADS
    return beside and word != "a" and (index > 0 or word == "i")


def _name_mark(tokens: Sequence[Token], index: int, state: _In) -> int:
    """How many tokens a mark such as 'atas nama' takes here; 0: none."""
    for mark in NAME_MARKS:
        words = [t.folded for t in tokens[index : index + len(mark)]]
        if tuple(words) != mark:
            continue
        if mark == ("an",) and state is _In.NAME:
            return 0  # 'Lie An'
        if mark == ("a", "n") and state is _In.NAME and index + 2 >= len(tokens):
            return 0
        return len(mark)
    return 0


def _house(token: Token) -> bool:
    """'rt', 'rw', 'rt02'."""
    word = token.folded
    return word in HOUSE_MARKS or (word[:2] in HOUSE_MARKS and word[2:].isdigit())


def _between(token: Token) -> bool:
    """'rt 02 rw 03', 'umur 45': they stand between the name and the place."""
    return _house(token) or token.folded in _AGES


def _dotted(tokens: Sequence[Token], index: int) -> bool:
    """Does a dot in front belong to a short form, 'M. Yusuf', 'St. Aminah'?"""
    return len(tokens[index - 1].folded) <= 3


def _starts_place(tokens: Sequence[Token], index: int, *, named: bool) -> bool:
    """Does a place begin here? `named`: a name stands in front."""
    token = tokens[index]
    if index + 1 >= len(tokens):
        return False
    following = tokens[index + 1]
    if named and token.folded in SOFT_LEADS:
        return following.folded in PLACE_MARKS or not (following.known or following.digits)
    if token.folded in PLACE_MARKS:
        # 'di desa saya', 'kota mana': no name follows
        return following.word not in NO_PLACE or following.near
    if token.folded not in PLACE_LEADS:
        return False
    if following.folded in PLACE_MARKS:
        return index + 2 < len(tokens) and not tokens[index + 2].known
    if token.folded in ("wilayah", "daerah", "asal", "berasal", "alamat", "tinggal", "domisili"):
        return following.folded in PLACE_LEADS or not following.known
    return not following.known and not following.digits


def _trim(tokens: Sequence[Token], spans: Spans) -> None:
    """Take house numbers, streets and lead-ins out of the place."""
    kept: list[int] = []
    dropping = ""
    for place, index in enumerate(spans.place):
        word = tokens[index].folded
        behind = {tokens[i].folded for i in spans.place[place + 1 :]}
        later = bool(behind & (PLACE_MARKS - STREET_MARKS))
        if _house(tokens[index]):
            dropping = "house"
        elif word in _HAMLETS and behind & (LOWER_MARKS - STREET_MARKS - _HAMLETS):
            dropping = "street"
        elif word in STREET_MARKS:
            dropping = "street" if later else ""
        elif word in PLACE_MARKS:
            dropping = ""
            kept.append(index)
        elif dropping == "house":
            if not tokens[index].digits:
                dropping = ""
                kept.append(index)
        elif not dropping and word not in _NO_PART and not tokens[index].digits:
            kept.append(index)
    while kept and tokens[kept[-1]].folded in PLACE_MARKS | CALLED | {"yang", "nya", "itu"}:
        kept.pop()
    if not any(not tokens[i].known and tokens[i].folded not in PLACE_MARKS for i in kept):
        kept = []
    spans.place = kept


def cut(text: str, tokens: Sequence[Token], span: Sequence[int]) -> str:
    """The words of a span as written, its gaps closed."""
    pieces: list[str] = []
    run: list[int] = []
    for index in [*span, -1]:
        if run and index != run[-1] + 1:
            end = tokens[run[-1]].end
            alone = tokens[run[-1]].end - tokens[run[-1]].start == 1
            dotted = text[end : end + 1] == "." and alone
            pieces.append(text[tokens[run[0]].start : end + dotted])
            run = []
        run.append(index)
    return " ".join(" ".join(pieces).replace(":", " ").split())
