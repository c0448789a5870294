"""What the client makes of a backend that misbehaves, over real HTTP."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse

from backend_client.breaker import Breaker, CircuitState, MemoryCircuit
from backend_client.http import DtksHttp
from backend_client.model import Kind, LookupNik, Receipt, SearchRecipients, Submission
from backend_client.port import BackendError, BackendErrorCode
from tests.contract.conftest import Server

NIK = "3201060101900001"
Answer = Callable[[Request], Awaitable[Response]]


class Backend:
    """A server that gives one scripted answer after another; the last one repeats."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.keys: list[str | None] = []
        app = FastAPI(openapi_url=None)
        app.add_route("/{path:path}", self._answer, methods=["GET", "POST"])
        self.server = Server(app)

    async def _answer(self, request: Request) -> Response:
        self.keys.append(request.headers.get("Idempotency-Key"))
        place = min(len(self.keys), len(self.answers)) - 1
        return await self.answers[place](request)


def says(body: bytes, status: int = 200, kind: str = "application/json", **headers: str) -> Answer:
    """An answer with this body, status and headers."""

    async def answer(_: Request) -> Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return Response(body, status, named, kind)

    return answer


NOT_FOUND = says(b'{"type":"lookup","outcome":"not_found"}')


@pytest.fixture
def script() -> Iterator[Backend]:
    """A backend to be scripted."""
    made = Backend()
    made.server.start()
    yield made
    made.server.stop()


class Sleeps:
    """Stands in for asyncio.sleep: remembers, does not wait."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


async def error_of(client: DtksHttp) -> BackendError:
    """The error a look-up ends with; the client is closed."""
    with pytest.raises(BackendError) as caught:
        await client.lookup_nik(LookupNik(nik=NIK))
    await client.aclose()
    return caught.value


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (says(b"<html>Gateway</html>", 200, "text/html"), BackendErrorCode.MALFORMED),
        (says(b'{"outcome": "fou'), BackendErrorCode.MALFORMED),
        (says(b'{"type":"lookup","outcome":"found"}'), BackendErrorCode.MALFORMED),
        (says(b'{"type":"lookup","outcome":"maybe"}'), BackendErrorCode.MALFORMED),
        (says(b'{"type":"lookup","outcome":7}'), BackendErrorCode.MALFORMED),
        (says(b"\xff\xfe"), BackendErrorCode.MALFORMED),
        (says(b" " * 2_000_000), BackendErrorCode.MALFORMED),
        (says(b'{"x":' + b"[" * 9_000 + b"]" * 9_000 + b"}"), BackendErrorCode.MALFORMED),
        (says(b'{"x":' + b"[" * 9_000, 422, "application/problem+json"),
         BackendErrorCode.MALFORMED),
        (says(b"", 302, Location="http://127.0.0.1:1/"), BackendErrorCode.MALFORMED),
        (says(b"no such page", 404, "text/plain"), BackendErrorCode.MALFORMED),
        (says(b"bad", 422, "text/plain"), BackendErrorCode.MALFORMED),
        (says(b"", 401), BackendErrorCode.UNAUTHORISED),
        (says(b"", 504), BackendErrorCode.TIMEOUT),
        (says(b"", 500), BackendErrorCode.UNAVAILABLE),
        (says(b"", 503, Retry_After="120"), BackendErrorCode.UNAVAILABLE),
        (
            says(b'{"type":"x","title":"x","status":404,"code":"not_found"}', 404,
                 "application/problem+json"),
            BackendErrorCode.NOT_FOUND,
        ),
        (
            # A refusal in a 5xx is a broken server, not an answer: never final.
            says(b'{"type":"x","title":"x","status":500,"code":"rejected"}', 500,
                 "application/problem+json"),
            BackendErrorCode.UNAVAILABLE,
        ),
    ],
)  # fmt: skip
async def test_answers_become_codes(
    script: Backend, answer: Answer, code: BackendErrorCode
) -> None:
    """Every way to answer wrongly has its code, and only DTKS's own word is final."""
    script.answers = [answer]

    error = await error_of(DtksHttp(script.server.url, "t", sleep=Sleeps()))

    assert error.code is code


async def test_a_passing_outage_is_tried_again_with_jitter(script: Backend) -> None:
    """A 503 and a 429 are repeated a few times, waiting longer each time."""
    script.answers = [says(b"", 503), says(b"", 429, Retry_After="1"), NOT_FOUND]
    sleeps = Sleeps()
    client = DtksHttp(script.server.url, "t", sleep=sleeps, jitter=lambda: 0.5)

    await client.lookup_nik(LookupNik(nik=NIK))

    await client.aclose()
    assert sleeps.seconds == [0.2, 1.0]


async def test_a_long_retry_after_is_handed_on(script: Backend) -> None:
    """A wait too long for a citizen goes to the caller with the error, in either form."""
    script.answers = [
        says(b"", 503, Retry_After="90"),
        says(b"", 429, Retry_After="Sat, 21 Nov 2026 09:00:30 GMT"),
    ]
    at_nine = 1795251600.0

    first = await error_of(DtksHttp(script.server.url, "t"))
    second = await error_of(DtksHttp(script.server.url, "t", now=lambda: at_nine))

    assert (first.retry_after, len(script.keys)) == (90.0, 2)
    assert second.retry_after == 30.0


