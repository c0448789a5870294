"""The engine on PostgreSQL: Procrastinate, for any number of workers on any number of machines.

Rules: `enqueue` calls Procrastinate's own SQL function on the caller's connection, so the job
joins that transaction. A job's key is Procrastinate's lock: jobs of one key run one at a time, in
the order of their ids. A worker whose heart stops is found by the others, and what it ran is ready
again (measured: within 15 s); so is what a worker that lives on could not record the end of.
Nothing of an exception but its kind reaches a log: Procrastinate would write its text.
"""

import asyncio
import contextlib
import datetime as dt
import json
import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

import procrastinate
import structlog
from procrastinate import RetryDecision
from procrastinate.exceptions import ConnectorException, ProcrastinateException
from procrastinate.job_context import JobContext
from procrastinate.jobs import DeleteJobCondition, Job
from procrastinate.worker import Worker
from sqlalchemy import Connection, text

from bot.jobs.batches import Batches
from bot.jobs.engine import Arguments, GiveUp, Handler, RetryLater, wait_before
from bot.logs import fault
from bot.storage.url import conninfo, parse

_log = structlog.get_logger(__name__)
# Its worker logs each job's failure with the traceback's text, which may quote what a handler had.
logging.getLogger("procrastinate").setLevel(logging.CRITICAL)

QUEUE = "default"
MOST_AT_ONCE = 16
EVERY = 2.0  # seconds between looks, when no notification comes
HEARTBEAT = 3.0  # seconds
DEAD_AFTER = 10.0  # seconds without a heartbeat: three missed
STOP_WITHIN = 30.0  # seconds that running jobs get to end; what is cut off is repeated later

_DEFER = text(
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW("
    "CAST(:queue AS varchar), CAST(:name AS varchar), 0, CAST(:key AS text), NULL,"
    " CAST(:args AS jsonb), CAST(:run_at AS timestamptz)"
    ")::procrastinate_job_to_defer_v1])"
)


class _Again(Exception):
    """A try failed; `seconds` until the next."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


class _Dead(Exception):
    """No more tries: the job stays in Procrastinate's table as failed."""


class _Policy(procrastinate.BaseRetryStrategy):
    """What `_run` decided."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again; None: never."""
        if isinstance(exception, _Again):
            after = dt.timedelta(seconds=exception.seconds)
            return RetryDecision(retry_at=dt.datetime.now(dt.UTC) + after)
        return None


class _Worker(Worker):
    """Looks for more as soon as a job ends, since that may free the next one of its key.

    Procrastinate 3.10 itself looks only when something is inserted, and every few seconds:
    12 jobs of one key took it 16 s. `_process_job` and `_new_job_event` are its own; the
    contract suite would notice their going.
    """

    def __init__(self, app: procrastinate.App, batches: Batches, **options: Any) -> None:
        super().__init__(app, **options)
        self._batches = batches

    async def _process_job(self, context: JobContext) -> None:
        try:
            await super()._process_job(context)
        finally:
            self._batches.ran(context.job.id)
            self._new_job_event.set()


class SharedJobs:
    """Jobs shared by every process on one PostgreSQL."""

    def __init__(self, url: str) -> None:
        self._conninfo = conninfo(parse(url))
        self._tasks: list[asyncio.Task[None]] = []

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
        conn.execute(
            _DEFER,
            {
                "queue": QUEUE,
                "name": name,
                "key": key,
                "args": json.dumps(arguments),
                "run_at": run_at,
            },
        )

    def wake(self) -> None:
        """Nothing to do: PostgreSQL notifies every worker of what was committed."""

    async def start(self, handlers: Mapping[str, Handler]) -> None:
        """Work beside all other workers. Raises ConnectorException without a database."""
        app = procrastinate.App(
            connector=procrastinate.PsycopgConnector(
                conninfo=self._conninfo, min_size=1, max_size=6
            )
        )
        for name, handler in handlers.items():
            app.task(name=name, queue=QUEUE, pass_context=True, retry=_Policy())(
                partial(_run, name, handler)
            )
        batches = Batches(app.connector, MOST_AT_ONCE)
        app.job_manager = batches
        await app.open_async()
        self._app = app
        self._tasks = [
            asyncio.create_task(self._work(app, batches), name="jobs"),
            asyncio.create_task(self._rescue(batches), name="jobs-rescue"),
        ]

    async def stop(self) -> None:
        """Let running jobs end, then run no more."""
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        if tasks:
            await self._app.close_async()

    async def _work(self, app: procrastinate.App, batches: Batches) -> None:
        while True:
            try:
                await self._serve(app, batches)
                return
            except Exception as error:
                # The database went away: come back when it does.
                _log.error("jobs_worker_failed", **fault(error))
                await asyncio.sleep(EVERY)

    async def _serve(self, app: procrastinate.App, batches: Batches) -> None:
        worker = _Worker(
            app,
            batches,
            queues=[QUEUE],
            concurrency=MOST_AT_ONCE,
            fetch_job_polling_interval=EVERY,
            abort_job_polling_interval=60.0,
            shutdown_graceful_timeout=STOP_WITHIN,
            delete_jobs=DeleteJobCondition.SUCCESSFUL,
            install_signal_handlers=False,
            update_heartbeat_interval=HEARTBEAT,
            stalled_worker_timeout=DEAD_AFTER,
        )
        try:
            await worker.run()  # type: ignore[no-untyped-call]  # theirs has no annotations
        finally:
            # What cannot be given back is found by the rescue, as a dead worker's.
            with contextlib.suppress(ConnectorException):
                await batches.give_back()

    async def _rescue(self, jobs: Batches) -> None:
        while True:
            try:
                for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER):
                    with contextlib.suppress(ProcrastinateException):  # another was faster
                        await jobs.retry_job(job, retry_at=dt.datetime.now(dt.UTC))
                        _log.warning("job_rescued", name=job.task_name)
                if count := await jobs.orphans():
                    _log.warning("jobs_given_back", count=count)
            except ConnectorException as error:
                _log.error("jobs_rescue_failed", **fault(error))
            await asyncio.sleep(HEARTBEAT)


async def _run(
    name: str, handler: Handler, context: procrastinate.JobContext, **arguments: Any
) -> None:
    attempt = context.job.attempts + 1
    try:
        await handler(arguments)
    except GiveUp as error:
        _log.error("job_dead", name=name, code=error.code)
        raise _Dead from None
    except RetryLater as error:
        raise _Again(error.seconds if error.seconds is not None else wait_before(attempt)) from None
    except Exception as error:
        _log.error("job_failed", name=name, **fault(error))
        raise _Again(wait_before(attempt)) from None
