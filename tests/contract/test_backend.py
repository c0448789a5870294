"""The contract of `DtksBackend`, held by the sandbox in process and by client plus server."""

import asyncio
import hashlib

import msgspec
import pytest

from backend_client.model import (
    CaseQuery,
    CheckNik,
    Fact,
    Kind,
    LookupNik,
    LookupOutcome,
    MediaRef,
    SearchRecipients,
    Stage,
    Submission,
)
from backend_client.port import BackendError, BackendErrorCode, DtksBackend
from backend_client.sandbox import Faults, Sandbox, SyntheticPerson

VILLAGE = "32.01.06.2001"
NIK = "320106010190{}"


def submission(ticket: str = "U-7K3M-2Q", kind: Kind = Kind.USUL, **changes: object) -> Submission:
    """An usul, with changes."""
    plain = Submission(
        ticket=ticket,
        kind=kind,
        village=VILLAGE,
        submitted_at="2026-11-21T09:00:00+07:00",
        data={"nik": NIK.format("0001"), "name": "SITI UJI", "hamil": False, "programmes": ["PKH"]},
    )
    return msgspec.structs.replace(plain, **changes)


def unique(sandbox: Sandbox) -> SyntheticPerson:
    """Somebody whose name nobody else in the village has."""
    for person in sandbox.people(VILLAGE, 400):
        if sandbox.explain(VILLAGE, person.name).outcome is LookupOutcome.FOUND:
            return person
    raise AssertionError("nobody is unique")


async def fails(call: object) -> BackendError:
    """The error a call ends with."""
    with pytest.raises(BackendError) as caught:
        await call  # type: ignore[misc]
    return caught.value


async def test_a_person_is_found_by_name_and_village(
    backend: DtksBackend, sandbox: Sandbox
) -> None:
    """A name as on the card finds its bearer, whole, with programmes."""
    person = unique(sandbox)

    found = await backend.search(SearchRecipients(name=person.name, village=VILLAGE))

    assert found.outcome is LookupOutcome.FOUND
    assert found.person == person.person()


async def test_absent_and_non_matching_look_the_same(
    backend: DtksBackend, sandbox: Sandbox
) -> None:
    """Nobody by that name, a wrong birth year and an unknown village give equal answers."""
    person = unique(sandbox)
    wrong_year = SearchRecipients(
        name=person.name, village=VILLAGE, birth_year=person.birth_year + 1
    )
    asked = [
        SearchRecipients(name="Zzyzx Qwertz", village=VILLAGE),
        SearchRecipients(name=person.name, village="99.99.99.9999"),
        wrong_year,
    ]

    answers = [await backend.search(request) for request in asked]

    assert answers[0].outcome is LookupOutcome.NOT_FOUND
    assert answers == [answers[0]] * 3


async def test_namesakes_are_told_apart_by_facts(backend: DtksBackend, sandbox: Sandbox) -> None:
    """Several matches ask for facts, one at a time, and never list anybody."""
    namesake = next(
        person
        for person in sandbox.people(VILLAGE, 2000)
        if sandbox.explain(VILLAGE, person.name).outcome is LookupOutcome.NEED_FACT
    )
    request = SearchRecipients(name=namesake.name, village=VILLAGE)
    told = {
        Fact.BIRTH_YEAR: {"birth_year": namesake.birth_year},
        Fact.PARENT_NAME: {"parent_name": namesake.mother},
        Fact.RT_RW: {"rt_rw": f"{namesake.rt}/{namesake.rw}"},
    }

    asked = []
    answer = await backend.search(request)
    while answer.need is not None:
        asked.append(answer.need)
        assert answer.person is None
        request = msgspec.structs.replace(request, **told[answer.need])
        answer = await backend.search(request)

    assert asked == sorted(asked, key=list(Fact).index)
    assert answer.outcome is LookupOutcome.FOUND
    assert answer.person is not None
    assert answer.person.ref == namesake.ref


async def test_a_nik_finds_its_bearer_or_nobody(backend: DtksBackend, sandbox: Sandbox) -> None:
    """A NIK of the register finds one person; another finds nobody."""
    person = sandbox.people(VILLAGE, 1)[0]

    known = await backend.lookup_nik(LookupNik(nik=person.nik))
    unknown = await backend.lookup_nik(LookupNik(nik=NIK.format("7777")))

    assert known.person == person.person()
    assert unknown.outcome is LookupOutcome.NOT_FOUND


async def test_one_key_stores_one_submission(backend: DtksBackend, sandbox: Sandbox) -> None:
    """Repeats of a key, even at once, give the first receipt and store nothing twice."""
    receipts = await asyncio.gather(
        *(backend.submit(submission(), key="usul:U-7K3M-2Q") for _ in range(8))
    )

    assert len({receipt.ref for receipt in receipts}) == 1
    assert sandbox.store.counts().submissions == 1


