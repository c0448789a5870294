"""Logs: one JSON object a line on standard error, with nothing personal in it.

Rules: our own lines and those of libraries take the same way out, through `bot.privacy.redaction`.
Of an exception only its kind and its place in our code is told (`fault`), never its text: a driver
or a parser likes to quote what it was given.
"""

import logging
import os
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, TextIO

import structlog
from structlog.typing import Processor

from bot.privacy.redaction import redact_event

_ROOT = f"{Path(__file__).parents[1]}{os.sep}"
_OURS = tuple(f"{_ROOT}{name}{os.sep}" for name in ("bot", "handlers", "backend_client", "i18n"))
# Chatty or indiscreet at INFO: they write request addresses, which may hold tokens.
_QUIET = ("httpx", "httpcore", "telegram", "twilio", "aiohttp", "procrastinate", "alembic", "PIL")


def set_up(level: str = "INFO", *, stream: TextIO | None = None) -> None:
    """Send every line to `stream` (standard error). `level` is ours; libraries from WARNING on."""
    out = stream or sys.stderr
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        exception_kind,
        redact_event,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(file=out),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(_Libraries())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # The server tells nothing of requests: their addresses are counted, not written down.
    logging.getLogger("uvicorn.access").disabled = True
    logging.captureWarnings(True)


def exception_kind(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """For structlog: an exception becomes its kind and its place."""
    found = event.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event.update(fault(error))
    return event


def fault(error: BaseException) -> dict[str, str]:
    """What a line may tell of an exception: its kind, with that of its cause in brackets, and the
    last line of our code that it came through ('bot/turn.py:245')."""
    cause = error.__cause__
    kind = type(error).__name__
    told = {"kind": kind if cause is None else f"{kind}({type(cause).__name__})"}
    for frame, line in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename.startswith(_OURS):
            told["where"] = f"{frame.f_code.co_filename.removeprefix(_ROOT)}:{line}"
    return told


class _Libraries(logging.Formatter):
    """A library's line as one of ours: its template, never its arguments' values untreated."""

    def format(self, record: logging.LogRecord) -> str:
        """One JSON object."""
        event: MutableMapping[str, Any] = {
            "event": record.getMessage(),
            "logger": record.name,
            "level": record.levelname.lower(),
        }
        if record.exc_info:
            event["exc_info"] = record.exc_info
        logger: Any = None
        event = structlog.processors.TimeStamper(fmt="iso", utc=True)(logger, "", event)
        line = structlog.processors.JSONRenderer()(
            logger, "", redact_event(logger, "", exception_kind(logger, "", event))
        )
        return line if isinstance(line, str) else line.decode()
