"""Rupiah as people write them: '600rb', '600.000', 'Rp 1,2 juta', 'enam ratus ribu'.

Rules: pure; the answer is whole rupiah or None. A dot or comma before exactly three digits
groups thousands; before a word of size ('1,2 juta') it is a decimal. Other languages' words for
one to nine come in as `digit_of`.
"""

import re
import unicodedata
from collections.abc import Callable
from fractions import Fraction

MOST = 10**12  # a million million rupiah is a slip of the keyboard

_SCALES = {
    word: scale
    for scale, words in {
        1_000: "rb ribu rebu ewu k thousand rbu",
        1_000_000: "jt juta jeti million jut yuta",
        1_000_000_000: "m miliar milyar billion",
    }.items()
    for word in words.split()
}
_UNITS = {
    word: number
    for number, words in enumerate(
        (
            "nol kosong zero",
            "satu one",
            "dua two",
            "tiga three",
            "empat four",
            "lima five",
            "enam six",
            "tujuh seven",
            "delapan lapan eight",
            "sembilan nine",
            "sepuluh ten",
            "sebelas eleven",
            "twelve",
        )
    )
    for word in words.split()
}
_TENS = {"puluh", "puluhan"}
_ENGLISH_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_HUNDREDS = {"ratus", "hundred", "atus", "ratuih", "ratui"}
_ONE_OF = {
    "seratus": 100,
    "seribu": 1_000,
    "sewu": 1_000,
    "sejuta": 1_000_000,
    "semiliar": 1_000_000_000,
}
# Said as one word: 'enamratus ribu', Javanese 'rongatus', 'limangatus'.
_GLUED = re.compile(
    r"(?<=[a-z])(?<!^se)(?<!\bse)(ratus|ribu|juta|puluh|belas)(?=\b|se|[a-z]*(?:ribu|juta)\b)"
)
# Numbers that bind to the next word, in Javanese and Minangkabau: 'limang ewu', 'saratuih ribu'.
_BOUND = re.compile(
    r"\b(rong|telung|patang|limang|nem|pitung|wolung|sangang|se|sa)\s*(atus|ratuih|ewu|ribu|yuta|juta)\b"
)
_BOUND_NUMBERS = {
    "rong": "2", "telung": "3", "patang": "4", "limang": "5", "nem": "6", "pitung": "7",
    "wolung": "8", "sangang": "9", "se": "1", "sa": "1",
}  # fmt: skip
_JAVANESE = {
    "satus": 100, "rongatus": 200, "telungatus": 300, "patangatus": 400, "limangatus": 500,
    "nematus": 600, "pitungatus": 700, "wolungatus": 800, "sangangatus": 900, "seket": 50,
    "selawe": 25,
}  # fmt: skip
_NEAR = re.compile(r"\b(ratus|ribu|juta|rb|jt)an\b")  # '600 ribuan'
_FOR_MONTHS = re.compile(r"\b(?:untuk|utk|selama|buat|per|for)\s+\S+\s+(?:bulan|bln|months?)\b")
_HALVES = {"setengah": (1, 2), "half": (1, 2), "seperempat": (1, 4), "perempat": (1, 4)}
_MARKET = {  # Hokkien words of the market
    "gopek": 500,
    "seceng": 1_000,
    "goceng": 5_000,
    "ceban": 10_000,
    "noban": 20_000,
    "goban": 50_000,
    "gocap": 50_000,
    "cepek": 100_000,
    "nopek": 200_000,
}
_WHOLE = {"seratus"} | _ONE_OF.keys() | _JAVANESE.keys() | _MARKET.keys()
_SILENT = {"rp", "idr", "rupiah", "perak", "uang", "sekitar", "kurang", "lebih", "cuma", "hanya"}
_SILENT |= {"sebesar", "kira", "dan", "and", "about", "only", "per", "bulan", "saja", "a", "an"}
# '3 x 200 ribu', '200 ribu kali 3', '200.000 x 3 bulan'.
_TIMES = re.compile(
    r"^(?:rp\.?\s*)?(\d{1,2})\s*(?:bulan|bln|tahap)?\s*(?:x|kali|\u00d7)\s*(?=\w)"
    r"|\s*(?:x|kali|\u00d7)\s*(\d{1,2})(?:\s*(?:bulan|bln|tahap))?$"
)
_FRACTIONS = str.maketrans({"\u00bd": " setengah ", "\u00bc": " seperempat "})
_TENTHS = re.compile(r"(?<=\d)\s*(jt|juta)(\d)(?!\w)")  # '1jt2' is 1.2 million
_NOT = re.compile(r"\b(?:bukan|tidak|tdk|tak|gak|ga|nggak|ngga|belum|blm|not)\b")
_BESIDE = re.compile(r"\d\s+\d|(?<!\w)[-\u2212]\s*\d")  # 'tahap 3 600rb', '-50rb'
_PIECE = re.compile(r"[^\s()\[\]/;:=]+|[()\[\]/;:=]")
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")


