"""The bot as it runs in production: real processes that a test may kill, on one database.

Rules: `bansos serve`, `bansos work` and the sandbox are processes of their own; the fake Bot API
lives in the test, since it stands for the world outside. A killed process gets SIGKILL and comes
back on the same port with the same data.
"""

import asyncio
import contextlib
import os
import signal
import socket
import sqlite3
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg

from bot.privacy.crypto import new_key
from bot.storage.url import conninfo, parse
from tests.fakes.server import Call
from tests.fakes.telegram_api import SECRET, TOKEN, FakeTelegram

ROOT = Path(__file__).parents[2]
DTKS_TOKEN = "sandbox"
CASES = "cases.sqlite"  # the sandbox's file in its folder
SAID = frozenset({"sendMessage", "sendPhoto", "sendVoice", "sendDocument"})
START_WITHIN = 90.0  # seconds; a loaded machine takes long to import


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def until(true: Callable[[], bool], within: float) -> None:
    """Look again and again until it is so."""
    end = time.monotonic() + within
    while not true():
        assert time.monotonic() < end, "waited in vain"
        await asyncio.sleep(0.05)


class Child:
    """A process that can be killed and started again. `port` None: it listens nowhere."""

    def __init__(
        self, words: Sequence[str], environment: dict[str, str], log: Path, port: int | None
    ) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self._words = words
        self._environment = environment
        self._log = log
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start; returns when it answers."""
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, *self._words, cwd=ROOT, env=self._environment, stdout=log,
                stderr=log,
            )  # fmt: skip
        if self.port is None:
            return
        async with httpx.AsyncClient(trust_env=False) as http, asyncio.timeout(START_WITHIN):
            while True:
                if self._process.returncode is not None:
                    raise AssertionError(f"ended at once: {self._log.read_text()[-2000:]}")
                with contextlib.suppress(httpx.HTTPError):
                    if (await http.get(f"{self.url}/healthz")).is_success:
                        return
                await asyncio.sleep(0.05)

    async def end(self, sig: int = signal.SIGKILL) -> None:
        """Send the signal and wait until it is gone."""
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(sig)
            await self._process.wait()

    def log(self) -> str:
        """What it said."""
        return self._log.read_text(errors="replace")


@dataclass
class World:
    """Everything that runs, and where the truth is kept."""

    database: str
    folder: Path
    telegram: FakeTelegram
    sandbox: Child
    webs: list[Child]
    workers: list[Child]
    _screens: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.telegram.on_call = self._shown

    def _shown(self, call: Call) -> None:
        if call.delivered and call.method in SAID:
            words = call.params.get("text") or call.params.get("caption") or ""
            self._screens[int(call.params["chat_id"])].append(words)

    def screen(self, chat: int) -> list[str]:
        """What a citizen has on their screen, oldest first."""
        return self._screens[chat]

    @property
    def shown(self) -> int:
        """Messages on all screens."""
        return sum(map(len, self._screens.values()))

    @property
    def killable(self) -> list[Child]:
        """What may be killed; each kind as often as another."""
        return [*self.webs, *self.workers, self.sandbox]

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """What the bot's database holds."""
        if self.database.startswith("sqlite"):
            path = self.database.partition(":///")[2]
            with contextlib.closing(sqlite3.connect(path, timeout=30)) as database:
                return database.execute(query).fetchall()
        with psycopg.connect(conninfo(parse(self.database))) as database:
            return database.execute(query).fetchall()

    def number(self, query: str) -> int:
        """The first row's number; 0 for none."""
        found = self.rows(query)[0][0]
        return int(str(found or 0))

    def stored(self) -> list[tuple[str, bytes]]:
        """What DTKS has: (ticket, body as JSON) of each submission."""
        with contextlib.closing(
            sqlite3.connect(self.folder / "dtks" / CASES, timeout=30)
        ) as database:
            return database.execute("SELECT ticket, body FROM submissions").fetchall()


def settings(database: str, folder: Path, telegram: str, dtks: str) -> dict[str, str]:
    """The environment of the bot's processes, with nothing of this machine's own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("BANSOS_")}
    return {
        **clean,
        "BANSOS_DATA_DIR": str(folder),
        "BANSOS_DATABASE_URL": database,
        "BANSOS_SECRET_KEYS": new_key(),
        "BANSOS_TELEGRAM_TOKEN": TOKEN,
        "BANSOS_TELEGRAM_SECRET": SECRET,
        "BANSOS_TELEGRAM_API_URL": telegram,
        "BANSOS_DTKS_URL": dtks,
        "BANSOS_DTKS_TOKEN": DTKS_TOKEN,
        "BANSOS_DTKS_POLL_SECONDS": "5",
        "BANSOS_LOG_LEVEL": "WARNING",
    }


@contextlib.asynccontextmanager
async def world(
    database: str, folder: Path, *, webs: int = 1, workers: int = 0, strict: bool = True
) -> AsyncIterator[World]:
    """Start everything on an empty database; end it afterwards."""
    async with contextlib.AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(FakeTelegram(strict=strict))
        port = free_port()
        sandbox = Child(
            ("-m", "backend_client.sandbox_server", "--port", str(port), "--people", "300",
             "--token", DTKS_TOKEN, "--data", str(folder / "dtks")),
            dict(os.environ), folder / "sandbox.log", port,
        )  # fmt: skip
        environment = settings(database, folder, telegram.url, sandbox.url)
        served = []
        for number in range(webs):
            port = free_port()
            words = ("-m", "bot", "serve", "--port", str(port))
            served.append(Child(words, environment, folder / f"web{number}.log", port))
        working = [
            Child(("-m", "bot", "work"), environment, folder / f"worker{number}.log", None)
            for number in range(workers)
        ]
        found = World(database, folder, telegram, sandbox, served, working)
        for child in found.killable:
            stack.push_async_callback(child.end)
        if not database.startswith("sqlite"):
            upgrade = Child(("-m", "bot", "db", "upgrade"), environment, folder / "db.log", None)
            await upgrade.start()
            assert upgrade._process is not None
            assert await upgrade._process.wait() == 0, upgrade.log()
        await asyncio.gather(*(child.start() for child in found.killable))
        yield found
