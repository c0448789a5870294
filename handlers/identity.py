"""Fields for who somebody is: NIK, KK, birth date, sex, RT/RW, phone.

Rules: every grouping and spelling people use is taken; what is wrong is said, never guessed.
Values are plain text: digits, an ISO date, 'L' or 'P', '002/003', an E.164 number.
"""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import phonenumbers

from backend_client.nik import NikError, NikWarning, NumberProblem, Sex, parse_kk, parse_nik
from handlers.dates import parse_date
from handlers.dialogue.events import Heard, HeardKind
from handlers.dialogue.fields import Choice, Field, FreeText, Got, Read, Reading, Wrong, no_name
from handlers.dialogue.matching import Words, month_names
from handlers.dialogue.prompt import Option, Want
from handlers.dialogue.text import fold
from i18n.message import Date, Digits, Message, Value, say

_RT_RW = re.compile(r"^(?:rt)?\s*(\d{1,3})\s*(?:dan\s+)?(?:rw)?\s+(\d{1,3})$")
_RW_RT = re.compile(r"rw\s*(\d{1,3})\s*(?:dan\s+)?rt\s*(\d{1,3})")
_RT_RW_LOOSE = re.compile(r"rt\s*(?:rw)?\s*(\d{1,3})(?:\s+|\s*(?:dan\s+)?rw\s*)(\d{1,3})")
# At least six digits: fewer are a house, a date or a slip, and what is wrong with them is told.
_SAID_APART = 6
_NUMBER = re.compile(r"(?<![A-Za-z\d])\d(?:[ .\-/]{0,2}\d){5,}(?![A-Za-z\d])")

_NIK_WRONG = {
    NikError.EMPTY: "identitas.nik_panjang",
    NikError.LENGTH: "identitas.nik_panjang",
    NikError.NOT_DIGITS: "identitas.nik_huruf",
    NikError.BIRTH_DATE: "identitas.nik_tanggal",
}
_KK_WRONG = {
    NikError.EMPTY: "identitas.kk_panjang",
    NikError.LENGTH: "identitas.kk_panjang",
    NikError.NOT_DIGITS: "identitas.kk_huruf",
}


class NikNumber(Field):
    """A NIK in any grouping; the answer is its 16 digits.

    `known` tells whether a kecamatan code with dots is on today's list.
    """

    takes_digits = by_keys = True

    def __init__(self, known: Callable[[str], bool] | None = None) -> None:
        self._known = known

    def read(self, heard: Heard, reading: Reading) -> Read:
        """Says what is wrong with a number that is none."""
        if heard.kind is not HeardKind.TEXT:
            return Wrong(say("umum.perlu_teks"))
        return self.check(_in_figures(heard.text, reading.words), reading.now.date())

    def check(self, text: str, today: dt.date) -> Got | Wrong:
        """The NIK in a text that came some other way (out of a sentence)."""
        nik = parse_nik(_number_in(text), today=today, region_known=self._known)
        if isinstance(nik, NumberProblem):
            return Wrong(_wrong(nik, _NIK_WRONG, "identitas.nik_salah"))
        odd = NikWarning.REGION_UNKNOWN in nik.warnings
        return Got(nik.value, say("identitas.nik_wilayah_lama") if odd else None)

    def accepts(self, value: Any) -> bool:
        """16 digits."""
        return isinstance(value, str) and len(value) == 16

    def show(self, value: Any) -> Value:
        """Grouped by four."""
        return Digits(str(value))


class KkNumber(NikNumber):
    """A KK number; `nik` is the person's own, often typed here by mistake."""

    def __init__(self, nik: str) -> None:
        super().__init__()
        self._nik = nik

    def read(self, heard: Heard, reading: Reading) -> Read:
        """Says what is wrong with a number that is none."""
        if heard.kind is not HeardKind.TEXT:
            return Wrong(say("umum.perlu_teks"))
        kk = parse_kk(_number_in(_in_figures(heard.text, reading.words)))
        if isinstance(kk, NumberProblem):
            return Wrong(_wrong(kk, _KK_WRONG, "identitas.kk_salah"))
        if kk == self._nik:
            return Wrong(say("identitas.kk_sama_nik"))
        return Got(kk)


def _in_figures(text: str, words: Words) -> str:
    """'nik saya tiga dua nol satu ...' -> 'nik saya 3201...': digits said one by one, in any
    language, by who speaks (or has it written down by a telephone that listens)."""
    told: list[str] = []
    run: list[str] = []
    figures = ""
    for word in [*text.split(), ""]:
        if figure := _figure(word.strip(".,"), words):
            run.append(word)
            figures += figure
            continue
        told += [figures] if len(run) >= _SAID_APART else run
        run, figures = [], ""
        told.append(word)
    return " ".join(told).strip()


def _figure(word: str, words: Words) -> str:
    """'tiga' -> '3'; digits as they are; '' for any other word."""
    if not word or word.isdecimal():
        return word
    concept = "angka.0" if fold(word) == "kosong" else words.lookup(fold(word)) or ""
    kind, _, figure = concept.partition(".")
    return figure if kind == "angka" and len(figure) == 1 else ""


