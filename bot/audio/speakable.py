"""Text as a person would say it: 'Rp600.000' -> 'enam ratus ribu rupiah'.

Rules: pure; Indonesian (other languages are spoken by their own voice or by people). Each form
is one row of `_FORMS`, tried from the top; what no row knows is left to the synthesiser. Emoji
and marks that nobody says vanish; a line's end is a pause. Abbreviations are said as words where
people do (Bansos, Kemensos), letter by letter where they do that (NIK is said 'nik', KTP 'ka te
pe').
"""

import re
from collections.abc import Callable
from functools import partial

import regex

from bot.audio.numerals import DIGITS, cardinal, digits, ordinal, roman

_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September",
    "Oktober", "November", "Desember",
)  # fmt: skip
_LETTERS = {
    "A": "a", "B": "be", "C": "ce", "D": "de", "E": "e", "F": "ef", "G": "ge", "H": "ha",
    "I": "i", "J": "je", "K": "ka", "L": "el", "M": "em", "N": "en", "O": "o", "P": "pe",
    "Q": "ki", "R": "er", "S": "es", "T": "te", "U": "u", "V": "fe", "W": "we", "X": "eks",
    "Y": "ye", "Z": "zet",
}  # fmt: skip
# Said as a word, as people say them; every other run of capitals is spelt.
_AS_WORDS = {
    "NIK": "nik", "DTSEN": "de te sen", "BANSOS": "bansos", "KEMENSOS": "kemensos",
    "DINSOS": "dinsos", "RUTILAHU": "rutilahu", "ATENSI": "atensi", "PENA": "pena",
    "YAPI": "yapi", "PIN": "pin", "LANSIA": "lansia", "POLRI": "polri", "KIS": "kis",
    "KIP": "kip", "SIKS": "siks", "SIM": "sim", "WIB": "waktu Indonesia barat",
    "WITA": "waktu Indonesia tengah", "WIT": "waktu Indonesia timur", "UMR": "u em er",
    "WA": "we a", "OK": "oke", "VA": "volt ampere", "IDR": "rupiah",
}  # fmt: skip
_SHORT = {
    "kec": "kecamatan", "kab": "kabupaten", "kel": "kelurahan", "ds": "desa", "dsn": "dusun",
    "prov": "provinsi", "jl": "jalan", "jln": "jalan", "gg": "gang", "no": "nomor",
    "tgl": "tanggal", "tel": "telepon", "telp": "telepon", "hp": "ha pe", "tj": "tanjung",
    "gn": "gunung", "kp": "kampung", "dr": "dokter", "moh": "mohamad", "muh": "muhamad",
    "dll": "dan lain-lain", "dsb": "dan sebagainya", "dst": "dan seterusnya",
    "bpk": "bapak", "sdr": "saudara", "ny": "nyonya", "tn": "tuan",
    "ttl": "tempat tanggal lahir", "km": "kilometer",
    "kg": "kilogram", "jt": "juta", "rb": "ribu", "thn": "tahun", "th": "tahun", "bln": "bulan",
    "hlm": "halaman", "a.n": "atas nama", "an": "atas nama", "d.a": "dengan alamat",
    "s.d": "sampai dengan", "sd": "sampai dengan", "yg": "yang", "dgn": "dengan",
}  # fmt: skip
_SCALES = {
    "rb": " ribu", "ribu": " ribu", "jt": " juta", "juta": " juta", "m": " miliar",
    "miliar": " miliar",
}  # fmt: skip
# Abbreviations that only count with their full stop: without it they are words or names.
_DOTTED = frozenset({"no", "an", "sd", "dr", "tel", "th", "hp", "gg", "tj", "gn", "kp", "moh"})
_PRIVATE, _PRIVATE_MANY = 0xE000, 6000  # the private-use area of the first plane
_SILENT = regex.compile(
    r"[\p{Extended_Pictographic}\p{So}\uFE0F\u200d\u20e3*_`~#|<>\[\]{}•\uE000-\uF8FF]"
)


