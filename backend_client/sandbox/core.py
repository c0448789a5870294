"""The embedded DTKS: the same contract as the ministry's, with synthetic people.

Rules: it implements `DtksBackend`; blocking work that is longer than about a millisecond runs in
a thread. Population and cases are files in one folder, and several processes (server, CLI) may
open them together: what a command changes, the server sees at its next request.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import msgspec

from backend_client.model import (
    CaseQuery,
    CaseStatus,
    CheckNik,
    LookupNik,
    LookupOutcome,
    LookupResult,
    NikStanding,
    OpenCase,
    Receipt,
    SearchRecipients,
    Stage,
    StatusEvent,
    StatusPage,
    Submission,
)
from backend_client.nik import NumberProblem, parse_kk, parse_nik
from backend_client.port import BackendError, BackendErrorCode
from backend_client.sandbox import magic
from backend_client.sandbox.cases import CaseStore
from backend_client.sandbox.database import Control
from backend_client.sandbox.faults import FaultGate, Faults, Magic, magic_of_name, magic_of_nik
from backend_client.sandbox.population import RegionTree, plan_villages
from backend_client.sandbox.register import (
    Register,
    SyntheticPerson,
    VillageRow,
    build,
    register_path,
)
from backend_client.sandbox.search import Explanation, Search

# As the settings have them: a sandbox served by itself has the people of `bansos demo`.
DEFAULT_SEED = 20_261_121
DEFAULT_PEOPLE = 200_000
# DOMAIN.md has photos and voice notes; this is what the contract takes at most.
MAX_UPLOAD = 8 * 1024 * 1024
MAX_TICKET = 40
UPLOAD_TYPES = frozenset({"image/jpeg", "image/png", "image/webp", "audio/ogg", "application/pdf"})


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Sandbox:
    """DTKS in process. Make one with `Sandbox.open`."""

    def __init__(
        self,
        register: Register,
        store: CaseStore,
        *,
        clock: Callable[[], datetime] = _utc_now,
        rng: Random | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._register = register
        self._store = store
        self._clock = clock
        self._search = Search(register, self._today)
        self._gate = FaultGate(lambda: store.control().faults, rng=rng, sleep=sleep)

    @classmethod
    def open(
        cls,
        regions: RegionTree,
        data_dir: Path,
        *,
        seed: int = DEFAULT_SEED,
        people: int = DEFAULT_PEOPLE,
        clock: Callable[[], datetime] = _utc_now,
        faults: Faults | None = None,
        auto_advance: float | None = None,
        rng: Random | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> "Sandbox":
        """Open the sandbox in `data_dir`, making its population first if it is not there.

        The first time takes some 3 s for 200,000 people (call it in a thread), later ones a few
        ms. `faults` and `auto_advance` (seconds between stages) hold until a command sets them.
        """
        plan = plan_villages(regions, people, seed)
        path = register_path(data_dir, plan, seed)
        if not path.exists():
            build(path, plan, seed)
        defaults = Control(faults=faults or Faults(), auto_advance=auto_advance)
        store = CaseStore(data_dir / "cases.sqlite", clock, defaults)
        return cls(Register(path), store, clock=clock, rng=rng, sleep=sleep)

    def _today(self) -> date:
        return self._clock().date()

    # --- the port -----------------------------------------------------------------------------

    async def search(self, request: SearchRecipients) -> LookupResult:
        """Find one person by name and village."""
        await self._gate.general()
        kind = magic_of_name(request.name)
        await self._gate.magic(kind, request.name)
        if kind is not None:
            return magic.search_answer(kind, request, self._today())
        if self._search.ready(request.village):
            return self._search.search(request)
        return await asyncio.to_thread(self._search.search, request)

    async def lookup_nik(self, request: LookupNik) -> LookupResult:
        """Find one person by NIK."""
        await self._gate.general()
        person = await self._by_nik(request.nik)
        if person is None:
            return LookupResult(outcome=LookupOutcome.NOT_FOUND)
        return LookupResult(outcome=LookupOutcome.FOUND, person=person.person())

    async def check_nik(self, request: CheckNik) -> NikStanding:
        """What is known of a NIK before an usul."""
        await self._gate.general()
        person = await self._by_nik(request.nik)
        cases = self._store.open_cases(request.nik)
        if magic_of_nik(request.nik) is Magic.OPEN_CASE:
            cases = (*cases, magic.OPEN_CASE)
        return NikStanding(person=person.person() if person else None, open_cases=cases)

    async def _by_nik(self, nik: str) -> SyntheticPerson | None:
        kind = magic_of_nik(nik)
        await self._gate.magic(kind, nik)
        if kind is not None:
            return magic.person_of(kind, nik, self._today())
        return self._register.by_nik(nik, self._today())

    async def submit(self, submission: Submission, *, key: str) -> Receipt:
        """Store a submission; the same key again gives the first receipt."""
        await self._gate.general()
        nik = submission.data.get("nik")
        kind = magic_of_nik(nik)
        await self._gate.magic(kind, key)
        magic.refuse(kind)
        self._check(submission)
        receipt = await asyncio.to_thread(self._store.submit, submission, key)
        if kind is not None:
            await asyncio.to_thread(self._store.tick)
        return receipt

    def _check(self, submission: Submission) -> None:
        """The contract's own checks: a ticket, and numbers that are numbers where given."""
        wrong = [] if 0 < len(submission.ticket) <= MAX_TICKET else ["ticket"]
        nik, kk = submission.data.get("nik"), submission.data.get("kk")
        if nik and isinstance(parse_nik(str(nik), today=self._today()), NumberProblem):
            wrong.append("nik")
        if kk and isinstance(parse_kk(str(kk)), NumberProblem):
            wrong.append("kk")
        if wrong:
            raise BackendError(
                BackendErrorCode.REJECTED, fields=tuple(wrong), reason="Data tidak sah."
            )

    async def upload(self, content: bytes, *, content_type: str, sha256: str, key: str) -> str:
        """Store a photo or voice note; the same bytes again give the same id."""
        await self._gate.general()
        if len(content) > MAX_UPLOAD or content_type.partition(";")[0].strip() not in UPLOAD_TYPES:
            raise BackendError(
                BackendErrorCode.REJECTED, fields=("media",), reason="Berkas tidak dapat diterima."
            )
        return await asyncio.to_thread(self._store.upload, content, content_type, sha256)

    async def case(self, request: CaseQuery) -> CaseStatus:
        """The timeline of one submission."""
        await self._gate.general()
        if request.ticket == magic.OPEN_CASE.ticket:
            return magic.open_case_status(self._clock())
        await asyncio.to_thread(self._store.tick)
        return self._store.case(request.ticket)

    async def changes(self, cursor: str | None) -> StatusPage:
        """Status changes since `cursor`, oldest first."""
        await self._gate.general()
        await asyncio.to_thread(self._store.tick)
        return self._store.changes(cursor)

    async def ping(self) -> None:
        """Raises BackendError when the sandbox is switched off."""
        await self._gate.general()

    async def aclose(self) -> None:
        """Close the files."""
        self.close()

    def close(self) -> None:
        """Close the files."""
        self._register.close()
        self._store.close()

    # --- for the CLI, the demo and tests ------------------------------------------------------

    @property
    def store(self) -> CaseStore:
        """The durable memory, for the webhook sender and for tests."""
        return self._store

    def people(self, village: str | None = None, limit: int = 20) -> list[SyntheticPerson]:
        """Some synthetic people to try it with."""
        return self._register.people(village, limit, self._today())

    def person(self, ref: str) -> SyntheticPerson | None:
        """Who has this DTKS number."""
        return self._register.by_ref(ref, self._today())

    def villages(self) -> list[VillageRow]:
        """The villages that have people."""
        return self._register.villages()

    def explain(
        self,
        village: str,
        name: str,
        *,
        birth_year: int | None = None,
        parent_name: str | None = None,
        rt_rw: str | None = None,
    ) -> Explanation:
        """What the matcher decides about a name in a village, and why."""
        return self.explain_request(
            SearchRecipients(
                name=name,
                village=village,
                birth_year=birth_year,
                parent_name=parent_name,
                rt_rw=rt_rw,
            )
        )

    def explain_request(self, request: SearchRecipients) -> Explanation:
        """The same for a request."""
        return self._search.explain(request)

    def cases(self, limit: int = 50) -> list[OpenCase]:
        """The latest cases, newest first."""
        return self._store.tickets(limit)

    def advance(
        self, ticket: str, stage: Stage, reason: str | None = None, fields: tuple[str, ...] = ()
    ) -> StatusEvent:
        """Move a case to a stage. Raises BackendError(NOT_FOUND)."""
        return self._store.advance(ticket, stage, reason, fields)

    def set_down(self, down: bool) -> None:
        """Take the backend down, or bring it back."""
        self.set_faults(msgspec.structs.replace(self.faults(), down=down))

    def faults(self) -> Faults:
        """What goes wrong on purpose now."""
        return self._store.control().faults

    def set_faults(self, faults: Faults) -> None:
        """Set what goes wrong on purpose, for every process on this sandbox."""
        self._store.set_control(msgspec.structs.replace(self._store.control(), faults=faults))

    def set_auto_advance(self, seconds: float | None) -> None:
        """Let cases move by themselves after so many seconds a stage; None stops it."""
        self._store.set_control(
            msgspec.structs.replace(self._store.control(), auto_advance=seconds)
        )
        self._store.reschedule()
