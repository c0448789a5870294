"""`POST /hooks/dtks` over HTTP: only what DTKS signed just now, and each event once."""

import asyncio
import datetime as dt
import time
from collections.abc import AsyncIterator

import httpx
import msgspec
import pytest
from sqlalchemy import Connection

from backend_client.model import Stage, StageChange, StatusEvent
from backend_client.signing import SIGNATURE_HEADER, TIMESTAMP_HEADER, sign
from bot.web.dtks import PATH, DtksHook
from bot.web.server import bind, make_server
from tests.delivery.stage import WEBHOOK, Bot, Dtks


@pytest.fixture
async def door(small: Bot) -> AsyncIterator[httpx.AsyncClient]:
    """An HTTP client before the bot's hook."""
    sock = bind("127.0.0.1", 0)
    server = make_server(DtksHook(WEBHOOK, small.service.delivery.take))
    serving = asyncio.ensure_future(server.serve(sockets=[sock]))
    await server.up.wait()
    url = f"http://127.0.0.1:{sock.getsockname()[1]}"
    async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
        yield client
    server.should_exit = True
    await serving


def event(bot: Bot, ticket: str, stage: Stage = Stage.VILLAGE, event_id: str = "e1") -> bytes:
    """A change of status as DTKS writes it."""
    change = StageChange(stage=stage, at=bot.clock().isoformat())
    found = StatusEvent(event_id=event_id, ref="DTKS-1", ticket=ticket, change=change)
    return msgspec.json.encode(found)


async def post(door: httpx.AsyncClient, body: bytes, *, secret: str = WEBHOOK, age: int = 0) -> int:
    """Post it, signed `age` seconds ago; the HTTP status."""
    stamp = str(int(time.time()) - age)
    headers = {TIMESTAMP_HEADER: stamp, SIGNATURE_HEADER: sign(secret, stamp, body)}
    return (await door.post(PATH, content=body, headers=headers)).status_code


async def test_signed_news_is_told_once(small: Bot, door: httpx.AsyncClient) -> None:
    """A signed event becomes one notice, however often it is sent."""
    ticket = await small.submit()
    await small.until(lambda: small.count("sudah diterima data pusat") == 1)
    body = event(small, ticket)

    statuses = [await post(door, body) for _ in range(3)]
    await small.service.turns.drain()

    assert statuses == [200, 200, 200]
    assert small.count("Ada kabar untuk kiriman") == 1


async def test_forged_and_stale_are_refused(small: Bot, door: httpx.AsyncClient) -> None:
    """Another secret, an old signature, a changed body and none at all: refused, nothing told."""
    ticket = await small.submit()
    body = event(small, ticket)
    stamp = str(int(time.time()))
    changed = {TIMESTAMP_HEADER: stamp, SIGNATURE_HEADER: sign(WEBHOOK, stamp, body + b" ")}

    statuses = [
        await post(door, body, secret="guessed"),
        await post(door, body, age=301),
        (await door.post(PATH, content=body, headers=changed)).status_code,
        (await door.post(PATH, content=body)).status_code,
    ]
    await small.service.turns.drain()

    assert statuses == [403] * 4
    assert small.count("Ada kabar untuk kiriman") == 0


async def test_signed_nonsense_and_strangers(small: Bot, door: httpx.AsyncClient) -> None:
    """Signed nonsense is refused, an unknown ticket taken without harm: never a 5xx."""
    statuses = [
        await post(door, b"{"),
        await post(door, b'{"event_id": 1}'),
        await post(door, event(small, "U-2222-22")),
    ]

    assert statuses == [422, 422, 200]
    assert small.texts() == []


async def test_a_decision_overtakes_the_receipt(small: Bot, dtks: Dtks) -> None:
    """A decision that comes before the answer to the submission stands, and nobody is told of
    the lesser news after the greater."""
    dtks.hold()
    ticket = await small.submit()
    await small.until(lambda: dtks.waiting == 1)
    await small.news(ticket, Stage.REJECTED, "e1")
    closed = await small.value("SELECT closed_at FROM submission")
    dtks.let_go()
    await small.until(lambda: len(dtks.stored()) == 1)
    while await small.value("SELECT count(*) FROM job"):
        await small.pause(minutes=1)

    def stages(conn: Connection) -> list[Stage]:
        case = small.service.cases.by_ticket(conn, ticket)
        assert case is not None
        return [change.stage for change in small.service.cases.history(conn, case.id)]

    assert await small.service.db.read(stages) == [Stage.RECEIVED, Stage.REJECTED]
    assert await small.value("SELECT closed_at FROM submission") == closed is not None
    assert small.count("Ada kabar untuk kiriman") == 1
    assert small.count("sudah diterima data pusat") == 0


async def test_received_by_webhook_is_told(small: Bot, dtks: Dtks) -> None:
    """Where our own answer was lost, DTKS's word that it has the submission is passed on, once."""
    dtks.stop()
    ticket = await small.submit()
    await small.news(ticket, Stage.RECEIVED, "e1")
    await small.news(ticket, Stage.RECEIVED, "e2")

    assert small.count("sudah diterima data pusat") == 1
    assert await small.value("SELECT state FROM submission") == "delivered"


@pytest.mark.parametrize("written", ["2099-01-01T00:00:00+07:00", "kemarin", ""])
async def test_an_office_whose_clock_is_wrong(small: Bot, written: str) -> None:
    """A change of a time to come, or of none, is told as of now, and hides no later one."""
    ticket = await small.submit()
    await small.until(lambda: small.count("sudah diterima data pusat") == 1)
    for event_id, stage, at in (("e1", Stage.VILLAGE, written), ("e2", Stage.APPROVED, "")):
        change = StageChange(stage=stage, at=at)
        await small.service.delivery.take(
            StatusEvent(event_id=event_id, ref="D-1", ticket=ticket, change=change)
        )
        await small.service.turns.drain()
        small.clock.turn(minutes=1)

    assert small.count("Ada kabar untuk kiriman") == 2
    assert await small.value("SELECT stage FROM submission") == "approved"


async def test_an_office_whose_clock_is_behind(small: Bot) -> None:
    """What happens at DTKS comes after its receipt, though its clock says before."""
    ticket = await small.submit()
    await small.until(lambda: small.count("sudah diterima data pusat") == 1)
    await small.news(ticket, Stage.VILLAGE, "e1", at=small.clock() - dt.timedelta(minutes=3))

    assert small.count("Ada kabar untuk kiriman") == 1
    assert await small.value("SELECT stage FROM submission") == "village"


async def test_an_event_that_no_database_takes(bot: Bot) -> None:
    """U+0000 is left out and an endless reason cut: the change is told, not refused for ever."""
    ticket = await bot.submit()
    await bot.until(lambda: bot.count("sudah diterima data pusat") == 1)
    change = StageChange(
        stage=Stage.NEEDS_CORRECTION,
        at=bot.clock().isoformat(),
        reason="Foto\x00 kabur. " * 500,
        fields=("no\x00te",),
    )
    found = StatusEvent(event_id="e\x001", ref="D\x001", ticket=f"{ticket}\x00", change=change)

    taken = await bot.service.delivery.take(found)
    await bot.until(lambda: bot.count("Ada kabar untuk kiriman") == 1)

    assert taken
    assert 900 < sum(len(text) for text in bot.texts() if "kabur" in text) < 1100
    assert await bot.value("SELECT needs FROM submission") == "note"
