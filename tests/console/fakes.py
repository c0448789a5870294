"""A channel that keeps what it is given, and a member of staff with a browser."""

import datetime as dt
import re

import httpx
import pyotp

from bot.channels.base import (
    Capabilities,
    ChannelName,
    Inbound,
    MediaItem,
    Part,
    RawRequest,
    Receipt,
    SendError,
)
from bot.channels.capabilities import CAPABILITIES

PASSWORD = "correct horse battery"
BASE = "http://petugas.test"
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')


class Recorder:
    """A channel without a provider. `fails` holds errors to raise, by address."""

    def __init__(self, name: ChannelName) -> None:
        self.name = name
        self.capabilities: Capabilities = CAPABILITIES[name]
        self.sent: list[tuple[str, Part]] = []
        self.fails: dict[str, SendError] = {}

    def verify(self, request: RawRequest) -> bool:
        """Nobody calls."""
        return False

    def parse(self, request: RawRequest) -> list[Inbound | Receipt]:
        """Nothing to parse."""
        return []

    async def send(self, address: str, part: Part) -> str:
        """Keep it."""
        if address in self.fails:
            raise self.fails[address]
        self.sent.append((address, part))
        return f"{self.name}-{len(self.sent)}"

    async def acknowledge(self, inbound: Inbound) -> None:
        """Nothing to stop."""

    async def fetch(self, item: MediaItem, *, limit: int) -> bytes:
        """Nothing to fetch."""
        raise AssertionError("no media here")

    async def aclose(self) -> None:
        """Nothing to close."""


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.at = dt.datetime(2026, 11, 21, 3, 0, tzinfo=dt.UTC)  # ten in the morning in Jakarta

    def __call__(self) -> dt.datetime:
        """Now."""
        return self.at

    def forward(self, **by: float) -> None:
        """Later."""
        self.at += dt.timedelta(**by)


class Browser:
    """A member of staff at the console: keeps cookies, fills the CSRF token from the last page."""

    def __init__(self, http: httpx.AsyncClient, clock: Clock, name: str, secret: str) -> None:
        self.http, self._clock, self.name, self._secret = http, clock, name, secret
        self.csrf = ""

    async def get(self, path: str, **headers: str) -> httpx.Response:
        """A page; its token is kept."""
        answer = await self.http.get(f"/petugas{path}", headers=headers)
        found = _CSRF.search(answer.text)
        self.csrf = found.group(1) if found else self.csrf
        return answer

    async def post(self, path: str, **fields: str) -> httpx.Response:
        """A form, with the token."""
        return await self.http.post(f"/petugas{path}", data={"csrf": self.csrf, **fields})

    async def sign_in(self, password: str = PASSWORD, code: str | None = None) -> httpx.Response:
        """Through the form; a minute passes, so that each code is a new one."""
        self._clock.forward(minutes=1)
        await self.get("/masuk")
        if code is None:
            code = pyotp.TOTP(self._secret).at(self._clock.at)
        answer = await self.post("/masuk", nama=self.name, sandi=password, kode=code)
        await self.get("")
        return answer
