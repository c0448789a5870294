"""`bansos work`: a worker of its own, beside any number of web processes and other workers."""

import asyncio
import contextlib
import signal

from bot.commands.console import Failure, err
from bot.commands.loop import run_loop
from bot.commands.serving import opened
from bot.commands.settings import read_settings


def run() -> None:
    """Do what must happen although nobody writes: retries, reminders, deliveries (PostgreSQL)."""
    settings = read_settings()
    if settings.embedded:
        raise Failure(
            "a separate worker needs PostgreSQL (BANSOS_DATABASE_URL);"
            " on SQLite `bansos serve` does its work"
        )

    async def work() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for sig in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError):  # Windows: no handlers in its loop
                loop.add_signal_handler(sig, stop.set)
        async with opened(settings) as service:
            await service.start()
            err.print("working")
            await stop.wait()

    run_loop(work, level=settings.log_level, traces=settings.otlp_endpoint)
