"""Three phones before one bot: somebody who gets aid, and two neighbours who object."""

import contextlib
import re
from collections.abc import AsyncIterator
from pathlib import Path

from backend_client.model import LookupOutcome, ProgrammeState, SearchRecipients
from backend_client.sandbox import Sandbox, SyntheticPerson
from bot.channels.base import ChannelName
from tests.delivery.conftest import opened
from tests.delivery.stage import Bot, Clock, Door, Dtks

VILLAGE = "32.01.06.2001"
PLACE = "desa Sukamaju kecamatan Jonggol"
TOLD = "sedang diperiksa ulang"
NOTICE = re.compile(r"jawab (T-[A-Z0-9-]+)")
RECEIPT = re.compile(r"Nomor tiket: ([A-Z]-[A-Z0-9-]+)")


class Neighbours:
    """`siti` gets aid; `budi` and `joko` object. Each has a phone of their own."""

    def __init__(
        self, siti: Bot, budi: Bot, joko: Bot, people: tuple[SyntheticPerson, SyntheticPerson]
    ) -> None:
        self.siti, self.budi, self.joko = siti, budi, joko
        self.person, self.stranger = people

    async def known(self, who: Bot | None = None, name: str | None = None) -> str:
        """Siti sent a sanggah of her own, and so proved who she is; its ticket."""
        said = await (who or self.siti).say(
            "sanggah", "2", self.person.nik, "1", PLACE, "ya", name or self.person.name, "lewati",
            "lewati", "tanpa bukti", "1",
        )  # fmt: skip
        return ticket_in(said)

    async def object(
        self, who: Bot, ground: str = "dapat bantuan ganda", to: SyntheticPerson | None = None
    ) -> str:
        """Somebody objects to Siti, or to another; what the bot said last."""
        await who.say("sanggah", "1", PLACE, "ya")
        name = (to or self.person).name
        return await who.say(name, "ya", ground, "lewati", "tanpa bukti", "1")

    async def settled(self) -> None:
        """Every job there is was done."""
        service = self.siti.service
        await self.siti.until(lambda: True)
        for _ in range(200):
            service.jobs.wake()
            if not await self.siti.value(_BUSY[service.settings.embedded]):
                break
            await self.siti.pause()
        await service.turns.drain()

    async def told(self) -> str:
        """The ticket of the notice that Siti got."""
        await self.siti.until(lambda: self.siti.count(TOLD) >= 1)
        found = NOTICE.search("\n".join(self.siti.texts()))
        assert found, self.siti.texts()[-2:]
        return found.group(1)


_BUSY = {
    True: "SELECT count(*) FROM job WHERE state <> 'dead'",
    False: "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')",
}


def ticket_in(said: str) -> str:
    """The ticket that the bot gave."""
    found = RECEIPT.search(said)
    assert found, said
    return found.group(1)


def recipients(sandbox: Sandbox) -> tuple[SyntheticPerson, SyntheticPerson]:
    """Two of the village who get aid and whom a search by name finds at once."""
    found = []
    for person in sandbox.people(VILLAGE, 2000):
        getting = any(record.state is ProgrammeState.ACTIVE for record in person.programmes)
        asked = SearchRecipients(name=person.name, village=VILLAGE)
        if getting and sandbox.explain_request(asked).outcome is LookupOutcome.FOUND:
            found.append(person)
        if len(found) == 2:
            return found[0], found[1]
    raise AssertionError("the sandbox has nobody to object to")


@contextlib.asynccontextmanager
async def street(url: str, folder: Path, dtks: Dtks, clock: Clock) -> AsyncIterator[Neighbours]:
    """The three of them."""
    budi = Door(ChannelName.TELEGRAM, ChannelName.TELEGRAM, "77")
    joko = Door(ChannelName.WHATSAPP, ChannelName.WHATSAPP, "whatsapp:+6281200000007")
    telegram = ChannelName.TELEGRAM
    async with opened(url, folder, dtks, clock, telegram, others=(budi, joko)) as siti:
        service = siti.service
        yield Neighbours(
            siti,
            Bot(service, budi, clock),
            Bot(service, joko, clock),
            recipients(dtks.sandbox),
        )
