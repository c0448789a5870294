"""Periods of aid as people say them: 'bulan lalu', 'Januari', 'triwulan 2 2026', 'Mei-Juli'.

Rules: pure; the answer is a month, 'YYYY-MM', or the first and the last of several,
'YYYY-MM/YYYY-MM' (ISO 8601). Nothing that has not begun. Without a year it is the latest one that
has begun. Aid is paid in four stages a year (PKH, BPNT): 'tahap' and 'triwulan' are three months.
"""

import datetime as dt
import re
from collections.abc import Callable

from handlers.dates import EARLIEST, parse_month
from handlers.dialogue.text import fold

MonthNames = Callable[[str], int | None]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_THIS = _words("ini sekarang this")
_LAST = _words("lalu kemarin kemaren kmrn lampau wingi kamari patang last")
_YESTERDAY = _words("kemarin kemaren kmrn wingi kamari yesterday")
_MONTH = _words("bulan bln month months sasi wulan bulanan")
_YEAR = _words("tahun thn year taun")
_DAY = _words("hari minggu pekan day week")
_PARTS = {  # months in one of them
    word: months
    for months, words in {
        3: "triwulan triwulanan tw kuartal kwartal quarter q tahap termin",
        6: "semester smt",
        4: "caturwulan cawu",
    }.items()
    for word in words.split()
}
_NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "satu pertama i se first one",
            "dua kedua ii second two",
            "tiga ketiga iii third three",
            "empat keempat iv fourth four",
            "lima five",
            "enam six",
            "tujuh seven",
            "delapan eight",
            "sembilan nine",
            "sepuluh ten",
            "sebelas eleven",
        ),
        start=1,
    )
    for word in words.split()
}


# '082026', '82026', '202608': month and year without the star between them, on a call.
_KEYED = re.compile(r"^(?:(0?[1-9]|1[0-2])(20\d\d)|(20\d\d)(0[1-9]|1[0-2]))$")
_MONTH_BY_WORD = re.compile(rf"\b(bulan|bln)\s+({'|'.join(_NUMBERS)})\b")  # 'bulan delapan'


def parse_period(text: str, *, today: dt.date, month_of: MonthNames | None = None) -> str | None:
    """The period that `text` names; None when it names none, or one that has not begun."""
    if keyed := _KEYED.match(text.strip()):
        text = f"{keyed[1] or keyed[4]} {keyed[2] or keyed[3]}"
    words = re.findall(r"[0-9]+|[^\W\d_]+", _joined(fold(text)))
    for reads in (_part_of_year, _ago, _from_to, _whole_year):
        found = reads(words, today, month_of)
        if found is not None:
            return found or None
    text = _MONTH_BY_WORD.sub(lambda found: f"{found[1]} {_NUMBERS[found[2]]}", fold(text))
    month = parse_month(text, today=today, month_of=month_of)
    if month is not None and _years_ago(words) and not any(map(_is_year, words)):
        month = _written((today.year - 1, int(month[5:])))  # 'Maret tahun lalu'
    return month


def _joined(text: str) -> str:
    """'tri wulan 2' and 'tw2', 'q3' in the one spelling."""
    text = re.sub(r"\b(tri|catur) wulan\b", r"\1wulan", text)
    return re.sub(r"\b(tw|q|smt|triwulan|tahap)(\d)\b", r"\1 \2", text)


# Each reader gives None when the text is not its kind, '' when it is but names nothing.


def _part_of_year(words: list[str], today: dt.date, month_of: MonthNames | None) -> str | None:
    """'triwulan 2 2026', 'tahap ketiga', 'semester 1'."""
    at = next((place for place, word in enumerate(words) if word in _PARTS), None)
    if at is None:
        return None
    length = _PARTS[words[at]]
    around = words[at + 1 :] + words[:at][::-1]
    year = next((int(word) for word in around if _is_year(word)), None)
    nth = next((n for word in around if (n := _number(word)) is not None), None)
    if nth is None or not 1 <= nth <= 12 // length:
        return ""
    first = (nth - 1) * length + 1
    if year is None:
        year = today.year - (first > today.month) - _years_ago(words)
    return _range((year, first), (year, first + length - 1), today)


