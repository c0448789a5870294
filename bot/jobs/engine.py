"""Durable work behind one port: what is enqueued with a transaction happens, at least once.

Rules: `enqueue` joins the caller's transaction, so a rolled-back turn enqueues nothing. Jobs that
share a key run one at a time, in the order they were enqueued; a job that must wait holds its
key. A job's arguments are ids and codes, never personal data. A handler must be safe to repeat.
"""

import datetime as dt
import random
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from sqlalchemy import Connection

Arguments = dict[str, int | str]
Handler = Callable[[Arguments], Awaitable[None]]


class RetryLater(Exception):
    """The job could not be done now. `code` says why (safe to log); `seconds` is a wait somebody
    asked for (Retry-After), else the policy decides."""

    def __init__(self, code: str, seconds: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.seconds = seconds


class GiveUp(Exception):
    """The job will never succeed as it is: keep it for staff. `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class JobEngine(Protocol):
    """An engine for durable work."""

    def enqueue(
        self,
        conn: Connection,
        name: str,
        arguments: Arguments,
        *,
        key: str,
        run_at: dt.datetime | None = None,
    ) -> None:
        """Have `name`'s handler called with `arguments`, once this transaction commits."""
        ...

    def wake(self) -> None:
        """Something was just committed: look now rather than at the next round."""
        ...

    async def start(self, handlers: Mapping[str, Handler]) -> None:
        """Begin to run jobs."""
        ...

    async def stop(self) -> None:
        """Let running jobs end, then run no more."""
        ...


FIRST_WAIT = 2.0  # seconds before the second try
LONGEST_WAIT = 2 * 3600.0  # an outage of a day is met a dozen times, not a thousand


def wait_before(attempt: int, chance: Callable[[], float] = random.random) -> float:
    """Seconds before try `attempt` + 1: exponential, with full jitter above the half."""
    most = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(attempt - 1, 30))
    return most * (0.5 + 0.5 * chance())
