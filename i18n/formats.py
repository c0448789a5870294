"""Dates, money, numbers and lists as a language writes them.

Rules: pure; Babel's data, with `id` for languages it lacks. Times are shown in the citizen's
zone with Indonesia's own name for it.
"""

import datetime as dt
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.numbers import format_decimal

ZONES = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Jayapura": "WIT",
}
# Days and months in words: most messages name the same few.
_KEPT = 2048


@cache
def zone(name: str) -> ZoneInfo:
    """A time zone; Asia/Jakarta for a name that is none."""
    return ZoneInfo(name if name in ZONES else "Asia/Jakarta")


@lru_cache(maxsize=_KEPT)
def date(value: dt.date, cldr: str) -> str:
    """'17 Agustus 1945'."""
    return format_date(value, "d MMMM y", locale=cldr)


@lru_cache(maxsize=_KEPT)
def month(value: str, cldr: str) -> str:
    """'2026-08' -> 'Agustus 2026'; text that is no month stays as it is."""
    try:
        first = dt.date.fromisoformat(f"{value}-01")
    except ValueError:
        return value
    return format_date(first, "LLLL y", locale=cldr)


def when(value: dt.datetime, cldr: str, tz: str) -> str:
    """'17 Agustus 2026 14.30 WIB'."""
    local = value.astimezone(zone(tz))
    text = format_datetime(local, "d MMMM y HH.mm", locale=cldr)
    return f"{text} {ZONES.get(tz, 'WIB')}"


def money(value: int) -> str:
    """'Rp600.000': as Indonesians write it in every language of the bot."""
    return f"Rp{format_decimal(value, locale='id')}"


def joined(items: tuple[str, ...], cldr: str, conjunction: str | None = None) -> str:
    """'a, b, dan c'; with `conjunction` in place of Babel's 'and'."""
    if conjunction is None or len(items) < 2:
        return format_list(items, locale=cldr) if items else ""
    comma = "," if len(items) > 2 else ""
    return f"{', '.join(items[:-1])}{comma} {conjunction} {items[-1]}"


def grouped(digits: str) -> str:
    """Digits by four: '3201 0641 0865 0001'."""
    return " ".join(digits[i : i + 4] for i in range(0, len(digits), 4))


def apart(text: str) -> str:
    """One by one, for ears: '3 2 0 1, 0 6 4 1'; letters and dashes likewise."""
    chars = [c for c in text if c.isalnum()]
    return ", ".join(" ".join(chars[i : i + 4]) for i in range(0, len(chars), 4))
