"""Running a command's coroutine: uvloop where there is one, logs set up, the end in order."""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from importlib import import_module
from importlib.util import find_spec

import structlog


def run_loop(work: Callable[[], Awaitable[None]], *, level: str = "INFO") -> None:
    """Run to the end."""
    set_up_logs(level)

    async def main() -> None:
        await work()

    # Not on every platform: asyncio's own loop does the same, more slowly.
    factory = import_module("uvloop").new_event_loop if find_spec("uvloop") else None
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(main())


def set_up_logs(level: str) -> None:
    """Structured lines on standard error; libraries from warnings on, without their details."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(message)s", force=True)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
