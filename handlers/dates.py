"""Dates as people write them: '17-8-1945', '17 Agustus 1945', '170845', '17081945'.

Rules: pure. Day before month, as Indonesia writes; ISO order only with a four-digit year in
front. A two-digit year is the latest one that is not in the future. Month names of any language
come in as `month_of`; the Indonesian and English ones are known here.
"""

import datetime as dt
import re
from collections.abc import Callable

from handlers.dialogue.text import fold

EARLIEST = 1900
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january",
            "februari feb pebruari peb february",
            "maret mar march",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "agustus agu agt ags agust august aug",
            "september sep sept",
            "oktober okt october oct",
            "november nov nopember nop",
            "desember des december dec",
        ),
        start=1,
    )
    for name in names.split()
}


def parse_date(
    text: str, *, today: dt.date, month_of: Callable[[str], int | None] | None = None
) -> dt.date | None:
    """The date that `text` holds, not before 1900 and not after `today`; None when it has none."""
    words = re.findall(r"[0-9]+|[^\W\d_]+", fold(text))
    parts = [part for part in (_part(word, month_of) for word in words) if part is not None]
    month_at = next((place for place, part in enumerate(parts) if isinstance(part, int)), None)
    if month_at is not None:
        return _with_name(parts, month_at, today)
    digits = [part for part in parts if isinstance(part, str)]
    for start in range(len(digits) - 2):
        first, second, third = digits[start : start + 3]
        date = _triple(first, second, third, today)
        if date is not None:
            return date
    for run in digits:
        date = _run(run, today)
        if date is not None:
            return date
    return None


def parse_month(
    text: str, *, today: dt.date, month_of: Callable[[str], int | None] | None = None
) -> str | None:
    """A month not after `today`, 'YYYY-MM': 'Agustus', 'agustus 2025', '8/2025', '08-25', '8'.

    A month without a year is the latest one that has begun.
    """
    words = re.findall(r"[0-9]+|[^\W\d_]+", fold(text))
    parts = [part for part in (_part(word, month_of) for word in words) if part is not None]
    named = [part for part in parts if isinstance(part, int)]
    digits = [part for part in parts if isinstance(part, str)]
    year = next((run for run in digits if len(run) == 4), None)
    rest = [run for run in digits if run != year]
    month = named[0] if named else int(rest.pop(0)) if rest else 0
    if year is None and rest and len(rest[-1]) == 2:
        year = f"20{rest[-1]}"
    if not 1 <= month <= 12:
        return None
    full = int(year) if year else today.year - (month > today.month)
    if (full, month) > (today.year, today.month) or full < EARLIEST:
        return None
    return f"{full:04d}-{month:02d}"


def _part(word: str, month_of: Callable[[str], int | None] | None) -> str | int | None:
    """A run of digits stays text; the name of a month becomes its number."""
    if word.isdecimal():
        return word
    number = _MONTHS.get(word)
    return month_of(word) if number is None and month_of is not None else number


def _with_name(parts: list[str | int], at: int, today: dt.date) -> dt.date | None:
    """'17 agustus 1945', also 'agustus 17 1945'."""
    month = parts[at]
    before = [p for p in parts[:at] if isinstance(p, str)]
    after = [p for p in parts[at + 1 :] if isinstance(p, str)]
    if not isinstance(month, int) or not after:
        return None
    if before:
        return _date(before[-1], month, after[0], today)
    return _date(after[0], month, after[1], today) if len(after) > 1 else None


def _triple(first: str, second: str, third: str, today: dt.date) -> dt.date | None:
    if len(second) > 2:
        return None
    if len(first) == 4:
        return _date(third, int(second), first, today)
    return _date(first, int(second), third, today)


def _run(run: str, today: dt.date) -> dt.date | None:
    """'170845', '17081945', '19450817'."""
    if len(run) == 6:
        return _date(run[:2], int(run[2:4]), run[4:], today)
    if len(run) == 8:
        day_first = _date(run[:2], int(run[2:4]), run[4:], today)
        return day_first or _date(run[6:], int(run[4:6]), run[:4], today)
    return None


def _date(day: str, month: int, year: str, today: dt.date) -> dt.date | None:
    if len(day) > 2 or len(year) not in (2, 4):
        return None
    century = today.year - today.year % 100
    years = [int(year)] if len(year) == 4 else [century + int(year), century - 100 + int(year)]
    for full in years:
        try:
            date = dt.date(full, month, int(day))
        except ValueError:
            continue
        if full >= EARLIEST and date <= today:
            return date
    return None
