"""The people and refusals behind magic NIKs and names (docs/sandbox.md)."""

from datetime import date, datetime, timedelta

from backend_client.model import (
    CaseStatus,
    Fact,
    Kind,
    LookupOutcome,
    LookupResult,
    OpenCase,
    Programme,
    ProgrammeRecord,
    ProgrammeState,
    SearchRecipients,
    Stage,
    StageChange,
)
from backend_client.nik import Nik, Sex, parse_nik
from backend_client.port import BackendError, BackendErrorCode
from backend_client.sandbox.faults import Magic
from backend_client.sandbox.register import SyntheticPerson, month_before

# The open usul that NIKs ending in 9008 have.
OPEN_CASE = OpenCase(ticket="U-2222-22", kind=Kind.USUL, stage=Stage.VILLAGE)
_NAMES = {
    Magic.REGISTERED: "UJI PENERIMA",
    Magic.WAITING: "UJI ANTRE",
    Magic.ENDED: "UJI BERAKHIR",
    Magic.SLOW: "UJI LAMBAT",
    Magic.FLAPPING: "UJI PUTUS SAMBUNG",
    Magic.NAMESAKES: "UJI KEMBAR",
}
_KEMBAR_YEARS = (1980, 1985)


def _records(kind: Magic, today: date) -> tuple[ProgrammeRecord, ...]:
    match kind:
        case Magic.WAITING:
            return (
                ProgrammeRecord(
                    programme=Programme.PKH, state=ProgrammeState.WAITING, note="menunggu kuota"
                ),
            )
        case Magic.ENDED:
            return (
                ProgrammeRecord(
                    programme=Programme.BST,
                    state=ProgrammeState.ENDED,
                    period="2021-12",
                    note="kepesertaan berakhir",
                ),
            )
        case _:
            return (
                ProgrammeRecord(
                    programme=Programme.PKH,
                    state=ProgrammeState.ACTIVE,
                    period=month_before(today, 1),
                ),
                ProgrammeRecord(
                    programme=Programme.BPNT,
                    state=ProgrammeState.ACTIVE,
                    period=month_before(today, 0),
                ),
            )


def _person(kind: Magic, village: str, today: date, nik: Nik | None) -> SyntheticPerson:
    born = nik.birth_date if nik else date(1980, 1, 1)
    return SyntheticPerson(
        ref=f"UJI-{kind.value}",
        name=_NAMES[kind],
        nik=nik.value if nik else "",
        kk="3201060101100001",
        birth_date=born.isoformat(),
        sex=nik.sex if nik else Sex.MALE,
        father="UJI BAPAK",
        mother="UJI IBU",
        rt="001",
        rw="001",
        village=village,
        village_name="",
        in_dtks=kind is not Magic.ENDED,
        desil=None if kind is Magic.ENDED else 2,
        programmes=_records(kind, today),
    )


def person_of(kind: Magic, nik: str, today: date) -> SyntheticPerson | None:
    """Who a magic NIK belongs to: some are in the register, most are nobody yet."""
    parsed = parse_nik(nik, today=today)
    if kind not in (Magic.REGISTERED, Magic.WAITING) or not isinstance(parsed, Nik):
        return None
    return _person(kind, "32.01.06.2001", today, parsed)


def search_answer(kind: Magic, request: SearchRecipients, today: date) -> LookupResult:
    """What a magic name is answered with. 'Uji Kembar' needs the birth year 1980 or 1985."""
    if kind is Magic.NAMESAKES and request.birth_year is None:
        return LookupResult(outcome=LookupOutcome.NEED_FACT, need=Fact.BIRTH_YEAR)
    if kind is Magic.NAMESAKES and request.birth_year not in _KEMBAR_YEARS:
        return LookupResult(outcome=LookupOutcome.NOT_FOUND)
    person = _person(kind, request.village, today, None).person()
    return LookupResult(outcome=LookupOutcome.FOUND, person=person)


def refuse(kind: Magic | None) -> None:
    """Raises the refusal at the door that belongs to a magic NIK, if any does."""
    if kind is Magic.REJECTED:
        raise BackendError(
            BackendErrorCode.REJECTED, reason="NIK tidak ditemukan di data Dukcapil."
        )
    if kind is Magic.REFUSED_FIELDS:
        raise BackendError(
            BackendErrorCode.REJECTED,
            fields=("kk", "address"),
            reason="Nomor KK tidak cocok dengan NIK, alamat kurang lengkap.",
        )


def open_case_status(now: datetime) -> CaseStatus:
    """The timeline of the open usul."""
    return CaseStatus(
        ref="DTKS-UJI",
        ticket=OPEN_CASE.ticket,
        history=(
            StageChange(stage=Stage.RECEIVED, at=(now - timedelta(days=3)).isoformat()),
            StageChange(stage=Stage.VILLAGE, at=(now - timedelta(days=2)).isoformat()),
        ),
    )
