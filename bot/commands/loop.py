"""Running a command's coroutine: uvloop where there is one, logs set up, the end in order."""

import asyncio
from collections.abc import Awaitable, Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import structlog

from bot import logs


def run_loop(work: Callable[[], Awaitable[None]], *, level: str = "INFO") -> None:
    """Run to the end."""
    logs.set_up(level)

    async def main() -> None:
        asyncio.get_running_loop().set_exception_handler(_quiet)
        await work()

    # Not on every platform: asyncio's own loop does the same, more slowly.
    factory = import_module("uvloop").new_event_loop if find_spec("uvloop") else None
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(main())


def _quiet(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A task's forgotten error: its kind and place; a traceback may quote what somebody wrote."""
    error = context.get("exception")
    place = error.__traceback__ if error is not None else None
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_globals.get('__name__')}:{place.tb_lineno}" if place else "?"
    structlog.get_logger(__name__).error("task_failed", kind=type(error).__name__, where=where)
