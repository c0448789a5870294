"""Nothing personal is readable in the files of the database or in the logs.

A citizen looks somebody up, begins an usul and sends a photo's caption through the whole bot;
then every byte on disk and every line written is searched for what they said.
"""

import asyncio
import datetime as dt
import io
from pathlib import Path

import pytest
import structlog

from bot import logs
from bot.channels.base import (
    Capabilities,
    ChannelName,
    Inbound,
    InboundKind,
    MediaItem,
    Part,
    RawRequest,
    Receipt,
)
from bot.channels.capabilities import TELEGRAM
from bot.config import Settings
from bot.privacy.crypto import FieldCipher, new_key
from bot.storage import schema
from bot.wiring import build

NOW = dt.datetime(2026, 11, 21, 3, tzinfo=dt.UTC)
ADDRESS = "998877665544"
SAID = (
    "halo",
    "cek bansos Sulastri Wibisono desa pabuaran kec bojonggede",
    "ya",
    "usul",
    "1",
    "ya",
    "3201134101800001",
    "Sulastri Wibisono",
    "catatan rumah Jalan Kenanga Raya 17",
)
PLANTED = (
    "Sulastri", "Wibisono", "SULASTRI", "sulastri", "3201134101800001", "Kenanga", ADDRESS,
)  # fmt: skip


class Recorder:
    """A channel that keeps what it is told to send."""

    name = ChannelName.TELEGRAM
    capabilities: Capabilities = TELEGRAM

    def __init__(self) -> None:
        self.sent: list[Part] = []

    def verify(self, request: RawRequest) -> bool:
        return True

    def parse(self, request: RawRequest) -> list[Inbound | Receipt]:
        return []

    async def send(self, address: str, part: Part) -> str:
        assert address == ADDRESS
        self.sent.append(part)
        return f"m{len(self.sent)}"

    async def acknowledge(self, inbound: Inbound) -> None:
        return None

    async def fetch(self, item: MediaItem, *, limit: int) -> bytes:
        return b""

    async def aclose(self) -> None:
        return None


@pytest.fixture
def log() -> io.StringIO:
    """Every line that is logged."""
    return io.StringIO()


async def talk(settings: Settings, log: io.StringIO) -> Recorder:
    """Have the conversation."""
    channel = Recorder()
    logs.set_up("DEBUG", stream=log)
    try:
        async with build(
            settings, channels={ChannelName.TELEGRAM: channel}, now=lambda: NOW
        ) as service:
            for number, text in enumerate(SAID):
                inbound = Inbound(
                    channel=ChannelName.TELEGRAM,
                    external_id=str(number),
                    address=ADDRESS,
                    kind=InboundKind.TEXT,
                    text=text,
                )
                await service.turns.receive([inbound])
                await service.turns.drain()
            await asyncio.sleep(0)
    finally:
        structlog.reset_defaults()
    return channel


def on_disk(folder: Path) -> dict[str, bytes]:
    """Every file but the sandbox's, which plays the ministry's own register."""
    return {
        path.name: path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "sandbox" not in path.relative_to(folder).parts
    }


async def test_sqlite_files_and_logs(tmp_path: Path, log: io.StringIO) -> None:
    """The database file, its write-ahead log and the logs hold nothing of what was said."""
    settings = Settings(_env_file=None, data_dir=tmp_path, sandbox_people=2000)

    channel = await talk(settings, log)

    files = on_disk(tmp_path)
    found = [
        (name, word)
        for name, content in files.items()
        for word in PLANTED
        if word.encode() in content or word.encode("utf-16-le") in content
    ]
    assert "bansos.db" in files
    assert len(channel.sent) >= len(SAID) - 1
    assert found == []
    assert [word for word in PLANTED if word in log.getvalue()] == []


async def test_postgresql_rows_and_logs(
    postgres_url: str, tmp_path: Path, log: io.StringIO
) -> None:
    """No column of any row, Procrastinate's included, holds anything of what was said."""
    await schema.upgrade(postgres_url)
    settings = Settings(
        _env_file=None,
        data_dir=tmp_path,
        database_url=postgres_url,
        secret_keys=new_key(),
        sandbox_people=2000,
    )

    channel = await talk(settings, log)

    rows = dump(postgres_url)
    assert len(channel.sent) >= len(SAID) - 1
    assert "conversation" in rows
    found = [
        (table, word)
        for table, content in rows.items()
        for word in PLANTED
        if word in content or word.encode().hex() in content
    ]
    assert found == []
    assert [word for word in PLANTED if word in log.getvalue()] == []


def dump(url: str) -> dict[str, str]:
    """Every table's rows as text."""
    import psycopg
    from psycopg import sql

    from bot.storage.url import conninfo, parse

    with psycopg.connect(conninfo(parse(url))) as connection:
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        return {
            name: "\n".join(
                row[0]
                for row in connection.execute(
                    sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(name))
                )
            )
            for (name,) in tables
        }


def test_the_key_file_is_ours_alone(tmp_path: Path) -> None:
    """Without keys in the settings they are made once, readable by the owner only."""
    settings = Settings(_env_file=None, data_dir=tmp_path)
    first, second = settings.keys(), settings.keys()

    assert first == second
    assert FieldCipher(first).decrypt(FieldCipher(second).encrypt(b"x", "a"), "a") == b"x"
    assert (tmp_path / "secret.keys").stat().st_mode & 0o077 == 0
