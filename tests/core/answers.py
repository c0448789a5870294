"""Answers of DTKS and of the bot's storage that transcripts name after '->'. Synthetic people.

Other flows add theirs here: a name, and the struct that the call would bring.
"""

from typing import Any

import msgspec

from backend_client.model import (
    Fact,
    Kind,
    LookupOutcome,
    LookupResult,
    MediaRef,
    NikStanding,
    OpenCase,
    Person,
    Programme,
    ProgrammeRecord,
    ProgrammeState,
    Stage,
    StageChange,
)
from handlers.requests.cases import CaseCard, CaseCards, CaseView, Done, Kept, NoticeState, Ticket
from handlers.requests.pendamping import Consent, PendampingView, Standing
from handlers.requests.personal import Erased, Exported, Held, Settings
from handlers.requests.profiles import Profile, Profiles

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


def _kept(content_type: str, *advice: str) -> Kept:
    media = MediaRef(key="m1", role="bukti", content_type=content_type, size=9, sha256="0" * 64)
    return Kept(media=media, advice=advice)


def _view(stage: Stage, **more: Any) -> CaseView:
    history = [StageChange(stage=Stage.RECEIVED, at="2026-11-18T09:00:00+07:00")]
    if stage is not Stage.RECEIVED:
        reason = "Alamat kurang lengkap." if stage is Stage.NEEDS_CORRECTION else None
        history.append(StageChange(stage=stage, at="2026-11-19T10:30:00+07:00", reason=reason))
    known: dict[str, Any] = {"arrived": True, "history": tuple(history), "village": SUKAMAJU} | more
    card = CaseCard(ticket="U-2222-22", kind=Kind.USUL, stage=stage, label="Siti", sent="")
    return CaseView(card=card, data={"nik": "3201064108650001"}, **known)


_CARD = CaseCard(
    ticket="U-2222-22",
    kind=Kind.USUL,
    stage=Stage.VILLAGE,
    label="Siti",
    sent="2026-11-18T09:00:00+07:00",
)
_LAPOR = CaseCard(
    ticket="L-2222-26",
    kind=Kind.LAPOR,
    stage=Stage.RECEIVED,
    label="Sukamaju",
    sent="2026-11-19T09:00:00+07:00",
)
_PERSON = Person(
    ref="p1",
    name="SITI AMINAH",
    village=SUKAMAJU,
    programmes=(_record(Programme.PKH, ProgrammeState.WAITING),),
)
_ENDED = Person(
    ref="p1",
    name="SITI AMINAH",
    village=SUKAMAJU,
    in_dtks=False,
    programmes=(_record(Programme.BST, ProgrammeState.ENDED, "2021-04"),),
)

