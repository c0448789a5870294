"""Where somebody lives: an address in one message, a pin on the map, a place read back.

Rules: the address is kept as written; RT, RW and the village are read out of it where they are
in it, and asked for where they are not. The village is looked for near the NIK's kecamatan too.
"""

import re
from typing import Any

from backend_client.regions import Decision, Level, Regions
from handlers.dialogue.events import Heard, HeardKind
from handlers.dialogue.fields import Field, Got, Read, Reading, Wrong, YesNo, no_name
from handlers.dialogue.matching import Words
from handlers.dialogue.prompt import Want
from handlers.dialogue.text import clean, fold, word_set
from i18n.message import Value, say

_NUMBERS = {"rt": r"(?P<rt>\d{1,3})(?!\d)", "rw": r"(?P<rw>\d{1,3})(?!\d)"}
_RT_RW = tuple(
    re.compile(written.format(**_NUMBERS), re.I)
    for written in (
        r"\brt\W{{0,3}}rw\W{{0,3}}{rt}(?:\s*[/\\.,-]\s*|\s+){rw}",  # RT/RW 002/003
        r"\brt\W{{0,3}}{rt}\s*/\s*{rw}",  # RT 2/3
        r"\brt\W{{0,3}}{rt}\W{{0,4}}(?:dan\s+)?rw\W{{0,3}}{rw}",  # RT 2 RW 3
        r"\brw\W{{0,3}}{rw}\W{{0,4}}(?:dan\s+)?rt\W{{0,3}}{rt}",  # RW 3 RT 2
        r"(?<![\d/])(?=\d{{2,3}}\s*/\s*\d{{2,3}}(?![\d/])){rt}\s*/\s*{rw}",  # 002/003
    )
)
_SPOKEN = re.compile(r"\b(rt|rw)\s+([^\W\d_]+)", re.I)
_VILLAGE_MARK = re.compile(
    r"\b(?:desa|ds|kelurahan|kel|kalurahan|nagari|gampong|pekon|kampung|kp)\b\W*", re.I
)
_PLACE_MARK = re.compile(
    r"(?:di\s+)?(?:desa|ds|kelurahan|kel|kalurahan|nagari|gampong|pekon|kampung|kp|kecamatan|kec)\b",
    re.IGNORECASE,
)
# Indonesia's corners, in degrees: Miangas, Rote, Sabang and Merauke, with a margin at sea.
_SOUTH, _NORTH, _WEST, _EAST = -12.0, 7.0, 94.0, 142.0


class Address(Field):
    """An address; the answer has 'address', and 'rt', 'rw', 'village' as text or None.

    `near` is a kecamatan code where the village is looked for if the words leave a doubt.
    """

    takes_digits = True

    def __init__(self, regions: Regions, near: str) -> None:
        self._regions = regions
        self._near = near

    def read(self, heard: Heard, reading: Reading) -> Read:
        """Any words with three letters; a yes ('enggih') is no address."""
        if heard.kind is not HeardKind.TEXT:
            return Wrong(say("umum.perlu_teks"))
        text = clean(heard.text, limit=300)
        if sum(char.isalpha() for char in text) < 3 or no_name(text, reading.words):
            return Wrong(say("isian.alamat_salah"))
        rt, rw, rest, tail = _rt_rw(_in_digits(text, reading.words))
        village = self._village(rest, tail)
        return Got({"address": text, "rt": rt, "rw": rw, "village": village})

    def _village(self, rest: str, tail: str) -> str | None:
        marks = list(_VILLAGE_MARK.finditer(rest))
        tries = [rest[mark.start() :] for mark in marks]
        parts = [part.strip() for part in re.split(r"[,;\n]", rest) if part.strip()]
        tries += [" ".join(parts[start:]) for start in range(1, len(parts))]
        tries += [tail, rest]
        for place in tries:
            for within in (None, self._near, self._near.rpartition(".")[0]):
                code = self._settled(place, within)
                if code is not None:
                    return code
        return None

    def _settled(self, place: str, within: str | None) -> str | None:
        if sum(char.isalpha() for char in place) < 3:
            return None
        if within is not None and self._regions.get(within) is None:
            return None
        found = self._regions.resolve(place, within=within)
        if found.decision is not Decision.ACCEPTED:
            return None
        region = found.candidates[0].region
        return region.code if region.level is Level.DESA else None

    def accepts(self, value: Any) -> bool:
        """What `read` gives."""
        return isinstance(value, dict) and {"address", "rt", "rw", "village"} <= value.keys()

    def show(self, value: Any) -> Value:
        """As written."""
        return str(value["address"])


