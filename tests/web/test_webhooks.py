"""Webhooks over real HTTP: who is believed, what is answered, what is never lost or told."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs
from twilio.request_validator import RequestValidator

from bot.channels.base import DeliveryStatus
from bot.web.webhooks import Webhooks
from tests.fakes import telegram_updates as updates
from tests.web.service import Running

SECRET = "X-Telegram-Bot-Api-Secret-Token"


def telegram(served: Running, update: dict[str, Any], secret: str | None = None) -> dict[str, Any]:
    """The arguments of a Telegram webhook call."""
    headers = {SECRET: served.keys.telegram_secret if secret is None else secret}
    return {"content": json.dumps(update), "headers": headers}


def twilio(served: Running, path: str, form: dict[str, str]) -> dict[str, Any]:
    """The arguments of a signed Twilio webhook call."""
    signer = RequestValidator(served.keys.auth_token)
    signature = signer.compute_signature(served.url + path, form)
    return {"data": form, "headers": {"X-Twilio-Signature": signature}}


MESSAGE = {
    "MessageSid": "SM" + "1" * 32,
    "From": "whatsapp:+628999000001",
    "To": "whatsapp:+6289900000001",
    "Body": "halo",
    "NumMedia": "0",
}


async def test_telegram_message(served: Running, http: httpx.AsyncClient) -> None:
    """A genuine update is answered 200 once it has been taken."""
    answer = await http.post("/hooks/telegram", **telegram(served, updates.text(7, "halo")))

    assert answer.status_code == 200
    assert [item.text for item in served.turns.heard] == ["halo"]


@pytest.mark.parametrize("secret", ["", "salah", "rahasia\u00e9"])
async def test_telegram_forged(served: Running, http: httpx.AsyncClient, secret: str) -> None:
    """Without the right secret an update is refused, and nothing is taken."""
    call = telegram(served, updates.text(7, "halo"))
    call["headers"] = {SECRET: secret.encode()}

    answer = await http.post("/hooks/telegram", **call)

    assert answer.status_code == 403
    assert answer.text == ""
    assert served.turns.heard == []


async def test_redelivery(served: Running, http: httpx.AsyncClient) -> None:
    """The same update again is 200 again, and is taken once."""
    call = telegram(served, updates.text(7, "halo"))

    statuses = [(await http.post("/hooks/telegram", **call)).status_code for _ in range(3)]

    assert statuses == [200, 200, 200]
    assert len(served.turns.heard) == 1


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"update_id": "x"}', b"\xff\xfe"])
async def test_malformed_but_authentic(
    served: Running, http: httpx.AsyncClient, body: bytes
) -> None:
    """What says nothing to us but comes from Telegram is 200: asking again would not help."""
    headers = {SECRET: served.keys.telegram_secret}

    answer = await http.post("/hooks/telegram", content=body, headers=headers)

    assert answer.status_code == 200
    assert served.turns.heard == []


async def test_database_down(served: Running, http: httpx.AsyncClient) -> None:
    """When nothing can be stored the provider keeps the message, and no word of it is told."""
    served.turns.broken = True
    call = telegram(served, updates.text(7, "nama saya Siti Aminah"))

    with capture_logs() as logs:
        answer = await http.post("/hooks/telegram", **call)
    served.turns.broken = False
    again = await http.post("/hooks/telegram", **call)

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "2"
    assert "Siti" not in answer.text + repr(logs)
    assert again.status_code == 200
    assert len(served.turns.heard) == 1


async def test_twilio_message(served: Running, http: httpx.AsyncClient) -> None:
    """A signed message is answered with an empty TwiML document."""
    answer = await http.post("/hooks/whatsapp", **twilio(served, "/hooks/whatsapp", MESSAGE))

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    assert answer.text.endswith("<Response/>")
    assert [item.text for item in served.turns.heard] == ["halo"]


async def test_twilio_signature_of_another_address(
    served: Running, http: httpx.AsyncClient
) -> None:
    """A signature counts for its own address only."""
    answer = await http.post("/hooks/sms", **twilio(served, "/hooks/whatsapp", MESSAGE))

    assert answer.status_code == 403
    assert served.turns.heard == []


async def test_twilio_changed_body(served: Running, http: httpx.AsyncClient) -> None:
    """A field changed on the way is noticed."""
    call = twilio(served, "/hooks/whatsapp", MESSAGE)
    call["data"] = {**MESSAGE, "Body": "halo!"}

    answer = await http.post("/hooks/whatsapp", **call)

    assert answer.status_code == 403


async def test_delivery_report(served: Running, http: httpx.AsyncClient) -> None:
    """A signed report of delivery reaches the turns as a receipt."""
    form = {"MessageSid": "SM" + "2" * 32, "MessageStatus": "delivered", "To": "whatsapp:+62899"}

    answer = await http.post("/hooks/twilio/status", **twilio(served, "/hooks/twilio/status", form))

    assert answer.status_code == 200
    assert [receipt.status for receipt in served.turns.receipts] == [DeliveryStatus.DELIVERED]


async def test_oversized_body(served: Running, http: httpx.AsyncClient) -> None:
    """More than a megabyte is refused, whether the length is told or not."""

    async def trickle() -> Any:
        for _ in range(12):
            yield b"x" * 100_000

    headers = {SECRET: served.keys.telegram_secret}
    told = await http.post("/hooks/telegram", content=b"x" * 1_000_001, headers=headers)
    untold = await http.post("/hooks/telegram", content=trickle(), headers=headers)

    assert (told.status_code, untold.status_code) == (413, 413)


async def test_a_body_that_trickles_is_given_up(served: Running) -> None:
    """A body that does not come in time is 408, and no fault of ours; one that comes is taken."""

    async def body(pause: float) -> AsyncIterator[bytes]:
        whole = json.dumps(updates.text(7, "halo")).encode()
        yield whole[:9]
        await asyncio.sleep(pause)
        yield whole[9:]

    hooks = Webhooks(served.turns.channels, served.turns, patience=0.5)
    headers = {SECRET: served.keys.telegram_secret}
    transport = httpx.ASGITransport(app=hooks)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answers = [
            await client.post("/hooks/telegram", content=body(pause), headers=headers)
            for pause in (0.0, 5.0)
        ]

    assert [answer.status_code for answer in answers] == [200, 408]
    assert len(served.turns.heard) == 1


async def test_a_packed_body_is_not_called_taken(served: Running, http: httpx.AsyncClient) -> None:
    """A gzip body is refused, so that its sender knows that nobody read it."""
    packed = gzip.compress(json.dumps(updates.text(7, "halo")).encode())
    headers = {SECRET: served.keys.telegram_secret, "content-encoding": "gzip"}

    answer = await http.post("/hooks/telegram", content=packed, headers=headers)

    assert answer.status_code == 415
    assert served.turns.heard == []


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/hooks/telegram", 405),
        ("POST", "/hooks/nobody", 404),
        ("POST", "/hooks/terminal", 404),
        ("POST", "/hooks/", 404),
    ],
)
async def test_wrong_door(
    served: Running, http: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    """Other methods and unknown doors are refused."""
    answer = await http.request(method, path)

    assert answer.status_code == status


async def test_slow_headers_do_not_hold_others_up(served: Running, http: httpx.AsyncClient) -> None:
    """A connection that says nothing, or half a request, holds nobody up."""
    port = httpx.URL(served.url).port
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"POST /hooks/telegram HTTP/1.1\r\nContent-Length: 50\r\n\r\n{")
    await writer.drain()

    answer = await http.post("/hooks/telegram", **telegram(served, updates.text(7, "halo")))
    writer.close()

    assert answer.status_code == 200


async def test_counted(served: Running, http: httpx.AsyncClient) -> None:
    """Calls are counted by channel and outcome, and the page names nobody."""
    name, labels = "bansos_webhooks_total", {"channel": "telegram", "outcome": "taken"}
    before = REGISTRY.get_sample_value(name, labels) or 0

    await http.post("/hooks/telegram", **telegram(served, updates.text(424242, "halo")))
    page = (await http.get("/metrics")).text

    assert REGISTRY.get_sample_value(name, labels) == before + 1
    assert "424242" not in page
    assert "bansos_webhook_seconds_bucket" in page
