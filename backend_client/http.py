"""The real DTKS client: the port over HTTP.

Rules: one pool of connections; every wait has a limit. What failed before it reached DTKS (no
connection, 429 and 503 with a short Retry-After) is tried again a few times with jitter; every
call here is safe to repeat, `submit` and `upload` by their key. A read time-out is not repeated
here: the citizen waits, and the job engine repeats deliveries. Answers are limited in size and
decoded strictly; what does not fit is MALFORMED. Nothing personal is put in an exception or URL,
and causes are dropped (`from None`), because httpx's exceptions hold the request.
"""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx
import msgspec

from backend_client import wire
from backend_client.breaker import Breaker, CircuitOpen, CircuitStore, MemoryCircuit
from backend_client.model import (
    CaseQuery,
    CaseStatus,
    CheckNik,
    LookupNik,
    LookupOutcome,
    LookupResult,
    NikStanding,
    Receipt,
    SearchRecipients,
    StatusEvent,
    StatusPage,
    Submission,
)
from backend_client.port import BackendError, BackendErrorCode

# Seconds. A citizen waits for a look-up; DTKS at peak answers late rather than never.
CONNECT_TIMEOUT = 3.0
READ_TIMEOUT = 10.0
POOL_TIMEOUT = 3.0
MAX_CONNECTIONS = 32
ATTEMPTS = 3
BACKOFF = 0.2
# A longer Retry-After is the job engine's business.
LONGEST_WAIT = 2.0
MAX_ANSWER = 1024 * 1024
# For a request as a whole, however steadily its answer drips; a photo takes longer on a thin line.
DEADLINE = 25.0
UPLOAD_DEADLINES = 3
# Characters of an office's reason that are kept: it is shown to a citizen.
LONGEST_REASON = 500

_log = logging.getLogger(__name__)
_T = TypeVar("_T")
_Code = BackendErrorCode
_STATUS_CODES = {401: _Code.UNAUTHORISED, 403: _Code.UNAUTHORISED, 408: _Code.TIMEOUT,
                 429: _Code.RATE_LIMITED, 504: _Code.TIMEOUT}  # fmt: skip
# A refusal ends a submission, so it counts only when DTKS itself says so, in a problem document.
_FINAL = frozenset({_Code.REJECTED, _Code.NOT_FOUND})
# What msgspec raises; RecursionError for brackets in brackets, a thousand deep.
_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_BREAKING = frozenset({_Code.UNAVAILABLE, _Code.TIMEOUT, _Code.MALFORMED})


class _RawPage(msgspec.Struct, frozen=True):
    """A `StatusPage` whose events are still to be read, each by itself."""

    events: tuple[msgspec.Raw, ...]
    cursor: str
    more: bool = False