def _ago(words: list[str], today: dt.date, month_of: MonthNames | None) -> str | None:
    """'bulan ini', 'bulan lalu', '3 bulan yang lalu', 'minggu ini'."""
    said = set(words)
    if any(_month(word, month_of) for word in words) or any(map(_is_year, words)):
        return None
    if said & _MONTH and said & _LAST:
        return _written(_back(today, _how_many(words, _MONTH)))
    if said & _MONTH and said & _THIS:
        return _written((today.year, today.month))
    if len(words) == 1 and said <= _YESTERDAY:
        then = today - dt.timedelta(days=1)
        return _written((then.year, then.month))
    if said & _DAY and said & (_THIS | _LAST):
        days = 7 if said & {"minggu", "pekan", "week"} else 1
        count = _how_many(words, _DAY) if said & _LAST else 0
        then = today - dt.timedelta(days=days * count)
        return _written((then.year, then.month))
    return None


def _how_many(words: list[str], units: frozenset[str]) -> int:
    """The number in front of a unit ('dua minggu', '3 bulan'); one where there is none."""
    before = words[: next(place for place, word in enumerate(words) if word in units)]
    return next((n for word in reversed(before) if (n := _number(word)) is not None), 1)


def _from_to(words: list[str], today: dt.date, month_of: MonthNames | None) -> str | None:
    """'Oktober-Desember 2025', 'Mei dan Juni', 'sejak Maret'."""
    named = [number for word in words if (number := _month(word, month_of)) is not None]
    year = next((int(word) for word in words if _is_year(word)), None)
    since = bool({"sejak", "mulai", "since"} & set(words))
    if not named or (len(named) == 1 and not since):
        return None
    first, last = named[0], named[-1]
    end_year = year
    if end_year is None:
        # A period within one year has begun; one over New Year is over, or ends this year.
        not_yet = first > today.month if last >= first else last > today.month
        end_year = today.year - not_yet - _years_ago(words)
    start_year = end_year - (last < first)
    if since and len(named) == 1:
        begun = (year or today.year - (first > today.month), first)
        return _range(begun, (today.year, today.month), today)
    return _range((start_year, first), (end_year, last), today)


def _whole_year(words: list[str], today: dt.date, month_of: MonthNames | None) -> str | None:
    """'2025', 'tahun lalu', 'tahun ini'."""
    said = set(words)
    years = [int(word) for word in words if _is_year(word)]
    rest = [word for word in words if word not in _YEAR and not _is_year(word)]
    if not rest and len(years) == 1:
        year = years[0]
    elif said & _YEAR and not years and said <= _YEAR | _LAST | _THIS | {"yang"}:
        year = today.year - _years_ago(words)
    else:
        return None
    last = 12 if year < today.year else today.month
    return _range((year, 1), (year, last), today)


def _years_ago(words: list[str]) -> int:
    """One for 'tahun lalu'."""
    places = [place for place, word in enumerate(words) if word in _YEAR]
    return int(any(_LAST & set(words[place + 1 : place + 3]) for place in places))


def _month(word: str, month_of: MonthNames | None) -> int | None:
    """The number of a month's name."""
    if word.isdecimal() or word in _MONTH or len(word) < 3:
        return None
    found = parse_month(word, today=dt.date(9999, 12, 31), month_of=month_of)
    return None if found is None else int(found[5:])


def _number(word: str) -> int | None:
    if word.isdecimal():
        return int(word) if len(word) <= 2 else None
    return _NUMBERS.get(word)


def _is_year(word: str) -> bool:
    return word.isdecimal() and len(word) == 4


def _back(today: dt.date, months: int) -> tuple[int, int]:
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return year, month + 1


def _range(start: tuple[int, int], end: tuple[int, int], today: dt.date) -> str:
    """The period from a month to another; '' for one that has not begun."""
    if start > (today.year, today.month) or end < start or start[0] < EARLIEST:
        return ""
    return _written(start) if start == end else f"{_written(start)}/{_written(end)}"


def _written(month: tuple[int, int]) -> str:
    return f"{month[0]:04d}-{month[1]:02d}"