ANSWERS: dict[str, Any] = {
    "found_receiving": _found(
        "SITI AMINAH",
        _record(Programme.PKH, ProgrammeState.ACTIVE, "2026-12"),
        _record(Programme.BPNT, ProgrammeState.ACTIVE),
    ),
    "found_waiting": _found("SITI AMINAH", _record(Programme.PKH, ProgrammeState.WAITING)),
    "found_ended": _found("SITI AMINAH", _record(Programme.BST, ProgrammeState.ENDED, "2021-04")),
    "found_outside": LookupResult(outcome=LookupOutcome.FOUND, person=_ENDED),
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
    # part 2: submissions and what follows
    "unknown_nik": NikStanding(),
    "in_dtks": NikStanding(person=_PERSON),
    "ended_nik": NikStanding(person=_ENDED),
    "open_usul": NikStanding(
        open_cases=(OpenCase(ticket="U-2222-22", kind=Kind.USUL, stage=Stage.VILLAGE),)
    ),
    "no_cases": CaseCards(),
    "own_usul": CaseCards(cards=(_CARD,)),
    "others_usul": CaseCards(
        cards=(CaseCard(ticket="", kind=Kind.USUL, stage=Stage.VILLAGE, label="", sent=""),)
    ),
    "two_cases": CaseCards(cards=(_CARD, _LAPOR)),
    "ticket_usul": Ticket(ticket="U-2222-22"),
    "ticket_sanggah": Ticket(ticket="S-2222-23"),
    "ticket_merged": Ticket(ticket="S-2222-23", merged=True),
    "ticket_diri": Ticket(ticket="D-2222-24"),
    "ticket_lapor": Ticket(ticket="L-2222-26"),
    "ticket_tanggapan": Ticket(ticket="T-2222-27"),
    "ticket_perbaikan": Ticket(ticket="P-2222-29"),
    "photo": _kept("image/jpeg"),
    "photo_blurred": _kept("image/jpeg", "blurred"),
    "voice": _kept("audio/ogg"),
    "done": Done(),
    "done_90": Done(note="90"),
    "consent": Consent(id="c-1"),
    "no_pendamping": PendampingView(),
    "waiting_pendamping": PendampingView(standing=Standing.WAITING),
    "suspended_pendamping": PendampingView(standing=Standing.SUSPENDED),
    "revoked_pendamping": PendampingView(standing=Standing.REVOKED),
    "active_pendamping": PendampingView(standing=Standing.ACTIVE, name="Rina"),
    "settings_on": Settings(),
    "settings_off": Settings(notices=False),
    "held": Held(cases=3, delivered=2, drafts=1),
    "held_nothing": Held(),
    "exported": Exported(name="data-saya.zip"),
    "erased": Erased(kept=2),
    "family": Profiles(
        profiles=(
            Profile(id="1", label="Siti", active=True),
            Profile(id="2", label="Budi"),
        )
    ),
    "family_budi": Profiles(profiles=(Profile(id="2", label="Budi", active=True),)),
    "nobody": Profiles(),
}
for _stage in Stage:
    ANSWERS[f"case_{_stage.value}"] = _view(_stage)
ANSWERS["case_not_arrived"] = _view(Stage.RECEIVED, arrived=False)
ANSWERS["case_withdrawable"] = _view(Stage.VILLAGE, withdrawable=True)
ANSWERS["case_fix_address"] = _view(Stage.NEEDS_CORRECTION, fields=("address",))
ANSWERS["case_fix_several"] = _view(
    Stage.NEEDS_CORRECTION, fields=("kk", "survey_floor", "ktp", "something_new")
)
ANSWERS["case_fix_unnamed"] = _view(Stage.NEEDS_CORRECTION)


def _notified(state: NoticeState, **more: Any) -> CaseView:
    card = CaseCard(
        ticket="T-2222-27",
        kind=Kind.TANGGAPAN,
        stage=Stage.RECEIVED,
        label="Siti",
        sent="2026-11-20T09:00:00+07:00",
        notice=state,
    )
    known: dict[str, Any] = {
        "about": ("already_aided",),
        "until": "2026-12-05",
        "village": SUKAMAJU,
        "notified": True,
        "arrived": True,
    } | more
    return CaseView(card=card, **known)


ANSWERS["case_notified"] = _notified(NoticeState.WAITING)
ANSWERS["case_notified_twice"] = _notified(
    NoticeState.WAITING, about=("already_aided", "moved", "from_a_later_release")
)
ANSWERS["case_notified_bare"] = _notified(NoticeState.WAITING, about=(), until=None)
ANSWERS["case_notified_late"] = _notified(NoticeState.WAITING, until="2026-11-14")
ANSWERS["case_answered"] = _notified(NoticeState.ANSWERED, replies=("T-3333-3A",))
ANSWERS["case_notice_closed"] = _notified(NoticeState.CLOSED, village="", about=())
ANSWERS["notices_one"] = CaseCards(cards=(_CARD, ANSWERS["case_notified"].card))
ANSWERS["notices_two"] = CaseCards(
    cards=(
        ANSWERS["case_notified"].card,
        msgspec.structs.replace(ANSWERS["case_notified"].card, ticket="T-3333-33", label="Budi"),
        ANSWERS["case_notice_closed"].card,
    )
)
ANSWERS["notices_closed"] = CaseCards(cards=(ANSWERS["case_notice_closed"].card,))