def parse_rupiah(text: str, digit_of: Callable[[str], int | None] | None = None) -> int | None:
    """The amount that `text` names, in whole rupiah; None when it names none, or several."""
    text = text.translate(_FRACTIONS)
    plain = unicodedata.normalize("NFKC", text).casefold().strip()
    if re.search(r"^(?:rp\.?\s*)?[-\u2212]\s*\d|\s[-\u2212]\d", plain):
        return None  # nobody is paid less than nothing
    plain = _FOR_MONTHS.sub("", plain).replace("1/2", " setengah ").replace("1/4", " seperempat ")
    plain = _TENTHS.sub(r",\2 \1", plain)
    plain = _NEAR.sub(r"\1", re.sub(r"(?<=\d)(?=[a-z])", " ", plain))
    plain = re.sub(r"\bse\s+(?=ratus|ribu|juta)", "se", _GLUED.sub(r" \1", plain))
    plain = re.sub(r"(?<=\d)[.,]-+|(?<=\d)[.,](?=\s|$)", "", plain)
    plain = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", ".", plain)
    plain = _BOUND.sub(lambda found: f"{_BOUND_NUMBERS[found[1]]} {found[2]}", plain)
    times = _TIMES.search(plain)
    if times is not None:
        count = int(times[1] or times[2])
        each = _sum(_TIMES.sub(" ", plain), digit_of)
        return None if each is None or each * count > MOST else each * count
    return _sum(plain, digit_of)


def amount_among(text: str, digit_of: Callable[[str], int | None] | None = None) -> int | None:
    """The one amount that stands among other words ('cuma 600rb pak', 'Rp 600.000 (enam ratus ribu
    rupiah)'); None where another number stands beside it, or a no."""
    whole = parse_rupiah(text, digit_of)
    plain = text.casefold()
    if whole is not None or _NOT.search(plain) or _BESIDE.search(plain):
        return whole
    runs: list[list[str]] = [[]]
    for piece in _PIECE.findall(plain):
        if _of_money(piece, digit_of):
            runs[-1].append(piece)
        elif runs[-1]:
            runs.append([])
    named = [run for run in runs if not _SILENT.issuperset(word.strip(".,!?") for word in run)]
    amounts = {parse_rupiah(" ".join(run), digit_of) for run in named}
    return amounts.pop() if len(amounts) == 1 else None


def _of_money(piece: str, digit_of: Callable[[str], int | None] | None) -> bool:
    """Is it a number, a size, or a word that says nothing beside them?"""
    word = piece.strip(".,!?")
    return (
        any(character.isdigit() for character in word)
        or word in _SILENT
        or word in _SCALES
        or parse_rupiah(word, digit_of) is not None
        or word in _HUNDREDS | _TENS | {"belas"} | _HALVES.keys()
    )


def _sum(plain: str, digit_of: Callable[[str], int | None] | None) -> int | None:
    """One amount, its spelling smoothed."""
    total, group, unit = Fraction(0), Fraction(0), Fraction(0)
    seen, last_scale = False, Fraction(0)
    for word in _TOKEN.findall(plain):
        if word[0].isdigit():
            value = _number(word)
            if value is None or unit or group:
                return None
            unit, seen = value, True
        elif word in _SILENT:
            continue
        elif word in _WHOLE and (unit or group):
            return None  # '100.000 seratus ribu' is said twice
        elif word in _SCALES:
            scale = Fraction(_SCALES[word])
            if (last_scale and scale >= last_scale) or not group + unit:
                return None
            total += (group + unit) * scale
            group = unit = Fraction(0)
            last_scale, seen = scale, True
        elif word in _HUNDREDS:
            group, unit, seen = group + (unit or 1) * 100, Fraction(0), True
        elif word in _TENS:
            group, unit = group + unit * 10, Fraction(0)
        elif word == "belas":
            group, unit = group + unit + 10, Fraction(0)
        elif word == "seratus":
            group, seen = group + 100, True
        elif word in _ONE_OF:
            total, last_scale, seen = total + _ONE_OF[word], Fraction(_ONE_OF[word]), True
        elif word in _HALVES:
            part = Fraction(*_HALVES[word])
            if last_scale:  # 'sejuta setengah'
                total += last_scale * part
            elif word == "perempat" and unit:  # 'tiga perempat juta'
                unit *= part
            else:
                unit += part
            seen = True
        elif word in _JAVANESE:
            group, seen = group + _JAVANESE[word], True
        elif word in _MARKET:
            total, seen = total + _MARKET[word], True
        elif word in _ENGLISH_TENS:
            group, seen = group + _ENGLISH_TENS[word], True
        else:
            value = _word(word, digit_of)
            if value is None:
                return None
            if unit:
                return None
            unit, seen = value, True
    rest = group + unit
    if last_scale >= 1_000_000 and 0 < rest < 1_000:
        # 'sejuta dua ratus', '1 jt 200': nobody counts single rupiah behind millions.
        if rest < 100:
            return None  # 'sejuta lima' may be either
        rest *= 1_000
    total += rest
    if not seen or total.denominator != 1 or not 0 <= total <= MOST:
        return None
    return int(total)


def _word(word: str, digit_of: Callable[[str], int | None] | None) -> Fraction | None:
    number = _UNITS.get(word)
    if number is None and digit_of is not None:
        number = digit_of(word)
    return None if number is None else Fraction(number)


def _number(word: str) -> Fraction | None:
    """'600.000' is six hundred thousand, '1,2' one and a fifth, '1.200.000,00' with cents."""
    if re.fullmatch(r"\d+", word):
        return Fraction(int(word))
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", word):
        return Fraction(int(re.sub(r"[.,]", "", word)))
    match = re.fullmatch(r"(\d{1,3}(?:[.,]\d{3})*|\d+)[.,](\d{1,2})", word)
    if match is None:
        return None
    whole = re.sub(r"[.,]", "", match[1])
    return Fraction(int(whole)) + Fraction(int(match[2]), 10 ** len(match[2]))
