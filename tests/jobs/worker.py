"""A worker process for the crash test: `worker.py DATABASE_URL LOG`, until it is ended."""

import asyncio
import os
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from bot.jobs.engine import Arguments
from bot.storage.db import open_database
from tests.jobs.test_engines import make


async def main(url: str, log: str) -> None:
    """Run jobs that write their number into the log."""
    db = open_database(url)
    engine = make(db)
    descriptor = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    async def work(arguments: Arguments) -> None:
        await asyncio.sleep(0.05)
        os.write(descriptor, f"{arguments['n']}\n".encode())

    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    await engine.start({"work": work})
    await ended.wait()
    await engine.stop()
    await db.aclose()


asyncio.run(main(sys.argv[1], sys.argv[2]))
