"""Submissions delivered a second to a backend that answers at once, with a queue behind.

    python -m bench.delivery [--queued 4000] [--measured 2000] [--database URL]

The figures of docs/delivery.md are of `--queued 100000 --measured 5000`.

Real storage, real jobs, real notices through the outbox; only DTKS and the channel are instant, so
that what is measured is ours. On SQLite, then on PostgreSQL (the tests' own, durability off, unless
an address is given), beside the peer: Procrastinate alone, jobs that do nothing. Memory is the
process's resident size before the queue was read and at the end.
"""

import argparse
import asyncio
import contextlib
import datetime as dt
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import Connection

from backend_client.model import Kind, Receipt, StatusPage, Submission
from bench import peer_procrastinate
from bot.channels.base import (
    Capabilities,
    ChannelName,
    Inbound,
    InboundKind,
    MediaItem,
    Part,
    RawRequest,
)
from bot.channels.base import Receipt as DeliveryReport
from bot.channels.capabilities import TELEGRAM
from bot.config import Settings
from bot.jobs.deliver import DELIVER
from bot.privacy.crypto import new_key
from bot.storage import cases as states
from bot.storage import schema
from bot.wiring import Service, build
from tests.postgres import Postgres

TARGET = 200  # submissions a second: DTKS will hardly take more
NOW = dt.datetime(2026, 11, 21, 3, tzinfo=dt.UTC)  # 10.00 in Jakarta: nobody sleeps
CITIZENS = 1_000


class InstantDtks:
    """Takes everything at once, and counts what came twice."""

    def __init__(self, goal: int) -> None:
        self.keys: set[str] = set()
        self.repeats = 0
        self.reached = asyncio.Event()
        self._goal = goal

    async def submit(self, submission: Submission, *, key: str) -> Receipt:
        """Keep the key."""
        self.repeats += key in self.keys
        self.keys.add(key)
        if len(self.keys) >= self._goal:
            self.reached.set()
        return Receipt(ref=f"D-{submission.ticket}")

    async def changes(self, cursor: str | None) -> StatusPage:
        """Nothing new."""
        return StatusPage(events=(), cursor="")

    async def ping(self) -> None:
        """Fine."""

    async def aclose(self) -> None:
        """Nothing to release."""


class InstantChannel:
    """Sends at once."""

    name = ChannelName.TELEGRAM
    capabilities: Capabilities = TELEGRAM

    def __init__(self) -> None:
        self.sent = 0

    def verify(self, request: RawRequest) -> bool:
        """No webhooks here."""
        return False

    def parse(self, request: RawRequest) -> list[Inbound | DeliveryReport]:
        """No webhooks here."""
        return []

    async def send(self, address: str, part: Part) -> str:
        """A fresh id."""
        self.sent += 1
        return f"m{self.sent}"

    async def acknowledge(self, inbound: Inbound) -> None:
        """Nothing to do."""

    async def fetch(self, item: MediaItem, *, limit: int) -> bytes:
        """No media here."""
        return b""

    async def aclose(self) -> None:
        """Nothing to release."""


def fill(service: Service, first: int, count: int) -> Callable[[Connection], None]:
    """`count` submissions from number `first` on, queued."""

    def work(conn: Connection) -> None:
        for number in range(first, first + count):
            contact = service.contacts.lock(
                conn,
                Inbound(
                    channel=ChannelName.TELEGRAM,
                    external_id=str(number),
                    address=str(10_000 + number % CITIZENS),
                    kind=InboundKind.TEXT,
                ),
                NOW,
            )
            submission = Submission(
                ticket=f"B-{number:07}",
                kind=Kind.LAPOR,
                village="32.01.06.2001",
                submitted_at=NOW.isoformat(),
                data={"masalah": "terlambat", "catatan": "Bantuan bulan lalu belum datang. " * 8},
            )
            case_id = service.cases.add(
                conn, submission, contact_id=contact.id, pendamping_id=None, label="Lapor",
                subject=None, state=states.QUEUED, now=NOW,
            )  # fmt: skip
            service.delivery.enqueue(conn, service.jobs, case_id)

    return work


async def measure(queued: int, measured: int, database: str) -> bool:
    """Print the figures; True when nothing was stored twice."""
    goal = min(measured, queued)
    backend, channel = InstantDtks(goal), InstantChannel()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            _env_file=None,
            data_dir=Path(folder),
            database_url=database,
            secret_keys=new_key(),
            log_level="ERROR",
        )
        if database:
            await schema.upgrade(database)
        async with build(
            settings,
            channels={ChannelName.TELEGRAM: channel},
            backend=backend,  # type: ignore[arg-type]  # only what deliveries ask for
            now=lambda: NOW,
        ) as service:
            for first in range(0, queued, 1000):
                await service.db.run(fill(service, first, min(1000, queued - first)))
            if database:
                # As the database does by itself after a while.
                await service.db.run(lambda conn: conn.exec_driver_sql("ANALYZE"))
            before = _resident()
            started, cpu = time.perf_counter(), time.process_time()
            await service.jobs.start({DELIVER: service.delivery})
            await backend.reached.wait()
            seconds = time.perf_counter() - started
            cpu = (time.process_time() - cpu) / goal * 1000
            await service.jobs.stop()
            await service.turns.drain()
            after = _resident()
    rate = goal / seconds
    kind = "PostgreSQL" if database else "SQLite"
    print(f"{kind}: {rate:,.0f} submissions/s with {queued:,} queued (target {TARGET})")
    print(f"{cpu:.1f} ms of this process's CPU each, which a busy machine changes less")
    print(f"memory {before:.0f} MB before, {after:.0f} MB after; {channel.sent:,} notices sent")
    print(f"stored twice at the backend: {backend.repeats}")
    return backend.repeats == 0


def _resident() -> float:
    """Megabytes of this process now, or at its highest where /proc is missing."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * resource.getpagesize() / 1e6


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queued", type=int, default=4_000)
    parser.add_argument("--measured", type=int, default=2_000)
    parser.add_argument(
        "--database", default="", help="a PostgreSQL address; empty: SQLite and our own"
    )
    arguments = parser.parse_args()
    queued, measured = arguments.queued, arguments.measured
    right = arguments.database or asyncio.run(measure(queued, measured, ""))
    with _postgres(arguments.database) as (database, empty):
        right = asyncio.run(measure(queued, measured, database)) and right
        if empty:
            rate = asyncio.run(peer_procrastinate.measure(empty, queued, measured))
            print(f"peer, Procrastinate alone: {rate:,.0f} empty jobs/s with {queued:,} queued")
    sys.exit(0 if right else 1)


@contextlib.contextmanager
def _postgres(given: str) -> Iterator[tuple[str, str]]:
    """A database for the bot and one for the peer; only the given one where there is one."""
    if given:
        yield given, ""
        return
    with tempfile.TemporaryDirectory() as folder:
        server = Postgres(Path(folder) / "postgres")
        try:
            yield server.create(), server.create()
        finally:
            server.stop()


if __name__ == "__main__":
    main()