# Marks around words: brackets are a pause, quotation marks nothing.
_QUIET = {"(": ", ", ")": ", ", '"': "", "“": "", "”": "", "«": "", "»": ""}
_QUOTES = re.compile("[" + re.escape("".join(_QUIET)) + "]")


def _number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _quantity(text: str) -> str:
    """'12.500' or '2,5' as a quantity: full stops group, a comma divides."""
    whole, _, part = text.partition(",")
    said = cardinal(_number(whole))
    return f"{said} koma {digits(part)}" if part else said


def _year(text: str) -> str:
    return cardinal(int(text))


def _date(day: str, month: str, year: str) -> str:
    if not (1 <= int(day) <= 31 and 1 <= int(month) <= 12):
        return digits(day + month + year)
    full = year if len(year) == 4 else f"{'19' if int(year) > 30 else '20'}{year}"
    return f"{cardinal(int(day))} {_MONTHS[int(month) - 1]} {_year(full)}"


def _time(hour: str, minute: str) -> str:
    said = f"pukul {cardinal(int(hour))}"
    return said if int(minute) == 0 else f"{said} lewat {cardinal(int(minute))} menit"


def spell(text: str) -> str:
    """Letters and digits one by one: 'US-7K3' -> 'u es, tujuh ka tiga'."""
    runs = [run for run in re.split(r"[^A-Za-z0-9]+", text) if run]
    return ", ".join(
        " ".join(DIGITS[int(c)] if c.isdigit() else _LETTERS[c.upper()] for c in run)
        for run in runs
    )


def spell_groups(text: str) -> str:
    """'D Q G 4, 7 K' -> 'de ki ge empat, tujuh ka'."""
    return ", ".join(spell(group).replace(",", "") for group in text.split(","))


def _capitals(text: str) -> str:
    known = _AS_WORDS.get(text.upper())
    if known is not None:
        return known
    return " ".join(_LETTERS[c] for c in text)


def _short(match: re.Match[str]) -> str:
    word, dot = match[1].lower(), match[2]
    if word in _DOTTED and not dot:
        return match[0]
    return _SHORT.get(word, match[0])


def _money(match: re.Match[str]) -> str:
    scale = _SCALES.get((match[2] or "").strip().lower(), "")
    amount = re.sub(r",(?:00|-)$", "", match[1].rstrip(".,"))
    whole, _, cents = amount.partition(",")
    if len(cents) == 2 and not scale:
        return f"{_quantity(whole)} rupiah {cardinal(int(cents))} sen"
    return f"{_quantity(amount)}{scale} rupiah"


def _money_range(match: re.Match[str]) -> str:
    scale = _SCALES.get((match[3] or "").strip().lower(), "")
    return f"{_quantity(match[1])} sampai {_quantity(match[2])}{scale} rupiah"


def _short_month(match: re.Match[str]) -> str:
    month = _MONTHS[_SHORT_MONTHS[match[2].lower()]]
    year = f" {_year(match[3])}" if match[3] else ""
    return f"{cardinal(int(match[1]))} {month}{year}"


def _decree(match: re.Match[str]) -> str:
    parts = (
        cardinal(int(part)) if part.isdecimal() else _capitals(part) for part in match[0].split("/")
    )
    return " garis miring ".join(parts)


def _apart(match: re.Match[str]) -> str:
    """A long number with no sense as a quantity: digit by digit, a pause after four."""
    return digits(match[0], 4)


def _phone(match: re.Match[str]) -> str:
    runs = [run for run in re.split(r"\D+", match[0]) if run]
    plus = "plus " if match[0].startswith("+") else ""
    if len(runs) == 1:
        return plus + digits(runs[0], 4)
    return plus + ", ".join(digits(run) for run in runs)