class DtksHttp:
    """DTKS over HTTP. `base_url` is scheme, host and, if any, a path before `/v1`. `on_request`
    may add headers to each request."""

    def __init__(
        self,
        base_url: str,
        token: str,
        *,
        circuit: CircuitStore | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        on_request: Callable[[httpx.Request], Awaitable[None]] | None = None,
        read_timeout: float = READ_TIMEOUT,
        deadline: float = DEADLINE,
        attempts: int = ATTEMPTS,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
        breaker: Breaker | None = None,
    ) -> None:
        # An empty one is no header at all: 'Bearer ' would fail here, as if DTKS were down.
        login = {"Authorization": f"Bearer {token}"} if token else {}
        self._client = httpx.AsyncClient(
            base_url=base_url.rstrip("/"),
            headers={**login, "Accept": "application/json"},
            timeout=httpx.Timeout(
                read_timeout, connect=CONNECT_TIMEOUT, pool=POOL_TIMEOUT, read=read_timeout
            ),
            limits=httpx.Limits(max_connections=MAX_CONNECTIONS, keepalive_expiry=30.0),
            follow_redirects=False,
            transport=transport,
            event_hooks={"request": [] if on_request is None else [on_request]},
            trust_env=False,
        )
        self._deadline = deadline
        self._breaker = breaker or Breaker(circuit or MemoryCircuit(), now=now)
        self._attempts = attempts
        self._now = now
        self._sleep = sleep
        self._jitter = jitter

    # --- the port -----------------------------------------------------------------------------

    async def search(self, request: SearchRecipients) -> LookupResult:
        """Find one person by name and village."""
        return _whole(await self._post(wire.SEARCH, request, LookupResult))

    async def lookup_nik(self, request: LookupNik) -> LookupResult:
        """Find one person by NIK."""
        return _whole(await self._post(wire.LOOKUP_NIK, request, LookupResult))

    async def check_nik(self, request: CheckNik) -> NikStanding:
        """What is known of a NIK before an usul."""
        return await self._post(wire.CHECK_NIK, request, NikStanding)

    async def submit(self, submission: Submission, *, key: str) -> Receipt:
        """Store a submission; the same key again gives the first receipt."""
        return await self._post(wire.SUBMISSIONS, submission, Receipt, key=key)

    async def upload(self, content: bytes, *, content_type: str, sha256: str, key: str) -> str:
        """Store a photo or voice note."""
        headers = {
            "Content-Type": content_type,
            wire.CONTENT_DIGEST: wire.digest_header(sha256),
            wire.IDEMPOTENCY_KEY: key,
        }
        receipt = await self._call("POST", wire.MEDIA, wire.MediaReceipt, content, headers)
        return receipt.id

    async def case(self, request: CaseQuery) -> CaseStatus:
        """The timeline of one submission."""
        return await self._post(wire.CASES, request, CaseStatus)

    async def changes(self, cursor: str | None) -> StatusPage:
        """Status changes since `cursor`. One that does not fit is left out: asked for again and
        again, it would keep back all that come after it."""
        parameters = {"cursor": cursor} if cursor is not None else None
        page = await self._call("GET", wire.CHANGES, _RawPage, parameters=parameters)
        events = tuple(event for raw in page.events if (event := _event(raw)) is not None)
        return StatusPage(events=events, cursor=page.cursor, more=page.more)

    async def ping(self) -> None:
        """Raises BackendError when DTKS is not ready. Asks past the circuit, so that a health
        check sees DTKS itself."""
        await self._once("GET", wire.PING, b"", {}, None)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    # --- one request --------------------------------------------------------------------------

    async def _post(
        self, path: str, request: msgspec.Struct, answer: type[_T], *, key: str | None = None
    ) -> _T:
        headers = {"Content-Type": "application/json"}
        if key is not None:
            headers[wire.IDEMPOTENCY_KEY] = key
        return await self._call("POST", path, answer, msgspec.json.encode(request), headers)

    async def _call(
        self,
        method: str,
        path: str,
        answer: type[_T],
        body: bytes = b"",
        headers: dict[str, str] | None = None,
        parameters: dict[str, str] | None = None,
    ) -> _T:
        """Ask until answered, refused, or out of attempts; the breaker hears of each end."""
        for attempt in range(1, self._attempts + 1):
            try:
                await self._breaker.enter()
            except CircuitOpen as circuit:
                wait = circuit.retry_after
                raise BackendError(_Code.UNAVAILABLE, retry_after=wait) from None
            try:
                found = _decode(
                    await self._once(method, path, body, headers or {}, parameters), answer
                )
            except BackendError as error:
                await self._tell(error.code)
                pause = self._pause(error, attempt)
                if pause is None:
                    raise
            else:
                await self._breaker.succeeded()
                return found
            await self._sleep(pause)
        raise BackendError(_Code.UNAVAILABLE)

    async def _tell(self, code: BackendErrorCode) -> None:
        if code in _BREAKING:
            await self._breaker.failed()
        else:
            await self._breaker.succeeded()

    def _pause(self, error: BackendError, attempt: int) -> float | None:
        """Seconds to wait before the next attempt; None: give up."""
        if attempt >= self._attempts:
            return None
        if error.code not in (_Code.UNAVAILABLE, _Code.RATE_LIMITED):
            return None
        backoff = BACKOFF * 2 ** (attempt - 1) * (0.5 + self._jitter())
        wait = max(backoff, error.retry_after or 0.0)
        return wait if wait <= LONGEST_WAIT else None

    async def _once(
        self,
        method: str,
        path: str,
        body: bytes,
        headers: dict[str, str],
        parameters: dict[str, str] | None,
    ) -> bytes:
        limit = self._deadline * (UPLOAD_DEADLINES if path == wire.MEDIA else 1)
        try:
            async with (
                asyncio.timeout(limit),
                self._client.stream(
                    method, path, content=body or None, headers=headers, params=parameters
                ) as response,
            ):
                content = await _read(response)
        except (httpx.ConnectTimeout, httpx.PoolTimeout):
            raise BackendError(_Code.UNAVAILABLE) from None
        except (httpx.TimeoutException, TimeoutError):
            raise BackendError(_Code.TIMEOUT) from None
        except httpx.DecodingError:
            raise BackendError(_Code.MALFORMED) from None
        except (httpx.HTTPError, httpx.InvalidURL):
            raise BackendError(_Code.UNAVAILABLE) from None
        if response.is_success:
            return content
        raise self._failure(response, content) from None

    def _failure(self, response: httpx.Response, content: bytes) -> BackendError:
        status = response.status_code
        retry_after = self._retry_after(response.headers.get("Retry-After"))
        code = _STATUS_CODES.get(status)
        fields: tuple[str, ...] = ()
        reason = None
        if response.headers.get("Content-Type", "").startswith(wire.PROBLEM_TYPE):
            try:
                told = msgspec.json.decode(content, type=wire.Problem)
                named = BackendErrorCode(told.code)
            except (*_UNREADABLE, ValueError):
                pass
            else:
                if named not in _FINAL or 400 <= status < 500:
                    code, fields, reason = named, told.fields, _shown(told.detail)
        if code is None:
            code = _Code.UNAVAILABLE if status >= 500 else _Code.MALFORMED
        return BackendError(code, retry_after=retry_after, fields=fields, reason=reason)

    def _retry_after(self, value: str | None) -> float | None:
        """Seconds, from either form of the header; None if absent or unreadable."""
        if value is None:
            return None
        try:
            seconds = float(value)
        except ValueError:
            try:
                seconds = parsedate_to_datetime(value).timestamp() - self._now()
            except ValueError:
                return None
        return min(max(seconds, 0.0), 86_400.0) if seconds == seconds else None


