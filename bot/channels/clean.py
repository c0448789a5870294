"""What comes from outside, made safe to keep: text, numbers, phone numbers, times.

Rules: pure, never raises; what is not of the expected type is as if it were absent.
"""

import datetime as dt
import math

import phonenumbers

# Longer than any platform's message (Telegram 4096, Twilio 1600): a guard, not a limit.
TEXT_MAX = 8192
_NAME_MAX = 128  # characters
_HOME_REGION = "ID"


def text(value: object, limit: int = TEXT_MAX) -> str:
    """`value` if it is text, without NUL and lone surrogates (databases refuse both)."""
    if not isinstance(value, str):
        return ""
    value = value[:limit]
    if "\0" in value:
        value = value.replace("\0", "")
    if value.isascii():
        return value
    return value.encode("utf-8", "ignore").decode("utf-8")


def name(value: object) -> str | None:
    """A name, of a person or a file: one line, at most 128 characters; None if empty."""
    return " ".join(text(value, _NAME_MAX).split()) or None


def whole(value: object) -> int | None:
    """An integer, from a number or from digits (bool is none)."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str) and len(value) <= 20 and value.isascii() and value.isdigit():
        return int(value)
    return None


def position(latitude: object, longitude: object) -> tuple[float, float] | None:
    """A place on earth, or None when either number is missing or impossible."""
    lat, lon = _real(latitude), _real(longitude)
    if lat is None or lon is None or abs(lat) > 90 or abs(lon) > 180:
        return None
    return lat, lon


def _real(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def phone(value: object) -> str | None:
    """A phone number as E.164 where it can be; else its digits; None without digits.

    Telegram sends contacts without the plus, people write 08...
    """
    raw = text(value, 40).strip()
    digits = "".join(c for c in raw if c.isascii() and c.isdigit())
    if not digits:
        return None
    tries: list[tuple[str, str | None]]
    tries = [(raw, _HOME_REGION)] if raw.startswith(("+", "0")) else [("+" + digits, None)]
    tries.append((raw, _HOME_REGION))
    for candidate, region in tries:
        try:
            number = phonenumbers.parse(candidate, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return digits


def moment(seconds: object) -> dt.datetime | None:
    """A Unix time as an aware datetime; None if it is no sensible time."""
    number = whole(seconds)
    if number is None or not 0 < number < 2**33:
        return None
    return dt.datetime.fromtimestamp(number, dt.UTC)


def fraction(value: object) -> float | None:
    """A number from 0 to 1, or None."""
    number = _real(value)
    return number if number is not None and 0 <= number <= 1 else None


def xml(value: str) -> str:
    """Text without the characters that XML 1.0 forbids even as entities."""
    return "".join(c for c in value if c in "\t\n" or " " <= c <= "\ud7ff" or c >= "\ue000")
