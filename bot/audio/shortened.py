"""Abbreviations, units and titles, and how they are said in Indonesian.

Rules: tables, and the one guess about capitals. A run of capitals that can be read as syllables is
a word in capitals (SITI AMINAH, TASPEN, KETIK); one that cannot is spelt (PKH, APBN). What people
say otherwise stands in a table.
"""

import re

from bot.audio.numerals import cardinal, roman

LETTERS = {
    "A": "a", "B": "be", "C": "ce", "D": "de", "E": "e", "F": "ef", "G": "ge", "H": "ha",
    "I": "i", "J": "je", "K": "ka", "L": "el", "M": "em", "N": "en", "O": "o", "P": "pe",
    "Q": "ki", "R": "er", "S": "es", "T": "te", "U": "u", "V": "fe", "W": "we", "X": "eks",
    "Y": "ye", "Z": "zet",
}  # fmt: skip
# Said as a word, or otherwise than their letters say.
_AS_WORDS = {
    "NIK": "nik", "DTSEN": "de te sen", "BANSOS": "bansos", "KEMENSOS": "kemensos",
    "DINSOS": "dinsos", "SIKS": "siks", "WIB": "waktu Indonesia barat",
    "WITA": "waktu Indonesia tengah", "WIT": "waktu Indonesia timur", "UMR": "u em er",
    "WA": "we a", "OK": "oke", "VA": "volt ampere", "IDR": "rupiah", "YA": "ya", "KE": "ke",
    "YTH": "yang terhormat", "AIDS": "eids", "KEMENDIKBUD": "kemendikbud",
}  # fmt: skip
# Could be read as words, and are not.
_SPELT = frozenset({
    "PIP", "KUA", "KIA", "HIV", "DIY", "ICU", "BRI", "RUU", "MUI", "AHU", "PAD", "ID", "UU", "RI",
    "BRIN", "UGM", "UI", "TIK",
})  # fmt: skip
SHORT = {
    "kec": "kecamatan", "kab": "kabupaten", "kel": "kelurahan", "ds": "desa", "dsn": "dusun",
    "prov": "provinsi", "jl": "jalan", "jln": "jalan", "gg": "gang", "no": "nomor",
    "tgl": "tanggal", "tel": "telepon", "telp": "telepon", "tlp": "telepon", "hp": "ha pe",
    "tj": "tanjung", "gn": "gunung", "kp": "kampung", "dr": "dokter", "moh": "mohamad",
    "muh": "muhamad", "abd": "abdul", "jend": "jenderal", "kav": "kaveling", "lt": "lantai",
    "perum": "perumahan", "komp": "kompleks", "dll": "dan lain-lain", "dsb": "dan sebagainya",
    "dst": "dan seterusnya", "dkk": "dan kawan-kawan", "bpk": "bapak", "sdr": "saudara",
    "sdri": "saudari", "ny": "nyonya", "tn": "tuan", "ttl": "tempat tanggal lahir", "jt": "juta",
    "rb": "ribu", "thn": "tahun", "th": "tahun", "bln": "bulan", "mgg": "minggu", "hlm": "halaman",
    "pkl": "pukul", "maks": "maksimal", "min": "minimal", "a.n": "atas nama", "an": "atas nama",
    "d.a": "dengan alamat", "s.d": "sampai dengan", "sd": "sampai dengan",
    "u.p": "untuk perhatian", "tmt": "terhitung mulai tanggal",
    # as staff and citizens type them
    "yg": "yang", "dgn": "dengan", "dg": "dengan", "utk": "untuk", "krn": "karena",
    "tdk": "tidak", "sdh": "sudah", "blm": "belum", "sblm": "sebelum", "stlh": "setelah",
    "spt": "seperti", "tsb": "tersebut", "kpd": "kepada", "ttg": "tentang", "dpt": "dapat",
    "hrs": "harus", "tlg": "tolong", "mhn": "mohon", "jgn": "jangan", "bgmn": "bagaimana",
    "pd": "pada", "dlm": "dalam", "hub": "hubungi", "kls": "kelas",
    "org": "orang", "sy": "saya", "trims": "terima kasih", "tks": "terima kasih",
}  # fmt: skip
# Abbreviations that only count with their full stop: without it they are words or names.
DOTTED = frozenset({
    "no", "an", "sd", "dr", "tel", "th", "hp", "moh", "min", "lt", "komp", "perum", "abd", "kav",
    "muh", "org", "pd",
})  # fmt: skip
# These stand before a name or an address, where a capital follows: 'Gg Mawar', 'Kp Rawa'.
BEFORE_NAMES = frozenset({"gg", "tj", "gn", "kp"})
TITLES = {
    "H": "haji", "Hj": "hajah", "KH": "kiai haji", "Ir": "insinyur", "Dr": "doktor",
    "Drs": "doktorandus", "Dra": "doktoranda", "Ust": "ustaz", "Tgk": "teungku",
}  # fmt: skip
SCALES = {
    "rb": "ribu", "ribu": "ribu", "jt": "juta", "juta": "juta", "miliar": "miliar",
    "milyar": "miliar", "triliun": "triliun",
}  # fmt: skip
UNITS = {
    "kg": "kilogram", "Kg": "kilogram", "KG": "kilogram", "gr": "gram", "km": "kilometer",
    "KM": "kilometer", "cm": "sentimeter", "mm": "milimeter", "m": "meter", "ha": "hektare",
    "Ha": "hektare", "L": "liter", "ltr": "liter", "VA": "volt ampere", "W": "watt",
    "kWh": "kilowatt jam", "m2": "meter persegi", "m²": "meter persegi", "MB": "megabita",
    "GB": "gigabita", "°C": "derajat selsius", "%": "persen", "jt": "juta", "juta": "juta",
    "rb": "ribu", "ribu": "ribu", "miliar": "miliar", "triliun": "triliun", "thn": "tahun",
    "th": "tahun", "bln": "bulan", "org": "orang", "x": "kali", "X": "kali",
}  # fmt: skip

_VOWELS = "[AEIOU]{1,3}"
_CONSONANT = "[B-DF-HJ-NP-TV-Z]"
_ONSET = (
    "(?:STR|SPR|NG|NY|KH|SY|TH|DH|BH|SH|CH|GH|PH|PR|BR|TR|DR|KR|GR|SR|PL|BL|KL|GL|FL|FR|SL|ST|SP"
    f"|SK|KW|SW|DW|TW|WR|MB|ND|NJ|{_CONSONANT})"
)
_CODA = f"(?:NG|NS|NK|KS|RS|RM|KH|{_CONSONANT})"
_SYLLABLES = re.compile(f"(?:{_ONSET}?{_VOWELS}{_CODA}?)+")


def capitals(run: str) -> str:
    """A run of capitals: 'BPNT' -> 'be pe en te', 'AMINAH' -> 'aminah', 'III' -> 'tiga'."""
    if (known := _AS_WORDS.get(run)) is not None:
        return known
    if (number := roman(run)) is not None:
        return cardinal(number)
    if len(run) > 2 and run not in _SPELT and _SYLLABLES.fullmatch(run):
        return run.lower()
    return " ".join(LETTERS[letter] for letter in run)
