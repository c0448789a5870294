"""Question fields: how a reply is read into an answer, and how the answer is shown again.

Rules: `read` never raises; it gives Got, Wrong (what to say) or Later (ask the shell first).
Values are JSON builtins, so that a session can be kept; `accepts` says whether a stored value
still fits (a new release may have changed the options), else the question is asked again.
"""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

import msgspec

from handlers.amounts import parse_rupiah
from handlers.dialogue.events import Heard, HeardKind
from handlers.dialogue.matching import Words, choose
from handlers.dialogue.prompt import Option, Want, label_of
from handlers.dialogue.text import UNSURE, clean, fold, word_set
from i18n.message import Message, Value, say


class Got(msgspec.Struct, frozen=True):
    """The reply, read. `note` is said before going on (a gentle warning)."""

    value: Any
    note: Message | None = None


class Wrong(msgspec.Struct, frozen=True):
    """The reply could not be read; `why` tells the citizen, in plain words."""

    why: Message


class Later(msgspec.Struct, frozen=True):
    """The shell must fetch something first (a photo); `Field.settle` gets what came."""

    request: msgspec.Struct
    answer: Any


Read = Got | Wrong | Later


class Reading(msgspec.Struct, frozen=True):
    """What a field may use to read a reply. `shown` is the page of options on the screen."""

    words: Words
    now: dt.datetime
    shown: Sequence[Option] = ()


class Field:
    """Base: takes text. Subclasses override `read`; the rest has sensible defaults."""

    wants: tuple[Want, ...] = ()
    takes_digits = False  # a bare small number may be an answer, not an option's number
    takes_none = False  # 'tidak ada' is an answer, where it may else be a wish to pass
    slot = ""  # what a whole sentence must say ('nama') to answer this question too
    # What a caller needs for it, who has keys: is it a number, or can only words answer it?
    by_keys = False
    by_words = True

    def options(self) -> tuple[Option, ...]:
        """All choices, unpaged; () for free input."""
        return ()

    def read(self, heard: Heard, reading: Reading) -> Read:
        """Read a reply."""
        raise NotImplementedError(type(self).__name__)

    def settle(self, result: Any, failed: str | None) -> Read:
        """Read what a Later brought. Only fields that give Later need it."""
        raise NotImplementedError(type(self).__name__)

    def accepts(self, value: Any) -> bool:
        """Does a stored value still fit this question?"""
        return True

    def show(self, value: Any) -> Value:
        """The value as the citizen should see it again."""
        return str(value)


_MOST_YES = 3  # words of a yes or a no: 'ya coba lagi'; a longer text is about something else


class Choice(Field):
    """One of several options."""

    by_words = False

    def __init__(self, *options: Option, wrong: Message | None = None) -> None:
        self._options = options
        self._wrong = wrong or say("umum.pilih_salah")

    def options(self) -> tuple[Option, ...]:
        """All choices."""
        return self._options

    def read(self, heard: Heard, reading: Reading) -> Read:
        """By number, label, synonym, typo or tap."""
        value = choose(heard.text, self._options, reading.shown or self._options, reading.words)
        return Wrong(self._wrong) if value is None else Got(value)

    def accepts(self, value: Any) -> bool:
        """Only a value that is still on offer."""
        return any(option.value == value for option in self._options)

    def show(self, value: Any) -> Value:
        """The option's label."""
        return label_of(self._options, value, str(value))


class YesNo(Choice):
    """Yes or no; the answer is a bool."""

    def __init__(self) -> None:
        super().__init__(
            Option("ya", say("umum.ya"), "ya"),
            Option("tidak", say("umum.tidak"), "tidak"),
            wrong=say("umum.ya_tidak_salah"),
        )

    def read(self, heard: Heard, reading: Reading) -> Read:
        """'ya' and 'tidak' in every language, also with words around ('ya benar')."""
        read = super().read(heard, reading)
        if isinstance(read, Got):
            return Got(read.value == "ya")
        said = fold(heard.text).split()
        meant = [reading.words.lookup(word) for word in said]
        if meant and meant[0] not in ("ya", "tidak"):
            # 'itu benar pak', 'kayaknya bukan': nothing else is said that might be a place or name
            meant = [m for word, m in zip(said, meant, strict=True) if word not in _HEDGES]
        if meant[:1] == ["tidak"] and not UNSURE.isdisjoint(said):
            return read
        return Got(meant[0] == "ya") if meant[:1] in (["ya"], ["tidak"]) else read

    def accepts(self, value: Any) -> bool:
        """A bool."""
        return isinstance(value, bool)

    def show(self, value: Any) -> Value:
        """'Ya' or 'Tidak'."""
        return super().show("ya" if value else "tidak")