async def test_a_key_is_not_taken_for_another_submission(backend: DtksBackend) -> None:
    """The same key with other contents is refused instead of losing one of the two."""
    await backend.submit(submission(), key="k")

    error = await fails(backend.submit(submission(ticket="U-OTHER"), key="k"))

    assert error.code is BackendErrorCode.REJECTED
    assert error.fields == ("key",)


async def test_a_case_tells_its_whole_way(backend: DtksBackend, sandbox: Sandbox) -> None:
    """The timeline holds each stage with reason and fields, and so does the change feed."""
    await backend.submit(submission(), key="k")
    sandbox.advance("U-7K3M-2Q", Stage.VILLAGE)
    sandbox.advance("U-7K3M-2Q", Stage.NEEDS_CORRECTION, "KK buram.", ("kk",))

    case = await backend.case(CaseQuery(ticket="U-7K3M-2Q"))
    page = await backend.changes(None)
    rest = await backend.changes(page.cursor)

    stages = [change.stage for change in case.history]
    assert stages == [Stage.RECEIVED, Stage.VILLAGE, Stage.NEEDS_CORRECTION]
    assert (case.history[-1].reason, case.history[-1].fields) == ("KK buram.", ("kk",))
    assert tuple(event.change for event in page.events) == case.history
    assert (rest.events, rest.cursor) == ((), page.cursor)


async def test_an_unknown_ticket_is_not_found(backend: DtksBackend) -> None:
    """A ticket DTKS never saw fails with NOT_FOUND."""
    error = await fails(backend.case(CaseQuery(ticket="U-NONE")))

    assert error.code is BackendErrorCode.NOT_FOUND


async def test_a_correction_moves_the_earlier_case(backend: DtksBackend, sandbox: Sandbox) -> None:
    """PERBAIKAN sends its case back to the village; its own ticket leads to that case."""
    await backend.submit(submission(), key="k")
    sandbox.advance("U-7K3M-2Q", Stage.NEEDS_CORRECTION, "KK buram.", ("kk",))

    correction = submission("P-1", Kind.PERBAIKAN, refers_to="U-7K3M-2Q")
    await backend.submit(correction, key="k2")

    original = await backend.case(CaseQuery(ticket="U-7K3M-2Q"))
    own = await backend.case(CaseQuery(ticket="P-1"))
    assert original.history[-1].stage is Stage.VILLAGE
    assert own.history == original.history


async def test_a_withdrawal_ends_the_case_once(backend: DtksBackend) -> None:
    """PENARIKAN withdraws an open case; a second one is refused."""
    await backend.submit(submission(), key="k")
    await backend.submit(submission("T-1", Kind.PENARIKAN, refers_to="U-7K3M-2Q"), key="k2")

    case = await backend.case(CaseQuery(ticket="U-7K3M-2Q"))
    error = await fails(
        backend.submit(submission("T-2", Kind.PENARIKAN, refers_to="U-7K3M-2Q"), key="k3")
    )

    assert case.history[-1].stage is Stage.WITHDRAWN
    assert error.fields == ("refers_to",)


async def test_an_open_usul_shows_before_another(backend: DtksBackend, sandbox: Sandbox) -> None:
    """check_nik names the person in the register and the open submissions, until they end."""
    person = sandbox.people(VILLAGE, 1)[0]
    await backend.submit(submission(data={"nik": person.nik}), key="k")

    open_ones = await backend.check_nik(CheckNik(nik=person.nik))
    sandbox.advance("U-7K3M-2Q", Stage.REJECTED, "Tidak memenuhi kriteria.")
    closed = await backend.check_nik(CheckNik(nik=person.nik))

    assert open_ones.person == person.person()
    assert [case.ticket for case in open_ones.open_cases] == ["U-7K3M-2Q"]
    assert closed.open_cases == ()


async def test_a_submission_waits_for_its_media(backend: DtksBackend) -> None:
    """Media is stored by digest before the submission that names it, once."""
    content = b"\xff\xd8 a picture of a house"
    digest = hashlib.sha256(content).hexdigest()
    media = MediaRef(
        key="m1", role="rumah", content_type="image/jpeg", size=len(content), sha256=digest
    )
    early = await fails(backend.submit(submission(media=(media,)), key="k"))

    stored = [
        await backend.upload(content, content_type="image/jpeg", sha256=digest, key="m1")
        for _ in range(2)
    ]
    receipt = await backend.submit(submission(media=(media,)), key="k")

    assert early.fields == ("media",)
    assert stored[0] == stored[1]
    assert receipt.ref


async def test_damaged_or_foreign_media_is_refused(backend: DtksBackend) -> None:
    """Bytes that do not fit their digest, and types outside the contract, are refused."""
    wrong = hashlib.sha256(b"other").hexdigest()
    right = hashlib.sha256(b"bytes").hexdigest()

    damaged = await fails(
        backend.upload(b"bytes", content_type="image/jpeg", sha256=wrong, key="a")
    )
    foreign = await fails(
        backend.upload(b"bytes", content_type="application/zip", sha256=right, key="b")
    )

    assert damaged.code is BackendErrorCode.REJECTED
    assert foreign.code is BackendErrorCode.REJECTED


