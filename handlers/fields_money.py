"""Questions about money and months: an amount in rupiah, and the month it was for."""

import datetime as dt
import re
from typing import Any

from handlers.amounts import amount_among, parse_rupiah
from handlers.dialogue.events import Heard, HeardKind
from handlers.dialogue.fields import Field, Got, Read, Reading, Wrong
from handlers.dialogue.matching import month_names
from handlers.dialogue.text import UNSURE, fold
from handlers.periods import parse_period
from i18n.message import Money, Month, Value, say

# Nobody is paid or asked for less: '600' is 600 thousand meant, and is asked about.
LEAST = 1_000
MOST_WORDS = 6  # of 'nothing came'; a longer text is a story


# 'Nothing came' in words, where that is an answer; 'I don't know' is none.
_NOTHING = frozenset(("nol", "nihil", "zero", "nothing", "none"))
_NOT = frozenset(("tidak", "tdk", "tak", "gak", "ga", "nggak", "ngga", "belum", "blm", "not", "no"))


# Aid that is no money: '50 kg beras', '2 karung', '10 butir telur'.
_GOODS = re.compile(
    r"\b(?:kg|kilo|kilogram|gram|ons|liter|ltr|karung|sak|butir|dus|bungkus|paket|botol|tabung|ekor"
    r"|beras|telur|minyak|gula|mie|sembako|rice|eggs)\b|\d(?:kg|kilo|ltr|liter)\b"
)


class Rupiah(Field):
    """Whole rupiah; with `nothing`, none at all is an answer too."""

    takes_digits = by_keys = True

    def __init__(self, *, nothing: bool = False) -> None:
        self._nothing = self.takes_none = nothing

    def read(self, heard: Heard, reading: Reading) -> Read:
        """In digits, with 'rb' and 'juta', or in words."""
        if heard.kind is not HeardKind.TEXT:
            return Wrong(say("umum.perlu_teks"))

        def digit_of(word: str) -> int | None:
            concept = reading.words.lookup(word)
            return int(concept[6:]) if concept and concept.startswith("angka.") else None

        amount = parse_rupiah(heard.text, digit_of)
        if self._nothing and (amount == 0 or (amount is None and _says_nothing(heard.text))):
            return Got(0)
        if amount is None and _GOODS.search(fold(heard.text)):
            return Wrong(say("isian.uang_barang"))
        if amount is None:
            among = amount_among(heard.text, digit_of)
            amount = among if among is not None and among >= LEAST else None
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


def _says_nothing(text: str) -> bool:
    """'Tidak dapat sama sekali', but not 'tidak tahu'."""
    words = set(fold(text).split())
    if words & UNSURE or any(character.isdigit() for character in text):
        return False
    return bool(words & _NOTHING) or (bool(words & _NOT) and len(words) <= MOST_WORDS)


class MonthOf(Field):
    """A month that has begun, 'YYYY-MM', or several, 'YYYY-MM/YYYY-MM'."""

    takes_digits = by_keys = True

    def read(self, heard: Heard, reading: Reading) -> Read:
        """By name or number, with or without its year; a quarter; how long ago."""
        months = month_names(reading.words)
        period = parse_period(heard.text, today=reading.now.date(), month_of=months)
        return Wrong(say("isian.bulan_salah")) if period is None else Got(period)

    @staticmethod
    def heard(words: str | None, today: dt.date) -> str | None:
        """The period that the citizen's sentence named; None when it named none that has begun."""
        return None if words is None else parse_period(words, today=today)

    def accepts(self, value: Any) -> bool:
        """'2026-08', '2026-04/2026-06'."""
        return isinstance(value, str) and len(value) in (7, 15)

    def show(self, value: Any) -> Value:
        """Written out."""
        first, _, last = str(value).partition("/")
        if not last:
            return Month(first)
        return say("isian.bulan_rentang", awal=Month(first), akhir=Month(last))
