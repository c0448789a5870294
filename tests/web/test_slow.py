"""Connections that trickle: each is closed in its time, wherever it is slow."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.web.server import bind, make_server

WHOLE = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
HALF = b"GET / HTTP/1.1\r\nHost: x\r\nX-A: "


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """A server that waits a quarter of a second for headers."""

    async def page(_: object) -> PlainTextResponse:
        return PlainTextResponse("halo")

    sock = bind("127.0.0.1", 0)
    server = make_server(Starlette(routes=[Route("/", page)]), patience=0.25)
    serving = asyncio.ensure_future(server.serve(sockets=[sock]))
    await server.up.wait()
    yield sock.getsockname()[1]
    server.should_exit = True
    await serving


@pytest.mark.parametrize("before", [b"", WHOLE, WHOLE * 2], ids=["first", "second", "after_two"])
async def test_headers_that_trickle_end_the_connection(port: int, before: bytes) -> None:
    """Whether it is the first request of a connection or a later one that never ends its headers,
    a byte now and then does not keep the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(before.count(WHOLE)):
        writer.write(WHOLE)
        await reader.readuntil(b"halo")
    writer.write(HALF)
    until, closed = time.monotonic() + 30, False

    while not closed and time.monotonic() < until:
        writer.write(b"a")
        try:
            closed = await asyncio.wait_for(reader.read(1), 0.05) == b""
        except TimeoutError:
            continue
        except ConnectionError:
            closed = True

    writer.close()
    assert closed


async def test_a_connection_in_use_is_kept(port: int) -> None:
    """Requests that come whole may follow each other for longer than that, with pauses."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)

    for pause in (0.0, 0.3, 0.4):
        await asyncio.sleep(pause)
        writer.write(WHOLE)
        async with asyncio.timeout(20):
            answer = await reader.readuntil(b"halo")
        assert answer.startswith(b"HTTP/1.1 200")
    writer.close()
