"""Signed status webhooks: what the sandbox sends and what a receiver checks."""

from collections.abc import Iterator

import msgspec
import pytest
from fastapi import FastAPI, Request, Response

from backend_client.model import Kind, Stage, StatusEvent, Submission
from backend_client.sandbox import Sandbox
from backend_client.sandbox.webhook import WebhookSender
from backend_client.signing import SIGNATURE_HEADER, TIMESTAMP_HEADER, sign, verify
from tests.contract.conftest import Server

SECRET = "a shared secret"
NOW = 1_795_251_600


def test_a_signature_holds_for_its_body_and_time() -> None:
    """The right secret, body and time verify; anything changed does not."""
    body = b'{"event_id":"1"}'
    signature = sign(SECRET, NOW, body)

    assert verify(SECRET, str(NOW), body, signature, now=NOW + 300)
    assert verify(SECRET, str(NOW), body, signature, now=NOW - 300)
    assert verify(SECRET, str(NOW), body, f"v1=00, {signature}", now=NOW)
    assert not verify(SECRET, str(NOW), body + b" ", signature, now=NOW)
    assert not verify(SECRET, str(NOW + 1), body, signature, now=NOW)
    assert not verify("other", str(NOW), body, signature, now=NOW)


@pytest.mark.parametrize(
    ("timestamp", "signature", "now"),
    [
        (str(NOW), None, NOW + 301),
        (str(NOW), None, NOW - 301),
        ("", None, NOW),
        ("-1", None, NOW),
        ("١٢", None, NOW),
        ("9" * 40, None, NOW),
        ("9" * 5_000, None, NOW),  # more digits than Python makes a number of
        (str(NOW), "", NOW),
        (str(NOW), "v1=é", NOW),
    ],
)
def test_replays_and_garbage_are_refused(timestamp: str, signature: str | None, now: int) -> None:
    """An old, early or unreadable time, and a signature that is none, verify nothing."""
    body = b"{}"
    given = sign(SECRET, timestamp, body) if signature is None else signature

    assert not verify(SECRET, timestamp, body, given, now=now)


def test_five_signatures_at_most_are_compared() -> None:
    """Whoever sends a list of guesses has five of them looked at, no more."""
    signature = sign(SECRET, NOW, b"{}")

    assert verify(SECRET, str(NOW), b"{}", "v1=00," * 4 + signature, now=NOW)
    assert not verify(SECRET, str(NOW), b"{}", "v1=00," * 5 + signature, now=NOW)


def test_an_empty_secret_verifies_nothing() -> None:
    """A receiver without a secret accepts nobody."""
    assert not verify("", str(NOW), b"{}", sign("", NOW, b"{}"), now=NOW)


class Receiver:
    """A bot's webhook: verifies, remembers, and fails on demand."""

    def __init__(self) -> None:
        self.events: list[StatusEvent] = []
        self.failures = 0
        app = FastAPI(openapi_url=None)
        app.add_route("/hooks/dtks", self._take, methods=["POST"])
        self.server = Server(app)

    async def _take(self, request: Request) -> Response:
        body = await request.body()
        stamp, signature = request.headers[TIMESTAMP_HEADER], request.headers[SIGNATURE_HEADER]
        if not verify(SECRET, stamp, body, signature, now=NOW):
            return Response(status_code=401)
        if self.failures:
            self.failures -= 1
            return Response(status_code=503)
        self.events.append(msgspec.json.decode(body, type=StatusEvent))
        return Response(status_code=200)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A running receiver."""
    made = Receiver()
    made.server.start()
    yield made
    made.server.stop()


async def submitted(sandbox: Sandbox, ticket: str) -> None:
    """Put one usul in the sandbox."""
    await sandbox.submit(
        Submission(
            ticket=ticket, kind=Kind.USUL, village="32.01.06.2001", submitted_at="x", data={}
        ),
        key=ticket,
    )


async def test_each_change_arrives_once_and_in_order(sandbox: Sandbox, receiver: Receiver) -> None:
    """Changes are delivered signed, oldest first, and after a failure from where it stopped."""
    await submitted(sandbox, "U-1")
    sandbox.advance("U-1", Stage.VILLAGE)
    sandbox.advance("U-1", Stage.DINSOS)
    sender = WebhookSender(
        sandbox.store, f"{receiver.server.url}/hooks/dtks", SECRET, now=lambda: NOW
    )
    receiver.failures = 1

    ends = [await sender.deliver() for _ in range(3)]

    await sender.aclose()
    assert ends == [False, True, True]
    assert [event.change.stage for event in receiver.events] == [Stage.VILLAGE, Stage.DINSOS]


async def test_a_backend_that_is_down_is_silent(sandbox: Sandbox, receiver: Receiver) -> None:
    """While switched down nothing is sent; afterwards everything is."""
    await submitted(sandbox, "U-1")
    sandbox.advance("U-1", Stage.VILLAGE)
    sender = WebhookSender(
        sandbox.store, f"{receiver.server.url}/hooks/dtks", SECRET, now=lambda: NOW
    )
    sandbox.set_down(True)
    await sender.deliver()
    while_down = len(receiver.events)
    sandbox.set_down(False)
    await sender.deliver()

    await sender.aclose()
    assert (while_down, len(receiver.events)) == (0, 1)