class Either(Choice):
    """Options of a question that 'ya' or 'tidak' answers too: `yes` and `no` are the values that
    these words mean, None where the word would leave open which."""

    def __init__(self, *options: Option, yes: str | None = None, no: str | None = None) -> None:
        super().__init__(*options)
        self._meant = {"ya": yes, "tidak": no}

    def read(self, heard: Heard, reading: Reading) -> Read:
        """An option first; then yes and no in every language, also with a word or two behind."""
        read = super().read(heard, reading)
        words = fold(heard.text).split()
        if isinstance(read, Got) or not 1 <= len(words) <= _MOST_YES:
            return read
        lookup = reading.words.lookup
        meant = self._meant.get(lookup(" ".join(words)) or lookup(words[0]) or "")
        return read if meant is None else Got(meant)


# What answers a question that was not asked. A name or a place it is only in a fuller form: 'desa
# Bener', 'nama saya Alim'.
_ANSWERS = frozenset(
    ("ya", "tidak", "ada", "lewati", "lanjut", "ubah", "kirim", "simpan", "hapus", "lainnya")
)
# Of these, what people are called.
_NAMES_TOO = frozenset(("alim", "han", "tan"))
_ADDRESSED = frozenset(("kak", "kakak", "min", "admin", "pak", "bu", "bapak", "ibu", "mas", "mbak"))
# What may stand in front of a yes or a no.
_HEDGES = _ADDRESSED | word_set(
    "itu ini sudah udah sdh dah wes wis memang emang kayaknya kayanya sepertinya kok oh o eh "
    "tempatnya alamatnya desanya insyaallah alhamdulillah saya sy i that it is think"
)


def no_name(text: str, words: Words) -> bool:
    """True if the text is a yes, a no or the like in any language ('nggih', 'iya pak', 'skip')."""
    said = [word for word in fold(text).split() if word not in _ADDRESSED]
    if not _NAMES_TOO.isdisjoint(said):
        return False
    if words.lookup(" ".join(said)) in _ANSWERS:
        return True
    return bool(said) and all(words.lookup(word) in ("ya", "tidak") for word in said)


class FreeText(Field):
    """Any words, up to `limit` characters (500: a long note still fits one DTKS field)."""

    def __init__(self, limit: int = 500, least: int = 2) -> None:
        self._limit = limit
        self._least = least

    def read(self, heard: Heard, reading: Reading) -> Read:
        """Kept as written, control characters out."""
        if heard.kind is not HeardKind.TEXT:
            return Wrong(say("umum.perlu_teks"))
        text = clean(heard.text, limit=2 * self._limit)
        if len(text) > self._limit:
            return Wrong(say("umum.terlalu_panjang", batas=self._limit))
        if len(text) < self._least:
            return Wrong(say("umum.terlalu_pendek"))
        return Got(text)

    def accepts(self, value: Any) -> bool:
        """Text."""
        return isinstance(value, str)


# 'Nama saya Siti', 'atas nama Siti', 'a.n. Siti', 'my name is Siti': what stands before a name.
_BEFORE_NAME = re.compile(
    r"^(?:(?:nama\s+)?(?:ibu|bapak|bapa|ayah|emak|mamak|mama|papa)nya"
    r"(?:\s+(?:namanya|bernama|adalah))?|"
    r"(?:nama(?:nya)?\s+)?(?:ibu|bapak|bapa|ayah|emak|mamak|suami|istri|anak|mertua|nenek|kakek|adik|"
    r"kakak)\s+(?:saya|sy|aku)(?:\s+(?:namanya|bernama|adalah|itu))?|nama(?:nya)?(?:\s+(?:saya|dia|beliau|lengkap|lengkapnya|penerima))*"
    r"(?:\s+(?:adalah|itu|ialah|yaitu))?|atas\s+nama|a\.\s?n\.?|a/n|an\.|"
    r"(?:my|her|his)\s+(?:(?:mother|father)(?:'s\s+name)?|name)\s+is|name)\s*[:=]?\s+(?=\S)",
    re.IGNORECASE,
)


