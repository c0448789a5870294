"""Through the whole bot: a citizen gets a copy of what is held, and has it erased."""

import asyncio
import datetime as dt
import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.channels.base import ChannelName, Inbound, InboundKind, MediaPart, Part, TextPart
from bot.config import Settings
from bot.privacy.sealed_page import unseal
from bot.storage.tables import contact, inbound
from bot.wiring import Service, build
from tests.privacy.test_at_rest import ADDRESS, Recorder

START = dt.datetime(2026, 11, 21, 3, tzinfo=dt.UTC)


class Chat:
    """One citizen's phone."""

    def __init__(self, service: Service, channel: Recorder) -> None:
        self.service = service
        self.channel = channel
        self._count = 0

    async def says(self, *texts: str) -> list[Part]:
        """What the bot answered to the last of them."""
        before = 0
        for text in texts:
            before = len(self.channel.sent)
            self._count += 1
            item = Inbound(
                channel=ChannelName.TELEGRAM,
                external_id=str(self._count),
                address=ADDRESS,
                kind=InboundKind.TEXT,
                text=text,
            )
            await self.service.turns.receive([item])
            await self.service.turns.drain()
        return self.channel.sent[before:]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A bot with few people."""
    return Settings(_env_file=None, data_dir=tmp_path, sandbox_people=500)


def files(parts: list[Part]) -> list[MediaPart]:
    """The files among what was sent."""
    return [part for part in parts if isinstance(part, MediaPart) and part.kind == "document"]


def words(parts: list[Part]) -> str:
    """The text of what was sent."""
    return "\n".join(part.text for part in parts if isinstance(part, TextPart))


async def test_a_copy_arrives_as_a_file(settings: Settings) -> None:
    """'data saya' leads to a file of everything, sealed with the citizen's own password."""
    channel = Recorder()
    async with build(
        settings, channels={ChannelName.TELEGRAM: channel}, now=lambda: START
    ) as service:
        chat = Chat(service, channel)
        await chat.says("halo", "nama saya Kirana", "bahasa dan pengaturan", "4", "1", "1")
        (part,) = files(await chat.says("sandi-kuat-99"))
        page = await service.assets.read(part.asset)
        held = words(await chat.says("data saya"))

    assert "0 foto atau suara" in held  # the copy itself is none of the citizen's
    assert part.file_name.endswith(".html")
    copied = json.loads(unseal(page, "sandi-kuat-99"))
    assert copied["contact"]["address"] == ADDRESS
    assert "nama saya Kirana" in [message["text"] for message in copied["messages_from_you"]]


async def test_erased_means_erased(settings: Settings) -> None:
    """After 'hapus' no message is left, and after silence not even the address."""
    clock, channel = [START], Recorder()
    async with build(
        settings, channels={ChannelName.TELEGRAM: channel}, now=lambda: clock[0]
    ) as service:
        await service.jobs.start({"forget": service.personal.forget})
        chat = Chat(service, channel)
        await chat.says("halo", "nama saya Kirana", "bahasa dan pengaturan", "4", "2")
        told = words(await chat.says("2"))
        bodies = await service.db.read(
            lambda c: c.execute(
                sa.select(sa.func.count()).where(inbound.c.body_enc.is_not(None))
            ).scalar()
        )
        clock[0] += dt.timedelta(minutes=16)
        async with asyncio.timeout(60):
            while await service.db.read(_contacts):
                service.jobs.wake()
                await asyncio.sleep(0.05)

    assert "dihapus" in told
    assert bodies == 0


def _contacts(c: Connection) -> object:
    return c.execute(sa.select(sa.func.count()).select_from(contact)).scalar()
