"""The simulator's own interface: what a page may ask, and what a foreign page may not."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from tests.web.service import PNG, Running


async def phone(http: httpx.AsyncClient, channel: str = "telegram", **more: Any) -> str:
    """Take a phone; its path."""
    answer = await http.post("/sim/phones", json={"channel": channel, **more})
    assert answer.status_code == 201
    return f"/sim/phones/{answer.json()['id']}"


async def bubbles(http: httpx.AsyncClient, path: str, count: int) -> list[dict[str, Any]]:
    """The first `count` bubbles that the stream brings."""
    found: list[dict[str, Any]] = []
    async with asyncio.timeout(60), http.stream("GET", f"{path}/events") as stream:
        async for line in stream.aiter_lines():
            if line.startswith("data: "):
                found.append(json.loads(line[6:]))
            if len(found) >= count:
                break
    return found


@pytest.mark.parametrize("channel", ["telegram", "whatsapp", "sms"])
async def test_round_trip(served: Running, http: httpx.AsyncClient, channel: str) -> None:
    """What is written comes in through the channel's webhook and the answer by its API."""
    path = await phone(http, channel)

    sent = await http.post(f"{path}/acts", json={"text": "halo"})
    shown = await bubbles(http, path, 2)

    assert sent.status_code == 204
    assert [(b["by"], b["text"]) for b in shown] == [("me", "halo"), ("bot", "text: halo")]
    assert served.turns.heard[0].channel.value == channel


async def test_language_and_mode_are_settled_first(
    served: Running, http: httpx.AsyncClient
) -> None:
    """The language and mode chosen on the page are handed on before the first message."""
    await phone(http, "whatsapp", locale="en", mode="mudah")
    await phone(http, "whatsapp", locale="xx", mode="nonsense")

    chosen = [(found.locale, found.mode) for found in served.settled]

    assert chosen == [("en", "mudah"), ("id", "standar")]


async def test_telegram_tells_the_language(served: Running, http: httpx.AsyncClient) -> None:
    """A Telegram phone tells its language, as the real app does."""
    path = await phone(http, "telegram", locale="en")

    await http.post(f"{path}/acts", json={"text": "halo"})

    assert served.turns.heard[0].locale_hint == "en"


async def test_blocking(served: Running, http: httpx.AsyncClient) -> None:
    """Blocking is told to the bot, and the bot's messages are then refused."""
    path = await phone(http)
    for blocked in (True, False):
        await http.post(f"{path}/acts", json={"block": blocked})

    assert [item.kind.value for item in served.turns.heard] == ["blocked", "unblocked"]


@pytest.mark.parametrize(
    "act",
    [{}, {"text": "  "}, {"bubble": "1", "value": "ya"}, {"place": [1]}, {"text": 5}, [], "x"],
)
async def test_nonsense_is_refused(served: Running, http: httpx.AsyncClient, act: Any) -> None:
    """An act that means nothing is refused, and sends nothing."""
    path = await phone(http)

    answer = await http.post(f"{path}/acts", json=act)

    assert answer.status_code == 422
    assert served.turns.heard == []


async def test_foreign_pages(served: Running, http: httpx.AsyncClient) -> None:
    """What a foreign page can send without asking (a form, plain text) does nothing."""
    path = await phone(http)

    as_text = await http.post(f"{path}/acts", content=b'{"text":"x"}')
    as_form = await http.post("/sim/phones", data={"channel": "telegram"})

    assert (as_text.status_code, as_form.status_code) == (422, 422)
    assert served.turns.heard == []


async def test_unknown_phone(http: httpx.AsyncClient) -> None:
    """Nobody reaches a phone without its id."""
    paths = ["", "/events", "/files/x"]

    statuses = {(await http.get(f"/sim/phones/guess{path}")).status_code for path in paths}

    assert statuses == {404}


async def test_files(http: httpx.AsyncClient) -> None:
    """A picture is shown; another file is only downloaded; a wrong kind is refused."""
    path = await phone(http)

    async def send(kind: str, content_type: str) -> int:
        headers = {"content-type": content_type}
        where = f"{path}/files?kind={kind}"
        return (await http.post(where, content=PNG, headers=headers)).status_code

    statuses = [
        await send("image", "image/png"),
        await send("document", "text/html"),
        await send("image", "text/html"),
        await send("virus", "image/png"),
    ]
    shown = [b for b in await bubbles(http, path, 3) if b.get("media")]
    answers = [await http.get(f"{path}/files/{b['media']['file']}") for b in shown[:2]]

    assert statuses == [204, 204, 415, 415]
    assert answers[0].headers["content-type"] == "image/png"
    assert answers[0].content == PNG
    last = (await http.get(f"{path}/files/{shown[-1]['media']['file']}")).headers
    assert last["content-type"] == "application/octet-stream"
    assert last["content-disposition"] == "attachment"


async def test_call(served: Running, http: httpx.AsyncClient) -> None:
    """A call rings, is answered by the turn itself, takes keys and speech, and ends."""
    path = await phone(http, "voice")
    acts = [{"call": True}, {"key": "1"}, {"key": "2"}, {"key": "#"}, {"text": "pilih"}]
    acts += [{"key": "2"}, {"call": False}, {"key": "1"}]

    statuses = [(await http.post(f"{path}/acts", json=act)).status_code for act in acts]
    shown = [b["text"] for b in await bubbles(http, path, 8) if b.get("by")]

    assert statuses == [204] * len(acts)
    heard = [(item.kind.value, item.text) for item in served.turns.heard]
    spoken = [("call", ""), ("text", "12"), ("text", "pilih"), ("text", "2"), ("hangup", "")]
    assert heard == spoken
    assert shown[:5] == ["call:", "12", "text: 12", "pilih", "Lanjut?\nYa\n1\nTidak\n2"]


@pytest.mark.parametrize(
    "path",
    ["/sim/telegram/bot1:WRONG/getMe", "/2010-04-01/Accounts/{sid}.json", "/v1/Content"],
)
async def test_providers_want_credentials(
    served: Running, http: httpx.AsyncClient, path: str
) -> None:
    """The providers' side answers nobody without the bot's own credentials."""
    method = "POST" if path == "/v1/Content" else "GET"

    answer = await http.request(method, path.format(sid=served.keys.account_sid), json={})

    assert answer.status_code == 401
