"""The synthetic population: people, households and programmes over real villages.

Rules: a seed, a size and a list of villages give the same people on every machine. Villages come
from ten provinces, whole kecamatan at a time, so that neighbours and namesakes occur. NIKs are
well formed (DOMAIN.md) and their serials stay below 9000, where the magic NIKs begin. Periods are
stored as months before today, so that the answers stay fresh. Nobody in here is real.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Protocol

from backend_client.sandbox.names import NameMaker
from backend_client.sandbox.names_data import Culture

# Ages are counted from this day, so that a population does not change with the calendar.
REFERENCE = date(2026, 11, 1)

# Kecamatan to start from in each province; the province goes on from there in code order.
# 32.01.06 is Jonggol. Papua is 91 in today's list and was 94 in older ones.
PROVINCES = ("32", "35", "53", "91", "11", "73", "51", "13", "12")
_START = {
    "32": "32.01.06",
    "35": "35.07",
    "53": "53.06",
    "11": "11.08",
    "73": "73.08",
    "12": "12.12",
}
_SMALLEST, _LARGEST = 300, 1400

# The person of the README's example: the first woman of this village bears this name there.
PLANTED = {"32.01.06.2001": "SITI AMINAH"}


class RegionLike(Protocol):
    """What is read of a region."""

    @property
    def code(self) -> str:
        """Dotted Kemendagri code."""
        ...

    @property
    def name(self) -> str:
        """Its name."""
        ...


class RegionTree(Protocol):
    """The list of regions, top down (`backend_client.regions.Regions` fits)."""

    def children(self, code: str | None) -> Sequence[RegionLike]:
        """The regions right below one; None: the provinces."""
        ...


@dataclass(frozen=True, slots=True)
class VillagePlan:
    """One village and how many people live there."""

    code: str
    name: str
    people: int


@dataclass(frozen=True, slots=True)
class Household:
    """One KK."""

    kk: int
    rt: int
    rw: int
    desil: int | None


@dataclass(frozen=True, slots=True)
class Resident:
    """One person. `programmes` is 'PKH:a1 BST:e58': code, state letter, months ago."""

    nik: int
    name: str
    born: date
    father: str
    mother: str
    in_dtks: bool
    programmes: str


def plan_villages(regions: RegionTree, people: int, seed: int) -> list[VillagePlan]:
    """Choose villages, shared evenly among the provinces, until `people` have a home."""
    rng = Random(f"villages {seed}")
    present = [region.code for region in regions.children(None) if region.code in PROVINCES]
    present.sort(key=PROVINCES.index)
    plan: list[VillagePlan] = []
    left = people
    for place, province in enumerate(present):
        quota = left // (len(present) - place)
        for village in _villages_of(regions, province):
            if quota <= 0:
                break
            size = min(rng.randint(_SMALLEST, _LARGEST), left)
            if rng.random() < 0.06:
                size = min(2000, left)
            plan.append(VillagePlan(village.code, village.name, size))
            quota -= size
            left -= size
    if plan and left > 0:  # a tree with few villages, in tests
        last = plan[-1]
        plan[-1] = VillagePlan(last.code, last.name, last.people + left)
    return plan


def _villages_of(regions: RegionTree, province: str) -> Iterator[RegionLike]:
    start = _START.get(province, province)
    districts = [
        district
        for regency in _by_code(regions, province)
        for district in _by_code(regions, regency.code)
    ]
    # From the start on to the end, then what lies before it.
    for district in sorted(districts, key=lambda one: (one.code < start, one.code)):
        yield from _by_code(regions, district.code)


def _by_code(regions: RegionTree, code: str) -> list[RegionLike]:
    return sorted(regions.children(code), key=lambda region: region.code)


class PopulationMaker:
    """Draws households village by village."""

    def __init__(self, seed: int) -> None:
        self._rng = Random(f"people {seed}")
        self._random = self._rng.random
        self._names = NameMaker(self._rng)
        self._serials: dict[int, int] = {}
        self._cards = 0

    def village(self, plan: VillagePlan) -> Iterator[tuple[Household, list[Resident]]]:
        """The households of one village, exactly `plan.people` people."""
        left = plan.people
        rws = max(1, plan.people // 220)
        planted = PLANTED.get(plan.code)
        while left > 0:
            household, residents = self._household(plan.code, rws)
            residents = residents[:left]
            for place, one in enumerate(residents):
                if planted and one.nik // 10**9 % 10 > 3 and one.born.year < 1990:
                    residents[place] = replace(
                        one, name=planted, in_dtks=True, programmes="PKH:a1 BPNT:a0 PBI:a0"
                    )
                    planted = None
            left -= len(residents)
            yield household, residents

    def _household(self, village: str, rws: int) -> tuple[Household, list[Resident]]:
        random = self._random
        culture = self._names.culture(village[:2])
        family = self._names.family(culture)
        desil = min(10, 1 + int(random() * random() * 10)) if random() < 0.9 else None
        head_age = 22 + int(random() * 58)
        alone = head_age > 60 and random() < 0.25
        people: list[tuple[str, bool, int, str, str]] = []  # name, male, age, father, mother
        father = mother = ""
        if random() < 0.86 and not (alone and random() < 0.7):
            father = self._name(culture, True, head_age, family, int(random() * 4))
            people.append((father, True, head_age, *self._parents(culture, family)))
        if not father or (not alone and random() < 0.9):
            age = max(18, head_age - int(random() * 8))
            own_family = self._names.family(culture)
            mother = self._name(culture, False, age, own_family, int(random() * 4))
            people.append((mother, False, age, *self._parents(culture, own_family)))
        if not alone:
            oldest = min(head_age - 20, 28)
            for nth in range(int(random() * 4.2) if oldest > 0 else 0):
                age = int(random() * (oldest + 1))
                male = random() < 0.5
                name = self._name(culture, male, age, family, nth)
                people.append((name, male, age, father or "-", mother or "-"))
        household = Household(
            self._kk(village), 1 + int(random() * 8), 1 + int(random() * rws), desil
        )
        granted = self._granted(desil, alone, people)
        rows = [self._resident(village, person, granted, orphan=not father) for person in people]
        return household, rows

    def _name(self, culture: Culture, male: bool, age: int, family: str, nth: int) -> str:
        return self._names.person(
            culture, male=male, born=REFERENCE.year - age, family=family, nth=nth
        )

    def _parents(self, culture: Culture, family: str) -> tuple[str, str]:
        return (
            self._name(culture, True, 40, family, 0),
            self._name(culture, False, 40, "", 0),
        )

    def _kk(self, village: str) -> int:
        self._cards += 1
        issued = date(2008, 1, 1) + timedelta(days=int(self._random() * 6500))
        prefix = int(village[:8].replace(".", "") + issued.strftime("%d%m%y"))
        return prefix * 10_000 + 1 + self._cards % 8999

    def _resident(
        self,
        village: str,
        person: tuple[str, bool, int, str, str],
        granted: tuple[str, ...],
        *,
        orphan: bool,
    ) -> Resident:
        name, male, age, father, mother = person
        born = REFERENCE - timedelta(days=age * 365 + age // 4 + int(self._random() * 365))
        day = born.day if male else born.day + 40
        prefix = int(f"{village[:8].replace('.', '')}{day:02d}{born:%m%y}")
        serial = self._serials.get(prefix, 0) + 1
        self._serials[prefix] = serial
        in_dtks = bool(granted) or self._random() < 0.7
        programmes = list(granted)
        if not in_dtks and self._random() < 0.3:
            programmes = [f"BST:e{58 + int(self._random() * 6)}"]
        if age >= 70 and granted and self._random() < 0.2:
            programmes.append(f"PERMAKANAN:a{int(self._random() * 2)}")
        if orphan and age < 18 and self._random() < 0.3:
            programmes.append(f"YAPI:a{int(self._random() * 2)}")
        if granted and self._random() < 0.01:
            programmes.append(f"ATENSI:{'aw'[int(self._random() * 2)]}{int(self._random() * 3)}")
        return Resident(
            prefix * 10_000 + serial, name, born, father, mother, in_dtks, " ".join(programmes)
        )

    def _granted(
        self, desil: int | None, alone: bool, people: list[tuple[str, bool, int, str, str]]
    ) -> tuple[str, ...]:
        """What the household gets: likelier the poorer; some wait, some had it once."""
        random = self._random
        if desil is None or desil > 6 or random() < 0.12:
            return ()
        granted = []
        young = any(age < 19 for _, _, age, _, _ in people)
        if (young or alone) and random() < 0.5 - 0.07 * desil:
            granted.append(f"PKH:{self._state()}")
        if random() < 0.8 - 0.1 * desil:
            granted.append(f"BPNT:{self._state()}")
        if random() < 0.9 - 0.06 * desil:
            granted.append(f"PBI:a{int(random() * 2)}")
        if random() < 0.06:
            granted.append(f"BST:e{58 + int(random() * 6)}")
        if random() < 0.08:
            granted.append(f"BLT_BBM:e{46 + int(random() * 4)}")
        if desil <= 2 and random() < 0.02:
            granted.append(f"RUTILAHU:{self._state()}")
        if desil <= 3 and random() < 0.01:
            granted.append(f"PENA:{self._state()}")
        return tuple(granted)

    def _state(self) -> str:
        point = self._random()
        if point < 0.70:
            return f"a{int(self._random() * 3)}"
        if point < 0.88:
            return "w0"
        return f"e{7 + int(self._random() * 40)}"
