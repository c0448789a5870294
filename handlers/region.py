"""Asking for a village: in the citizen's own words, or from lists, level by level.

Rules: what was understood is always read back. Where the words leave a doubt, the kecamatan is
asked (name + kecamatan is unique for 99.6 % of villages). The answer is a dotted code. A caller
spells with the keys of the telephone (`place_keys`).
"""

from typing import NamedTuple

from backend_client.regions import Candidate, Decision, Level, Regions, Resolution
from handlers.dialogue.fields import YesNo
from handlers.dialogue.prompt import Option
from handlers.dialogue.steps import Ask, Citizen, Say, Talk
from handlers.dialogue.text import fold
from handlers.fields_place import RightPlace
from handlers.fields_region import (
    BY_LIST,
    KecamatanWords,
    PlaceWords,
    VillageIn,
    WhichPlace,
    path_name,
)
from handlers.place_keys import pick
from handlers.requests.pendamping import DUTY
from handlers.understanding.places import parted
from i18n.message import Message, say

__all__ = ["ask_region", "in_duty", "path_name"]

MOST_CANDIDATES = 4  # with 'none of these' a screen of five
MOST_ROUNDS = 8
NEAR = 0.1  # scores so close that the words leave the candidates equal
LEAST_CLEAR = 0.6  # score of a larger place that is gone into without a question
# One place far ahead of the rest ('jonggol bogor sukamaju') is read back, not listed beside them.
FAVOURITE, AHEAD = 0.9, 0.25  # scores; a village of the next name is at 0.64 then
MOST_TAIL = 2  # words of a village at the end of what was taken for a name
_AROUND = (Level.KECAMATAN, Level.KABUPATEN)  # where a correction is looked for
MOST_MISSES = 3  # words that fit no place; then the lists, which cannot miss


def ask_region(
    key: str, citizen: Citizen, prompt: Message, words: str | None = None, name: str = ""
) -> Talk:
    """A village's code. What is known of it (`words`), or what the citizen's sentence said of it,
    is used first. `name` may end with the village ('siti aminah sukamaju'): a kecamatan then
    completes it."""
    regions: Regions = citizen.regions
    words = words or citizen.heard("wilayah")
    misses = 0
    refused: str | None = None
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
        found = _resolved(regions, words, refused, name)
        misses += found.decision is Decision.NONE or not found.candidates
        village, words = yield from _settle(at, citizen, found)
        if isinstance(village, Refused):
            refused = village.code
        elif village is not None:
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


class Refused(NamedTuple):
    """A place that was read back, and is not the one."""

    code: str


def _resolved(regions: Regions, words: str, refused: str | None, name: str) -> Resolution:
    """What the words mean; where they leave a doubt, with the village that the name ended with,
    or near the place that was just refused ('salah, desa sukagalih')."""
    found = regions.resolve(words)
    if found.decision is Decision.NONE:
        found = regions.resolve(parted(regions, words) or words)
    if found.decision is Decision.ACCEPTED and found.candidates[0].region.level is Level.DESA:
        return found
    tail = name.split()
    for count in range(min(MOST_TAIL, len(tail) - 1), 0, -1):
        village = " ".join(tail[-count:])
        told = regions.resolve(f"{village} {words}")
        best = told.candidates[0].region if told.candidates else None
        if told.decision is Decision.ACCEPTED and best and fold(best.name) == fold(village):
            return told
    if refused is not None:
        return _near_refused(regions, words, refused) or found
    return found


def _near_refused(regions: Regions, words: str, refused: str) -> Resolution | None:
    """The village of the same name in the kecamatan that is said now ('bukan, kec jonggol'), or
    the place of these words near the refused one."""
    path = regions.path(refused)
    same = path[-1].name
    tries = [regions.resolve(words, within=path[level - 1].code) for level in _AROUND]
    if fold(same) not in fold(words):
        named = regions.resolve(f"{same} {words}")
        if named.candidates and named.candidates[0].region.name == same:
            tries.insert(0, named)
    for each in tries:
        if each.decision is Decision.ACCEPTED and each.candidates[0].region.code != refused:
            return each
    return None


