"""The end of a process while a provider or DTKS hangs: nothing waits for it, nothing is lost."""

import asyncio
from pathlib import Path

from pydantic import SecretStr

from backend_client.regions import Regions
from backend_client.sandbox import Sandbox
from bot.channels.base import ChannelName, Part
from bot.channels.terminal import TerminalChannel
from bot.config import Settings
from bot.privacy.crypto import new_key
from bot.wiring import build


class Hanging(TerminalChannel):
    """A provider that takes the request, and never answers."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = asyncio.Event()

    async def send(self, address: str, part: Part) -> str:
        """Hang."""
        self.asked.set()
        await asyncio.Event().wait()
        raise AssertionError("unreachable")


async def test_a_provider_that_hangs_does_not_keep_the_process(tmp_path: Path) -> None:
    """A reply still out at the end is left, and the next start sends it."""
    settings = Settings(
        data_dir=tmp_path,
        database_url=SecretStr(f"sqlite:///{tmp_path / 'b.db'}"),
        secret_keys=SecretStr(new_key()),
    )
    sandbox = Sandbox.open(Regions.load(), tmp_path / "dtks", people=50)
    hanging, well = Hanging(), TerminalChannel()

    async with build(
        settings, channels={ChannelName.TERMINAL: hanging}, backend=sandbox
    ) as service:
        await service.turns.receive([hanging.inbound("menu")])
        await hanging.asked.wait()
        await service.turns.end(0.01)
        assert not service.sender.busy
    async with build(settings, channels={ChannelName.TERMINAL: well}, backend=sandbox) as service:
        await service.upkeep.round()
        await service.turns.drain()

    assert [sent.address for sent in well.sent] == ["terminal"]
