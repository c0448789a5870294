"""A small service behind the real web application: real channels, and turns that a test can see.

`Echo` stands for `Turns`: it keeps what arrives, once per external id, and answers with what it
heard, with buttons on request ('pilih'), so that a simulated phone has something to show.
"""

import asyncio
import base64
import datetime as dt
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

from bot.channels.base import (
    Channel,
    ChannelName,
    Choice,
    ChoiceStyle,
    Inbound,
    MediaPart,
    Part,
    Receipt,
    TextPart,
)
from bot.channels.medialinks import SignedLinks
from bot.channels.sms import SmsChannel
from bot.channels.telegram import TelegramChannel
from bot.channels.twilio import TwilioAccount
from bot.channels.voice import VoiceChannel
from bot.channels.whatsapp import WhatsAppChannel
from bot.web.app import create_app
from bot.web.calls import Calls
from bot.web.media import media_route
from bot.web.server import bind, make_server
from bot.web.simulator.build import SMS_FROM, VOICE_FROM, WHATSAPP_FROM, Simulator, credentials
from bot.web.simulator.pages import Example, Option
from bot.web.simulator.phones import Phone
from tests.fakes.assets import MemoryAssets

# One transparent pixel.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


class Echo:
    """Answers what it hears. `broken`: raises instead, as when the database is down."""

    def __init__(self) -> None:
        self.channels: dict[ChannelName, Channel] = {}
        self.heard: list[Inbound] = []
        self.receipts: list[Receipt] = []
        self.broken = False
        self._seen: set[tuple[str, str]] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def receive(self, items: Sequence[Inbound | Receipt]) -> None:
        """Take what arrived."""
        if self.broken:
            raise ConnectionError("database Siti Aminah is down")
        for item in items:
            if isinstance(item, Receipt):
                self.receipts.append(item)
            elif (item.channel.value, item.external_id) not in self._seen:
                self._seen.add((item.channel.value, item.external_id))
                self.heard.append(item)
                task = asyncio.ensure_future(self._reply(item))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _reply(self, item: Inbound) -> None:
        for part in _parts(item):
            await self.channels[item.channel].send(item.address, part)


def _parts(item: Inbound) -> list[Part]:
    choices = (Choice("ya", "Ya", "1"), Choice("tidak", "Tidak", "2"))
    if item.text == "pilih":
        return [TextPart("Lanjut?", choices, ChoiceStyle.BUTTONS)]
    if item.text == "daftar":
        return [TextPart("Pilih satu.", choices, ChoiceStyle.LIST, list_button="Pilihan")]
    if item.text == "lokasi":
        return [TextPart("Di mana?", ask_location="Kirim lokasi")]
    if item.text == "gambar":
        return [MediaPart("image", "icon", "image/png", alt="Gambar uji")]
    where = f" {item.latitude:.1f},{item.longitude:.1f}" if item.latitude is not None else ""
    media = f" {item.media[0].content_type}" if item.media else ""
    return [TextPart(f"{item.kind.value}: {item.text}{where}{media}")]


class _Database:
    down = False

    async def read(self, work: Any) -> Any:
        if self.down:
            raise ConnectionError("no database")
        return 1


class _Backend:
    down = False

    async def ping(self) -> None:
        if self.down:
            raise ConnectionError("no backend")


class Running:
    """A served application with its parts."""

    def __init__(self, url: str, turns: Echo, simulator: Simulator, keys: Any) -> None:
        self.url = url
        self.turns = turns
        self.simulator = simulator
        self.keys = keys
        self.db = _Database()
        self.backend = _Backend()
        self.settled: list[Phone] = []


async def _indonesian(_: str) -> str:
    return "id"


@asynccontextmanager
async def running() -> AsyncIterator[Running]:
    """The whole web application on a free port of loopback, simulator included."""
    sock = bind("127.0.0.1", 0)
    url = f"http://127.0.0.1:{sock.getsockname()[1]}"
    keys = credentials(telegram=True, twilio=True)
    turns = Echo()

    async def settle(phone: Phone) -> None:
        found.settled.append(phone)

    simulator = Simulator(
        keys,
        settle,
        base=url,
        public_url=url,
        locales=[Option("id", "Bahasa Indonesia"), Option("en", "English")],
        modes=[Option("standar", "Biasa"), Option("mudah", "Mudah")],
        examples=[Example("Cek bansos", "cek bansos siti aminah desa sukamaju jonggol")],
    )
    found = Running(url, turns, simulator, keys)
    account = TwilioAccount(keys.account_sid, keys.auth_token, public_url=url, api_url=url)
    links = SignedLinks(b"k" * 32, url, lambda: dt.datetime.now(dt.UTC))
    assets = MemoryAssets({"icon": PNG})
    telegram = TelegramChannel(
        keys.telegram_token, keys.telegram_secret, api_url=f"{url}/sim/telegram", assets=assets
    )
    voice = VoiceChannel(account, VOICE_FROM, links=links)
    channels: dict[ChannelName, Channel] = {
        ChannelName.TELEGRAM: telegram,
        ChannelName.WHATSAPP: WhatsAppChannel(account, WHATSAPP_FROM, links=links),
        ChannelName.SMS: SmsChannel(account, SMS_FROM, links=links),
        ChannelName.VOICE: voice,
    }
    turns.channels = channels
    service = SimpleNamespace(channels=channels, turns=turns, db=found.db, backend=found.backend)
    routes = [*simulator.routes, media_route(links, assets)]
    calls = Calls(voice, turns, _indonesian)
    app = create_app(service, routes=routes, limits=simulator.limits, spoken=calls)
    server = make_server(app, on_exit=simulator.close)
    serving = asyncio.ensure_future(server.serve(sockets=[sock]))
    await server.up.wait()
    try:
        yield found
    finally:
        await simulator.aclose()
        server.should_exit = True
        await serving
        for channel in (telegram, channels[ChannelName.WHATSAPP]):
            await channel.aclose()