def _in_digits(text: str, words: Words) -> str:
    """'rt dua rw tiga' -> 'rt 2 rw 3', in any language."""

    def digits(match: re.Match[str]) -> str:
        concept = words.lookup(match[2].lower()) or ""
        return f"{match[1]} {concept[6:]}" if concept.startswith("angka.") else match[0]

    return _SPOKEN.sub(digits, text)


def _rt_rw(text: str) -> tuple[str | None, str | None, str, str]:
    """RT and RW with three digits, the text without them, and what stood behind them."""
    for pattern in _RT_RW:
        match = pattern.search(text)
        if match is not None:
            rest = f"{text[: match.start()]} {text[match.end() :]}"
            rt, rw = int(match["rt"]), int(match["rw"])
            return f"{rt:03d}", f"{rw:03d}", rest, text[match.end() :]
    return None, None, text, ""


class Pin(Field):
    """A location pin; the answer is [latitude, longitude] in degrees (WGS 84)."""

    wants = (Want.LOCATION,)

    def read(self, heard: Heard, reading: Reading) -> Read:
        """A pin within Indonesia."""
        if heard.kind is not HeardKind.LOCATION or heard.latitude is None:
            return Wrong(say("isian.lokasi_salah"))
        longitude = heard.longitude or 0.0
        if not (_SOUTH <= heard.latitude <= _NORTH and _WEST <= longitude <= _EAST):
            return Wrong(say("isian.lokasi_luar"))
        return Got([heard.latitude, longitude])

    def accepts(self, value: Any) -> bool:
        """Two numbers."""
        return isinstance(value, list) and len(value) == 2

    def show(self, value: Any) -> Value:
        """That there is one: the numbers mean nothing to people."""
        return say("isian.lokasi_ada")


# 'Bukan, maksud saya', 'eh salah, yang benar': what stands before the right place.
_CORRECTING = word_set(
    "eh oh o maaf sori sorry maksud maksudnya maksudku saya sy aku itu yang yg benar betul bener "
    "mestinya harusnya seharusnya tapi tp pak bu kak min mas mbak di tempatnya alamatnya desanya "
    "i mean it is sanes dudu"
)


def _meant(text: str, words: Words) -> str:
    """The place behind a no and a correction."""
    said = text.split()
    while said:
        first = fold(said[0])
        if first and first not in _CORRECTING and words.lookup(first) != "tidak":
            break
        said.pop(0)
    return " ".join(said)


class RightPlace(YesNo):
    """Is it this place? Yes, no, or the right place at once ('bukan, sukamaju jonggol'): the
    answer is a bool, or the words for that place."""

    def __init__(self, regions: Regions) -> None:
        super().__init__()
        self._regions = regions

    def read(self, heard: Heard, reading: Reading) -> Read:
        """A place only where the words say that they are one, or where two or more leave no
        doubt: many a word of everyday is some village's name ('mboten purun')."""
        read = super().read(heard, reading)
        if heard.kind is not HeardKind.TEXT or (isinstance(read, Got) and read.value):
            return read
        words = _meant(heard.text, reading.words)
        marked = _PLACE_MARK.match(words) is not None
        if not marked and " " not in words:
            return read
        found = self._regions.resolve(words)
        sure = found.decision is Decision.ACCEPTED
        doubtful = found.decision is Decision.ASK and bool(found.candidates)
        return Got(words) if sure or (marked and doubtful) else read

    def accepts(self, value: Any) -> bool:
        """A bool, or words."""
        return isinstance(value, bool | str)

    def show(self, value: Any) -> Value:
        """'Ya', 'Tidak', or the words."""
        return value if isinstance(value, str) else super().show(value)
