"""Text as a person would say it: 'Rp600.000' -> 'enam ratus ribu rupiah'.

Rules: pure; Indonesian (other languages are spoken by their own voice or by people). Each form
is one row of `_FORMS`, tried from the top; what no row knows is left to the synthesiser. Emoji
and marks that nobody says vanish; a line's end is a pause. Abbreviations are said as words where
people do (Bansos, Kemensos), letter by letter where they do that (NIK is said 'nik', KTP 'ka te
pe'): `bot/audio/shortened.py`.
"""

import re
from collections.abc import Callable
from functools import partial

import regex

from bot.audio import sayings
from bot.audio.numerals import cardinal, digits, ordinal, roman
from bot.audio.shortened import SHORT, TITLES, UNITS, capitals

_PRIVATE, _PRIVATE_MANY = 0xE000, 6000  # the private-use area of the first plane
_SILENT = regex.compile(
    r"[\p{Extended_Pictographic}\p{So}\uFE0F\u200d\u20e3*_`~#|<>\[\]{}•\uE000-\uF8FF]"
)
# Marks around words: brackets are a pause, quotation marks nothing.
_QUIET = {"(": ", ", ")": ", ", '"': "", "“": "", "”": "", "«": "", "»": "", "→": ", "}
_QUOTES = re.compile("[" + re.escape("".join(_QUIET)) + "]")
_COMPARED = {">": "lebih dari", "<": "kurang dari", "≥": "paling sedikit", "≤": "paling banyak"}
_PARTS = {"½": "setengah", "¼": "seperempat", "¾": "tiga perempat"}
_SIGN = {"+": "plus", "-": "minus"}
_KEYS = {"#": "pagar", "*": "bintang"}
# Signs that are words here, and decoration elsewhere: read before decoration goes.
_SIGNS: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"[<>≥≤]\s?(?=\d|Rp)", lambda m: f" {_COMPARED[m[0][0]]} "),
    (r"[±~]\s?(?=\d|Rp)", lambda _: " kurang lebih "),
    (r"[½¼¾]", lambda m: f" {_PARTS[m[0]]} "),
    (r"\s?°C\b", lambda _: " derajat selsius"),
    (r"(?<=[\w,:] )[#*](?![\w#*])", lambda m: _KEYS[m[0]]),  # 'tekan #'
    # names and numbers shown in part: 'A****h', '3201********01'
    (
        r"\b([A-Za-z])\*+([A-Za-z]?)(?!\w)",
        lambda m: " ".join(filter(None, (sayings.letters(m[1]), "bintang", sayings.letters(m[2])))),
    ),
    (r"(?<!\S)\*{2,}(?=\s|$)", lambda _: "bintang"),
    (
        r"\b(\d+)\*{2,}(\d*)",
        lambda m: ", ".join(filter(None, (digits(m[1]), "bintang", digits(m[2])))),
    ),
)


def _law(match: re.Match[str]) -> str:
    return f"{_line(match[1])} {cardinal(int(match[2]))} tahun {cardinal(int(match[3]))}"


