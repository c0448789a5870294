"""The simulator's page, and what its script calls.

Rules: JSON in, 204 out; what is shown on a phone comes by one stream of server-sent events, so
that the page has a single source of truth. A phone is reached by its id alone, which only its
own tab knows. Every body has a type that a foreign page cannot send without asking first.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from bot.channels.base import ChannelName
from bot.web.simulator.calls import Exchange
from bot.web.simulator.network import Network
from bot.web.simulator.phones import File, Phone, Phones

# WhatsApp takes 16 MB (PLATFORMS.md); the largest of the simulated channels' limits.
UPLOAD_LIMIT = 16_000_000
_HEARTBEAT = 15.0
_KINDS = {"image": "image/", "voice": "audio/", "document": ""}
# What a browser may show from a file that somebody sent; anything else is only downloaded.
_SHOWN = ("image/jpeg", "image/png", "image/webp", "audio/", "video/mp4")

T = TypeVar("T")
_TEMPLATES = Jinja2Templates(Path(__file__).parents[1] / "templates")

# (phone) -> makes the bot know the language and access mode chosen on the page.
Settle = Callable[[Phone], Awaitable[None]]


class Example(msgspec.Struct, frozen=True):
    """Something to try: a `title`, and the `words` to send."""

    title: str
    words: str


class Option(msgspec.Struct, frozen=True):
    """A value with its name."""

    value: str
    label: str


class NewPhone(msgspec.Struct):
    """Which phone to hand out."""

    channel: ChannelName
    locale: str = "id"
    mode: str = "standar"


class Act(msgspec.Struct):
    """What a citizen does: exactly one of these."""

    text: str | None = None
    bubble: str | None = None  # with `value`: a tap
    value: str | None = None
    place: tuple[float, float] | None = None
    contact: bool = False
    block: bool | None = None
    call: bool | None = None  # True: call the bot; False: hang up
    key: str | None = None  # a key during a call; '' is to stay silent


class Pages:
    """The routes. `channels` are those that may be simulated: no real account stands behind."""

    def __init__(
        self,
        phones: Phones,
        network: Network,
        exchange: Exchange,
        settle: Settle,
        *,
        channels: Sequence[ChannelName],
        locales: Sequence[Option],
        modes: Sequence[Option],
        examples: Sequence[Example],
        path: str,
    ) -> None:
        self._phones = phones
        self._network = network
        self._exchange = exchange
        self._settle = settle
        self._channels = list(channels)
        self._locales = list(locales)
        self._modes = list(modes)
        self._examples = list(examples)
        self.routes = [
            Route(path, self._page),
            Route("/sim/phones", self._open, methods=["POST"]),
            Route("/sim/phones/{phone}", self._known),
            Route("/sim/phones/{phone}/acts", self._act, methods=["POST"]),
            Route("/sim/phones/{phone}/files", self._send_file, methods=["POST"]),
            Route("/sim/phones/{phone}/files/{file}", self._file),
            Route("/sim/phones/{phone}/events", self._events),
        ]

    async def _page(self, request: Request) -> Response:
        shown = {
            "channels": [name.value for name in self._channels],
            "locales": self._locales,
            "modes": self._modes,
            "examples": self._examples,
        }
        headers = {"cache-control": "no-store"}
        return _TEMPLATES.TemplateResponse(request, "simulator.html", shown, headers=headers)

    async def _open(self, request: Request) -> Response:
        wanted = await _json(request, NewPhone)
        known = wanted is not None and wanted.channel in self._channels
        if wanted is None or not known:
            return Response(status_code=422)
        locale = wanted.locale if any(o.value == wanted.locale for o in self._locales) else "id"
        mode = wanted.mode if any(o.value == wanted.mode for o in self._modes) else "standar"
        phone = self._phones.open(wanted.channel, "Warga", locale, mode)
        await self._settle(phone)
        return JSONResponse({"id": phone.id, "channel": phone.channel.value}, status_code=201)

    async def _known(self, request: Request) -> Response:
        return Response(status_code=204 if self._phone(request) else 404)

    async def _act(self, request: Request) -> Response:
        phone = self._phone(request)
        act = await _json(request, Act)
        if phone is None:
            return Response(status_code=404)
        if act is None:
            return Response(status_code=422)
        if phone.channel is ChannelName.VOICE:
            return await self._caller(phone, act)
        if act.block is not None:
            phone.blocked = act.block
            return _heard(await self._network.block(phone))
        if act.bubble is not None and act.value is not None:
            return await self._tap(phone, act.bubble, act.value)
        if act.place is not None:
            latitude, longitude = act.place
            _mine(phone, text="", place=[latitude, longitude])
            return _heard(await self._network.location(phone, latitude, longitude))
        if act.contact and phone.channel is ChannelName.TELEGRAM:
            _mine(phone, text="", card=phone.name)
            return _heard(await self._network.contact(phone))
        if act.text is None or not act.text.strip():
            return Response(status_code=422)
        _mine(phone, text=act.text)
        return _heard(await self._network.text(phone, act.text))

    async def _caller(self, phone: Phone, act: Act) -> Response:
        if act.call is not None:
            does = self._exchange.ring if act.call else self._exchange.hang_up
            return _heard(await does(phone))
        if act.key == "":
            return _heard(await self._exchange.stay_silent(phone))
        if act.key is not None:
            return _heard(await self._exchange.press(phone, act.key))
        if act.text is None or not act.text.strip():
            return Response(status_code=422)
        _mine(phone, text=act.text)
        return _heard(await self._exchange.speak(phone, act.text))

    async def _tap(self, phone: Phone, bubble_id: str, value: str) -> Response:
        bubble = phone.bubbles.get(bubble_id)
        keyboard = (bubble or {}).get("keyboard") or {"rows": []}
        key = next((k for row in keyboard["rows"] for k in row if k.get("value") == value), None)
        if bubble is None or key is None:
            return Response(status_code=422)
        if phone.channel is not ChannelName.TELEGRAM:  # there a tap leaves a bubble of one's own
            _mine(phone, text=key["label"])
        phone.show(bubble_id, tapped=value)
        return _heard(await self._network.tap(phone, bubble, key))

    async def _send_file(self, request: Request) -> Response:
        phone = self._phone(request)
        kind = request.query_params.get("kind", "")
        content_type = request.headers.get("content-type", "").partition(";")[0].lower()
        if phone is None or phone.channel in (ChannelName.SMS, ChannelName.VOICE):
            return Response(status_code=404)
        if kind not in _KINDS or not content_type.startswith(_KINDS[kind]) or not content_type:
            return Response(status_code=415)
        content = await request.body()
        file = File(content, content_type, request.query_params.get("name", "")[:120])
        file_id = phone.keep(file)
        _mine(phone, text="", media=_media(kind, file_id, file))
        return _heard(await self._network.medium(phone, kind, file_id, file))

    async def _file(self, request: Request) -> Response:
        phone = self._phone(request)
        file = phone.files.get(request.path_params["file"]) if phone else None
        if file is None:
            return Response(status_code=404)
        headers = {"cache-control": "private, max-age=3600"}
        if not file.content_type.startswith(_SHOWN):
            headers["content-disposition"] = "attachment"
            return Response(file.content, media_type="application/octet-stream", headers=headers)
        return Response(file.content, media_type=file.content_type, headers=headers)

    async def _events(self, request: Request) -> Response:
        phone = self._phone(request)
        if phone is None:
            return Response(status_code=404)
        last = request.headers.get("last-event-id") or request.query_params.get("after", "0")
        seq = int(last) if last.isdigit() else 0
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        stream = self._stream(phone, seq)
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)

    async def _stream(self, phone: Phone, seq: int) -> AsyncIterator[bytes]:
        phone.watchers += 1
        try:
            yield b"retry: 1000\n\n"
            while not self._phones.closed:
                new = await phone.wait(seq, _HEARTBEAT)
                for bubble in new:
                    seq = bubble["seq"]
                    yield b"id: %d\ndata: %s\n\n" % (seq, msgspec.json.encode(bubble))
                if not new:
                    yield b": still here\n\n"
                await asyncio.sleep(0)
        finally:
            phone.watchers -= 1

    def _phone(self, request: Request) -> Phone | None:
        return self._phones.get(request.path_params["phone"])


def _mine(phone: Phone, **content: Any) -> None:
    """Show what the citizen did, before the bot hears of it."""
    phone.show(f"me-{phone.seq + 1}", by="me", **content)


def _media(kind: str, file_id: str, file: File) -> dict[str, str]:
    return {"kind": kind, "file": file_id, "name": file.name, "type": file.content_type}


def _heard(status: int) -> Response:
    """204 when the bot took it; 502 with its status when not."""
    if status < 300:
        return Response(status_code=204)
    return JSONResponse({"webhook": status}, status_code=502)


async def _json(request: Request, kind: type[T]) -> T | None:
    if not request.headers.get("content-type", "").startswith("application/json"):
        return None
    try:
        return msgspec.json.decode(await request.body(), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