@pytest.mark.parametrize(
    ("serial", "code", "fields"),
    [
        ("9002", BackendErrorCode.UNAVAILABLE, ()),
        ("9003", BackendErrorCode.MALFORMED, ()),
        ("9004", BackendErrorCode.REJECTED, ()),
        ("9009", BackendErrorCode.RATE_LIMITED, ()),
        ("9010", BackendErrorCode.REJECTED, ("kk", "address")),
    ],
)
async def test_magic_niks_fail_as_documented(
    backend: DtksBackend, serial: str, code: BackendErrorCode, fields: tuple[str, ...]
) -> None:
    """A submission for a magic NIK fails in its documented way, on the real path."""
    error = await fails(backend.submit(submission(data={"nik": NIK.format(serial)}), key="k"))

    assert (error.code, error.fields) == (code, fields)


@pytest.mark.parametrize(
    ("serial", "last"),
    [
        ("9005", Stage.NEEDS_CORRECTION),
        ("9006", Stage.APPROVED),
        ("9011", Stage.REJECTED),
        ("0001", Stage.RECEIVED),
    ],
)
async def test_magic_niks_walk_their_way(backend: DtksBackend, serial: str, last: Stage) -> None:
    """Cases of magic NIKs move by themselves to the documented end; others wait."""
    await backend.submit(submission(data={"nik": NIK.format(serial)}), key="k")

    for _ in range(5):
        case = await backend.case(CaseQuery(ticket="U-7K3M-2Q"))

    assert case.history[-1].stage is last


async def test_magic_niks_are_known_as_documented(backend: DtksBackend) -> None:
    """9007 is registered, 9012 waits for quota, 9008 has an open usul, the rest is nobody."""
    registered = await backend.check_nik(CheckNik(nik=NIK.format("9007")))
    waiting = await backend.lookup_nik(LookupNik(nik=NIK.format("9012")))
    duplicate = await backend.check_nik(CheckNik(nik=NIK.format("9008")))
    nobody = await backend.check_nik(CheckNik(nik=NIK.format("9006")))

    assert registered.person is not None
    assert waiting.person is not None
    assert [record.state.value for record in waiting.person.programmes] == ["waiting"]
    assert [case.kind for case in duplicate.open_cases] == [Kind.USUL]
    assert nobody.person is None


async def test_flapping_heals_at_the_third_try(sandbox: Sandbox) -> None:
    """9013 fails twice for each key and then works."""
    flapping = submission(data={"nik": NIK.format("9013")})

    first = await fails(sandbox.submit(flapping, key="k"))
    second = await fails(sandbox.submit(flapping, key="k"))
    receipt = await sandbox.submit(flapping, key="k")

    assert first.code is second.code is BackendErrorCode.UNAVAILABLE
    assert receipt.ref


async def test_magic_names_answer_as_documented(backend: DtksBackend) -> None:
    """Magic names work in any village."""
    village = "35.07.01.2001"
    found = await backend.search(SearchRecipients(name="Uji Penerima", village=village))
    twins = await backend.search(SearchRecipients(name="uji kembar", village=village))
    broken = await fails(backend.search(SearchRecipients(name="UJI RUSAK", village=village)))

    assert found.person is not None
    assert found.person.village == village
    assert twins.need is Fact.BIRTH_YEAR
    assert broken.code is BackendErrorCode.MALFORMED


async def test_the_switch_takes_everything_down_and_back(
    backend: DtksBackend, sandbox: Sandbox
) -> None:
    """While down every call fails with UNAVAILABLE; after it the backend works again."""
    sandbox.set_down(True)
    down = await fails(backend.ping())
    sandbox.set_down(False)

    await backend.ping()

    assert down.code is BackendErrorCode.UNAVAILABLE


@pytest.mark.parametrize(
    ("faults", "code"),
    [
        (Faults(error_rate=1.0), BackendErrorCode.UNAVAILABLE),
        (Faults(malformed_rate=1.0), BackendErrorCode.MALFORMED),
        (Faults(rate_limited_rate=1.0, retry_after=7.0), BackendErrorCode.RATE_LIMITED),
    ],
)
async def test_injected_faults_reach_the_caller(
    backend: DtksBackend, sandbox: Sandbox, faults: Faults, code: BackendErrorCode
) -> None:
    """Fault rates apply in process and over HTTP alike, Retry-After included."""
    sandbox.set_faults(faults)

    error = await fails(backend.search(SearchRecipients(name="Siti", village=VILLAGE)))

    assert error.code is code
    assert error.retry_after == (
        7.0 if code is BackendErrorCode.RATE_LIMITED else error.retry_after
    )


async def test_bad_numbers_are_refused_by_field(backend: DtksBackend) -> None:
    """A submission with an impossible NIK or KK names the wrong fields."""
    error = await fails(
        backend.submit(submission(data={"nik": "3201069913900001", "kk": "12"}), key="k")
    )

    assert (error.code, error.fields) == (BackendErrorCode.REJECTED, ("nik", "kk"))
