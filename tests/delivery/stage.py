"""What the delivery tests stand on: a clock, a DTKS that goes away, a citizen, a door to them."""

import asyncio
import datetime as dt
import re
import socket
import threading
import time
from collections.abc import Callable, Sequence

import msgspec
import sqlalchemy as sa
import uvicorn
from starlette.types import Receive, Scope, Send

from backend_client.model import Stage, StageChange, StatusEvent, Submission
from backend_client.sandbox import Sandbox
from backend_client.sandbox_app import create_app
from bot.channels.base import ChannelName, InboundKind, Part, SendError, TemplatePart
from bot.channels.terminal import TerminalChannel, show
from bot.wiring import Service
from tests.chaos.citizens import TICKET
from tests.chaos.processes import free_port

TOKEN = "token-of-the-tests"
WEBHOOK = "secret-of-the-tests"
PATIENCE = 3.0  # seconds that `Bot.until` waits with the clock standing still
REPORT = (
    "bantuan saya dipotong ketua rt", "tidak tahu", "lewati", "desa Sukamaju kecamatan Jonggol",
    "ya", "100 ribu", "lewati", "tanpa bukti", "1",
)  # fmt: skip


def proposal(nik: str = "3201064108650001") -> tuple[str, ...]:
    """An usul for oneself, nothing optional."""
    return (
        "usul", "1", nik, "3201061203100004", "Siti Aminah", "Bogor",
        "Kp Baru RT 2 RW 3, desa Sukamaju, kecamatan Jonggol", "ya", "ya", "tidak", "ya", "ya",
        "tidak", "ya", "tidak", "ya", "tidak", "PKH", "tidak", "1",
    )  # fmt: skip


class Clock:
    """A clock that a test turns."""

    def __init__(self, now: dt.datetime) -> None:
        self._now = now

    def __call__(self) -> dt.datetime:
        """The present time."""
        return self._now

    def turn(self, **by: float) -> None:
        """Let time pass: `turn(hours=2)`."""
        self._now += dt.timedelta(**by)

    def at(self, hour: int, zone: int = 7) -> None:
        """Go on to the next time it is this full hour in UTC+`zone`."""
        there = dt.timezone(dt.timedelta(hours=zone))
        local = self._now.astimezone(there)
        due = local.replace(hour=hour, minute=0, second=0, microsecond=0)
        self._now = (due if due > local else due + dt.timedelta(days=1)).astimezone(dt.UTC)


class Dtks:
    """The sandbox over HTTP on one port; `stop` takes it away, `start` brings it back."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self._open = threading.Event()
        self._open.set()
        self.waiting = 0

    def hold(self) -> None:
        """Keep submissions waiting at the door; `waiting` counts them."""
        self._open.clear()

    def let_go(self) -> None:
        """Take them."""
        self._open.set()

    def start(self) -> None:
        """Serve."""
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", self._port))
        app = create_app(self.sandbox, TOKEN, tick=3600)

        async def gated(scope: Scope, receive: Receive, send: Send) -> None:
            if scope.get("path") == "/v1/submissions":
                self.waiting += 1
                await asyncio.to_thread(self._open.wait)
                self.waiting -= 1
            await app(scope, receive, send)

        self._server = uvicorn.Server(
            uvicorn.Config(gated, log_level="error", access_log=False, ws="none")
        )
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [listening]}, daemon=True
        )
        self._thread.start()
        end = time.monotonic() + 60
        while not self._server.started and time.monotonic() < end:
            time.sleep(0.01)

    def stop(self) -> None:
        """Be gone."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = self._server.force_exit = True
            self._thread.join(timeout=10)
            self._server = None

    def stored(self) -> list[Submission]:
        """What arrived."""
        rows = self.sandbox.store.rows("SELECT body FROM submissions ORDER BY received_at")
        return [msgspec.json.decode(row[0], type=Submission) for row in rows]


class Door(TerminalChannel):
    """A terminal whose sends can fail: `errors` are raised one after the other."""

    def __init__(
        self,
        emulates: ChannelName,
        name: ChannelName = ChannelName.TERMINAL,
        address: str = "terminal",
    ) -> None:
        super().__init__(emulates, address=address)
        self.name = name
        self.errors: list[SendError] = []

    async def send(self, address: str, part: Part) -> str:
        """Collect, or fail as told."""
        if self.errors:
            raise self.errors.pop(0)
        return await super().send(address, part)


class Bot:
    """The service with one citizen before it."""

    def __init__(self, service: Service, door: Door, clock: Clock) -> None:
        self.service = service
        self.door = door
        self.clock = clock

    async def say(self, *lines: str) -> str:
        """Write line after line; what the bot said to the last."""
        said = ""
        for line in lines:
            before = len(self.door.sent)
            await self.service.turns.receive([self.door.inbound(line)])
            await self.service.turns.drain()
            said = "\n".join(self.texts()[before:])
        return said

    async def event(self, kind: InboundKind) -> None:
        """Something the citizen did without words."""
        await self.service.turns.receive([self.door.inbound(kind=kind)])
        await self.service.turns.drain()

    async def submit(self, lines: Sequence[str] = REPORT) -> str:
        """Have a conversation that submits; the ticket."""
        found = TICKET.search(await self.say(*lines))
        assert found, self.texts()[-2:]
        return found.group(1)

    def texts(self) -> list[str]:
        """Everything the citizen was sent."""
        return [show(sent.part, self.door.emulates) for sent in self.door.sent]

    def templates(self) -> list[TemplatePart]:
        """The templates among it."""
        return [sent.part for sent in self.door.sent if isinstance(sent.part, TemplatePart)]

    def count(self, words: str) -> int:
        """How many messages say this."""
        return sum(bool(re.search(words, text)) for text in self.texts())

    async def until(self, true: Callable[[], bool], within: float = 60.0) -> None:
        """Let jobs and sweeps work until it is so. Where this takes long the clock of the test goes
        on as any clock does: a call that a busy machine let fail is tried again in two seconds."""
        begun = time.monotonic()
        while not true():
            waited = time.monotonic() - begun
            assert waited < within, ("waited in vain", self.texts()[-3:])
            if waited > PATIENCE:
                self.clock.turn(seconds=0.05)
            self.service.jobs.wake()
            await asyncio.sleep(0.05)

    async def passing(self, true: Callable[[], bool], within: float = 120.0, **by: float) -> None:
        """Let time pass, so much at a time, until it is so. A try that this machine ends late waits
        for the clock of the test, which nobody else turns."""
        end = time.monotonic() + within
        while not true():
            assert time.monotonic() < end, ("waited in vain", self.texts()[-3:])
            await self.pause(**by)

    async def pause(self, **by: float) -> None:
        """Let time pass, and what is due then happen."""
        self.clock.turn(**by)
        self.service.jobs.wake()
        await self.service.upkeep.round()
        await asyncio.sleep(0.05)
        await self.service.turns.drain()

    async def value(self, query: str) -> object:
        """One value of the bot's database."""
        return await self.service.db.read(lambda conn: conn.execute(sa.text(query)).scalar())

    async def news(
        self, ticket: str, stage: Stage, event_id: str, *, at: dt.datetime | None = None
    ) -> bool:
        """DTKS tells of a change of status; was it news?"""
        change = StageChange(stage=stage, at=(at or self.clock()).isoformat())
        event = StatusEvent(event_id=event_id, ref="DTKS-1", ticket=ticket, change=change)
        taken = await self.service.delivery.take(event)
        await self.service.turns.drain()
        return taken
