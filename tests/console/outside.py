"""The served bot as the world sees it: signed webhooks, a console over HTTP, a log.

Rules: a process of its own (`bansos serve`) on SQLite; the fake Bot API and the fake Twilio stand
for the providers. Accounts are made with `bansos staff add`, as in production.
"""

import asyncio
import contextlib
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pyotp

from tests.calls.conftest import ROOT, _environment
from tests.fakes import twilio_hooks
from tests.fakes.telegram_api import SECRET, TOKEN, FakeTelegram
from tests.fakes.twilio_api import FakeTwilio

PUBLIC = "http://bansos.example"  # what Twilio signs over
PASSWORD = "correct horse battery"
CSRF = re.compile(r'name="csrf" value="([^"]+)"')
START_WITHIN = 90.0  # seconds; a loaded machine takes long to import


@dataclass
class Outside:
    """A bot that is served, and everybody around it."""

    url: str
    log: Path
    environment: dict[str, str]
    telegram: FakeTelegram
    twilio: FakeTwilio
    http: httpx.AsyncClient
    csrf: str = ""
    secrets: dict[str, str] = field(default_factory=dict)

    def bansos(self, *words: str, said: str = "") -> str:
        """What a command prints."""
        done = subprocess.run(
            [sys.executable, "-m", "bot", *words],
            input=said, env=self.environment, check=True, capture_output=True, text=True,
            cwd=self.log.parent,
        )  # fmt: skip
        return done.stdout

    def hire(self, name: str, *roles: str, region: str = "") -> None:
        """Make an account."""
        words = [word for role in roles for word in ("--role", role)]
        told = self.bansos(
            "staff", "add", name, *words, "--region", region, "--password-stdin",
            said=f"{PASSWORD}\n",
        )  # fmt: skip
        found = re.search(r"\(shown once\): (\w+)", told)
        assert found is not None
        self.secrets[name] = found[1]

    async def telegram_says(self, update: dict[str, Any]) -> None:
        """Telegram delivers an update."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        answer = await self.http.post("/hooks/telegram", json=update, headers=headers)
        assert answer.status_code == 200

    def said(self, chat: int) -> str:
        """What the bot said last to somebody on Telegram."""
        calls = [c for c in self.telegram.delivered() if str(c.params.get("chat_id")) == str(chat)]
        return str(calls[-1].params.get("text", "")) if calls else ""

    async def until_said(self, chat: int, words: str, within: float = 60.0) -> None:
        """Wait until the bot has said it."""
        end = time.monotonic() + within
        while words not in self.said(chat):
            assert time.monotonic() < end, f"waited in vain: {self.said(chat)}"
            await asyncio.sleep(0.05)

    async def twilio_says(self, channel: str, form: dict[str, str]) -> httpx.Response:
        """Twilio delivers a message or a turn of a call."""
        path = f"/hooks/{channel}"
        headers = twilio_hooks.headers(PUBLIC + path, form)
        answer = await self.http.post(path, content=urlencode(form), headers=headers)
        assert answer.status_code == 200
        return answer

    async def enter(self, name: str) -> None:
        """Sign in."""
        await self.get("/petugas/masuk")
        code = pyotp.TOTP(self.secrets[name]).now()
        await self.post("/petugas/masuk", nama=name, sandi=PASSWORD, kode=code)
        await self.get("/petugas")
        assert self.csrf

    async def get(self, path: str, **params: str) -> httpx.Response:
        """A page; its token is kept."""
        answer = await self.http.get(path, params=params)
        found = CSRF.search(answer.text)
        self.csrf = found[1] if found else self.csrf
        return answer

    async def post(self, path: str, **fields: Any) -> httpx.Response:
        """A form with its token; bytes go as files."""
        files = {n: v for n, v in fields.items() if isinstance(v, tuple)}
        data = {n: v for n, v in fields.items() if n not in files}
        return await self.http.post(path, data={"csrf": self.csrf, **data}, files=files or None)

    async def until(self, path: str, true: Callable[[str], bool], within: float = 60.0) -> str:
        """The page once it is so."""
        end = time.monotonic() + within
        while True:
            page = (await self.get(path)).text
            if true(page):
                return page
            assert time.monotonic() < end, f"{path}: waited in vain: {page}"
            await asyncio.sleep(0.1)

    def logged(self) -> list[str]:
        """The lines of the log."""
        return self.log.read_text(errors="replace").splitlines()


@contextlib.asynccontextmanager
async def outside(folder: Path, **settings: str) -> AsyncIterator[Outside]:
    """Serve, and stop at the end."""
    async with contextlib.AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(FakeTelegram(strict=False))
        twilio = await stack.enter_async_context(FakeTwilio())
        environment = _environment(
            folder,
            BANSOS_PUBLIC_URL=PUBLIC,
            BANSOS_TWILIO_API_URL=twilio.url,
            BANSOS_WHATSAPP_FROM="+6281100001111",
            BANSOS_SMS_FROM="+6281100001111",
            BANSOS_TELEGRAM_TOKEN=TOKEN,
            BANSOS_TELEGRAM_SECRET=SECRET,
            BANSOS_TELEGRAM_API_URL=telegram.url,
            BANSOS_SANDBOX_PEOPLE="50",
            PYTHONPATH=str(ROOT),
            **settings,
        )
        log = folder / "serve.log"
        with log.open("wb") as writing:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "serve", "--port", "0",
                stdout=writing, stderr=writing, env=environment, cwd=folder,
            )  # fmt: skip
        try:
            url = await _listening(process, log)
            http = httpx.AsyncClient(base_url=url, trust_env=False, timeout=60)
            await stack.enter_async_context(http)
            yield Outside(url, log, environment, telegram, twilio, http)
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            await process.wait()


async def _listening(process: asyncio.subprocess.Process, log: Path) -> str:
    async with asyncio.timeout(START_WITHIN):
        while True:
            said = await asyncio.to_thread(log.read_text, errors="replace")
            found = re.search(r"http://127\.0\.0\.1:\d+", said)
            if found:
                return found.group()
            assert process.returncode is None, said
            await asyncio.sleep(0.05)