# A KTP has room for sixty characters (Permendagri 73/2022), ten words with titles around them;
# longer is a sentence. 'S.Pd.' and "O'Brien-Sari" are a word each.
MOST_NAME_WORDS = 10
_NO_NAME = frozenset(("desa", "kelurahan", "kecamatan", "kec", "kabupaten", "bansos", "bantuan"))


class PersonName(Field):
    """A name as on the KTP: one word or many, letters of any script, at most 100 characters."""

    slot = "nama"

    def read(self, heard: Heard, reading: Reading) -> Read:
        """At least two letters; a number, a question or a yes is no name."""
        if heard.kind is not HeardKind.TEXT:
            return Wrong(say("umum.perlu_teks"))
        if no_name(heard.text, reading.words):
            return Wrong(say("umum.nama_salah"))
        text = _BEFORE_NAME.sub("", clean(heard.text, limit=120))
        letters = sum(c.isalpha() for c in text)
        digits = sum(c.isdigit() for c in text)
        if digits >= 4:
            return Wrong(say("umum.nama_bukan_angka"))
        words = fold(text).split()
        sentence = len(text.split()) > MOST_NAME_WORDS or not _NO_NAME.isdisjoint(words)
        if letters < 2 or digits or len(text) > 100 or "?" in text or sentence:
            return Wrong(say("umum.nama_salah"))
        return Got(text.strip(" .,;:!"))

    def accepts(self, value: Any) -> bool:
        """Text."""
        return isinstance(value, str)


class Year(Field):
    """A year of birth, four or two digits, between 1900 and this year."""

    takes_digits = by_keys = True

    def read(self, heard: Heard, reading: Reading) -> Read:
        """The last number that can be a year: '1945', 'tahun 45', '17-8-1945'."""
        this_year = reading.now.year
        if not _AGE_WORDS.isdisjoint(fold(heard.text).split()):
            return Wrong(say("umum.tahun_salah"))  # 'umur 65' leaves two years to choose from
        spelt = _spelt_year(fold(heard.text), reading.words)
        if spelt is not None and 1900 <= spelt <= this_year:
            return Got(spelt)
        for run in reversed(fold(heard.text).split()):
            if not run.isdecimal() or len(run) not in (2, 4):
                continue
            year = int(run)
            if len(run) == 2:
                year += 2000 if year <= this_year % 100 else 1900
            if 1900 <= year <= this_year:
                return Got(year)
        return Wrong(say("umum.tahun_salah"))

    def accepts(self, value: Any) -> bool:
        """A whole number."""
        return isinstance(value, int)


_AGE_WORDS = frozenset(("umur", "umurnya", "usia", "usianya", "aged", "age"))
_BEFORE_YEAR = word_set("tahun thn th lahir lahirnya kelahiran dia saya beliau di in born")


def _spelt_year(folded: str, words: Words) -> int | None:
    """A year in words: 'seribu sembilan ratus tujuh puluh lima', 'sembilan belas tujuh lima',
    'enam lima'; None for anything else."""
    said = [word for word in folded.split() if word not in _BEFORE_YEAR]
    if not said or any(map(str.isdigit, folded)):
        return None
    for cut in range(len(said)):
        century, rest = _spelt(said[:cut], words), _spelt(said[cut:], words)
        if rest is None:
            continue
        if cut == 0:
            return rest + 1900 if 10 <= rest < 100 else rest
        if century in (19, 20) and rest < 100:
            return 100 * century + rest
    return None


def _spelt(said: list[str], words: Words) -> int | None:
    digits = [(words.lookup(word) or "").removeprefix("angka.") for word in said]
    if len(said) > 1 and all(len(digit) == 1 and digit.isdecimal() for digit in digits):
        return int("".join(digits))
    return parse_rupiah(" ".join(said))