def _any_of(words: dict[str, str] | dict[str, int] | frozenset[str] | tuple[str, ...]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_DONE = "[\ue000-\uf8ff]"  # what a form above has said already
_SAID = rf"[\d{_DONE[1:-1]}]"
_DATE = r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/-]|\.\d)"
_YEAR = r"(?:19|20)\d\d"
_AMOUNT = r"\d{1,3}(?:\.\d{3})+(?:,\d+|,-)?|\d+(?:[.,]\d+|,-)?"
_SCALE = r"(\s?(?:rb|ribu|jt|juta|[Mm]iliar|[Mm]ilyar|[Tt]riliun|M)\b)?"
_MONTH, _MON = _any_of(sayings.MONTHS), _any_of(sayings.SHORT_MONTHS)
_LAW = (
    "UU|PP|Perpu|Perpres|Inpres|Keppres|Permen[a-z]*|Kepmen[a-z]*|PMK|Perda|Pergub|Perbup"
    "|Perwali?|[Pp]eraturan|[Nn]omor|[Nn]o\\."
)
# Said as they are dialled: police, emergencies, fire, search and rescue, health, 129, Kemensos.
_DIALLED = "110|112|113|115|117|118|119|129|171"
_DAY = "Senin|Selasa|Rabu|Kamis|Jumat|Jum'at|Sabtu|Minggu|Ahad"
_COUNTED = "tahap|bab|pasal|kelas|golongan|triwulan|semester|gelombang|termin|lampiran|gang"
_CALLED = "telepon|telpon|hubungi|call center|nomor|WA|WhatsApp|SMS ke"
_SHORT = _any_of(tuple(word for word in SHORT if "." not in word))
_CLOCK = r"([01]?\d|2[0-4])[.:]([0-5]\d)"
_HOST = r"(?:[A-Za-z0-9-]+\.)+(?:id|com|org|net|gov)|wa\.me|t\.me|bit\.ly"
# In this order: the first form that fits a stretch of text says it.
_FORMS: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    # addresses and links are read as their host: 'cekbansos titik kemensos titik go titik id'
    (r"(?i)([\w.+-]+)@((?:[a-z0-9-]+\.)+[a-z]{2,})", sayings.mail),
    (
        rf"(?<![\w.])(?:https?://)?({_HOST})\b(?::\d+)?(?:/(\d{{5,}})\b|/\S*[^\s.,;:!?)]|/)?",
        sayings.host,
    ),
    (r"(?i)\bhttps?://([^\s/:]+)()(?::\d+)?(?:/\S*[^\s.,;:!?)]|/)?", sayings.host),
    (r"(?i)\bcovid-?19\b", lambda _: "kofid sembilan belas"),
    (r"\bH\s?([+-])\s?(\d{1,2})\b", lambda m: f"ha {_SIGN[m[1]]} {cardinal(int(m[2]))}"),
    (
        r"(?i)\bblok\s+([A-Z]{1,2})(\s?[/-]\s?|\s?)(\d{1,3})\b",
        lambda m: (
            f"blok {sayings.letters(m[1])}{' nomor' if m[2].strip() else ''} {cardinal(int(m[3]))}"
        ),
    ),
    (r"\b(\d{4})-(\d{2})-(\d{2})(?:T(?=\d)|\b)", lambda m: sayings.date(m[3], m[2], m[1])),
    (r"(?i)\bRT\s?/\s?RW\s*[.:]?\s*0*(\d{1,3})\s?/\s?0*(\d{1,3})\b", sayings.rt_rw),
    (r"(?i)\bRT\.?[\s-]*0*(\d{1,3})\s?/\s?(?:RW\.?[\s-]*)?0*(\d{1,3})\b", sayings.rt_rw),
    (
        r"(?i)\b(R[TW])\.?[\s-]*0*(\d{1,3})\b",
        lambda m: f"{sayings.spell(m[1])} {cardinal(int(m[2]))}",
    ),
    # tickets: letters and digits in groups with hyphens
    (
        r"(?i)\b(?=[A-Z0-9-]*[A-Z])(?=[A-Z0-9-]*\d)[A-Z0-9]{1,}(?:-(?!an\b|nya\b)[A-Z0-9]{2,})+\b",
        lambda m: (
            sayings.spell(m[0]) if m[0].isupper() or re.match(r"[a-z]{1,2}-\w{4}-", m[0]) else m[0]
        ),
    ),
    (r"\b[A-Z]-[A-Z0-9]{4}-[A-Z0-9]{2}\b", lambda m: sayings.spell(m[0])),
    (rf"(?i)\bRp\.?\s?(\d[\d.]*)\s?[-–—]\s?(\d[\d.]*){_SCALE}", sayings.money_range),
    (r"\bIDR\s?(\d[\d.]*)()", sayings.money),
    (r"(?i)@\s?(?=Rp\.?\s?\d)", lambda _: "masing-masing"),
    (rf"(?i)\bRp\.?\s?({_AMOUNT}){_SCALE}", sayings.money),
    (r"\$\s?(\d[\d.]*\d|\d)", lambda m: f"{sayings.quantity(m[1])} dolar"),
    # NIK and KK, however they are grouped; before what their groups could be
    (r"(?<!\d)(?:\d{4}[ .-]){3}\d{4}(?!\d)", sayings.apart),
    (r"(?<!\d)(?:\d{6}|\d\d[ .-]\d\d[ .-]\d\d)[ .-]\d{6}[ .-]\d{4}(?!\d)", sayings.apart),
    (r"(?<!\d)\d{16}(?!\d)", sayings.apart),
    (_DATE, lambda m: sayings.date(m[1], m[3], m[4])),
    (
        rf"(?i)\b(\d{{1,2}}) ({_MONTH}) (\d{{4}})\b",
        lambda m: f"{cardinal(int(m[1]))} {m[2].capitalize()} {cardinal(int(m[3]))}",
    ),
    (rf"(?i)\b(\d{{1,2}})\s({_MON})\.?(?:\s(\d{{4}}))?(?![\w])", sayings.short_month),
    (
        r"(?i)\b(?:tgl\.?|tanggal)\s(\d{1,2})[/-](0?[1-9]|1[0-2])(?![\d/-])",
        lambda m: f"tanggal {cardinal(int(m[1]))} {sayings.MONTHS[int(m[2]) - 1]}",
    ),
    (rf"(?i)\b({_MON})\.?(?=\s{_YEAR}\b)", sayings.month),
    (
        rf"\b((?i:{_MON}))\.?(?=\s*(?:[-–]|s\.d\.?|s/d|sampai)\s*(?:(?i:{_MON})\b|{_DONE}))",
        sayings.month,
    ),
    (rf"\b({_MONTH})\s?[-–]\s?({_MONTH})\b", lambda m: f"{m[1]} sampai {m[2]}"),
    (
        r"(?i)\b(?:pukul|pkl\.?|jam)\s+(\d{1,2})[.:](\d{2})(?:[.:](\d{2}))?\b",
        lambda m: sayings.time(m[1], m[2], m[3]),
    ),
    (r"\b(\d{1,2})[.:](\d{2})(?=\s*WI(?:B|TA|T)\b)", lambda m: sayings.time(m[1], m[2])),
    (
        rf"(?<![\d.,]){_CLOCK}\s?[-–—]\s?{_CLOCK}(?![\d.])",
        lambda m: f"{sayings.time(m[1], m[2])} sampai {sayings.time(m[3], m[4])}",
    ),
    (r"\b([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?\b", lambda m: sayings.time(m[1], m[2], m[3])),
    (r"\b\d+/(?:[A-Z]{2,}|[IVX]+/(?=\d{4}))(?:/?\d+)*\b", sayings.decree),
    (rf"\b({_LAW})\s?(\d+)/({_YEAR})\b", _law),
    (
        rf"(?<![\d/])({_YEAR})/({_YEAR})(?![\d/])",
        lambda m: f"{cardinal(int(m[1]))} garis miring {cardinal(int(m[2]))}",
    ),
    (
        rf"(?<![\d/])(0?[1-9]|1[0-2])/({_YEAR})(?![\d/])",
        lambda m: f"{sayings.MONTHS[int(m[1]) - 1]} {cardinal(int(m[2]))}",
    ),
    (r"(?i)\bs/d\b", lambda _: "sampai dengan"),
    (r"(?i)\ba/n\b", lambda _: "atas nama"),
    (r"(?i)\bd/a\b", lambda _: "dengan alamat"),
    (
        r"(?i)\b(\d+)\s?(rb|ribu|jt|juta)?-?an\b",
        lambda m: f"{cardinal(int(m[1]))}{sayings.scale(m[2])}an",
    ),
    (r"(?i)\bth\.?(?=\s\d{4}\b)", lambda _: "tahun"),
    # telephone numbers, and short ones after a word that says so
    (r"(?<![\d.])\(0\d{2,3}\)\s?\d[\d -]{1,12}\d(?!\d)", sayings.phone),
    (r"(?<![\d.])0\d{3}(?:\.\d{3,4}){2}(?!\d)", sayings.phone),
    (r"(?<![\d.])(?:\+62[ -]?|0)\d[\d -]{3,14}\d(?!\d)", sayings.phone),
    (r"(?<![\w.,/-])(1\d{3})-(\d{3})(?![\w/-])", sayings.not_a_range),
    (
        rf"(?i)\b({_CALLED})\s+(\d{{3,6}})\b(?![./]\d)",
        lambda m: f"{_line(m[1])} {digits(m[2], 0 if len(m[2]) < 5 else 3)}",
    ),
    (r"\b1/2(?=\s+[a-z])", lambda _: "setengah"),
    (r"\b1/4(?=\s+[a-z])", lambda _: "seperempat"),
    (r"\b3/4(?=\s+[a-z])", lambda _: "tiga perempat"),
    (
        r"(?i)(?<!\d)/\s?(\d+)\s(hari|minggu|bulan|tahun|orang)\b",
        lambda m: f"per {cardinal(int(m[1]))} {m[2]}",
    ),
    (r"(?i)\bkm\.?(?=\s?\d)", lambda _: "kilometer"),
    (
        r"/\s?(hari|minggu|bulan|tahun|orang|keluarga|jiwa|rumah|desa|kepala)\b",
        lambda m: f"per {m[1]}",
    ),
    (rf"(?<={_SAID})\s?/\s?(kg|km|bln|thn|org)\b", lambda m: f"per {UNITS[m[1]]}"),
    (rf"(?<={_SAID})\s?/\s?KK\b", lambda _: "per ka ka"),
    (r"(?i)\bdan\s?/\s?atau\b", lambda _: "dan atau"),
    (rf"(?<={_DONE})\s*[-–—]\s*(?={_SAID})", lambda _: "sampai"),
    (rf"(?<=\d)\s*[-–—]\s*(?={_DONE})", lambda _: "sampai"),
    (rf"(?<={_SAID})\s*[-–—]\s*(?=selesai\b)", lambda _: "sampai"),
    (rf"\b({_DAY})\s?[-–—]\s?({_DAY})\b", lambda m: f"{m[1]} sampai {m[2]}"),
    (
        r"(?<=\d)\s?[-–—]\s?(?=\d+(?:[.,]\d+)*\s?(?:" + _any_of(UNITS) + r")(?!\w))",
        lambda _: "sampai",
    ),
    (rf"(?<=\d)\s?[x×]\s?(?=\d)|(?<={_DONE})\s*[x×]\s?(?=\d)", lambda _: "kali"),
    (rf"(?<![\w,/-])(\d+(?:[.,]\d+)*)\s?({_any_of(UNITS)})(?!\w)", sayings.unit),
    (r"(?i)\be-KTP\b", lambda _: "e ka te pe"),
    (r"(?i)\bKTP-?el\b", lambda _: "ka te pe elektronik"),
    (
        r"(?i)\bgol(?:ongan|\.)?\s+([IVX]+)[/-]([a-e])\b",
        lambda m: f"golongan {cardinal(roman(m[1]) or 0)} {sayings.letters(m[2])}",
    ),
    (
        rf"(?i)\b({_COUNTED})\s+(?-i:([IVX]+))\b",
        sayings.roman_after,
    ),
    (r"\b[Kk]e-([IVX]+)\b", sayings.roman_ordinal),
    (r"\b(\d{1,3})([A-Z])\b", lambda m: f"{cardinal(int(m[1]))} {sayings.spell(m[2])}"),
    (r"\b([A-Z])(\d{1,2})\b", lambda m: f"{sayings.letters(m[1])} {cardinal(int(m[2]))}"),
    (r"(?i)\bke-?(\d{1,3})\b", lambda m: ordinal(int(m[1]))),
    (
        r"\b(?:\d ){2,}\d\b(?:, (?:\d ?)+)*",
        lambda m: ", ".join(digits(run) for run in m[0].split(",")),
    ),
    # tickets that are written apart: 'D Q G 4, 7 K X'
    (
        r"\b(?=[A-Z0-9 ,]*[A-Z])(?:[A-Z0-9] ){2,}[A-Z0-9]\b(?:, (?:[A-Z0-9] )*[A-Z0-9]\b)*",
        lambda m: sayings.spell_groups(m[0]),
    ),
    (
        rf"(?<![\d.,])({_DIALLED})(?=\s*(?:$|[.,;:)/]|atau\b|dan\b|lalu\b|ext))",
        lambda m: digits(m[1]),
    ),
    (r"(?i)\bext\.?(?=\s*\d)", lambda _: "ekstensi"),
    (r"(?i)\b(kode(?: pos|nya)?|PIN|OTP):?\s+(\d{4,8})\b", lambda m: f"{m[1]} {digits(m[2], 3)}"),
    (
        r"(?<![\d/])\d(?:/\d){2,}(?![\d/])",
        lambda m: " atau ".join(cardinal(int(part)) for part in m[0].split("/")),
    ),
    (r"\b(\d+)\s?/\s?(\d+)\b", lambda m: f"{cardinal(int(m[1]))} per {cardinal(int(m[2]))}"),
    (
        r"\b(\d+)\s?[-–—]\s?(\d+)\b",
        lambda m: f"{sayings.quantity(m[1])} sampai {sayings.quantity(m[2])}",
    ),
    (r"(?<![^\s(:])-(?=\d)", lambda _: "minus"),
    (r"(?<![\w.,])\d{1,3}(?:\.\d{3})+(?:,\d+)?(?![\w])", lambda m: sayings.quantity(m[0])),
    (
        r"(?<![\d.,])\d{1,2}(?:,\d{1,2}){2,}(?![\d,])",
        lambda m: ", ".join(cardinal(int(part)) for part in m[0].split(",")),
    ),
    (rf"(?<![\d.,]){_CLOCK}(?![\d.,]\d|\d)", lambda m: sayings.time(m[1], m[2])),
    (
        r"(?<![\w.])\d+,\d+(?!\w)|(?<![\w.])\d+\.\d{1,2}(?![\w.]\d|\d)",
        lambda m: sayings.quantity(m[0]),
    ),
    (r"(?<!\w)0\d+(?!\w)", lambda m: digits(m[0])),
    (r"(?<!\w)\d{7,}(?!\w)", sayings.apart),
    (r"(?<!\w)\d+(?!\w)", lambda m: cardinal(int(m[0]))),
    # words
    (r"(?i)\b([a-z]{3,})2\b", lambda m: f"{m[1]}-{m[1].lower()}"),  # 'anak2'
    (rf"\b({_any_of(TITLES)})\.\s?(?=[A-Z][a-z])", lambda m: TITLES[m[1]]),
    (r"(?<=, )([A-Z])\.\s?([A-Z][a-zA-Z]{0,2})\b\.?", lambda m: sayings.letters(m[1] + m[2])),
    (r"(?i)\b(a\.n|d\.a|s\.d|u\.p)\.?(?=\s)", lambda m: SHORT[m[1].lower()]),
    (
        rf"(?<![\w.])((?i:{_SHORT}))(?:(\.)(?![a-z])|\b(?![\w.])|(?=\.\s*$))",
        sayings.short,
    ),
    (r"\bCV\.(?=\s[A-Z])", lambda _: "ce fe"),
    (r"\bPT\.(?=\s[A-Z])", lambda _: "pe te"),
    (r"\bDI(?= [A-Z]{3,}\b)(?! YOGYA| ACEH)", lambda _: "di"),
    (
        r"\b[A-Z]{2,}(?:-[A-Z]{2,})*\b",
        lambda m: " ".join(map(capitals, m[0].split("-"))),
    ),
    (r"&", lambda _: "dan"),
    (r"\+", lambda _: "plus"),
    (r"=", lambda _: "sama dengan"),
    (r"(?<=\S)\s*/\s*(?=\S)", lambda _: " atau "),
)
_COMPILED = tuple((re.compile(pattern), said) for pattern, said in _FORMS)
_FIRST = tuple((re.compile(pattern), said) for pattern, said in _SIGNS)


def speakable(text: str) -> str:
    """The text for a synthesiser: words and pauses only."""
    for pattern, said in _FIRST:
        text = pattern.sub(said, text)
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
    line = re.sub(r"(?:^|\s)[—–-]\s+|\s[—–-](?:\s|$)", ", ", line)
    line = re.sub(r"\s+", " ", line)
    line = re.sub(r"\s+([,.;:?!])", r"\1", line)
    return re.sub(r",+([,.;:?!])", r"\1", line).strip(" ,;:-—–")


def _say(said: Callable[[re.Match[str]], str], done: list[str], match: re.Match[str]) -> str:
    spoken = said(match)
    if spoken == match[0] or len(done) > _PRIVATE_MANY:
        return match[0]
    done.append(spoken)
    return f" {chr(_PRIVATE + len(done) - 1)} "