async def _read(response: httpx.Response) -> bytes:
    """The body, up to MAX_ANSWER bytes. Raises BackendError(MALFORMED) beyond."""
    found = bytearray()
    async for chunk in response.aiter_bytes():
        found += chunk
        if len(found) > MAX_ANSWER:
            raise BackendError(_Code.MALFORMED)
    return bytes(found)


def _shown(reason: str | None) -> str | None:
    """An office's reason, cut where it would be no message any more."""
    if reason is None or len(reason) <= LONGEST_REASON:
        return reason
    return reason[: LONGEST_REASON - 3] + "..."


def _decode(content: bytes, answer: type[_T]) -> _T:
    try:
        return msgspec.json.decode(content, type=answer)
    except _UNREADABLE:
        raise BackendError(_Code.MALFORMED) from None


def _event(raw: msgspec.Raw) -> StatusEvent | None:
    try:
        return msgspec.json.decode(raw, type=StatusEvent)
    except _UNREADABLE:
        _log.warning("dtks_event_malformed")
        return None


def _whole(result: LookupResult) -> LookupResult:
    """A look-up's answer must carry what its outcome promises."""
    found = result.outcome is LookupOutcome.FOUND
    asks = result.outcome is LookupOutcome.NEED_FACT
    if found != (result.person is not None) or asks != (result.need is not None):
        raise BackendError(_Code.MALFORMED)
    return result
