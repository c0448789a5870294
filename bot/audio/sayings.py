"""How one thing is said in Indonesian: an amount, a date, a number that is dialled.

Rules: pure. Each takes what `bot.audio.speakable` found (its match, or the parts of it) and gives
words; a match it does not believe in comes back as it was.
"""

import re

from bot.audio.numerals import DIGITS, cardinal, digits, ordinal, roman
from bot.audio.shortened import BEFORE_NAMES, DOTTED, LETTERS, SCALES, SHORT, UNITS

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September",
    "Oktober", "November", "Desember",
)  # fmt: skip
SHORT_MONTHS = {
    "jan": 0, "feb": 1, "peb": 1, "mar": 2, "apr": 3, "jun": 5, "jul": 6, "agu": 7, "ags": 7,
    "agt": 7, "agust": 7, "sep": 8, "sept": 8, "okt": 9, "nov": 10, "nop": 10, "des": 11,
}  # fmt: skip


def letters(text: str) -> str:
    """'ktp' -> 'ka te pe'."""
    return " ".join(LETTERS[char.upper()] for char in text)


def _number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def quantity(text: str) -> str:
    """'12.500' or '2,5' as a quantity: full stops group, a comma divides ('2.5' is one too)."""
    if re.fullmatch(r"\d+\.\d{1,2}", text):
        text = text.replace(".", ",")
    whole, _, part = text.partition(",")
    said = cardinal(_number(whole))
    return f"{said} koma {digits(part)}" if part else said


def date(day: str, month: str, year: str) -> str:
    """Day, month, year in figures; no such date is read digit by digit."""
    if not (1 <= int(day) <= 31 and 1 <= int(month) <= 12):
        return digits(day + month + year)
    full = year if len(year) == 4 else f"{'19' if int(year) > 30 else '20'}{year}"
    return f"{cardinal(int(day))} {MONTHS[int(month) - 1]} {cardinal(int(full))}"


def time(hour: str, minute: str, second: str | None = None) -> str:
    """'07', '30' -> 'pukul tujuh lewat tiga puluh menit'."""
    said = f"pukul {cardinal(int(hour))}"
    if int(minute) or second:
        said += f" lewat {cardinal(int(minute))} menit"
    return f"{said} {cardinal(int(second))} detik" if second else said


def spell(text: str) -> str:
    """Letters and digits one by one: 'US-7K3' -> 'u es, tujuh ka tiga'."""
    runs = [run for run in re.split(r"[^A-Za-z0-9]+", text) if run]
    return ", ".join(
        " ".join(DIGITS[int(c)] if c.isdigit() else LETTERS[c.upper()] for c in run) for run in runs
    )


def spell_groups(text: str) -> str:
    """'D Q G 4, 7 K' -> 'de ki ge empat, tujuh ka'."""
    return ", ".join(spell(group).replace(",", "") for group in text.split(","))


def short(match: re.Match[str]) -> str:
    """An abbreviation in full; a name's initials and words that only look like one stay."""
    word, dot = match[1].lower(), match[2]
    if word in DOTTED and not dot:
        return match[0]
    before_name = match.string[match.end() :].lstrip()[:1].isupper()
    if word in BEFORE_NAMES and not (dot or (match[1][0].isupper() and before_name)):
        return match[0]
    return SHORT[word] + (" " if match.end() < len(match.string) else "")


def scale(text: str | None) -> str:
    """' juta' for 'jt', with a space ahead; '' for none."""
    word = (text or "").strip()
    found = "miliar" if word == "M" else SCALES.get(word.lower(), "")
    return f" {found}" if found else ""


def money(match: re.Match[str]) -> str:
    """An amount and its scale: '600', 'rb'."""
    many = scale(match[2])
    amount = re.sub(r",(?:00|-)$", "", match[1].rstrip(".,"))
    whole, _, cents = amount.partition(",")
    if len(cents) == 2 and not many:
        return f"{quantity(whole)} rupiah {cardinal(int(cents))} sen"
    return f"{quantity(amount)}{many} rupiah"


def money_range(match: re.Match[str]) -> str:
    """Two amounts and their scale."""
    return f"{quantity(match[1])} sampai {quantity(match[2])}{scale(match[3])} rupiah"


def short_month(match: re.Match[str]) -> str:
    """'17 Agt 2026': day, month's short name, year or none."""
    name = MONTHS[SHORT_MONTHS[match[2].lower()]]
    year = f" {cardinal(int(match[3]))}" if match[3] else ""
    return f"{cardinal(int(match[1]))} {name}{year}"


def month(match: re.Match[str]) -> str:
    """A month's short name in full."""
    return MONTHS[SHORT_MONTHS[match[1].lower()]]


def decree(match: re.Match[str]) -> str:
    """'262/HUK/2022': numbers, letters and slashes."""
    said = []
    for part in match[0].split("/"):
        number = int(part) if part.isdecimal() else roman(part)
        said.append(letters(part) if number is None else cardinal(number))
    return " garis miring ".join(said)


def apart(match: re.Match[str]) -> str:
    """A long number with no sense as a quantity: digit by digit, a pause after four."""
    return digits(match[0], 4)


def phone(match: re.Match[str]) -> str:
    """Digit by digit, in the groups it is written in, else by fours."""
    runs = [run for run in re.split(r"\D+", match[0]) if run]
    plus = "plus " if match[0].startswith("+") else ""
    if len(runs) > 1:
        return plus + ", ".join(digits(run) for run in runs)
    if plus:  # the country, then as it is dialled at home: 812, and by fours
        return f"{plus}{digits(runs[0][:2])}, {digits(runs[0][2:5])}, {digits(runs[0][5:], 4)}"
    return digits(runs[0], 4)


def not_a_range(match: re.Match[str]) -> str:
    """'1500-299' does not rise: a number that is dialled."""
    if int(match[1]) < int(match[2]):
        return match[0]
    return f"{digits(match[1])}, {digits(match[2])}"


def host(match: re.Match[str]) -> str:
    """A link's host; a number behind its slash (wa.me/62...) too."""
    name = match[1].lower().removeprefix("www.").replace(".", " titik ").replace("-", " strip ")
    return f"{name} garis miring {digits(match[2], 4)}" if match[2] else name


def mail(match: re.Match[str]) -> str:
    """An address of e-mail."""
    return " et ".join(
        part.replace(".", " titik ").replace("_", " garis bawah ").replace("-", " strip ")
        for part in match.groups()
    )


def rt_rw(match: re.Match[str]) -> str:
    """'RT 3/RW 11'."""
    return f"er te {cardinal(int(match[1]))}, er we {cardinal(int(match[2]))}"


def roman_after(match: re.Match[str]) -> str:
    """'tahap II': a word, and a Roman number behind it."""
    number = roman(match[2])
    return match[0] if number is None else f"{match[1]} {cardinal(number)}"


def roman_ordinal(match: re.Match[str]) -> str:
    """'ke-XII'."""
    number = roman(match[1])
    return match[0] if number is None else ordinal(number)


def unit(match: re.Match[str]) -> str:
    """'450VA': a quantity and its unit."""
    return f"{quantity(match[1])} {UNITS[match[2]]}"