def _rt_rw(match: re.Match[str]) -> str:
    return f"er te {cardinal(int(match[1]))}, er we {cardinal(int(match[2]))}"


def _rt(match: re.Match[str]) -> str:
    return f"{spell(match[1])} {cardinal(int(match[2]))}"


def _roman_after(match: re.Match[str]) -> str:
    number = roman(match[2])
    return match[0] if number is None else f"{match[1]} {cardinal(number)}"


def _ordinal(match: re.Match[str]) -> str:
    return ordinal(int(match[1]))


_DATE = r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/-]|\.\d)"
_SHORT_NAMES = "|".join(sorted((k for k in _SHORT if "." not in k), key=len, reverse=True))
_MONTH_NAMES = "|".join(_MONTHS)
_SHORT_MONTHS = {
    "jan": 0, "feb": 1, "peb": 1, "mar": 2, "apr": 3, "jun": 5, "jul": 6, "agu": 7, "ags": 7,
    "agt": 7, "agust": 7, "sep": 8, "sept": 8, "okt": 9, "nov": 10, "nop": 10, "des": 11,
}  # fmt: skip
_SHORT_MONTH_NAMES = "|".join(sorted(_SHORT_MONTHS, key=len, reverse=True))
# Said as they are dialled: police, emergencies, fire, search and rescue, health, 129, Kemensos.
_DIALLED = "110|112|113|115|117|118|119|129|171"
_DONE = "[\ue000-\uf8ff]"  # what a form above has said already
# In this order: the first form that fits a stretch of text says it.
_FORMS: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    # addresses and links are read as their host: 'cekbansos titik kemensos titik go titik id'
    (r"(?<=\w)@(?=\w)", lambda _: "et"),
    (
        r"(?i)(?<![\w])(?:https?://)?((?:[a-z0-9-]+\.)+(?:go\.id|id|com|org|net))(?:/\S*)?",
        lambda m: m[1].lower().removeprefix("www.").replace(".", " titik ").replace("-", " strip "),
    ),
    # tickets: letters and digits in groups with hyphens
    (
        r"\b(?=[A-Z0-9-]*[A-Z])(?=[A-Z0-9-]*\d)[A-Z0-9]{1,}(?:-[A-Z0-9]{2,})+\b",
        lambda m: spell(m[0]),
    ),
    (
        r"\bRp\.?\s?(\d[\d.]*)\s?[-–]\s?(\d[\d.]*)(\s?(?:rb|ribu|jt|juta|[Mm]iliar)\b)?",
        _money_range,
    ),
    (r"\bIDR\s?(\d[\d.]*)()", _money),
    (
        r"\bRp\.?\s?((?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+|,-)?)(\s?(?:rb|ribu|jt|juta|[Mm]iliar|M)\b)?",
        _money,
    ),
    (_DATE, lambda m: _date(m[1], m[3], m[4])),
    (r"\b(\d{4})-(\d{2})-(\d{2})\b", lambda m: _date(m[3], m[2], m[1])),
    (
        rf"\b(\d{{1,2}}) ({_MONTH_NAMES}) (\d{{4}})\b",
        lambda m: f"{cardinal(int(m[1]))} {m[2]} {_year(m[3])}",
    ),
    (
        rf"(?i)\b(\d{{1,2}})\s({_SHORT_MONTH_NAMES})\.?(?:\s(\d{{4}}))?(?![\w])",
        _short_month,
    ),
    (
        rf"\b({_MONTH_NAMES})\s?[-–]\s?({_MONTH_NAMES})\b",
        lambda m: f"{m[1]} sampai {m[2]}",
    ),
    (
        r"(?i)\b(?:pukul|jam)\s+(\d{1,2})[.:](\d{2})\b",
        lambda m: _time(m[1], m[2]),
    ),
    (r"\b(\d{1,2})[.:](\d{2})(?=\s*WI(?:B|TA|T)\b)", lambda m: _time(m[1], m[2])),
    (
        r"(?<![\d.,])([01]?\d|2[0-4])[.:]([0-5]\d)\s?[-–]\s?([01]?\d|2[0-4])[.:]([0-5]\d)(?![\d.])",
        lambda m: f"{_time(m[1], m[2])} sampai {_time(m[3], m[4])}",
    ),
    (r"\b([01]?\d|2[0-3]):([0-5]\d)\b", lambda m: _time(m[1], m[2])),
    (r"(?<![\d.,])(0\d)\.([0-5]\d)(?![\d.,]\d|\d)", lambda m: _time(m[1], m[2])),
    (r"(?i)\bRT\s?/\s?RW\s*\.?\s*0*(\d{1,3})\s?/\s?0*(\d{1,3})\b", _rt_rw),
    (r"(?i)\bRT\.?\s*0*(\d{1,3})\s?/\s?RW\.?\s*0*(\d{1,3})\b", _rt_rw),
    (r"\b\d+/[A-Z]{2,}(?:/\d+)*\b", _decree),
    (
        r"(?<![\d/])(0?[1-9]|1[0-2])/((?:19|20)\d\d)(?![\d/])",
        lambda m: f"{_MONTHS[int(m[1]) - 1]} {_year(m[2])}",
    ),
    (r"(?i)\bs/d\b", lambda _: "sampai dengan"),
    (r"(?i)\ba/n\b", lambda _: "atas nama"),
    (r"(?i)\bd/a\b", lambda _: "dengan alamat"),
    (r"(?i)(?<=\d)\s?th(?:n)?\b\.?", lambda _: "tahun"),
    (
        r"(?i)(?<!\d)/\s?(\d+)\s(hari|minggu|bulan|tahun|orang)\b",
        lambda m: f"per {cardinal(int(m[1]))} {m[2]}",
    ),
    (r"/\s?(hari|minggu|bulan|tahun|orang|keluarga|jiwa|kg)\b", lambda m: f"per {m[1]}"),
    (rf"(?<=[\d{_DONE[1:-1]}])\s?/\s?KK\b", lambda _: "per ka ka"),
    (r"(?i)\bdan\s?/\s?atau\b", lambda _: "dan atau"),
    (r"(?<=\d)\s?m[2²]\b", lambda _: "meter persegi"),
    (r"\bkWh\b", lambda _: "kilowatt jam"),
    (r"(?i)\be-KTP\b", lambda _: "e ka te pe"),
    (r"(?i)\b(\d+)\s?x\b", lambda m: f"{cardinal(int(m[1]))} kali"),
    (r"±", lambda _: "kurang lebih"),
    (r"(?i)\bKTP-?el\b", lambda _: "ka te pe elektronik"),
    (r"\b(R[TW])\.?\s*0*(\d{1,3})\b", _rt),
    (r"\b(\d{1,3})([A-Z])\b", lambda m: f"{cardinal(int(m[1]))} {spell(m[2])}"),
    (r"(?i)\b(tahap|bab|pasal|kelas|golongan)\s+([IVX]+)\b", _roman_after),
    (r"(\d+(?:[.,]\d+)*)\s?%", lambda m: f"{_quantity(m[1].replace('.', ','))} persen"),
    (r"(?i)\bke-?(\d{1,3})\b", _ordinal),
    # NIK and KK, however they are grouped; telephone numbers; spelt digits
    (r"(?<!\d)(?:\d{4}[ .-]){3}\d{4}(?!\d)", _apart),
    (r"(?<!\d)\d{16}(?!\d)", _apart),
    (r"(?<![\d.])(?:\+62[ -]?|0)\d[\d -]{3,14}\d(?!\d)", _phone),
    (
        r"\b(?:\d ){2,}\d\b(?:, (?:\d ?)+)*",
        lambda m: ", ".join(digits(run) for run in m[0].split(",")),
    ),
    # tickets that are written apart: 'D Q G 4, 7 K X'
    (
        r"\b(?=[A-Z0-9 ,]*[A-Z])(?:[A-Z0-9] ){2,}[A-Z0-9]\b(?:, (?:[A-Z0-9] )*[A-Z0-9]\b)*",
        lambda m: spell_groups(m[0]),
    ),
    # dialled as they are: 171, 112, 119
    (
        r"(?i)\b(telepon|hubungi|call center|nomor)\s+(\d{3})\b",
        lambda m: f"{m[1]} {digits(m[2])}",
    ),
    (
        rf"(?<![\d.,])({_DIALLED})(?=\s*(?:$|[.,;:)]|atau\b|dan\b|lalu\b|ext))",
        lambda m: digits(m[1]),
    ),
    (r"(?i)\bext\.?(?=\s*\d)", lambda _: "ekstensi"),
    (r"(?i)\b(kode(?:nya)?|PIN|OTP):?\s+(\d{4,8})\b", lambda m: f"{m[1]} {digits(m[2], 3)}"),
    (rf"(?<={_DONE})\s*[-–]\s*(?={_DONE})", lambda _: "sampai"),
    (r"\b(\d+)\s?/\s?(\d+)\b", lambda m: f"{cardinal(int(m[1]))} per {cardinal(int(m[2]))}"),
    (r"\b(\d+)\s?[-–]\s?(\d+)\b", lambda m: f"{_quantity(m[1])} sampai {_quantity(m[2])}"),
    (r"(?<![\w.,])\d{1,3}(?:\.\d{3})+(?:,\d+)?(?![\w])", lambda m: _quantity(m[0])),
    (r"(?<![\w.])\d+,\d+(?!\w)", lambda m: _quantity(m[0])),
    (r"(?<!\w)0\d+(?!\w)", lambda m: digits(m[0])),
    (r"(?<!\w)\d{7,}(?!\w)", _apart),
    (r"(?<!\w)\d+(?!\w)", lambda m: cardinal(int(m[0]))),
    (r"(?i)\b(a\.n|d\.a|s\.d)\.?(?=\s)", lambda m: _SHORT[m[1].lower()]),
    (rf"(?i)(?<![\w.])({_SHORT_NAMES})(\.|\b)(?!\w)", _short),
    (r"\b[A-Z]{2,}(?:-[A-Z]{2,})*\b", lambda m: " ".join(map(_capitals, m[0].split("-")))),
    (r"&", lambda _: "dan"),
    (r"\+", lambda _: "plus"),
    (r"=", lambda _: "sama dengan"),
    (r"(?<=\S)\s*/\s*(?=\S)", lambda _: " atau "),
)
_COMPILED = tuple((re.compile(pattern), said) for pattern, said in _FORMS)


def speakable(text: str) -> str:
    """The text for a synthesiser: words and pauses only."""
    lines = [_line(line) for line in _SILENT.sub(" ", text).splitlines()]
    return "\n".join(line for line in lines if line)


def _line(line: str) -> str:
    # What one form has said is kept out of the others' reach behind a private-use character.
    done: list[str] = []
    for pattern, said in _COMPILED:
        line = pattern.sub(partial(_say, said, done), line)
    for place in range(len(done) - 1, -1, -1):
        line = line.replace(chr(_PRIVATE + place), done[place])
    line = _QUOTES.sub(lambda mark: _QUIET[mark[0]], line)
    line = re.sub(r"\s+", " ", line)
    line = re.sub(r"\s+([,.;:?!])", r"\1", line)
    return re.sub(r",+([,.;:?!])", r"\1", line).strip(" ,;:-")


def _say(said: Callable[[re.Match[str]], str], done: list[str], match: re.Match[str]) -> str:
    spoken = said(match)
    if spoken == match[0] or len(done) > _PRIVATE_MANY:
        return match[0]
    done.append(spoken)
    return f" {chr(_PRIVATE + len(done) - 1)} "
