"""How a broadcast does: time to plan, rate reached, busiest second, memory from start to end.

    python -m bench.broadcast                                                     (SQLite)
    python -m bench.broadcast --people 1000000 --rate 30 80 1000 --seconds 20 --postgres
    python -m bench.broadcast --channel whatsapp --rate 80

Through the real SDKs to a Bot API and a Twilio in a process of their own (`bench.sink`), which
say when each message came. Sending stops after `--seconds` for each rate; the plan is always made
for all. Targets: at least 98 % of the rate, no second above it (but for what the network bunches:
the engine's own starts are kept apart by `Guard`), memory flat.
"""

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import Connection

from bot.broadcasts.model import Audience
from bot.channels.base import Channel
from bot.channels.telegram import TelegramChannel
from bot.channels.twilio import TwilioAccount
from bot.channels.whatsapp import WhatsAppChannel
from bot.privacy.crypto import FieldCipher
from bot.storage import audience, broadcasts, schema
from bot.storage.db import Database, open_database
from tests.broadcasts.crowd import NOON, approved, crowd, engine
from tests.postgres import Postgres

_CHUNK = 20_000


@contextmanager
def sink() -> Iterator[str]:
    """The providers' address."""
    words = [sys.executable, "-m", "bench.sink"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.kill()


def door(channel: str, url: str) -> Channel:
    """The real channel, sending to the sink."""
    if channel == "telegram":
        return TelegramChannel("1:bench", "bench", api_url=url)
    account = TwilioAccount("AC" + "0" * 32, "x", public_url="https://bench.example", api_url=url)
    return WhatsAppChannel(account, "+6281100000000")


async def fill(db: Database, cipher: FieldCipher, people: int, channel: str) -> None:
    """The people."""
    for first in range(0, people, _CHUNK):
        most = min(_CHUNK, people - first)
        await db.run(crowd(cipher, most, first=first, channel=channel))


async def plan(db: Database) -> int:
    """One broadcast, planned; says how long that took."""
    made = await approved(db, Audience(region="32.01"))
    begun = time.monotonic()

    def work(conn: Connection) -> int:
        broadcasts.move(conn, made, "start", NOON)
        found = broadcasts.one(conn, made)
        assert found is not None
        return audience.plan(conn, found, NOON)

    planned = await db.run(work)
    say(f"planned {planned} recipients in {time.monotonic() - begun:.1f} s")
    return made


async def send(db: Database, cipher: FieldCipher, channel: str, rate: int, seconds: float) -> None:
    """Send for a while at one rate."""
    with sink() as url:
        out = door(channel, url)
        sending = engine(db, cipher, [out], telegram=rate, whatsapp=rate)
        first = memory()
        await sending.start()
        await asyncio.sleep(seconds)
        last = memory()
        await sending.stop()
        await out.aclose()
        told = await asyncio.to_thread(tally, url)
    if told["sent"] < 2:
        say(f"{channel} at {rate}/s: nothing came")
        return
    reached = (told["sent"] - 1) / told["seconds"]
    say(
        f"{channel} at {rate}/s: {told['sent']} in {told['seconds']:.1f} s = {reached:.1f}/s,"
        f" {reached / rate:.1%}; busiest second {told['busiest']}; twice {told['twice']};"
        f" memory {first:.0f} -> {last:.0f} MB"
    )


def tally(url: str) -> dict[str, float]:
    """What the providers saw."""
    with urllib.request.urlopen(f"{url}/_tally") as answer:  # noqa: S310 - our own, http
        told: dict[str, float] = json.load(answer)
    return told


def memory() -> float:
    """Resident memory in megabytes (Linux); elsewhere the peak."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * resource.getpagesize() / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def say(line: str) -> None:
    """Print now."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """From the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--rate", type=int, nargs="+", default=[30, 80])
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--channel", choices=("telegram", "whatsapp"), default="telegram")
    parser.add_argument("--postgres", action="store_true")
    given = parser.parse_args()
    cipher = FieldCipher([bytes(range(32))])
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
                await fill(db, cipher, given.people, given.channel)
                await plan(db)
                for rate in given.rate:
                    await send(db, cipher, given.channel, rate, given.seconds)
            finally:
                await db.aclose()

        asyncio.run(whole())


if __name__ == "__main__":
    main()
