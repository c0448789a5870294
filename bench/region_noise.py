"""Noisy queries about real villages, seeded: how people write where they live.

Two families that share no rule with each other, nor with the resolver's folding: `keyboard` slips
of fingers and the habits of writing fast, `ear` writes by sound, from schooling in another
spelling or language. Thresholds were set on `keyboard`; of `ear` only the misses were read.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from backend_client.regions import Level, Region, Regions

PATTERNS = (
    ((4, 3, 2, 1), 15),
    ((4, 3, 2), 30),
    ((4, 3), 20),
    ((4, 2), 15),
    ((4, 2, 1), 7),
    ((4, 3, 1), 6),
    ((4,), 7),
)
_FORMAL = {1: ["provinsi"], 2: [], 3: ["kecamatan"], 4: ["desa", "kelurahan"]}
_SHORT = {1: ["prov", "prov.", "prop"], 2: [], 3: ["kec", "kec."], 4: ["ds", "ds.", "kel", "kel."]}
_BEFORE = (
    "saya tinggal di",
    "alamat",
    "alamat saya",
    "di",
    "saya dari",
    "rumah saya di",
    "alamat:",
    "domisili",
)
_AFTER = (
    "rt 02 rw 03",
    "RT.01/RW.05",
    "rt03/07",
    "16830",
    "kode pos 57174",
    "ya",
    "rt 5",
    "indonesia",
)
_SHORT_WORDS = {
    "tanjung": ["tj", "tj.", "tjg", "tg."],
    "gunung": ["gn", "gn.", "gng"],
    "kampung": ["kp", "kp.", "kmp"],
    "sungai": ["sei", "s."],
    "selatan": ["sel", "sel."],
    "utara": ["utr"],
    "barat": ["brt"],
    "timur": ["tim", "tmr"],
    "padang": ["pd.", "pdg"],
    "pondok": ["pd.", "pdk"],
    "pulau": ["p.", "pl."],
    "bukit": ["bkt"],
    "pasar": ["ps.", "psr"],
    "kepulauan": ["kep", "kep."],
    "jakarta": ["jkt"],
}
_PROVINCES = {
    "31": ["dki", "dki jakarta", "jakarta"],
    "32": ["jabar"],
    "33": ["jateng"],
    "34": ["jogja", "diy", "yogyakarta"],
    "35": ["jatim"],
    "52": ["ntb"],
    "53": ["ntt"],
    "73": ["sulsel"],
    "64": ["kaltim"],
    "12": ["sumut"],
    "13": ["sumbar"],
    "16": ["sumsel"],
}
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


@dataclass(frozen=True, slots=True)
class Noisy:
    """A query, the village meant (None: there is none such), and whether its words tell."""

    text: str
    code: str | None
    determinable: bool


class Places:
    """The villages, and which given names lead to how many of them."""

    def __init__(self, regions: Regions) -> None:
        self.lines: list[tuple[Region, ...]] = []
        for province in regions.children(None):
            for kabupaten in regions.children(province.code):
                for kecamatan in regions.children(kabupaten.code):
                    above = (province, kabupaten, kecamatan)
                    self.lines += [(*above, v) for v in regions.children(kecamatan.code)]
        self.lines.sort(key=lambda line: line[-1].code)
        self._named: dict[tuple[str, ...], int] = defaultdict(int)
        for line in self.lines:
            for pattern, _ in PATTERNS:
                self._named[self._given(line, pattern)] += 1

    @staticmethod
    def _given(line: tuple[Region, ...], pattern: Iterable[int]) -> tuple[str, ...]:
        return tuple(
            f"{level}{re.sub('[^a-z0-9]', '', _bare(line[level - 1]).lower())}" for level in pattern
        )

    def determinable(self, line: tuple[Region, ...], pattern: tuple[int, ...]) -> bool:
        """Whether the names on these levels are one village's only."""
        return self._named[self._given(line, pattern)] == 1

    def exists(self, line: tuple[Region, ...]) -> bool:
        """Whether any village has these names of desa, kecamatan and kabupaten."""
        return self._named[self._given(line, (4, 3, 2))] > 0


def _bare(region: Region) -> str:
    name = region.name
    if region.level is Level.KABUPATEN:
        name = re.sub(r"^(Kabupaten|Kota)( Administrasi)? ", "", name)
    return name


def queries(places: Places, seed: int, count: int, family: str) -> list[Noisy]:
    """Queries about villages that exist."""
    rng = random.Random(f"{family} {seed}")
    noise = FAMILIES[family]
    patterns = [pattern for pattern, _ in PATTERNS]
    weights = [weight for _, weight in PATTERNS]
    found = []
    for _ in range(count):
        line = rng.choice(places.lines)
        pattern = rng.choices(patterns, weights)[0]
        text = write(rng, line, pattern, noise)
        found.append(Noisy(text, line[-1].code, places.determinable(line, pattern)))
    return found


def invented(places: Places, seed: int, count: int, family: str) -> list[Noisy]:
    """Queries whose village exists, and kecamatan too, but not together."""
    rng = random.Random(f"invented {family} {seed}")
    by_kabupaten: dict[str, list[tuple[Region, ...]]] = defaultdict(list)
    for line in places.lines:
        by_kabupaten[line[1].code].append(line)
    found: list[Noisy] = []
    while len(found) < count:
        line = rng.choice(places.lines)
        near = rng.random() < 0.7  # from the same kabupaten: the kind one would believe
        other = rng.choice(by_kabupaten[line[1].code] if near else places.lines)
        made = (*line[:3], other[3])
        if places.exists(made):
            continue
        noise = FAMILIES[family] if rng.random() < 0.3 else _same
        found.append(Noisy(write(rng, made, (4, 3, 2), noise), None, True))
    return found


