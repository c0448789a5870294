"""Migrating in a process of its own: Alembic is 20 MB that a server would keep to its end.

Rules: an errand. Whether it succeeded is asked of the database afterwards, and whoever asks can
still migrate in its own process, where a failure has its proper name. The address goes over
standard input: a command line can be read by everybody on the machine.
"""

import asyncio
import sys
from subprocess import DEVNULL, PIPE


async def upgrade(url: str) -> None:
    """Bring the database to this release's schema, if that can be done."""
    migrating = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.storage.schema", stdin=PIPE, stdout=DEVNULL, stderr=DEVNULL
    )
    await migrating.communicate(url.encode())
