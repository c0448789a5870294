"""Tickets: short, readable aloud, safe against a slip: 'U-7K3M-2Q'.

Rules: a letter for the kind, then characters without look-alikes, the last of them a check.
There are 23 characters, a prime, and each place has its own weight, so one wrong character and
two swapped ones are always noticed. 23 ** 5 is 6.4 million tickets of a kind: the shell asks for
a longer body once short ones collide. `read` takes what people type, say and mistake.
"""

import re
from itertools import product
from typing import NamedTuple

from backend_client.model import Kind
from handlers.dialogue.text import fold

# Without 0 O, 1 I L, 2's twin Z, 5 S, 8 B, and of U V W Y only W (the others look or sound alike).
ALPHABET = "234679ACDEFGHJKMNPQRTWX"
BODY = 5
LONGEST = 12
PREFIXES = {
    Kind.USUL: "U",
    Kind.SANGGAH: "S",
    Kind.SANGGAH_DIRI: "D",
    Kind.LAPOR: "L",
    Kind.TANGGAPAN: "T",
    Kind.PERBAIKAN: "P",
    Kind.PENARIKAN: "W",
}
_KINDS = "USDLTPW"  # the place is the letter's part in the check
_PREFIX_SLIPS = {"V": "U", "5": "S", "0": "D", "O": "D", "1": "L", "I": "L", "7": "T", "VV": "W"}
# What a character that is not in the alphabet may have been.
_SLIPS = {
    "0": "DQC",
    "O": "DQC",
    "1": "7TJ",
    "I": "7TJ",
    "L": "7TJ",
    "5": "6",
    "S": "6",
    "8": "36",
    "B": "36",
    "Z": "27",
    "U": "WJ",
    "V": "WX",
    "Y": "X4",
}
_MOST_GUESSES = 3
_PIECE = 2  # letters without a digit among them; more are a word
_JOINED = re.compile(r"[0-9A-Za-z]-[0-9A-Za-z]")  # as tickets are written
# The spelling of `make`, of any length, look-alikes in it.
_WRITTEN = re.compile(r"(?<![0-9A-Z-])[0-9A-Z]-[0-9A-Z]{4}(?:-[0-9A-Z]{1,4}){1,2}(?![0-9A-Z-])")
_SPOKEN = {
    word: char
    for char, words in {
        "0": "nol kosong zero",
        "1": "satu one",
        "2": "dua two",
        "3": "tiga three",
        "4": "empat four",
        "5": "lima five",
        "6": "enam six",
        "7": "tujuh seven",
        "8": "delapan eight",
        "9": "sembilan nine",
        "C": "ce",
        "D": "de",
        "F": "ef",
        "G": "ge",
        "H": "ha",
        "J": "je jay",
        "K": "ka kay kei",
        "L": "el",
        "M": "em",
        "N": "en",
        "P": "pe",
        "Q": "ki kiu qiu qyu kyu kiw cue",
        "R": "er",
        "S": "es",
        "T": "te",
        "W": "we",
        "X": "eks iks ex",
    }.items()
    for word in words.split()
}
# What is between the groups, read aloud.
_BETWEEN = frozenset(("STRIP", "SETRIP", "STREP", "GARIS", "DATAR", "MINUS", "DASH", "SPASI"))


def make(kind: Kind, random_bytes: bytes, body: int = BODY) -> str:
    """A ticket out of random bytes (16 are plenty), the same bytes giving the same ticket."""
    number = int.from_bytes(random_bytes, "big")
    chars = []
    for _ in range(min(max(body, BODY), LONGEST - 1)):
        number, place = divmod(number, len(ALPHABET))
        chars.append(ALPHABET[place])
    text = "".join(chars)
    return _written(PREFIXES[kind], text + _check(PREFIXES[kind], text))


def read(text: str) -> str | None:
    """The ticket that `text` means, in its one spelling; None when it is none.

    Takes lower case, any spaces and dashes, words around it ('tiket u7k3m2q'), letters and
    digits as they are spoken, and look-alikes where the check character leaves one reading.
    What needs the fewest guesses is meant: with 'status' before it every tenth ticket would be
    another, longer one by its check character.
    """
    written = [_settle(found.replace("-", "")) for found in _WRITTEN.findall(text.upper())]
    exact = {reading.ticket for reading in written if reading is not None}
    if len(exact) == 1:
        return exact.pop()
    tokens = [token for token in fold(text).upper().split() if token not in _BETWEEN]
    joined = _JOINED.search(text) is not None
    spoken = [_SPOKEN.get(token.lower(), token) for token in tokens]
    candidates = [spoken, *(tokens[start:] for start in range(len(tokens)))]
    candidates += [spoken[start:] for start in range(1, len(tokens))]
    read_so = [_settle("".join(one)) for one in candidates if joined or _no_words(one)]
    best = min(filter(None, read_so), key=lambda one: (one.guesses, one.beyond), default=None)
    return None if best is None else best.ticket


def _no_words(tokens: list[str]) -> bool:
    """Is this a ticket in pieces ('u 7k3m 2q'), not words that look like one ('saya lupa')?"""
    if not tokens:
        return False
    if len(tokens) == 1:
        return any(map(str.isdigit, tokens[0])) or set(tokens[0][1:]) <= set(ALPHABET)
    alone = len(tokens[0]) == 1
    return all(len(t) <= _PIECE or alone or any(map(str.isdigit, t)) for t in tokens)


def kind_of(ticket: str) -> Kind | None:
    """The kind of submission a ticket is for."""
    return next((kind for kind, letter in PREFIXES.items() if ticket.startswith(letter)), None)


class _Reading(NamedTuple):
    """A ticket, how many characters had to be guessed, how much longer than usual it is."""

    ticket: str
    guesses: int
    beyond: int


def _settle(plain: str) -> _Reading | None:
    first, body = plain[:1], plain[1:]
    prefix = _PREFIX_SLIPS.get(first, first)
    if prefix not in _KINDS or not BODY < len(body) <= LONGEST:
        return None
    odd = sum(char not in ALPHABET for char in body)
    if odd > _MOST_GUESSES or not body.isascii():
        return None
    choices = [char if char in ALPHABET else _SLIPS.get(char, "") for char in body]
    fits = [
        guess
        for guess in ("".join(chars) for chars in product(*choices))
        if _check(prefix, guess[:-1]) == guess[-1]
    ]
    if len(fits) != 1:
        return None
    return _Reading(_written(prefix, fits[0]), odd + (prefix != first), len(body) - BODY)


def _check(prefix: str, body: str) -> str:
    total = _KINDS.index(prefix)
    for place, char in enumerate(body, start=2):
        total += place * ALPHABET.index(char)
    return ALPHABET[total % len(ALPHABET)]


def _written(prefix: str, body: str) -> str:
    groups = [body[start : start + 4] for start in range(0, len(body), 4)]
    return "-".join([prefix, *groups])