Noise = Callable[[random.Random, str], str]


def write(
    rng: random.Random, line: tuple[Region, ...], pattern: tuple[int, ...], noise: Noise
) -> str:
    """One village's names as a message."""
    parts = []
    words = rng.choice((_FORMAL, _SHORT, _SHORT, {}))
    for level in pattern:
        region = line[level - 1]
        name = noise(rng, _bare(region).lower())
        if level == 1 and region.code in _PROVINCES and rng.random() < 0.5:
            name = rng.choice(_PROVINCES[region.code])
        if level == 2:
            kota = region.name.startswith("Kota ")
            if words:
                name = f"{'kota' if kota else rng.choice(('kab', 'kab.', 'kabupaten'))} {name}"
            elif rng.random() < 0.15:
                name = f"{'kota' if kota else 'kabupaten'} {name}"
        elif words.get(level) and rng.random() < 0.8:
            name = f"{rng.choice(words[level])} {name}"
        parts.append(name)
    order = rng.random()
    if order < 0.12:
        parts.reverse()
    elif order < 0.2:
        rng.shuffle(parts)
    text = rng.choice((", ", " ", " ", ",", " - ", "\n") if rng.random() < 0.6 else (" ",)).join(
        parts
    )
    if rng.random() < 0.2:
        text = f"{rng.choice(_BEFORE)} {text}"
    if rng.random() < 0.15:
        text = f"{text} {rng.choice(_AFTER)}"
    style = rng.random()
    return text.upper() if style < 0.12 else text.title() if style < 0.35 else text


def _same(_: random.Random, name: str) -> str:
    return name


def keyboard(rng: random.Random, name: str) -> str:
    """Slips of the fingers, short forms, words run together or apart, a fashion for old ways."""
    words = []
    for word in name.split():
        if word in _SHORT_WORDS and rng.random() < 0.35:
            word = rng.choice(_SHORT_WORDS[word])
        elif len(word) >= 4 and rng.random() < 0.22:
            word = _slip(rng, word)
        words.append(word)
    chance = rng.random()
    if chance < 0.1 and len(words) > 1:
        name = "".join(words)
    elif chance < 0.16 and len(words) == 1 and len(words[0]) >= 8:
        at = rng.randrange(4, len(words[0]) - 3)
        name = f"{words[0][:at]} {words[0][at:]}"
    else:
        name = " ".join(words)
    if rng.random() < 0.06:
        name = name.replace("u", "oe").replace("j", "dj")
        name = re.sub(r"c(?!h)", "tj", name)
    return name


def _slip(rng: random.Random, word: str) -> str:
    at = rng.randrange(1 if rng.random() < 0.85 else 0, len(word))
    kind = rng.random()
    if kind < 0.3:
        return word[:at] + word[at + 1 :]
    if kind < 0.5:
        return word[:at] + _neighbour(rng, word[at]) + word[at + 1 :]
    if kind < 0.7:
        return word[:at] + word[at] + word[at:]
    if kind < 0.85 and at + 1 < len(word):
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + _neighbour(rng, word[at]) + word[at:]


def _neighbour(rng: random.Random, letter: str) -> str:
    for row in _KEYS:
        at = row.find(letter)
        if at >= 0:
            return rng.choice(row[max(0, at - 1) : at] + row[at + 1 : at + 2])
    return letter


# Heard alike, with no regard to what the resolver folds.
_HEARD = (
    ("e", "i"),
    ("i", "e"),
    ("o", "u"),
    ("u", "o"),
    ("k", "g"),
    ("d", "t"),
    ("b", "p"),
    ("p", "f"),
    ("ng", "n"),
    ("n", "ng"),
    ("r", "l"),
    ("h", ""),
    ("ai", "e"),
    ("au", "o"),
    ("c", "ch"),
    ("sy", "s"),
    ("j", "y"),
    ("y", "i"),
    ("w", "u"),
    ("a", "e"),
    ("a", "o"),
    ("k", ""),
)


def ear(rng: random.Random, name: str) -> str:
    """Written by sound; vowels left out; a word cut short; the old spelling in full."""
    words = []
    for word in name.split():
        chance = rng.random()
        if len(word) >= 4 and chance < 0.22:
            fits = [pair for pair in _HEARD if pair[0] in word[1:]]
            if fits:
                old, new = rng.choice(fits)
                word = word[0] + word[1:].replace(old, new, 1)
        elif len(word) >= 7 and chance < 0.25:
            inside = [i for i in range(2, len(word) - 1) if word[i] in "aeiou"]
            if inside:
                at = rng.choice(inside)
                word = word[:at] + word[at + 1 :]
        elif chance < 0.27:
            word = word.replace("j", "dj").replace("c", "tj").replace("u", "oe")
            word = re.sub(r"(?<!n)y", "j", word)
        words.append(word)
    if len(words) > 1 and rng.random() < 0.12:
        return "".join(words) if rng.random() < 0.7 else "-".join(words)
    return " ".join(words)


FAMILIES: dict[str, Noise] = {"keyboard": keyboard, "ear": ear, "clean": _same}
