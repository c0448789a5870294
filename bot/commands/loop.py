"""Running a command's coroutine: uvloop where there is one, logs set up, the end in order."""

import asyncio
from collections.abc import Awaitable, Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import structlog

from bot import logs
from bot.commands.console import Failure


def run_loop(work: Callable[[], Awaitable[None]], *, level: str = "INFO", traces: str = "") -> None:
    """Run to the end; spans go to the collector at `traces`, if it is given. Raises Failure."""
    logs.set_up(level)
    provider = _traced(traces) if traces else None

    async def main() -> None:
        asyncio.get_running_loop().set_exception_handler(_quiet)
        await work()

    # Not on every platform: asyncio's own loop does the same, more slowly.
    factory = import_module("uvloop").new_event_loop if find_spec("uvloop") else None
    with asyncio.Runner(loop_factory=factory) as runner:
        try:
            runner.run(main())
        finally:
            if provider is not None:
                provider.shutdown()


def _traced(endpoint: str) -> Any:
    """OpenTelemetry's packages are an extra: asked for, and not there, is a clear error."""
    if find_spec("opentelemetry.exporter") is None or find_spec("opentelemetry.sdk") is None:
        raise Failure(
            "BANSOS_OTLP_ENDPOINT is set, but OpenTelemetry is not installed:"
            " install requirements-extras.lock, or unset it"
        )
    return import_module("bot.tracing_export").set_up(endpoint)


def _quiet(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A task's forgotten error: its kind and place; a traceback may quote what somebody wrote."""
    error = context.get("exception")
    told = {} if error is None else logs.fault(error)
    structlog.get_logger(__name__).error("task_failed", **told)
