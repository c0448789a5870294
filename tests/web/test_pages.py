"""Health, headers, errors and media of the web application."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.audio import opus
from bot.channels.base import MediaPart
from bot.channels.medialinks import LIFETIME, SignedLinks
from bot.channels.voice import utterances
from bot.web.guard import Guard
from bot.web.health import Readiness
from bot.web.media import media_route
from bot.web.server import PortTaken, bind
from tests.fakes.assets import MemoryAssets
from tests.web.service import Running

NOW = dt.datetime(2026, 11, 21, 8, tzinfo=dt.UTC)


async def test_alive_and_ready(served: Running, http: httpx.AsyncClient) -> None:
    """With database and backend up, both probes say so."""
    alive, ready = await http.get("/healthz"), await http.get("/readyz")

    assert (alive.status_code, alive.text) == (200, "ok")
    assert ready.status_code == 200
    assert ready.json() == {"status": "ok", "checks": {"database": "ok", "backend": "ok"}}


async def _fails() -> None:
    raise ConnectionError("at host db-7")


async def _passes() -> None:
    return None


async def test_database_down_is_not_ready() -> None:
    """Without a database the process takes nothing: 503, and no detail but the error's kind."""
    ready = Readiness(needed={"database": _fails}, wanted={"backend": _passes})

    status, body = await ready.look()

    checks = {"database": "ConnectionError", "backend": "ok"}
    assert (status, body) == (503, {"status": "down", "checks": checks})


async def test_backend_down_is_degraded_but_ready() -> None:
    """Without the backend messages are still taken: 200, told as degraded."""
    ready = Readiness(needed={"database": _passes}, wanted={"backend": _fails})

    status, body = await ready.look()

    assert (status, body["status"]) == (200, "degraded")


async def test_strict_headers(served: Running, http: httpx.AsyncClient) -> None:
    """Every page forbids foreign scripts, framing and guessing of types."""
    headers = (await http.get("/")).headers

    assert "script-src 'self'" in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert "strict-transport-security" not in headers


@pytest.mark.parametrize("path", ["/nothing", "/static/../app.py", "/docs", "/openapi.json"])
async def test_unknown_pages(served: Running, http: httpx.AsyncClient, path: str) -> None:
    """What there is not is a short 404 that repeats nothing of the address."""
    answer = await http.get(path)

    assert answer.status_code == 404
    assert answer.text == "Not found\n"


async def test_error_page_tells_nothing() -> None:
    """An unforeseen error becomes a page without its text."""

    async def broken(_: Request) -> Response:
        raise RuntimeError("NIK 3201061505900001")

    app = Starlette(routes=[Route("/broken", broken)])
    guard = Guard(app, app, https=True, limits={})
    transport = httpx.ASGITransport(app=guard, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.get("/broken")

    assert answer.status_code == 500
    assert "3201" not in answer.text
    assert "strict-transport-security" in answer.headers


@pytest.mark.parametrize("told", [True, False])
async def test_bodies_that_are_too_large_or_too_slow(told: bool) -> None:
    """413 and 408, also when the length is not told and the framework would make it a 500; a form
    that comes in time is read."""

    async def form(request: Request) -> Response:
        return Response(str(len(await request.body())))

    async def body(size: int, pause: float) -> AsyncIterator[bytes]:
        yield b"a" * size
        await asyncio.sleep(pause)
        yield b"a" * size

    app = Starlette(routes=[Route("/form", form, methods=["POST"])])
    guard = Guard(app, app, https=False, limits={"/form": 1000}, patience=0.3)
    transport = httpx.ASGITransport(app=guard)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:

        async def post(size: int, pause: float = 0.0) -> httpx.Response:
            headers = {"content-length": str(size * 2)} if told else {}
            return await client.post("/form", content=body(size, pause), headers=headers)

        answers = [await post(400), await post(600), await post(400, 1.0)]

    assert [answer.status_code for answer in answers] == [200, 413, 408]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/api/v1/broadcasts", "application/json"),
        ("/api/v10", "text/html; charset=utf-8"),
        ("/form", "text/html; charset=utf-8"),
    ],
)
async def test_an_api_says_in_json_what_the_guard_refuses(path: str, kind: str) -> None:
    """A system that sends too much reads JSON as ever; people get a page."""
    app = Starlette()
    guard = Guard(app, app, https=False, limits={"/": 10}, api="/api/v1")
    transport = httpx.ASGITransport(app=guard)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.post(path, content=b"a" * 11)

    assert (answer.status_code, answer.headers["content-type"]) == (413, kind)
    assert answer.text.startswith('{"detail": ') is (kind == "application/json")


async def test_media_by_signed_token_only() -> None:
    """A medium is served for its token, and for nothing else, and not for ever."""
    now = [NOW]
    links = SignedLinks(b"k" * 32, "https://bot.example", lambda: now[0])
    app = Starlette(routes=[media_route(links, MemoryAssets({"menu.png": b"png"}))])
    address = links.url("menu.png", "image/png").removeprefix("https://bot.example")
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        good = await client.get(address)
        forged = await client.get(address[:-2] + "zz")
        missing = await client.get(
            links.url("x.png", "image/png").removeprefix("https://bot.example")
        )
        now[0] = NOW + LIFETIME + dt.timedelta(seconds=1)
        late = await client.get(address)

    assert (good.status_code, good.content) == (200, b"png")
    assert good.headers["content-type"] == "image/png"
    assert [a.status_code for a in (forged, missing, late)] == [404, 404, 404]


async def test_a_call_is_given_a_voice_note_as_a_type_that_it_plays() -> None:
    """Twilio's <Play> takes WAV and no OGG: the same note, for a telephone; a broken one is 404."""
    links = SignedLinks(b"k" * 32, "https://bot.example", lambda: NOW)
    note = opus.encode([opus.silence(1.0)])
    assets = MemoryAssets({"note.ogg": note, "broken.ogg": b"OggS"})
    app = Starlette(routes=[media_route(links, assets)])
    (whole, broken) = (
        utterances([MediaPart("voice", name, "audio/ogg")], links)[0].play
        for name in ("note.ogg", "broken.ogg")
    )
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="https://bot.example") as client:
        played = await client.get(whole)
        missing = await client.get(broken)

    assert (played.status_code, played.headers["content-type"]) == (200, "audio/wav")
    assert played.content[:4] + played.content[8:12] == b"RIFFWAVE"
    assert missing.status_code == 404


async def test_a_sealed_copy_may_run_its_own_script_and_reach_nothing() -> None:
    """Opened by its address, the page that decrypts itself is not stopped by our headers."""
    links = SignedLinks(b"k" * 32, "https://bot.example", lambda: NOW)
    pages = Starlette(routes=[media_route(links, MemoryAssets({"k": b"<html>"}))])
    app = Guard(pages, pages, https=True, limits={})
    address = links.url("k", "text/html").removeprefix("https://bot.example")
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.get(address)

    (policy,) = answer.headers.get_list("content-security-policy")
    assert "script-src 'unsafe-inline'" in policy
    assert "default-src 'none'" in policy
    assert "connect-src" not in policy


def test_next_free_port(free_port: int) -> None:
    """A taken port is an error, or, where asked for, the next free one."""
    with bind("127.0.0.1", free_port) as taken, bind("127.0.0.1", free_port, search=True) as found:
        assert found.getsockname()[1] > taken.getsockname()[1]
        with pytest.raises(PortTaken):
            bind("127.0.0.1", free_port)
