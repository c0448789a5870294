"""The port to DTKS: what any backend must do, and the only ways it may fail.

Rules: every method is safe to repeat (`submit` and `upload` by their idempotency key).
A failure is a `BackendError` with a code; its text never holds personal data.
"""

from enum import StrEnum
from typing import Protocol

from backend_client.model import (
    CaseQuery,
    CaseStatus,
    CheckNik,
    LookupNik,
    LookupResult,
    NikStanding,
    Receipt,
    SearchRecipients,
    StatusPage,
    Submission,
)


class BackendErrorCode(StrEnum):
    """Why a request to DTKS failed. `passing` tells which may heal by waiting."""

    UNAVAILABLE = "unavailable"  # no connection, 5xx, circuit open
    TIMEOUT = "timeout"
    RATE_LIMITED = "rate_limited"  # see retry_after
    MALFORMED = "malformed"  # an answer that does not fit the contract
    UNAUTHORISED = "unauthorised"  # our token: the operator's business
    REJECTED = "rejected"  # refused for good, `fields` may say why
    NOT_FOUND = "not_found"

    @property
    def passing(self) -> bool:
        """True when trying again later can help."""
        return self in _PASSING


_PASSING = frozenset(
    {
        BackendErrorCode.UNAVAILABLE,
        BackendErrorCode.TIMEOUT,
        BackendErrorCode.RATE_LIMITED,
        BackendErrorCode.MALFORMED,
        BackendErrorCode.UNAUTHORISED,
    }
)


class BackendError(Exception):
    """A request to DTKS failed. `retry_after` is in seconds; `fields` names refused answers;
    `reason` is the office's own words for a refusal, shown to the citizen, never logged."""

    def __init__(
        self,
        code: BackendErrorCode,
        *,
        retry_after: float | None = None,
        fields: tuple[str, ...] = (),
        reason: str | None = None,
    ) -> None:
        super().__init__(code.value)
        self.code = code
        self.retry_after = retry_after
        self.fields = fields
        self.reason = reason


class DtksBackend(Protocol):
    """DTKS, real or embedded."""

    async def search(self, request: SearchRecipients) -> LookupResult:
        """Find one person by name and village."""
        ...

    async def lookup_nik(self, request: LookupNik) -> LookupResult:
        """Find one person by NIK."""
        ...

    async def check_nik(self, request: CheckNik) -> NikStanding:
        """What is known of a NIK before an usul: the person, and open submissions."""
        ...

    async def submit(self, submission: Submission, *, key: str) -> Receipt:
        """Store a submission. Repeating `key` gives the first receipt again.

        Raises BackendError(REJECTED) with `fields` when it needs correction or is refused.
        """
        ...

    async def upload(self, content: bytes, *, content_type: str, sha256: str, key: str) -> str:
        """Store a photo or voice note before the submission that names it; returns its id."""
        ...

    async def case(self, request: CaseQuery) -> CaseStatus:
        """The timeline of one submission. Raises BackendError(NOT_FOUND)."""
        ...

    async def changes(self, cursor: str | None) -> StatusPage:
        """Status changes since `cursor` (None: from the start), oldest first."""
        ...

    async def ping(self) -> None:
        """Cheap health check; raises BackendError when not ready."""
        ...

    async def aclose(self) -> None:
        """Release connections."""
        ...
