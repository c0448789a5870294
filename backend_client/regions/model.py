"""The vocabulary of regions: levels, a region, and what a resolution says."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Level(IntEnum):
    """The four levels of Indonesia's administration, largest first."""

    PROVINSI = 1
    KABUPATEN = 2  # and kota
    KECAMATAN = 3
    DESA = 4  # and kelurahan


@dataclass(frozen=True, slots=True)
class Region:
    """A place with its Kemendagri code, dotted: '32.01.06.2001'."""

    code: str
    name: str
    level: Level


class Decision(StrEnum):
    """What to do with a resolution."""

    ACCEPTED = "accepted"  # one place, sure enough to go on (and to read back)
    ASK = "ask"  # candidates, but something must be asked
    NONE = "none"  # nothing like it


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that may be meant. `path` is provinsi first and ends with `region`.

    `score` is between 0 and 1: the share of the text that the path explains.
    """

    region: Region
    path: tuple[Region, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Resolution:
    """Candidates, best first. With ASK, `ask_level` names the level that would settle it."""

    decision: Decision
    candidates: tuple[Candidate, ...]
    ask_level: Level | None = None
