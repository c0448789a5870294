"""Questions about money and months: an amount in rupiah, and the month it was for."""

from typing import Any

from handlers.amounts import parse_rupiah
from handlers.dates import parse_month
from handlers.dialogue.events import Heard, HeardKind
from handlers.dialogue.fields import Field, Got, Read, Reading, Wrong
from i18n.message import Money, Month, Value, say

# Nobody is paid or asked for less: '600' is 600 thousand meant, and is asked about.
LEAST = 1_000


class Rupiah(Field):
    """Whole rupiah."""

    takes_digits = True

    def read(self, heard: Heard, reading: Reading) -> Read:
        """In digits, with 'rb' and 'juta', or in words."""
        if heard.kind is not HeardKind.TEXT:
            return Wrong(say("umum.perlu_teks"))

        def digit_of(word: str) -> int | None:
            concept = reading.words.lookup(word)
            return int(concept[6:]) if concept and concept.startswith("angka.") else None

        amount = parse_rupiah(heard.text, digit_of)
        if amount is None or amount == 0:
            return Wrong(say("isian.uang_salah"))
        if amount < LEAST:
            return Wrong(say("isian.uang_kecil", ketik=amount, maksud=Money(amount * 1000)))
        return Got(amount)

    def accepts(self, value: Any) -> bool:
        """A whole number."""
        return isinstance(value, int) and not isinstance(value, bool)

    def show(self, value: Any) -> Value:
        """As money."""
        return Money(int(value))


class MonthOf(Field):
    """A month that has begun, 'YYYY-MM'."""

    takes_digits = True

    def read(self, heard: Heard, reading: Reading) -> Read:
        """By name or number, with or without its year."""

        def month_of(word: str) -> int | None:
            concept = reading.words.lookup(word)
            return int(concept[6:]) if concept and concept.startswith("bulan.") else None

        month = parse_month(heard.text, today=reading.now.date(), month_of=month_of)
        return Wrong(say("isian.bulan_salah")) if month is None else Got(month)

    def accepts(self, value: Any) -> bool:
        """'2026-08'."""
        return isinstance(value, str) and len(value) == 7

    def show(self, value: Any) -> Value:
        """Written out."""
        return Month(str(value))
