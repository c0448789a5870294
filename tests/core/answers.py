"""Answers of DTKS and of the bot's storage that transcripts name after '->'. Synthetic people.

Other flows add theirs here: a name, and the struct that the call would bring.
"""

from typing import Any

from backend_client.model import (
    Fact,
    LookupOutcome,
    LookupResult,
    Person,
    Programme,
    ProgrammeRecord,
    ProgrammeState,
)

SUKAMAJU = "32.01.06.2001"  # desa Sukamaju, kecamatan Jonggol, Kabupaten Bogor


def _found(name: str, *programmes: ProgrammeRecord, desil: int | None = None) -> LookupResult:
    person = Person(
        ref="p1", name=name, village=SUKAMAJU, birth_year=1965, desil=desil, programmes=programmes
    )
    return LookupResult(outcome=LookupOutcome.FOUND, person=person)


def _record(
    programme: Programme, state: ProgrammeState, period: str | None = None
) -> ProgrammeRecord:
    return ProgrammeRecord(programme=programme, state=state, period=period)


ANSWERS: dict[str, Any] = {
    "found_receiving": _found(
        "SITI AMINAH",
        _record(Programme.PKH, ProgrammeState.ACTIVE, "2026-12"),
        _record(Programme.BPNT, ProgrammeState.ACTIVE),
    ),
    "found_waiting": _found("SITI AMINAH", _record(Programme.PKH, ProgrammeState.WAITING)),
    "found_ended": _found("SITI AMINAH", _record(Programme.BST, ProgrammeState.ENDED, "2021-04")),
    "found_all_kinds": _found(
        "SITI AMINAH",
        _record(Programme.PKH, ProgrammeState.ACTIVE, "2026-12"),
        _record(Programme.RUTILAHU, ProgrammeState.WAITING),
        _record(Programme.BST, ProgrammeState.ENDED, "2021-04"),
        desil=2,
    ),
    "found_registered_only": _found("SITI AMINAH"),
    "not_found": LookupResult(outcome=LookupOutcome.NOT_FOUND),
    "need_birth_year": LookupResult(outcome=LookupOutcome.NEED_FACT, need=Fact.BIRTH_YEAR),
    "need_parent_name": LookupResult(outcome=LookupOutcome.NEED_FACT, need=Fact.PARENT_NAME),
    "need_rt_rw": LookupResult(outcome=LookupOutcome.NEED_FACT, need=Fact.RT_RW),
}
