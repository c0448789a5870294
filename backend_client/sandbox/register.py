"""The population's file: one SQLite database, made once, read only after.

Rules: the file's name carries version, seed, size and a digest of the villages, so another
population never mixes with this one; it is written beside its place and renamed when whole.
People of a village have consecutive ids, so a village is a range and needs no index.
"""

import hashlib
import os
import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from backend_client.model import Person, Programme, ProgrammeRecord, ProgrammeState
from backend_client.names import Lexicon, words
from backend_client.sandbox.population import PopulationMaker, VillagePlan

# Raise it when the generator changes: old files are then left alone and a new one is made.
VERSION = 2

_TABLES = """
CREATE TABLE villages (code TEXT PRIMARY KEY, name TEXT, people INTEGER, first INTEGER,
    last INTEGER) WITHOUT ROWID;
CREATE TABLE households (
    id INTEGER PRIMARY KEY, kk INTEGER, rt INTEGER, rw INTEGER, desil INTEGER
);
CREATE TABLE people (
    id INTEGER PRIMARY KEY, nik INTEGER, household INTEGER, name TEXT, born TEXT,
    father TEXT, mother TEXT, in_dtks INTEGER, programmes TEXT
);
CREATE TABLE words (word TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_STATES = {"a": ProgrammeState.ACTIVE, "w": ProgrammeState.WAITING, "e": ProgrammeState.ENDED}
_NOTES = {"w": "menunggu kuota", "e": "kepesertaan berakhir"}
_COLUMNS = (
    "p.id, p.nik, p.name, p.born, p.father, p.mother, p.in_dtks, p.programmes,"
    " h.kk, h.rt, h.rw, h.desil, v.code, v.name"
)
_JOINED = (
    f"SELECT {_COLUMNS} FROM people p JOIN households h ON h.id = p.household"  # noqa: S608
    " JOIN villages v ON p.id BETWEEN v.first AND v.last"
)


class SyntheticPerson(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the sandbox knows of one invented person. Dates are ISO 8601."""

    ref: str
    name: str
    nik: str
    kk: str
    birth_date: str
    sex: str
    father: str
    mother: str
    rt: str
    rw: str
    village: str
    village_name: str
    in_dtks: bool
    desil: int | None
    programmes: tuple[ProgrammeRecord, ...]

    @property
    def birth_year(self) -> int:
        """Year of birth."""
        return int(self.birth_date[:4])

    def person(self) -> Person:
        """As the port answers it."""
        return Person(
            ref=self.ref,
            name=self.name,
            village=self.village,
            birth_year=self.birth_year,
            in_dtks=self.in_dtks,
            desil=self.desil,
            programmes=self.programmes,
        )


@dataclass(frozen=True, slots=True)
class VillageRow:
    """One village of the population."""

    code: str
    name: str
    people: int


def month_before(today: date, months: int) -> str:
    """'YYYY-MM', so many months ago."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return f"{year:04d}-{month + 1:02d}"


def _programmes(packed: str, today: date) -> tuple[ProgrammeRecord, ...]:
    found = []
    for item in packed.split():
        code, _, state = item.partition(":")
        found.append(
            ProgrammeRecord(
                programme=Programme(code),
                state=_STATES[state[0]],
                period=None if state[0] == "w" else month_before(today, int(state[1:])),
                note=_NOTES.get(state[0]),
            )
        )
    return tuple(found)


def _ref(number: int) -> str:
    """DTKS's own number of a person: opaque, so that neighbours cannot be counted through."""
    return "P" + hashlib.blake2b(str(number).encode(), digest_size=3).hexdigest() + str(number)


def _number(ref: str) -> int | None:
    digits = ref[7:]
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        return None
    return int(digits) if _ref(int(digits)) == ref else None


def register_path(folder: Path, plan: Sequence[VillagePlan], seed: int) -> Path:
    """Where the file of this population belongs."""
    villages = hashlib.blake2b(
        ";".join(f"{v.code}={v.name}={v.people}" for v in plan).encode(), digest_size=6
    ).hexdigest()
    people = sum(village.people for village in plan)
    return folder / f"population-v{VERSION}-{seed}-{people}-{villages}.sqlite"


