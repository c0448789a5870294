"""A place by the keys of a telephone: the first letters of its name (2 is A, B, C), or its code.

Rules: on a call a long list is not read out: a few keys lead to any of its places, and the whole
list can still be heard. Keys that begin several names lead to a short list of these. Whatever was
pressed is read back. A code may be that of any place below: the first six digits of a NIK are a
kecamatan's.
"""

import functools
from collections.abc import Callable, Sequence
from typing import Any

from backend_client.regions import Region, Regions
from handlers.dialogue.events import Heard, HeardKind
from handlers.dialogue.fields import Choice, Field, Got, Read, Reading, Wrong
from handlers.dialogue.matching import choose
from handlers.dialogue.prompt import Option
from handlers.dialogue.steps import Ask, Citizen, Talk
from handlers.dialogue.text import fold
from i18n.message import Digits, Message, Value, say

LISTED = "dengar"  # the wish to hear the list
KEYS = "tombol:"  # before keys that begin several names; a province's code is digits too
MOST_READ_OUT = 6  # options of a list that is simply read out: two pages of a call's menu
LONGEST = 20  # keys; no name needs more to be told apart
_CALL = "voice"
_LETTERS = {"2": "abc", "3": "def", "4": "ghi", "5": "jkl", "6": "mno", "7": "pqrs", "8": "tuv"}
_KEY_OF = {
    **{letter: key for key, letters in _LETTERS.items() for letter in letters},
    **dict.fromkeys("wxyz", "9"),
    **{digit: digit for digit in "123456789"},
}
_KINDS = ("kabupaten ", "kota ", "administrasi ")
# Lengths of a code of kabupaten, kecamatan and desa, digits alone.
_CODES = (4, 6, 10)
_STILL = (HeardKind.TEXT, HeardKind.TAP)


class ByKeys(Field):
    """One of `places`, by first letters or code; or, in words, whatever `listed` understands.

    The answer is a place's code, `LISTED`, or the keys pressed where they begin several names.
    """

    takes_digits = by_keys = True

    def __init__(
        self, regions: Regions, listed: Choice, places: Callable[[], Sequence[Region]], parent: str
    ) -> None:
        self._regions = regions
        self._listed = listed
        self._places = places
        self._parent = parent

    def options(self) -> tuple[Option, ...]:
        """One: hear the list."""
        return (Option(LISTED, say("wilayah.dengar_daftar"), "daftar"),)

    def read(self, heard: Heard, reading: Reading) -> Read:
        """A key of the menu first; then letters and codes; then words, where there is speech."""
        if heard.kind not in _STILL:
            return Wrong(say("umum.perlu_teks"))
        value = choose(heard.text, reading.shown or self.options(), reading.shown, reading.words)
        if value is not None:
            return Got(value)
        keys = fold(heard.text).replace(" ", "")
        if not (keys.isascii() and keys.isdecimal()):
            return self._listed.read(heard, reading)
        found = self.found(keys)
        if not found:
            return Wrong(say("wilayah.huruf_tidak_ada"))
        if len(found) > MOST_READ_OUT:
            return Wrong(say("wilayah.huruf_kurang", jumlah=len(found)))
        return Got(found[0].code if len(found) == 1 else KEYS + keys)

    def found(self, keys: str) -> list[Region]:
        """The places that keys may mean: names that begin so (of too many the whole names), else
        names with a word that does; and the place with that code."""
        keys = keys[:LONGEST]
        letters = keys.replace("0", "")  # the key of the space between two words
        named = [(region, _names(region.name)) for region in self._places()] if letters else []
        fits = [region for region, names in named if names[0].startswith(letters)]
        if len(fits) > MOST_READ_OUT:
            whole = [region for region, names in named if names[0] == letters]
            fits = whole or fits
        elif not fits:
            fits = [r for r, names in named if any(name.startswith(letters) for name in names)]
        coded = self._regions.get(keys) if len(keys) in _CODES else None
        if coded is not None and self.accepts(coded.code) and coded not in fits:
            fits.append(coded)
        return fits

    def accepts(self, value: Any) -> bool:
        """A place on the list or below one; keys; the wish to hear the list."""
        if value == LISTED:
            return True
        if not isinstance(value, str):
            return False
        if value.startswith(KEYS):
            return len(self.found(value.removeprefix(KEYS))) > 1
        region = self._regions.get(value)
        return region is not None and region.code.startswith(self._parent)

    def show(self, value: Any) -> Value:
        """The place's name; keys one by one."""
        if value == LISTED:
            return say("wilayah.dengar_daftar")
        region = self._regions.get(str(value))
        return Digits(str(value).removeprefix(KEYS)) if region is None else region.name


def pick(key: str, citizen: Citizen, prompt: Message, listed: Choice, parent: str) -> Talk:
    """The code of one place below `parent`: from the list, or by keys where a caller would hear
    a long one."""
    regions: Regions = citizen.regions
    if citizen.channel != _CALL or len(listed.options()) <= MOST_READ_OUT:
        code = yield Ask(key, listed, prompt)
        return code
    field = ByKeys(regions, listed, lambda: _below(regions, parent), parent)
    asked = say("wilayah.tombol", tanya=prompt) if parent else say("wilayah.tombol_awal")
    code = yield Ask(key, field, asked)
    if code == LISTED:
        code = yield Ask(f"{key}.daftar", listed, prompt)
    elif code.startswith(KEYS):
        found = field.found(code.removeprefix(KEYS))
        options = [Option(region.code, region.name) for region in found]
        code = yield Ask(f"{key}.mana", Choice(*options), say("wilayah.yang_mana"))
    return code


def _below(regions: Regions, parent: str) -> list[Region]:
    """What the letters may name: the places of the list; of the whole country the kabupaten and
    kota too, which nobody confuses with a province."""
    places = list(regions.children(parent or None))
    if not parent:
        places += [each for province in list(places) for each in regions.children(province.code)]
    return places


@functools.lru_cache(maxsize=8192)
def _names(name: str) -> tuple[str, ...]:
    """A name as keys, from each word on, without what kind of place it is: 'Kabupaten Bogor' ->
    ('26467',)."""
    folded = fold(name)
    for kind in _KINDS:
        folded = folded.removeprefix(kind)
    words = ["".join(_KEY_OF.get(char, "") for char in word) for word in folded.split()]
    return tuple("".join(words[start:]) for start in range(len(words)))
