"""The phones on people's screens: who they are, and what each has on its display.

Rules: kept in memory, for a demo; at most `MOST_PHONES`, the longest unused goes first, each with
its last `MOST_BUBBLES` bubbles. A phone's id is its secret: 144 random bits. Bubbles are plain
JSON; each change has a number, so that a page that reconnects asks for what it missed.
"""

import asyncio
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from bot.channels.base import ChannelName

MOST_PHONES = 500
MOST_BUBBLES = 400
MOST_FILES = 60

Bubble = dict[str, Any]


@dataclass
class File:
    """A photo, voice note or document, sent or received."""

    content: bytes
    content_type: str
    name: str = ""


@dataclass
class Phone:
    """One phone. `address` is what the channel knows it by; `locale` its own language."""

    id: str
    channel: ChannelName
    address: str
    name: str
    locale: str
    mode: str = ""
    seq: int = 0
    bubbles: OrderedDict[str, Bubble] = field(default_factory=OrderedDict)
    files: OrderedDict[str, File] = field(default_factory=OrderedDict)
    blocked: bool = False
    watchers: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def show(self, bubble_id: str, **content: Any) -> Bubble:
        """Put a bubble on the display, or change one."""
        self.seq += 1
        old = self.bubbles.get(bubble_id, {"id": bubble_id, "at": int(time.time())})
        bubble = {**old, **content, "seq": self.seq}
        self.bubbles[bubble_id] = bubble
        while len(self.bubbles) > MOST_BUBBLES:
            self.bubbles.popitem(last=False)
        self.changed.set()
        return bubble

    def since(self, seq: int) -> list[Bubble]:
        """What is new after change number `seq`, in order."""
        return sorted((b for b in self.bubbles.values() if b["seq"] > seq), key=lambda b: b["seq"])

    def keep(self, file: File, file_id: str | None = None) -> str:
        """Store a file; its id."""
        file_id = file_id or secrets.token_urlsafe(18)
        self.files[file_id] = file
        while len(self.files) > MOST_FILES:
            self.files.popitem(last=False)
        return file_id

    async def wait(self, seq: int, seconds: float) -> list[Bubble]:
        """What is new after `seq`, waiting at most `seconds` for it."""
        if not (new := self.since(seq)):
            self.changed.clear()
            try:
                async with asyncio.timeout(seconds):
                    await self.changed.wait()
            except TimeoutError:
                return []
            new = self.since(seq)
        return new


class Phones:
    """Every phone there is, by id and by address."""

    def __init__(self) -> None:
        self._by_id: OrderedDict[str, Phone] = OrderedDict()
        self._by_address: dict[str, Phone] = {}
        self.closed = False

    def open(self, channel: ChannelName, name: str, locale: str, mode: str) -> Phone:
        """A new phone with an address of its own."""
        while (address := _address(channel)) in self._by_address:
            pass
        phone = Phone(secrets.token_urlsafe(18), channel, address, name, locale, mode)
        self._by_id[phone.id] = phone
        self._by_address[address] = phone
        while len(self._by_id) > MOST_PHONES:
            _, old = self._by_id.popitem(last=False)
            del self._by_address[old.address]
        return phone

    def get(self, phone_id: str) -> Phone | None:
        """The phone with this id."""
        phone = self._by_id.get(phone_id)
        if phone is not None:
            self._by_id.move_to_end(phone_id)
        return phone

    def at(self, address: str) -> Phone | None:
        """The phone with this address (a chat id, 'whatsapp:+62...', '+62...')."""
        return self._by_address.get(address)

    def file(self, file_id: str) -> File | None:
        """A file by its id, on whichever phone it is."""
        return next((p.files[file_id] for p in self._by_id.values() if file_id in p.files), None)

    def close(self) -> None:
        """End every wait, so that the server can stop."""
        self.closed = True
        for phone in self._by_id.values():
            phone.changed.set()


def _address(channel: ChannelName) -> str:
    if channel is ChannelName.TELEGRAM:
        return str(1_000_000_000 + secrets.randbelow(8_000_000_000))
    # 0899-9xxx-xxxx: in the range of one operator, never dialled: it stays on this machine.
    number = f"+628999{secrets.randbelow(10**7):07d}"
    if channel is ChannelName.VOICE:
        return f"+628998{number[7:]}"  # no phone of SMS has it, so that addresses stay apart
    return f"whatsapp:{number}" if channel is ChannelName.WHATSAPP else number
