"""Place names, folded: spellings that sound alike come out the same.

Rules: words lose accents and apostrophes; short forms that are written the same way in names and
in messages are written out (Sei -> Sungai, II -> 2); then all words are joined, because 'Suka
Maju' and 'Sukamaju' are one name, and the joined letters are folded: the spelling of before 1972
(oe, dj, tj, nj, sj, j for y), silent h, doubled letters. Names and queries go through the same
functions, so a fold that is crude on both sides does no harm. Pure.
"""

import re
import unicodedata

from rapidfuzz.distance import OSA

_APOSTROPHES = re.compile("[\u2019\u2018\u02bc\u02bb\u00b4`'\"]")
_WORD = re.compile(r"[a-z0-9]+")

# One thing, written several ways both in the official list and by citizens.
_SAME = {
    "sei": "sungai",
    "sungei": "sungai",
    "sunge": "sungai",
    "soengai": "sungai",
    "soengei": "sungai",
    "tanjong": "tanjung",
    "tandjong": "tanjung",
    "tandjoeng": "tanjung",
    "ujong": "ujung",
    "gunong": "gunung",
    "kampong": "kampung",
    "kampoeng": "kampung",
    "kampuang": "kampung",
    "pulo": "pulau",
    "poelau": "pulau",
    "poelo": "pulau",
    "mesjid": "masjid",
    "mns": "meunasah",
    "perk": "perkebunan",
    "tgk": "teungku",
}
_TENS = ("", "x")
_ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_ROMAN = {
    ten + one: str(10 * tens + ones)
    for tens, ten in enumerate(_TENS)
    for ones, one in enumerate(_ONES)
    if ten + one
} | {"xx": "20"}

# In this order. 'y' becomes 'j' because before 1972 'j' was the letter for that sound.
_SOUNDS = (
    ("oe", "u"),
    ("dj", "j"),
    ("tj", "c"),
    ("sj", "s"),
    ("sy", "s"),
    ("kh", "k"),
    ("dh", "d"),
    ("th", "t"),
    ("bh", "b"),
    ("gh", "g"),
    ("ph", "p"),
    ("ck", "k"),
    ("q", "k"),
    ("v", "p"),
    ("f", "p"),
    ("x", "ks"),
    ("z", "s"),
    ("y", "j"),
)
_CH = re.compile(r"(?<=.)ch")
_VOWEL = re.compile("[aeiou]")
_DOUBLED = re.compile(r"([a-z])\1+")


def plain(text: str) -> str:
    """Lower-case ASCII letters and digits, everything else as it stands; no apostrophes."""
    if text.isascii():
        return _APOSTROPHES.sub("", text.lower())
    decomposed = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text))
    return "".join(c for c in decomposed.lower() if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """The words of a name, plain, short forms as written."""
    return _WORD.findall(plain(text))


def same(word: str) -> str:
    """A word's usual form: Sei is Sungai, II is 2."""
    return _SAME.get(word) or _ROMAN.get(word, word)


def fold(joined: str) -> str:
    """The sound of joined plain words. 'soekamadjoe' and 'sukamaju' give one key."""
    for old, new in _SOUNDS:
        if old in joined:
            joined = joined.replace(old, new)
    if "ch" in joined:
        joined = _CH.sub("k", joined).replace("ch", "c")
    return _DOUBLED.sub(r"\1", joined)


def key(parts: list[str]) -> str:
    """The key of a name given as words."""
    return fold("".join(same(part) for part in parts))


def reformed(word: str) -> str:
    """A plain word in the spelling of today, where the old one leaves no doubt."""
    for old, new in (("oe", "u"), ("nj", "ny"), ("sj", "sy"), ("dj", "\0"), ("tj", "c")):
        word = word.replace(old, new)
    return word.replace("j", "y").replace("\0", "j") if "\0" in word else word


def alike(one: str, other: str) -> float:
    """How alike two plain words are as written, 0 to 1."""
    return float(OSA.normalized_similarity(one, other))


def edits(one: str, other: str) -> int:
    """Letters to change, add, drop or swap with the next, to make one word the other."""
    return int(OSA.distance(one, other))


def skeleton(folded: str) -> str:
    """A key without its vowels, as in short messages: 'jnggl' for Jonggol."""
    return folded[:1] + _VOWEL.sub("", folded[1:])


def digits(text: str) -> str:
    """The digits in a key: Blok 15 is not Blok 51, however alike."""
    return "" if text.isalpha() else "".join(c for c in text if c.isdigit())
