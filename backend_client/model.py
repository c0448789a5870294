"""DTKS's vocabulary: the requests the bot makes and the answers it gets.

Rules: plain frozen data (msgspec structs), JSON in and out, no behaviour beyond small
derivations. Field names are the field's own terms. What identifies a person (NIK, names,
addresses) must never be put into an error, a log line or a URL by whoever handles these.
"""

from enum import StrEnum

import msgspec


class Frozen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base of every model: immutable, keyword-only, JSON by msgspec."""


class Programme(StrEnum):
    """Programme codes as the SIKS fields have them (DOMAIN.md)."""

    PKH = "PKH"
    BPNT = "BPNT"
    PBI = "PBI"
    BST = "BST"
    BLT = "BLT"
    BLT_BBM = "BLT_BBM"
    ATENSI = "ATENSI"
    YAPI = "YAPI"
    PENA = "PENA"
    PERMAKANAN = "PERMAKANAN"
    RUTILAHU = "RUTILAHU"
    SEMBAKO_ADAPTIF = "SEMBAKO_ADAPTIF"


class ProgrammeState(StrEnum):
    """What a programme says of one person."""

    ACTIVE = "active"  # named as a recipient for `period`
    WAITING = "waiting"  # in the register, waiting for quota
    ENDED = "ended"  # was a recipient, is one no more


class ProgrammeRecord(Frozen, frozen=True):
    """One programme of one person. `period` is ISO 'YYYY-MM' (last month paid for) or None."""

    programme: Programme
    state: ProgrammeState
    period: str | None = None
    note: str | None = None


class Fact(StrEnum):
    """One more fact that tells namesakes apart, in the order they are asked for."""

    BIRTH_YEAR = "birth_year"
    PARENT_NAME = "parent_name"
    RT_RW = "rt_rw"


class SearchRecipients(Frozen, frozen=True, tag="search"):
    """Look-up by name and village. `village` is a dotted Kemendagri code, '32.01.06.2001'."""

    name: str
    village: str
    birth_year: int | None = None
    parent_name: str | None = None
    rt_rw: str | None = None


class LookupNik(Frozen, frozen=True, tag="nik"):
    """Look-up by NIK (16 digits, no separators)."""

    nik: str


class LookupOutcome(StrEnum):
    """FOUND: exactly one person. NEED_FACT: several match, `need` says what to ask.

    NOT_FOUND: nobody, or somebody who does not match: the two look the same from outside.
    """

    FOUND = "found"
    NEED_FACT = "need_fact"
    NOT_FOUND = "not_found"


class Person(Frozen, frozen=True):
    """A person in the register. `name` is whole: mask it before a citizen sees it.

    `desil` (1-10) appears as DTKS merges into DTSEN; None where not ranked.
    """

    ref: str
    name: str
    village: str
    birth_year: int | None = None
    in_dtks: bool = True
    desil: int | None = None
    programmes: tuple[ProgrammeRecord, ...] = ()


class LookupResult(Frozen, frozen=True, tag="lookup"):
    """The answer to SearchRecipients and LookupNik."""

    outcome: LookupOutcome
    person: Person | None = None
    need: Fact | None = None


class Kind(StrEnum):
    """Kinds of submission."""

    USUL = "usul"
    SANGGAH = "sanggah"  # (a) a recipient is not eligible
    SANGGAH_DIRI = "sanggah_diri"  # (b) I was left out or removed
    LAPOR = "lapor"  # 5T complaint
    TANGGAPAN = "tanggapan"  # right of reply of a person objected to
    PERBAIKAN = "perbaikan"  # corrected answers for an earlier submission
    PENARIKAN = "penarikan"  # withdrawal of an earlier submission


class MediaRef(Frozen, frozen=True):
    """A photo or voice note that goes with a submission.

    `key` names it in the bot's media store; `role` says what it shows (ktp, rumah, bukti,
    surat, persetujuan); `sha256` is of the stored, cleaned bytes, in hex.
    """

    key: str
    role: str
    content_type: str
    size: int
    sha256: str


class Location(Frozen, frozen=True):
    """WGS 84 degrees."""

    latitude: float
    longitude: float


class Submission(Frozen, frozen=True, tag="submission"):
    """What is sent to DTKS. `data` holds the answers by the contract's field names.

    `ticket` is the citizen's, and with `kind` the idempotency key. `vulnerable` is kept
    apart from `data` (DOMAIN.md): group codes the citizen chose to tell. `refers_to` is the
    ticket of the earlier submission for PERBAIKAN, PENARIKAN, TANGGAPAN and SANGGAH_DIRI.
    """

    ticket: str
    kind: Kind
    village: str
    submitted_at: str
    data: dict[str, str | int | bool | list[str] | None]
    vulnerable: tuple[str, ...] = ()
    media: tuple[MediaRef, ...] = ()
    location: Location | None = None
    refers_to: str | None = None
    via_pendamping: bool = False


class Stage(StrEnum):
    """Where a submission is (DOMAIN.md, 'Chain')."""

    RECEIVED = "received"
    VILLAGE = "village"  # musdes / muskel
    DINSOS = "dinsos"
    KEMENSOS = "kemensos"
    APPROVED = "approved"  # in an SK
    REJECTED = "rejected"
    NEEDS_CORRECTION = "needs_correction"
    WITHDRAWN = "withdrawn"

    @property
    def final(self) -> bool:
        """True when nothing more will come."""
        return self in (Stage.APPROVED, Stage.REJECTED, Stage.WITHDRAWN)


class StageChange(Frozen, frozen=True):
    """One step of a submission's way. `at` is ISO 8601 with offset.

    `reason` is free text of the office; `fields` names the answers to correct, by the
    contract's field names.
    """

    stage: Stage
    at: str
    reason: str | None = None
    fields: tuple[str, ...] = ()


class Receipt(Frozen, frozen=True, tag="receipt"):
    """DTKS has the submission. `ref` is DTKS's own number; a repeat of the same key gives
    the same one."""

    ref: str
    stage: Stage = Stage.RECEIVED


class CaseStatus(Frozen, frozen=True, tag="case_status"):
    """The whole way of one submission, oldest first; the last entry is where it is now."""

    ref: str
    ticket: str
    history: tuple[StageChange, ...]


class StatusEvent(Frozen, frozen=True):
    """A change of status, as the webhook and the change feed give it. `event_id` is unique."""

    event_id: str
    ref: str
    ticket: str
    change: StageChange


class StatusPage(Frozen, frozen=True):
    """A page of the change feed; ask again with `cursor`."""

    events: tuple[StatusEvent, ...]
    cursor: str
    more: bool = False


class OpenCase(Frozen, frozen=True):
    """An open submission DTKS knows for a NIK (so that a duplicate shows its ticket)."""

    ticket: str
    kind: Kind
    stage: Stage


class CheckNik(Frozen, frozen=True, tag="check_nik"):
    """Before an usul: what does DTKS know of this NIK?"""

    nik: str


class NikStanding(Frozen, frozen=True, tag="nik_standing"):
    """The answer to CheckNik. `person` None: not in the register."""

    person: Person | None = None
    open_cases: tuple[OpenCase, ...] = ()


class CaseQuery(Frozen, frozen=True, tag="case_query"):
    """Ask DTKS where a submission is, by the bot's ticket."""

    ticket: str
