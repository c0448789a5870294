"""The whole bot on a real database, a DTKS over HTTP that can go away, and a clock to turn."""

import datetime as dt
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from backend_client.regions import Regions
from backend_client.sandbox import Sandbox
from bot.channels.base import ChannelName
from bot.config import Settings
from bot.privacy.crypto import new_key
from bot.wiring import build
from tests.delivery.stage import TOKEN, WEBHOOK, Bot, Clock, Door, Dtks
from tests.storage.ready import migrated_file, migrated_postgres, ready_url

__all__ = ["migrated_file", "migrated_postgres", "ready_url"]


@pytest.fixture
def clock() -> Clock:
    """10.00 in Jakarta."""
    return Clock(dt.datetime(2026, 11, 21, 3, tzinfo=dt.UTC))


@pytest.fixture
def dtks(tmp_path: Path, clock: Clock) -> Iterator[Dtks]:
    """A sandbox with few people, served over HTTP."""
    sandbox = Sandbox.open(Regions.load(), tmp_path / "dtks", people=50, clock=clock)
    running = Dtks(sandbox)
    running.start()
    yield running
    running.stop()
    sandbox.close()


@asynccontextmanager
async def opened(
    url: str,
    folder: Path,
    dtks: Dtks,
    clock: Clock,
    emulates: ChannelName,
    template: str = "",
    others: Sequence[Door] = (),
    name: ChannelName = ChannelName.TERMINAL,
    **more: Any,
) -> AsyncIterator[Bot]:
    """The bot on these, its jobs running; `others` are doors to further people, `more` further
    settings."""
    settings = Settings(
        data_dir=folder,
        database_url=SecretStr(url),
        secret_keys=SecretStr(new_key()),
        dtks_url=dtks.url,
        dtks_token=SecretStr(TOKEN),
        dtks_webhook_secret=SecretStr(WEBHOOK),
        dtks_poll_seconds=3600,
        whatsapp_notice_template=template,
        **more,
    )
    door = Door(emulates, name)
    doors = {each.name: each for each in (door, *others)}
    async with build(settings, channels=doors, now=clock) as service:
        await service.start()
        yield Bot(service, door, clock)


@pytest.fixture
async def bot(ready_url: str, tmp_path: Path, dtks: Dtks, clock: Clock) -> AsyncIterator[Bot]:
    """The bot on each kind of database, by Telegram's looks."""
    async with opened(ready_url, tmp_path, dtks, clock, ChannelName.TELEGRAM) as running:
        yield running


@pytest.fixture
async def small(tmp_path: Path, dtks: Dtks, clock: Clock) -> AsyncIterator[Bot]:
    """The bot on SQLite, whose jobs follow the test's clock."""
    url = f"sqlite:///{tmp_path / 'bansos.db'}"
    async with opened(url, tmp_path, dtks, clock, ChannelName.TELEGRAM) as running:
        yield running


@pytest.fixture
async def whatsapp(tmp_path: Path, dtks: Dtks, clock: Clock) -> AsyncIterator[Bot]:
    """The bot on SQLite, by WhatsApp's rules, without a template."""
    url = f"sqlite:///{tmp_path / 'bansos.db'}"
    async with opened(url, tmp_path, dtks, clock, ChannelName.WHATSAPP) as running:
        yield running
