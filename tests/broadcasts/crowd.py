"""Many citizens, and an engine whose channel only keeps what it is told to send."""

import asyncio
import datetime as dt
import time
from collections.abc import Callable, Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.broadcasts import decisions
from bot.broadcasts.engine import Broadcasting
from bot.broadcasts.model import Audience, Content
from bot.broadcasts.wording import Wording
from bot.channels.base import Capabilities, Channel, ChannelName, Part, SendError
from bot.channels.capabilities import CAPABILITIES
from bot.privacy.crypto import FieldCipher
from bot.render.parts import Renderer
from bot.storage import broadcasts
from bot.storage.cases import Cases
from bot.storage.contacts import Contacts
from bot.storage.db import Database
from bot.storage.tables import contact
from handlers.dialogue.turn import millis
from i18n.catalog import Catalog

NOON = dt.datetime(2026, 11, 21, 5, 0, tzinfo=dt.UTC)  # in Jakarta
CATALOG = Catalog.load()
BOGOR, GARUT = "32.01.06.2001", "32.05.01.1001"


class Wire:
    """A channel: keeps addresses with the time of each start."""

    def __init__(self, name: ChannelName = ChannelName.TELEGRAM, delay: float = 0.0) -> None:
        self.name = name
        self.capabilities: Capabilities = CAPABILITIES[name]
        self.sent: list[tuple[str, Part, float]] = []
        self.fail: Callable[[str], SendError | None] = lambda address: None
        self._delay = delay

    async def send(self, address: str, part: Part) -> str:
        """Keep it."""
        started = time.monotonic()
        if self._delay:
            await asyncio.sleep(self._delay)
        error = self.fail(address)
        if error is not None:
            raise error
        self.sent.append((address, part, started))
        return f"{self.name}:{address}:{len(self.sent)}"

    @property
    def addresses(self) -> list[str]:
        """To whom, in order."""
        return [address for address, _, _ in self.sent]

    def busiest_second(self) -> int:
        """The most starts in any second."""
        starts = sorted(started for _, _, started in self.sent)
        most, tail = 0, 0
        for head, start in enumerate(starts):
            while start - starts[tail] >= 1.0:
                tail += 1
            most = max(most, head - tail + 1)
        return most


def crowd(
    cipher: FieldCipher,
    count: int,
    *,
    channel: str = "telegram",
    village: str = BOGOR,
    first: int = 0,
    now: dt.datetime = NOON,
    **more: object,
) -> Callable[[Connection], None]:
    """A unit of work that adds contacts; addresses count up from `first`."""
    contacts = Contacts(cipher)
    prefix = "whatsapp:+62811000" if channel == "whatsapp" else ""

    def work(conn: Connection) -> None:
        rows = []
        for number in range(first, first + count):
            address = f"{prefix}{100_000 + number}"
            hashed = contacts.hash(channel, address)
            rows.append(
                {
                    "channel": channel,
                    "address_hash": hashed,
                    "address_enc": cipher.encrypt_text(address, f"contact.address:{hashed.hex()}"),
                    "village": village,
                    "locale": "id",
                    "last_inbound_at": millis(now),
                    "created_at": millis(now),
                    **more,
                }
            )
        conn.execute(sa.insert(contact), rows)

    return work


def engine(
    db: Database,
    cipher: FieldCipher,
    wires: Sequence[Wire | Channel],
    *,
    now: Callable[[], dt.datetime] = lambda: NOON,
    **limits: int,
) -> Broadcasting:
    """An engine on these channels."""
    return Broadcasting(
        db,
        {wire.name: wire for wire in wires},  # type: ignore[misc]  # only `send` is used
        Contacts(cipher),
        Cases(cipher),
        Wording(Renderer(CATALOG)),
        CATALOG,
        now,
        limits,
    )


async def approved(
    db: Database,
    audience: Audience | None = None,
    content: Content | None = None,
    *,
    window: tuple[int, int] = (0, 24),
    start_at: dt.datetime | None = None,
    tz: str = "Asia/Jakarta",
) -> int:
    """A broadcast that two people let go."""

    def work(conn: Connection) -> int:
        draft = decisions.Draft(
            title="Uji",
            content=content or Content(texts={"id": "Jadwal baru mulai Senin."}),
            audience=audience or Audience(),
            window=window,
            start_at=start_at,
            tz=tz,
        )
        made = decisions.compose(conn, draft, by="sari", now=NOON)
        decisions.decide(conn, made, "submit", by="sari", now=NOON)
        decisions.decide(conn, made, "approve", by="budi", now=NOON)
        return made

    return await db.run(work)


async def finished(db: Database, *ids: int, within: float = 120.0) -> None:
    """Wait until these are done."""
    await reached(db, *ids, state="done", within=within)


async def reached(db: Database, *ids: int, state: str, within: float = 120.0) -> None:
    """Wait until these are in that state."""
    async with asyncio.timeout(within):
        while True:
            rows = await db.read(lambda conn: [broadcasts.one(conn, i) for i in ids])
            if all(row is not None and row.state == state for row in rows):
                return
            await asyncio.sleep(0.05)