def in_duty(citizen: Citizen, village: str) -> bool:
    """A pendamping sends for the villages that staff agreed to; the shell holds to it too."""
    duty = citizen.heard(DUTY)
    return not duty or village in duty.split(",")


def _again(misses: int) -> str:
    """The wording of one more try: with an example after two that fitted no place."""
    return "wilayah.ulangi" if misses < MOST_MISSES - 1 else "wilayah.contoh"


def _settle(at: str, citizen: Citizen, found: Resolution) -> Talk:
    """Read back, or narrow down, what the resolver made of the words: the village's code, None to
    start over, or what was refused; and then the words for another place, where the citizen named
    one at once. What was picked from whole paths has been read, and is not asked about again."""
    regions: Regions = citizen.regions
    candidates = found.candidates
    if found.decision is Decision.NONE or not candidates:
        yield Say(say("wilayah.tidak_ketemu"))
        return None, None
    best = candidates[0].region
    clear = found.ask_level is not None and found.ask_level > best.level
    code: str | None
    clear = clear and candidates[0].score >= LEAST_CLEAR
    if (
        found.decision is Decision.ACCEPTED
        or (clear and best.level < Level.DESA)
        or _far_ahead(candidates)
    ):
        code = best.code
    else:
        code = yield from _which(at, regions, candidates)
        picked = regions.get(code or "")
        if picked is not None and picked.level is Level.DESA and _listed(candidates, picked.code):
            yield Say(say("wilayah.dipilih", jalur=path_name(regions, picked.code)))
            return code, None
    if code is None:
        return None, None
    code = yield from _below(at, citizen, code)
    right = yield Ask(
        f"{at}.benar", RightPlace(regions), say("wilayah.benar", jalur=path_name(regions, code))
    )
    if isinstance(right, str):
        return Refused(code), right
    return (code if right else Refused(code)), None


def _far_ahead(candidates: tuple[Candidate, ...]) -> bool:
    best, *rest = candidates
    ahead = not rest or best.score - rest[0].score >= AHEAD
    return best.region.level is Level.DESA and best.score >= FAVOURITE and ahead


def _listed(candidates: tuple[Candidate, ...], code: str) -> bool:
    """Was it on the list, in full?"""
    shown = _shown(candidates) if len(candidates) > 1 else ()
    return not _of_one_name(candidates) and any(each.region.code == code for each in shown)


def _shown(candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The list to pick from: those that may be meant, not what is merely the next best; all of
    the first, where only one would be left."""
    first = candidates[:MOST_CANDIDATES]
    likely = tuple(each for each in first if each.score > first[0].score - AHEAD)
    return likely if len(likely) > 1 else first


def _of_one_name(candidates: tuple[Candidate, ...]) -> bool:
    """Too many villages of the same name for a list: their kecamatan is asked."""
    near = [each for each in candidates if each.score > candidates[0].score - NEAR]
    return len(near) > MOST_CANDIDATES and len({each.region.name for each in near}) == 1


def _which(at: str, regions: Regions, candidates: tuple[Candidate, ...]) -> Talk:
    """Several villages fit: few are shown to pick from; of many of one name the kecamatan is
    asked. A single one need only be read back."""
    if len(candidates) == 1:
        return candidates[0].region.code
    if _of_one_name(candidates):
        village = candidates[0].region.name
        code = yield Ask(
            f"{at}.kecamatan_mana",
            KecamatanWords(regions, village),
            say("wilayah.kecamatan_mana", desa=village),
            easier=say("wilayah.kecamatan_contoh"),
            help=say("wilayah.bantuan"),
        )
        return None if code == BY_LIST else code
    options = [Option(c.region.code, path_name(regions, c.region.code)) for c in _shown(candidates)]
    picked = yield Ask(
        f"{at}.yang_mana",
        WhichPlace(regions, candidates, *options, Option("bukan", say("wilayah.bukan_ini"))),
        say("wilayah.yang_mana"),
        easier=say("wilayah.tulis_kecamatan"),
    )
    return None if picked == "bukan" else picked


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
