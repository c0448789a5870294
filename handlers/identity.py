"""Fields for who somebody is: NIK, RT/RW. Sub-dialogues of identity that flows share."""

import re
from typing import Any

from backend_client.nik import NikError, NikWarning, NumberProblem, parse_nik
from handlers.dialogue.events import Heard, HeardKind
from handlers.dialogue.fields import Field, Got, Read, Reading, Wrong
from handlers.dialogue.text import fold
from i18n.message import Digits, Message, Value, say

_RT_RW = re.compile(r"^(?:rt)?\s*(\d{1,3})\s+(?:rw)?\s*(\d{1,3})$")

_NIK_WRONG = {
    NikError.EMPTY: "identitas.nik_panjang",
    NikError.LENGTH: "identitas.nik_panjang",
    NikError.NOT_DIGITS: "identitas.nik_huruf",
    NikError.BIRTH_DATE: "identitas.nik_tanggal",
}


class NikNumber(Field):
    """A NIK in any grouping; the answer is its 16 digits."""

    takes_digits = True

    def read(self, heard: Heard, reading: Reading) -> Read:
        """Says what is wrong with a number that is none."""
        if heard.kind is not HeardKind.TEXT:
            return Wrong(say("umum.perlu_teks"))
        nik = parse_nik(heard.text, today=reading.now.date())
        if isinstance(nik, NumberProblem):
            return Wrong(_nik_wrong(nik))
        odd = NikWarning.REGION_UNKNOWN in nik.warnings
        return Got(nik.value, say("identitas.nik_wilayah_lama") if odd else None)

    def accepts(self, value: Any) -> bool:
        """16 digits."""
        return isinstance(value, str) and len(value) == 16

    def show(self, value: Any) -> Value:
        """Grouped by four."""
        return Digits(str(value))


def _nik_wrong(problem: NumberProblem) -> Message:
    msgid = _NIK_WRONG.get(problem.code, "identitas.nik_salah")
    if msgid == "identitas.nik_panjang":
        return say(msgid, jumlah=problem.digits)
    return say(msgid)


class RtRw(Field):
    """RT and RW: 'RT 2 RW 3', '002/003'; the answer is '002/003'."""

    takes_digits = True

    def read(self, heard: Heard, reading: Reading) -> Read:
        """Two numbers of at most three digits."""
        match = _RT_RW.match(fold(heard.text))
        if match is None:
            return Wrong(say("identitas.rt_rw_salah"))
        return Got(f"{int(match[1]):03d}/{int(match[2]):03d}")

    def accepts(self, value: Any) -> bool:
        """'002/003'."""
        return isinstance(value, str)
