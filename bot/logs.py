"""Logs: one JSON object a line on standard error, with nothing personal in it.

Rules: our own lines and those of libraries take the same way out, through `bot.privacy.redaction`.
Of an exception only its kind and where it was raised is told, never its text: a driver or a parser
likes to quote what it was given.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog
from structlog.typing import Processor

from bot.privacy.redaction import redact_event

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
        event["kind"] = type(error).__name__
        event["where"] = _place(error)
    return event


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].name}:{frames[-1].lineno}" if frames else ""


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
