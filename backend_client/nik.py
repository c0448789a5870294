"""NIK and KK numbers: read in any grouping, check at the door, mask, read back.

Rules (DOMAIN.md): 16 digits; 6 of region (province, kab/kota, kecamatan), then DDMMYY of birth
with 40 added to the day for women, then a serial from 0001. Retired kecamatan codes stay on
old cards, so a region that today's list lacks is a warning and never a refusal. Pure: today's
date and the list of regions are handed in.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LENGTH = 16
FEMALE_DAY_OFFSET = 40
_HIDDEN = "*"  # in GSM-7: a bullet would flip an SMS to 70 characters
# What people put between groups of digits: any space, dot, dash, slash, underscore, colon...
_SEPARATORS = frozenset(".-–—‐‑‒―−/_:·,'’\u200b\u200c\u200d\u2060\ufeff")
# Brackets, quotation marks and a messenger's bold around the number.
_AROUND = frozenset('()[]*"#“”')
# Letters that are typed, or read from a photo, for a digit; so many digits must be there beside.
_FOR_DIGITS = str.maketrans("oli|", "0111")
_DIGITS_AT_LEAST = 8
# ... and what they put in front of them.
_LABELS = ("nomor", "no", "nik", "kk", "ktp")


class Sex(StrEnum):
    """Sex as the NIK has it."""

    MALE = "L"
    FEMALE = "P"


class NikError(StrEnum):
    """Why a number cannot be a NIK (or a KK number)."""

    EMPTY = "empty"
    NOT_DIGITS = "not_digits"
    LENGTH = "length"
    BIRTH_DATE = "birth_date"
    SERIAL = "serial"


class NikWarning(StrEnum):
    """What is odd about a valid number, and never a reason to refuse it."""

    REGION_UNKNOWN = "region_unknown"


class NikMismatch(StrEnum):
    """What a NIK says that differs from what the citizen says."""

    BIRTH_DATE = "birth_date"
    SEX = "sex"


@dataclass(frozen=True, slots=True)
class Nik:
    """A valid NIK. `value` is 16 digits; `region` its kecamatan code with dots ('32.01.06')."""

    value: str
    region: str
    birth_date: date
    sex: Sex
    serial: str
    warnings: tuple[NikWarning, ...] = ()

    def __repr__(self) -> str:
        """Masked: a NIK must not slip into a log through a repr."""
        return f"Nik({mask(self.value)})"


@dataclass(frozen=True, slots=True)
class NumberProblem:
    """A refused number: the first thing wrong with it; `digits` is how many it had."""

    code: NikError
    digits: int


def digits_of(text: str) -> str | None:
    """The digits of `text`, ASCII, without grouping and a leading 'NIK:'; None if other
    characters are in it. Full-width and other Unicode digits count as digits, and in a number the
    letters O, I and L."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    for _ in range(2):  # 'no. kk 3201 ...'
        for label in _LABELS:
            if plain.startswith(label):
                plain = plain[len(label) :].lstrip(" .:=#")
    if sum(char.isdecimal() for char in plain) >= _DIGITS_AT_LEAST:
        plain = plain.translate(_FOR_DIGITS)
    found: list[str] = []
    for char in plain:
        if char.isdecimal():
            found.append(str(unicodedata.decimal(char)))
        elif not (char.isspace() or char in _SEPARATORS or char in _AROUND):
            return None
    return "".join(found)


def _sixteen(text: str) -> str | NumberProblem:
    digits = digits_of(text)
    if digits is None:
        return NumberProblem(NikError.NOT_DIGITS, sum(char.isdecimal() for char in text))
    if not digits:
        return NumberProblem(NikError.EMPTY, 0)
    if len(digits) != LENGTH:
        return NumberProblem(NikError.LENGTH, len(digits))
    return digits


def parse_nik(
    text: str, *, today: date, region_known: Callable[[str], bool] | None = None
) -> Nik | NumberProblem:
    """Read a NIK from what a citizen typed.

    `today` decides the century: the year of birth is the latest one that is not in the future.
    `region_known` answers for a kecamatan code with dots; where it says no, the NIK carries
    the warning REGION_UNKNOWN.
    """
    digits = _sixteen(text)
    if isinstance(digits, NumberProblem):
        return digits
    region = f"{digits[:2]}.{digits[2:4]}.{digits[4:6]}"
    day = int(digits[6:8])
    sex = Sex.FEMALE if day > FEMALE_DAY_OFFSET else Sex.MALE
    if sex is Sex.FEMALE:
        day -= FEMALE_DAY_OFFSET
    born = _birth_date(day, int(digits[8:10]), int(digits[10:12]), today)
    if born is None:
        return NumberProblem(NikError.BIRTH_DATE, LENGTH)
    if digits[12:] == "0000":
        return NumberProblem(NikError.SERIAL, LENGTH)
    warnings: tuple[NikWarning, ...] = ()
    if region_known is not None and not region_known(region):
        warnings = (NikWarning.REGION_UNKNOWN,)
    return Nik(digits, region, born, sex, digits[12:], warnings)


def _birth_date(day: int, month: int, short_year: int, today: date) -> date | None:
    """The latest real date not after `today` with that day, month and two-digit year.

    29 February can be real in one century only (1900 was no leap year, 2000 was).
    """
    century = today.year - today.year % 100
    for base in (century, century - 100):
        try:
            born = date(base + short_year, month, day)
        except ValueError:
            continue
        if born <= today:
            return born
    return None


def parse_kk(text: str) -> str | NumberProblem:
    """Read a KK number: 16 digits, the last four never 0000.

    Its middle is the date the card was issued, but cards with odd dates are in use, so nothing
    more is refused here.
    """
    digits = _sixteen(text)
    if isinstance(digits, NumberProblem):
        return digits
    if digits[12:] == "0000":
        return NumberProblem(NikError.SERIAL, LENGTH)
    return digits


def mismatches(
    nik: Nik, *, birth_date: date | None = None, sex: Sex | None = None
) -> tuple[NikMismatch, ...]:
    """Where the NIK contradicts what was told. The century cannot contradict: the NIK has none."""
    found = []
    if birth_date is not None and birth_date.strftime("%d%m%y") != nik.birth_date.strftime(
        "%d%m%y"
    ):
        found.append(NikMismatch.BIRTH_DATE)
    if sex is not None and sex is not nik.sex:
        found.append(NikMismatch.SEX)
    return tuple(found)


def grouped(number: str) -> str:
    """Digits in groups of four, to be read back: '3201 0641 0390 0012'."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def mask(number: str) -> str:
    """The first four and the last two digits stay, the rest become stars: '3201**********12'."""
    if len(number) < 8:
        return _HIDDEN * len(number)
    return number[:4] + _HIDDEN * (len(number) - 6) + number[-2:]