def build(path: Path, plan: Sequence[VillagePlan], seed: int) -> None:
    """Make the population and put its file in place, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    unfinished.unlink(missing_ok=True)
    connection = sqlite3.connect(unfinished, isolation_level=None)
    try:
        # A crash leaves only the unfinished file, so nothing need be synced on the way.
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _TABLES)
        connection.execute("BEGIN")
        _fill(connection, plan, seed)
        connection.execute("COMMIT")
        connection.execute("CREATE INDEX people_nik ON people (nik)")
    finally:
        connection.close()
    with unfinished.open("rb+") as file:
        os.fsync(file.fileno())
    unfinished.replace(path)


def _fill(connection: sqlite3.Connection, plan: Sequence[VillagePlan], seed: int) -> None:
    maker = PopulationMaker(seed)
    person_id = household_id = 0
    seen: set[str] = set()
    for village in plan:
        first = person_id + 1
        households, people = [], []
        for household, residents in maker.village(village):
            household_id += 1
            households.append(
                (household_id, household.kk, household.rt, household.rw, household.desil)
            )
            for one in residents:
                person_id += 1
                seen.update(one.name.split())
                people.append(
                    (
                        person_id,
                        one.nik,
                        household_id,
                        one.name,
                        one.born.isoformat(),
                        one.father,
                        one.mother,
                        one.in_dtks,
                        one.programmes,
                    )
                )
        connection.executemany("INSERT INTO households VALUES (?,?,?,?,?)", households)
        connection.executemany("INSERT INTO people VALUES (?,?,?,?,?,?,?,?,?)", people)
        connection.execute(
            "INSERT INTO villages VALUES (?,?,?,?,?)",
            (village.code, village.name, len(people), first, person_id),
        )
    keys = {word.key for surface in seen for word in words(surface) if not word.initial}
    connection.executemany("INSERT INTO words VALUES (?)", ((key,) for key in sorted(keys)))


class Register:
    """The open file. Methods are safe from several threads; each takes well under 1 ms but
    `names`, which reads a whole village (a few ms)."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        self._connection.execute("PRAGMA cache_size=-2000")
        self.lexicon = Lexicon(row[0] for row in self._all("SELECT word FROM words"))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _all(self, query: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def villages(self) -> list[VillageRow]:
        """All villages that have people, by code."""
        rows = self._all("SELECT code, name, people FROM villages ORDER BY code")
        return [VillageRow(code, name, count) for code, name, count in rows]

    def names(self, village: str) -> list[tuple[int, str]]:
        """Id and name of everybody in a village; empty for a village without people."""
        rows = self._all(
            "SELECT p.id, p.name FROM villages v JOIN people p ON p.id BETWEEN v.first AND v.last"
            " WHERE v.code = ? ORDER BY p.id",
            (village,),
        )
        return [(number, name) for number, name in rows]

    def people(self, village: str | None, limit: int, today: date) -> list[SyntheticPerson]:
        """Some people, of one village or spread over all."""
        if village is not None:
            query, values = f"{_JOINED} WHERE v.code = ? ORDER BY p.id LIMIT ?", (village, limit)
            return [self._whole(row, today) for row in self._all(query, values)]
        total = int(self._all("SELECT count(*) FROM people")[0][0])
        if limit >= total:
            return [self._whole(row, today) for row in self._all(f"{_JOINED} ORDER BY p.id")]
        step = max(1, total // max(1, limit))
        return self.by_ids(range(1, total + 1, step)[:limit], today)

    def by_ids(self, ids: Sequence[int], today: date) -> list[SyntheticPerson]:
        """The people with these ids, in the given order."""
        found = {}
        for number in ids:
            for row in self._all(f"{_JOINED} WHERE p.id = ?", (number,)):
                found[number] = self._whole(row, today)
        return [found[number] for number in ids if number in found]

    def by_nik(self, nik: str, today: date) -> SyntheticPerson | None:
        """Who has this NIK."""
        if not (nik.isascii() and nik.isdigit() and len(nik) == 16):
            return None
        rows = self._all(f"{_JOINED} WHERE p.nik = ?", (int(nik),))
        return self._whole(rows[0], today) if rows else None

    def by_ref(self, ref: str, today: date) -> SyntheticPerson | None:
        """Who has this DTKS number."""
        number = _number(ref)
        found = self.by_ids([number], today) if number is not None else []
        return found[0] if found else None

    def _whole(self, row: tuple[Any, ...], today: date) -> SyntheticPerson:
        (
            number,
            nik,
            name,
            born,
            father,
            mother,
            in_dtks,
            packed,
            kk,
            rt,
            rw,
            desil,
            code,
            village_name,
        ) = row
        nik_text = f"{nik:016d}"
        return SyntheticPerson(
            ref=_ref(number),
            name=name,
            nik=nik_text,
            kk=f"{kk:016d}",
            birth_date=born,
            sex="P" if nik_text[6] > "3" else "L",
            father=father,
            mother=mother,
            rt=f"{rt:03d}",
            rw=f"{rw:03d}",
            village=code,
            village_name=village_name,
            in_dtks=bool(in_dtks),
            desil=desil,
            programmes=_programmes(packed, today),
        )
