"""The questions for a place: words for any place, the kecamatan of a name, one of a list.

Rules: the answer is a dotted code, or the words; the resolver reads, within what is known already.
"""

from typing import Any

from backend_client.regions import Candidate, Decision, Level, Regions
from handlers.dialogue.events import Heard, HeardKind
from handlers.dialogue.fields import Choice, Field, Got, Read, Reading, Wrong, no_name
from handlers.dialogue.matching import choose, number
from handlers.dialogue.prompt import Option
from handlers.dialogue.text import clean, fold
from i18n.message import Value, say

BY_LIST = "daftar"


def path_name(regions: Regions, code: str) -> str:
    """'Desa Sukamaju, Kec. Jonggol, Kabupaten Bogor, Jawa Barat' without abbreviations."""
    return ", ".join(region.name for region in reversed(regions.path(code)))


class PlaceWords(Field):
    """A place in the citizen's words, or the wish to pick from a list."""

    slot = "wilayah"

    def options(self) -> tuple[Option, ...]:
        """One: pick from lists."""
        return (Option(BY_LIST, say("wilayah.dari_daftar"), "daftar"),)

    def read(self, heard: Heard, reading: Reading) -> Read:
        """Any words with three letters."""
        if heard.kind not in (HeardKind.TEXT, HeardKind.TAP):
            return Wrong(say("umum.perlu_teks"))
        if choose(heard.text, self.options(), reading.shown, reading.words) == BY_LIST:
            return Got(BY_LIST)
        text = clean(heard.text, limit=200)
        if sum(c.isalpha() for c in text) < 3 or no_name(text, reading.words):
            return Wrong(say("wilayah.salah"))
        return Got(text)

    def accepts(self, value: Any) -> bool:
        """Text."""
        return isinstance(value, str)

    def show(self, value: Any) -> Value:
        """The words, or the wish for lists by its label."""
        return say("wilayah.dari_daftar") if value == BY_LIST else str(value)


class KecamatanWords(Field):
    """The kecamatan (or more) of a village whose name alone fits many places."""

    takes_digits = True

    def __init__(self, regions: Regions, village: str) -> None:
        self._regions = regions
        self._village = village

    def options(self) -> tuple[Option, ...]:
        """One: start over with other words."""
        return (Option(BY_LIST, say("wilayah.tempat_lain")),)

    def read(self, heard: Heard, reading: Reading) -> Read:
        """Words that, with the village's name, leave one place."""
        if choose(heard.text, self.options(), reading.shown, reading.words) == BY_LIST:
            return Got(BY_LIST)
        wrong = Wrong(say("wilayah.kecamatan_salah", desa=self._village))
        if no_name(heard.text, reading.words):
            return wrong
        for query in (f"{self._village} {heard.text}", heard.text):
            found = self._regions.resolve(query)
            if found.decision is Decision.ACCEPTED:
                best = found.candidates[0].region
                if best.level is Level.DESA:
                    return Got(best.code)
        return wrong

    def accepts(self, value: Any) -> bool:
        """A village that exists, or the wish to start over."""
        return value == BY_LIST or self._regions.get(str(value)) is not None

    def show(self, value: Any) -> str:
        """The path."""
        return path_name(self._regions, str(value))


class WhichPlace(Choice):
    """Candidates to pick from; the kecamatan's name picks too."""

    def __init__(
        self, regions: Regions, candidates: tuple[Candidate, ...], *options: Option
    ) -> None:
        super().__init__(*options, wrong=say("wilayah.tulis_kecamatan"))
        self._regions = regions
        self._candidates = candidates

    def read(self, heard: Heard, reading: Reading) -> Read:
        """A number or label, or more words ('jonggol') that leave one candidate."""
        read = super().read(heard, reading)
        if isinstance(read, Got) or no_name(heard.text, reading.words):
            return read
        names = [
            Option(c.region.code, region.name) for c in self._candidates for region in c.path[1:3]
        ]
        value = choose(heard.text, names, (), reading.words)
        if value is not None:
            return Got(value)
        village = self._candidates[0].region.name
        found = self._regions.resolve(f"{village} {heard.text}")
        if found.decision is Decision.ACCEPTED and found.candidates[0].region.level is Level.DESA:
            return Got(found.candidates[0].region.code)
        return read

    def accepts(self, value: Any) -> bool:
        """A village that exists, or 'none of these'."""
        return value == "bukan" or self._regions.get(str(value)) is not None

    def show(self, value: Any) -> str:
        """The path."""
        return path_name(self._regions, str(value))


class VillageIn(Choice):
    """A village (or the next level) within a known place (None: the country), by name in any
    spelling or by list."""

    def __init__(self, regions: Regions, parent: str | None) -> None:
        children = regions.children(parent)
        super().__init__(*(Option(c.code, c.name) for c in children), wrong=say("wilayah.salah"))
        self._regions = regions
        self._parent = parent
        self._level = children[0].level if children else Level.DESA

    def read(self, heard: Heard, reading: Reading) -> Read:
        """By number or exact label; else the resolver, within this place and then anywhere (who
        chose the wrong kabupaten is understood too); a near label last."""
        words = fold(heard.text)
        if heard.kind is not HeardKind.TEXT or number(words, reading.words) is not None:
            return super().read(heard, reading)
        for option in self.options():
            if words == fold(str(option.label)):
                return Got(option.value)
        code = self._resolved(heard.text, self._parent)
        if code is not None:
            return Got(code)
        read = super().read(heard, reading)
        if isinstance(read, Got):
            return read
        code = self._kabupaten(heard.text) or self._resolved(heard.text, None)
        return read if code is None else Got(code)

    def _kabupaten(self, text: str) -> str | None:
        """'bogor', where there is a Kota Bogor too: the kabupaten, which is read back; who meant
        the kota names a kecamatan of it next, and is understood."""
        if self._level is not Level.KABUPATEN:
            return None
        named = [o.value for o in self.options() if _bare(str(o.label)) == fold(text)]
        return named[0] if named else None

    def _resolved(self, text: str, within: str | None) -> str | None:
        for level in (each for each in Level if each >= self._level):
            if self._parent is None and level is Level.KECAMATAN:
                continue  # 'sukamaju' is one kecamatan, and 200 villages elsewhere
            found = self._regions.resolve(text, within=within, level=level)
            if found.decision is Decision.ACCEPTED:
                code = found.candidates[0].region.code
                if self.accepts(code):
                    return code
        return None

    def accepts(self, value: Any) -> bool:
        """Any place smaller than the parent."""
        region = self._regions.get(str(value))
        return region is not None and region.level >= self._level


def _bare(name: str) -> str:
    """'Kabupaten Bogor' -> 'bogor'."""
    return fold(name).removeprefix("kabupaten ").removeprefix("kota ").removeprefix("administrasi ")
