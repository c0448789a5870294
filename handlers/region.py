"""Asking for a village: in the citizen's own words, or from lists, level by level.

Rules: what was understood is always read back. Where the words leave a doubt, the kecamatan is
asked (name + kecamatan is unique for 99.6 % of villages). The answer is a dotted code. A caller
spells with the keys of the telephone (`place_keys`).
"""

from typing import Any

from backend_client.regions import Candidate, Decision, Level, Regions, Resolution
from handlers.dialogue.events import Heard, HeardKind
from handlers.dialogue.fields import Choice, Field, Got, Read, Reading, Wrong, YesNo, no_name
from handlers.dialogue.matching import choose, number
from handlers.dialogue.prompt import Option
from handlers.dialogue.steps import Ask, Citizen, Say, Talk
from handlers.dialogue.text import clean, fold
from handlers.fields_place import RightPlace
from handlers.place_keys import pick
from handlers.requests.pendamping import DUTY
from handlers.understanding.places import parted
from i18n.message import Message, Value, say

BY_LIST = "daftar"
MOST_CANDIDATES = 4  # with 'none of these' a screen of five
MOST_ROUNDS = 8
NEAR = 0.1  # scores so close that the words leave the candidates equal
LEAST_CLEAR = 0.6  # score of a larger place that is gone into without a question
MOST_MISSES = 3  # words that fit no place; then the lists, which cannot miss


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


def ask_region(key: str, citizen: Citizen, prompt: Message, words: str | None = None) -> Talk:
    """A village's code. What is known of it (`words`), or what the citizen's sentence said of it,
    is used first."""
    regions: Regions = citizen.regions
    words = words or citizen.heard("wilayah")
    misses = 0
    for turn in range(1, MOST_ROUNDS):
        at = f"{key}.{turn}"
        if words is None:
            words = yield Ask(
                f"{at}.kata",
                PlaceWords(),
                prompt if turn == 1 else say(_again(misses)),
                easier=say("wilayah.contoh"),
                help=say("wilayah.bantuan"),
            )
        if words == BY_LIST:
            break
        found = regions.resolve(words)
        if found.decision is Decision.NONE:
            found = regions.resolve(parted(regions, words) or words)
        misses += found.decision is Decision.NONE or not found.candidates
        village, words = yield from _settle(at, citizen, found)
        if village is not None:
            if in_duty(citizen, village):
                return village
            yield Say(say("pendamping.bukan_desa"))
        if misses >= MOST_MISSES:
            break
    village = None
    for turn in range(1, MOST_ROUNDS):
        village = yield from _by_list(f"{key}.daftar{turn}", citizen)
        right = yield Ask(
            f"{key}.daftar{turn}.benar",
            YesNo(),
            say("wilayah.benar", jalur=path_name(regions, village)),
        )
        if right and in_duty(citizen, village):
            break
        if right:
            yield Say(say("pendamping.bukan_desa"))
    return village


def in_duty(citizen: Citizen, village: str) -> bool:
    """A pendamping sends for the villages that staff agreed to; the shell holds to it too."""
    duty = citizen.heard(DUTY)
    return not duty or village in duty.split(",")


def _again(misses: int) -> str:
    """The wording of one more try: with an example after two that fitted no place."""
    return "wilayah.ulangi" if misses < MOST_MISSES - 1 else "wilayah.contoh"


def path_name(regions: Regions, code: str) -> str:
    """'Desa Sukamaju, Kec. Jonggol, Kabupaten Bogor, Jawa Barat' without abbreviations."""
    return ", ".join(region.name for region in reversed(regions.path(code)))


def _settle(at: str, citizen: Citizen, found: Resolution) -> Talk:
    """Read back, or narrow down, what the resolver made of the words: the village's code, None to
    start over; and then the words for another place, where the citizen named one at once."""
    regions: Regions = citizen.regions
    candidates = found.candidates
    if found.decision is Decision.NONE or not candidates:
        yield Say(say("wilayah.tidak_ketemu"))
        return None, None
    best = candidates[0].region
    clear = found.ask_level is not None and found.ask_level > best.level
    code: str | None
    clear = clear and candidates[0].score >= LEAST_CLEAR
    if found.decision is Decision.ACCEPTED or (clear and best.level < Level.DESA):
        code = best.code
    else:
        code = yield from _which(at, regions, candidates)
    if code is None:
        return None, None
    code = yield from _below(at, citizen, code)
    right = yield Ask(
        f"{at}.benar", RightPlace(regions), say("wilayah.benar", jalur=path_name(regions, code))
    )
    if isinstance(right, str):
        return None, right
    return (code if right else None), None


def _which(at: str, regions: Regions, candidates: tuple[Candidate, ...]) -> Talk:
    """Several villages fit: few are shown to pick from; of many of one name the kecamatan is
    asked. A single one need only be read back."""
    if len(candidates) == 1:
        return candidates[0].region.code
    near = [c for c in candidates if c.score > candidates[0].score - NEAR]
    if len(near) > MOST_CANDIDATES and len({c.region.name for c in near}) == 1:
        village = candidates[0].region.name
        code = yield Ask(
            f"{at}.kecamatan_mana",
            KecamatanWords(regions, village),
            say("wilayah.kecamatan_mana", desa=village),
            easier=say("wilayah.kecamatan_contoh"),
            help=say("wilayah.bantuan"),
        )
        return None if code == BY_LIST else code
    options = [
        Option(c.region.code, path_name(regions, c.region.code))
        for c in candidates[:MOST_CANDIDATES]
    ]
    picked = yield Ask(
        f"{at}.yang_mana",
        WhichPlace(regions, candidates, *options, Option("bukan", say("wilayah.bukan_ini"))),
        say("wilayah.yang_mana"),
        easier=say("wilayah.tulis_kecamatan"),
    )
    return None if picked == "bukan" else picked


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


def _below(at: str, citizen: Citizen, code: str) -> Talk:
    """A village's code: from a larger place, down level by level."""
    regions: Regions = citizen.regions
    while True:
        region = regions.get(code)
        if region is None or region.level is Level.DESA:
            return code
        level = Level(region.level + 1).name.lower()
        prompt = say(f"wilayah.tanya_{level}", tempat=region.name)
        code = yield from pick(f"{at}.{level}", citizen, prompt, VillageIn(regions, code), code)


def _by_list(key: str, citizen: Citizen) -> Talk:
    """Province, kabupaten/kota, kecamatan, desa, from lists."""
    provinces = VillageIn(citizen.regions, None)
    prompt = say("wilayah.tanya_provinsi")
    code = yield from pick(f"{key}.provinsi", citizen, prompt, provinces, "")
    village = yield from _below(key, citizen, code)
    return village
