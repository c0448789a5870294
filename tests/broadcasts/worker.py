"""A sending process for the crash test: `worker.py DATABASE_URL LOG RATE`; killed from outside.

Each call appends one line with the address, then takes a moment to answer, so that a kill can
come between the provider's work and our record of it.
"""

import asyncio
import os
import sys

from bot import logs
from bot.privacy.crypto import FieldCipher
from bot.storage.db import open_database
from tests.broadcasts.crowd import Wire, engine


class Logged(Wire):
    """Keeps addresses on disk."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    async def send(self, address: str, part: object) -> str:
        """One line; then the answer takes its time."""
        os.write(self._file, f"{address}\n".encode())
        await asyncio.sleep(0.01)
        return f"t:{address}"


async def main(url: str, path: str, rate: int) -> None:
    """Send until killed. Logs go to standard error: nobody reads standard output after 'up'."""
    logs.set_up()
    db = open_database(url)
    sending = engine(db, FieldCipher([bytes(range(32))]), [Logged(path)], telegram=rate)
    await sending.start()
    sys.stdout.write("up\n")
    sys.stdout.flush()
    await asyncio.sleep(3600)


asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