def _number_in(text: str) -> str:
    """'nik saya 3201 0641 ...' -> the number; the text itself where it holds none, or several."""
    found = _NUMBER.findall(text)
    return found[0] if len(found) == 1 else text


def _wrong(problem: NumberProblem, known: dict[NikError, str], other: str) -> Message:
    msgid = known.get(problem.code, other)
    if msgid.endswith("_panjang"):
        return say(msgid, jumlah=problem.digits)
    return say(msgid)


_BIRTH_PLACE = 60  # characters
_PLACE_AND_DATE = re.compile(r"^(.*), (\d{4}-\d\d-\d\d)$")
_FIRST_DIGIT = re.compile(r"[\s,./-]*\d")


class BirthPlace(FreeText):
    """Where somebody was born. As a KTP has it, the date may stand behind it ('Bogor, 17-08-1985'):
    then the answer is 'Bogor, 1985-08-17' (`place_and_date` takes it apart)."""

    def __init__(self) -> None:
        super().__init__(limit=_BIRTH_PLACE)

    def read(self, heard: Heard, reading: Reading) -> Read:
        """Any words; a date alone is no place, nor is a yes ('enggih') or a number."""
        read = super().read(heard, reading)
        if not isinstance(read, Got):
            return read
        if sum(char.isalpha() for char in read.value) < 3 or no_name(read.value, reading.words):
            return Wrong(say("isian.tempat_lahir_contoh"))
        digit = _FIRST_DIGIT.search(read.value)
        date = _date_in(read.value[digit.start() :], reading) if digit else None
        if digit is None or date is None:
            return read
        place = read.value[: digit.start()]
        if sum(char.isalpha() for char in place) < 3:
            return Wrong(say("isian.tempat_lahir_contoh"))
        return Got(f"{place}, {date.isoformat()}")


def place_and_date(value: str) -> tuple[str, str | None]:
    """The answer of `BirthPlace`: the place, and the ISO date where one was told."""
    both = _PLACE_AND_DATE.match(value)
    return (both[1], both[2]) if both else (value, None)


def _date_in(text: str, reading: Reading) -> dt.date | None:
    return parse_date(text, today=reading.now.date(), month_of=month_names(reading.words))


class BirthDate(Field):
    """A date of birth; the answer is ISO 8601."""

    takes_digits = by_keys = True

    def read(self, heard: Heard, reading: Reading) -> Read:
        """In any order and language people write it."""

        date = _date_in(heard.text, reading)
        return Wrong(say("identitas.tanggal_salah")) if date is None else Got(date.isoformat())

    def accepts(self, value: Any) -> bool:
        """An ISO date."""
        try:
            return isinstance(value, str) and bool(dt.date.fromisoformat(value))
        except ValueError:
            return False

    def show(self, value: Any) -> Value:
        """Written out."""
        return Date(dt.date.fromisoformat(str(value)))


class SexChoice(Choice):
    """Sex as the KTP has it: 'L' or 'P'."""

    def __init__(self) -> None:
        super().__init__(
            Option(Sex.FEMALE.value, say("identitas.perempuan"), "perempuan"),
            Option(Sex.MALE.value, say("identitas.laki_laki"), "laki_laki"),
        )


class RtRw(Field):
    """RT and RW: 'RT 2 RW 3', '002/003'; the answer is '002/003'."""

    takes_digits = by_keys = True

    def read(self, heard: Heard, reading: Reading) -> Read:
        """Two numbers of at most three digits."""
        folded = " ".join(_in_digits(word, reading) for word in fold(heard.text).split())
        match = _RT_RW.match(folded) or _RT_RW_LOOSE.search(folded)
        if match is not None:
            return Got(f"{int(match[1]):03d}/{int(match[2]):03d}")
        turned = _RW_RT.search(folded)
        if turned is not None:
            return Got(f"{int(turned[2]):03d}/{int(turned[1]):03d}")
        return Wrong(say("identitas.rt_rw_salah"))

    def accepts(self, value: Any) -> bool:
        """'002/003'."""
        return isinstance(value, str)


def _in_digits(word: str, reading: Reading) -> str:
    """'tiga' -> '3'; any other word as it is."""
    concept = reading.words.lookup(word)
    return concept[6:] if concept and concept.startswith("angka.") else word


class Phone(Field):
    """A telephone number that rings in Indonesia or abroad; the answer is E.164."""

    wants = (Want.CONTACT,)
    takes_digits = by_keys = True

    def read(self, heard: Heard, reading: Reading) -> Read:
        """As typed ('0812...', '+62 812...', '62812...'), or a shared contact."""
        text = heard.phone or heard.text
        for written in (text, f"+{text.strip()}"):
            try:
                number = phonenumbers.parse(written, "ID")
            except phonenumbers.NumberParseException:
                continue
            if phonenumbers.is_valid_number(number):
                return Got(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
        return Wrong(say("identitas.telepon_salah"))

    def accepts(self, value: Any) -> bool:
        """'+62...'."""
        return isinstance(value, str) and value.startswith("+")

    def show(self, value: Any) -> Value:
        """As it is dialled in Indonesia, grouped."""
        text = str(value)
        return Digits(f"0{text[3:]}" if text.startswith("+62") else text)
