"""The log of an embedded database is moved beside its writer, and begun anew before it is long."""

import asyncio
import os
import sqlite3
import threading
from pathlib import Path

from sqlalchemy import Connection, text

from bot.storage.checkpoints import LONG, Checkpoints
from bot.storage.db import open_database

PAGE = 4096
PATIENCE = 60.0  # seconds


def begun(path: Path) -> tuple[bytes, int]:
    """What tells one log from the next (its salts: sqlite.org/fileformat2, 4.1), and its size."""
    log = path.with_name(path.name + "-wal")
    with log.open("rb") as file:
        return file.read(32)[16:24], os.fstat(file.fileno()).st_size


def test_a_long_log_is_told_to_the_writer(tmp_path: Path) -> None:
    """Once a log is long, whoever writes is asked to finish it, and all of it is moved."""
    path = tmp_path / "a.db"
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("PRAGMA wal_autocheckpoint=0")
    writer.execute("CREATE TABLE much (what BLOB)")
    told = threading.Event()
    checkpoints = Checkpoints(path, told.set)
    writer.execute("INSERT INTO much VALUES (zeroblob(?))", (LONG * PAGE,))

    assert told.wait(PATIENCE)

    checkpoints.stop()
    assert path.stat().st_size > LONG * PAGE
    writer.close()


async def test_a_log_is_begun_anew_while_it_is_written(tmp_path: Path) -> None:
    """Writers who never pause do not make the log longer and longer."""
    path = tmp_path / "a.db"
    db = open_database(f"sqlite:///{path}")

    def some(conn: Connection) -> None:
        conn.execute(text("INSERT INTO much VALUES (zeroblob(40000))"))

    try:
        await db.run(lambda c: c.execute(text("CREATE TABLE much (what BLOB)")))
        first, _ = await asyncio.to_thread(begun, path)
        async with asyncio.timeout(PATIENCE):
            while (await asyncio.to_thread(begun, path))[0] == first:
                await asyncio.gather(*(db.run(some) for _ in range(20)))
    finally:
        await db.aclose()