async def test_a_repeated_submission_keeps_its_key(script: Backend) -> None:
    """Each attempt of one submission carries the same Idempotency-Key."""
    script.answers = [says(b"", 503), says(b'{"type":"receipt","ref":"R1"}')]
    client = DtksHttp(script.server.url, "t", sleep=Sleeps())
    submission = Submission(
        ticket="U-1", kind=Kind.USUL, village="32.01.06.2001", submitted_at="x", data={}
    )

    receipt = await client.submit(submission, key="usul:U-1")

    await client.aclose()
    assert receipt == Receipt(ref="R1")
    assert script.keys == ["usul:U-1", "usul:U-1"]


async def test_slow_answers_time_out(script: Backend) -> None:
    """No answer within the limit is a TIMEOUT, asked once."""

    async def never(_: Request) -> Response:
        await asyncio.sleep(0.6)
        return Response(b"")

    script.answers = [never]

    error = await error_of(DtksHttp(script.server.url, "t", read_timeout=0.1))

    assert error.code is BackendErrorCode.TIMEOUT
    assert len(script.keys) == 1


async def test_an_answer_that_drips_times_out(script: Backend) -> None:
    """An answer whose every byte comes in time has a limit all the same."""

    async def drips() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.05)

    async def answer(_: Request) -> Response:
        return StreamingResponse(drips())

    script.answers = [answer]

    error = await error_of(DtksHttp(script.server.url, "t", deadline=0.5))

    assert error.code is BackendErrorCode.TIMEOUT
    assert len(script.keys) == 1


async def test_a_reason_too_long_for_a_message_is_cut(script: Backend) -> None:
    """An office's reason is shown to a citizen: at most 500 characters of it are kept."""
    body = {"type": "x", "title": "x", "status": 422, "code": "rejected", "detail": "a" * 90_000}
    script.answers = [says(json.dumps(body).encode(), 422, "application/problem+json")]

    error = await error_of(DtksHttp(script.server.url, "t"))

    assert error.code is BackendErrorCode.REJECTED
    assert error.reason == "a" * 497 + "..."


async def test_nobody_listening_is_unavailable() -> None:
    """A refused connection is UNAVAILABLE."""
    error = await error_of(DtksHttp("http://127.0.0.1:9", "t", sleep=Sleeps()))

    assert error.code is BackendErrorCode.UNAVAILABLE


async def test_the_circuit_opens_and_heals(script: Backend) -> None:
    """After failures in a row nobody asks; after the pause one probe asks and closes it."""
    clock = [1000.0]
    circuit = MemoryCircuit()
    script.answers = [says(b"", 500)] * 3 + [NOT_FOUND]
    breaker = Breaker(circuit, now=lambda: clock[0], threshold=3, cooldown=20)
    client = DtksHttp(script.server.url, "t", breaker=breaker, attempts=1)

    codes = []
    for _ in range(4):
        with pytest.raises(BackendError) as caught:
            await client.lookup_nik(LookupNik(nik=NIK))
        codes.append((caught.value.code.value, caught.value.retry_after))
    asked_while_open = len(script.keys)
    clock[0] += 21
    await client.lookup_nik(LookupNik(nik=NIK))

    await client.aclose()
    assert codes == [("unavailable", None)] * 3 + [("unavailable", 20.0)]
    assert asked_while_open == 3
    assert circuit.state == CircuitState()


async def test_nothing_personal_is_in_errors_or_logs(
    script: Backend, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither the error's text, its chain nor any log line holds the NIK or the name."""
    script.answers = [says(f'{{"nik": "{NIK}"}}'.encode(), 500)]
    client = DtksHttp(script.server.url, "t", sleep=Sleeps())
    caplog.set_level(logging.DEBUG)

    with pytest.raises(BackendError) as caught:
        await client.search(SearchRecipients(name="SITI RAHASIA", village=NIK))
    await client.aclose()

    told = repr(caught.value) + str(caught.value.__cause__) + caplog.text
    assert caught.value.__suppress_context__
    assert NIK not in told
    assert "RAHASIA" not in told


async def test_one_change_that_does_not_fit(script: Backend) -> None:
    """A stage that we do not know keeps no other change of its page back, nor the next page."""
    event = '{"event_id":"%s","ref":"D","ticket":"U-1","change":{"stage":"%s","at":"2026-11-21"}}'
    events = ",".join((event % ("e1", "village"), event % ("e2", "musrenbang"), "7"))
    script.answers = [says(f'{{"events":[{events}],"cursor":"c9","more":true}}'.encode())]
    client = DtksHttp(script.server.url, "t")
    page = await client.changes(None)
    await client.aclose()

    assert [found.event_id for found in page.events] == ["e1"]
    assert (page.cursor, page.more) == ("c9", True)
