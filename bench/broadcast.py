"""How a broadcast does: time to plan, rate reached, busiest second, memory from start to end.

    python -m bench.broadcast --people 100000 --rate 1000 --seconds 20            (SQLite)
    python -m bench.broadcast --people 1000000 --rate 1000 --seconds 20 --postgres

The channel is a stand-in that keeps start times: what is measured is our engine and database, not
a network. Sending stops after `--seconds`; the plan is always made for all.
"""

import argparse
import asyncio
import resource
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import Connection

from bot.broadcasts.model import Audience
from bot.privacy.crypto import FieldCipher
from bot.storage import broadcasts, schema
from bot.storage.db import Database, open_database
from tests.broadcasts.crowd import NOON, Wire, approved, crowd, engine
from tests.postgres import Postgres

_CHUNK = 20_000


async def run(db: Database, people: int, rate: int, seconds: float) -> None:
    """One broadcast."""
    cipher = FieldCipher([bytes(range(32))])
    for first in range(0, people, _CHUNK):
        await db.run(crowd(cipher, min(_CHUNK, people - first), first=first))
    made = await approved(db, Audience(region="32.01"))
    begun = time.monotonic()

    def plan(conn: Connection) -> int:
        broadcasts.move(conn, made, "start", NOON)
        found = broadcasts.one(conn, made)
        assert found is not None
        return broadcasts.plan(conn, found, NOON)

    planned = await db.run(plan)
    print(f"planned {planned} recipients in {time.monotonic() - begun:.1f} s")
    wire = Wire()
    sending = engine(db, cipher, [wire], telegram=rate)
    await sending.start()
    before = memory()
    await asyncio.sleep(seconds)
    after = memory()
    await sending.stop()
    took = wire.sent[-1][2] - wire.sent[0][2]
    reached = (len(wire.sent) - 1) / took
    print(
        f"sent {len(wire.sent)} in {took:.1f} s: {reached:.1f}/s, {reached / rate:.1%} of {rate}/s"
    )
    twice = len(wire.sent) - len(set(wire.addresses))
    print(f"busiest second: {wire.busiest_second()}; sent twice: {twice}")
    print(f"memory: {before:.0f} MB at the start, {after:.0f} MB at the end")


def memory() -> float:
    """Resident memory in megabytes (Linux); elsewhere the peak."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * resource.getpagesize() / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def main() -> None:
    """From the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--rate", type=int, default=80)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--postgres", action="store_true")
    given = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder / 'bench.db'}"
        if given.postgres:
            server = Postgres(folder / "postgres")
            stack.callback(server.stop)
            url = server.create()
        schema.upgrade_now(url)

        async def whole() -> None:
            db = open_database(url)
            try:
                await run(db, given.people, given.rate, given.seconds)
            finally:
                await db.aclose()

        asyncio.run(whole())


if __name__ == "__main__":
    main()
