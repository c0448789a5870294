"""Peer of `bench.delivery`: Procrastinate alone, its jobs doing nothing, with as long a queue.

What it shows is the engine's own ceiling: it reads no submission, calls nobody, keeps no result,
tells no citizen.
"""

import asyncio
import contextlib
import time

import procrastinate
from procrastinate.jobs import DeleteJobCondition

from bot.storage.url import conninfo, parse

AT_ONCE = 16  # as the bot's workers
BATCH = 5_000


async def measure(url: str, queued: int, measured: int) -> float:
    """Jobs a second on an empty PostgreSQL database."""
    connector = procrastinate.PsycopgConnector(conninfo=conninfo(parse(url)), min_size=1)
    app = procrastinate.App(connector=connector)
    done = 0
    reached = asyncio.Event()

    @app.task(name="nothing")
    async def nothing(case: int) -> None:
        nonlocal done
        done += 1
        if done >= measured:
            reached.set()

    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        for first in range(0, queued, BATCH):
            last = min(queued, first + BATCH)
            await nothing.batch_defer_async(*({"case": number} for number in range(first, last)))
        # As the database does by itself after a while; without it the peer is half as fast.
        await connector.execute_query_async("ANALYZE procrastinate_jobs")
        started = time.perf_counter()
        worker = asyncio.ensure_future(
            app.run_worker_async(
                concurrency=AT_ONCE,
                install_signal_handlers=False,
                delete_jobs=DeleteJobCondition.SUCCESSFUL,
            )
        )
        await reached.wait()
        seconds = time.perf_counter() - started
        worker.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await worker
    return measured / seconds
