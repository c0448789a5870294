"""When a sentence says that the aid was for, and how much money it names.

Rules: found by shape alone, and only what leaves no doubt: two periods, or an amount that may be
the rest as well as what was taken, are asked about. A period stays in the citizen's words, for
the flow knows today; an amount is whole rupiah.
"""

import re
from collections.abc import Sequence

from handlers.amounts import parse_rupiah
from handlers.dialogue.text import word_set

MONEY = "uang"  # the word that stands for an amount where wishes are weighed
_LEAST = 1_000  # rupiah; less is '50' for 50 thousand, which the question clears up
_MONTHS = (
    "januari|februari|pebruari|maret|april|mei|juni|juli|agustus|september|oktober|november|"
    "nopember|desember|january|february|march|may|june|july|august|october|december"
)
_YEAR = r"(?:\s+(?:tahun\s+|thn\s+)?20\d\d)?"
_PERIOD = re.compile(
    rf"(?<!\d)(?<!\d[ /-])\b(?:"
    rf"(?:(?:sejak|mulai|since)\s+)?(?:(?:bulan|bln)\s+)?(?:{_MONTHS})"
    rf"(?:\s*(?:-|\u2013|sampai|hingga|s/d|sd|dan|and|to)\s*(?:bulan\s+|bln\s+)?(?:{_MONTHS}))?"
    rf"{_YEAR}|(?:bulan|bln)\s+(?:yang\s+|yg\s+)?(?:lalu|kemarin|kmrn|kemaren|ini)|"
    rf"(?:last|this)\s+month|(?:tahap|triwulan|tw)\s*(?:ke[ -]?)?[1-4]{_YEAR}"
    rf")\b(?!\s+19\d\d)",
    re.IGNORECASE,
)
_ONES = (
    "satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas|belas|puluh|ratus|seratus"
)
_AMOUNT = re.compile(
    rf"(?<![\w.,])(?:(?:rp\.?\s*)?\d[\d.,]*\s*(?:rb|ribu|rebu|k|jt|juta)(?:an)?"
    rf"|rp\.?\s*\d[\d.]*\d|\d{{1,3}}(?:\.\d{{3}})+|(?:(?:{_ONES})\s+){{1,6}}(?:ribu|juta)"
    rf"|seribu|sejuta)\b",
    re.IGNORECASE,
)
_MONEY_WORD = re.compile(r"(?:\d+(?:rb|ribu|k|jt|juta)|ribu|rebu|rb|juta)(?:an)?")
_LAST_WORDS = re.compile(r"[^\W\d_]+")
_NEAR = 3  # words in front of an amount that say what it is
_DUE = word_set("harusnya seharusnya mestinya semestinya biasanya harus janjinya should")
_GOT = word_set("dapat dpt dpet dapet terima diterima nerima cuma cuman cm hanya got")
_CAME = word_set("cair turun masuk keluar dikasih kasih")
_FROM = (["dari"], ["from"])  # right in front
_BOTH = 2  # amounts: what should have come, and what came
_LEFT = word_set("jadi menjadi tinggal sisa sisanya dari from left")

Spans = Sequence[tuple[int, int]]


def names_money(word: str) -> bool:
    """'20rb', and the 'ribu' of '20 ribu': an amount is money that nobody called so."""
    return _MONEY_WORD.fullmatch(word) is not None


def find_period(text: str) -> tuple[str | None, Spans]:
    """The words of the only period that a sentence names, and where it names any."""
    found = list(_PERIOD.finditer(text))
    return (found[0][0] if len(found) == 1 else None), [each.span() for each in found]


def find_amounts(text: str, trouble: str | None) -> tuple[dict[str, str], Spans]:
    """The answers to the questions about money that the sentence gives, and where it names any.

    `trouble` is what is reported: of money asked for one amount is needed, of too little what
    should have come and what came.
    """
    found = [
        (amount, each.span())
        for each in _AMOUNT.finditer(text)
        if (amount := parse_rupiah(each[0])) is not None and amount >= _LEAST
    ]
    said: dict[str, str] = {}
    behind = 0
    for amount, (start, end) in found:
        near = _LAST_WORDS.findall(text[behind:start].lower())[-_NEAR:]
        before, behind = set(near), end
        if trouble == "uang" and len(found) == 1 and before.isdisjoint(_LEFT | _GOT | _DUE):
            said["uang_asked"] = str(amount)
        elif trouble == "jumlah" and (before & _DUE or near[-1:] in _FROM):
            said["uang_due"] = str(amount)
        elif trouble == "jumlah" and before & (_GOT | _CAME | _LEFT):
            said["uang_received"] = str(amount)
    if len(found) == _BOTH and len(said) == 1 and trouble == "jumlah":
        # Of two amounts the other is the other.
        missing = "uang_received" if "uang_due" in said else "uang_due"
        other = [str(amount) for amount, _ in found if str(amount) not in said.values()]
        said |= {missing: other[0]} if other else {}
    return said, [span for _, span in found]


def told(text: str, trouble: str | None) -> tuple[dict[str, str], Spans]:
    """The month and the money that a report names, and where: they are no part of a place."""
    period, when = find_period(text)
    answers, money = find_amounts(text, trouble)
    return answers | ({} if period is None else {"bulan": period}), [*when, *money]


def whether(words: Sequence[str]) -> bool:
    """'sudah cair belum?', 'mau tanya': a question, where 'belum cair' is a complaint."""
    if "tanya" in words:
        return True
    asked = [at for at, word in enumerate(words) if word in ("sudah", "apakah")]
    return bool(asked) and words[asked[0] + 1 :].count("cair") == 1
