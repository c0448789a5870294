"""The embedded engine: one process, one table of its SQLite database.

Rules: small because it can be. One process owns the file, so there are no leases: what was
running at a crash is ready again at the start. Jobs of one key run one at a time, oldest first.
How a job ended is written until it is kept: a full disk must not leave it running for ever.
"""

import asyncio
import contextlib
import datetime as dt
import json
from collections.abc import Callable, Mapping
from functools import partial

import sqlalchemy as sa
import structlog
from sqlalchemy import Connection

from bot.jobs.engine import Arguments, GiveUp, Handler, RetryLater, wait_before
from bot.logs import fault
from bot.storage.db import Database
from bot.storage.statement import Statement, named
from bot.storage.tables import job
from handlers.dialogue.turn import millis

_log = structlog.get_logger(__name__)
MOST_AT_ONCE = 16
EVERY = 1.0  # seconds between looks, when nobody wakes us

_ADD = Statement(
    sa.insert(job).values(**named("queue", "name", "key", "args", "state", "run_at", "created_at"))
)
_earlier = job.alias()
_DUE = Statement(
    sa.select(job.c.id, job.c.name, job.c.args, job.c.attempts)
    .where(
        job.c.state == "ready",
        job.c.run_at <= sa.bindparam("now"),
        ~sa.exists().where(
            _earlier.c.key == job.c.key, _earlier.c.id < job.c.id, _earlier.c.state != "dead"
        ),
    )
    .order_by(job.c.run_at, job.c.id)
    .limit(sa.bindparam("most"))
)
_RUN = Statement(
    sa.update(job)
    .where(job.c.id == sa.bindparam("b_id"))
    .values(state="running", attempts=job.c.attempts + 1)
)
_DONE = Statement(sa.delete(job).where(job.c.id == sa.bindparam("b_id")))
_AGAIN = Statement(
    sa.update(job)
    .where(job.c.id == sa.bindparam("b_id"))
    .values(state="ready", run_at=sa.bindparam("b_run_at"), last_error=sa.bindparam("b_error"))
)
_DEAD = Statement(
    sa.update(job)
    .where(job.c.id == sa.bindparam("b_id"))
    .values(state="dead", last_error=sa.bindparam("b_error"))
)
_REVIVE = Statement(sa.update(job).where(job.c.state == "running").values(state="ready"))


class EmbeddedJobs:
    """Jobs in the process that serves. `last`: seconds a running one has to end at the end."""

    def __init__(self, db: Database, now: Callable[[], dt.datetime], *, last: float = 5.0) -> None:
        self._last = last
        self._db = db
        self._now = now
        self._woken = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()
        self._loop: asyncio.Task[None] | None = None
        self._handlers: Mapping[str, Handler] = {}

    def enqueue(
        self,
        conn: Connection,
        name: str,
        arguments: Arguments,
        *,
        key: str,
        run_at: dt.datetime | None = None,
    ) -> None:
        """Add a job, in the caller's transaction."""
        now = self._now()
        _ADD.run(
            conn,
            queue="default",
            name=name,
            key=key,
            args=json.dumps(arguments),
            state="ready",
            run_at=millis(run_at or now),
            created_at=millis(now),
        )

    def wake(self) -> None:
        """Look now."""
        self._woken.set()

    async def start(self, handlers: Mapping[str, Handler]) -> None:
        """Take up what a crash left, and go on."""
        self._handlers = handlers
        await self._db.run(_REVIVE.run)
        self._loop = asyncio.ensure_future(self._rounds())

    async def stop(self) -> None:
        """Let running jobs end; one that takes too long is ready again at the next start."""
        if self._loop is not None:
            self._loop.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._loop
            self._loop = None
        if self._running:
            _, late = await asyncio.wait(set(self._running), timeout=self._last)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late)

    async def _rounds(self) -> None:
        while True:
            try:
                while await self._round():
                    pass
            except Exception as error:
                _log.error("jobs_round_failed", **fault(error))
            # Not `wait_for`: until Python 3.12 it swallows a cancellation that meets a wake-up.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(EVERY):
                    await self._woken.wait()
            self._woken.clear()

    async def _round(self) -> bool:
        """Start what is due; True when there may be more at once."""
        room = MOST_AT_ONCE - len(self._running)
        if room <= 0:
            await asyncio.wait(set(self._running), return_when=asyncio.FIRST_COMPLETED)
            return True
        claimed = await self._db.run(partial(_claim, now=millis(self._now()), most=room))
        for job_id, name, arguments, attempts in claimed:
            task = asyncio.ensure_future(self._one(job_id, name, arguments, attempts))
            self._running.add(task)
            task.add_done_callback(self._ended)
        return len(claimed) == room

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._running.discard(task)
        self._woken.set()  # the next of its key may go

    async def _one(self, job_id: int, name: str, arguments: Arguments, attempt: int) -> None:
        handler = self._handlers.get(name)
        try:
            if handler is None:
                raise GiveUp("no_handler")
            await handler(arguments)
        except GiveUp as error:
            _log.error("job_dead", name=name, code=error.code)
            await self._keep(partial(_DEAD.run, b_id=job_id, b_error=error.code))
        except RetryLater as error:
            wait = error.seconds if error.seconds is not None else wait_before(attempt)
            await self._again(job_id, wait, error.code)
        except Exception as error:
            _log.error("job_failed", name=name, **fault(error))
            await self._again(job_id, wait_before(attempt), type(error).__name__)
        else:
            await self._keep(partial(_DONE.run, b_id=job_id))

    async def _again(self, job_id: int, wait: float, code: str) -> None:
        run_at = millis(self._now()) + int(wait * 1000)
        await self._keep(partial(_AGAIN.run, b_id=job_id, b_run_at=run_at, b_error=code))

    async def _keep(self, ending: Callable[[Connection], int]) -> None:
        while True:
            try:
                await self._db.run(ending)
                return
            except Exception as error:
                _log.error("job_end_not_kept", **fault(error))
            if self._loop is None:
                return  # stopping: ready again at the next start
            await asyncio.sleep(EVERY)


def _claim(conn: Connection, *, now: int, most: int) -> list[tuple[int, str, Arguments, int]]:
    claimed = []
    for job_id, name, arguments, attempts in _DUE.all(conn, now=now, most=most):
        _RUN.run(conn, b_id=job_id)
        claimed.append((job_id, name, json.loads(arguments), attempts + 1))
    return claimed
