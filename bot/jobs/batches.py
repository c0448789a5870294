"""Procrastinate's jobs claimed and ended many at a time.

Rules: a claim keeps Procrastinate's own conditions (bot.storage.procrastinate_schema has the
function), so the order within a key and what another worker holds are as there; only as many are
claimed as run at once, so none waits here while another worker is idle. Jobs end through
its own function, in one transaction for all that ended meanwhile: one by one, claiming and ending
cost more than a delivery itself (docs/delivery.md). A database that goes away in the middle may
leave jobs marked as running that nobody runs, while the worker's heart beats on: `orphans` gives
those back too.
"""

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence
from typing import Any

from procrastinate.exceptions import ProcrastinateException
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

_CLAIM = "SELECT * FROM bansos_fetch_jobs(%(queues)s::varchar[], %(worker_id)s, %(most)s)"
_END = """
SELECT procrastinate_finish_job_v1(ended.id, ended.status::procrastinate_job_status, ended.gone)
FROM unnest(%(ids)s::bigint[], %(statuses)s::text[], %(gone)s::boolean[])
    AS ended (id, status, gone)
ORDER BY ended.id
"""
_GIVE_BACK = """
UPDATE procrastinate_jobs SET status = 'todo', worker_id = NULL
WHERE id = ANY(%(ids)s::bigint[]) AND status = 'doing'
"""
_ORPHANS = """
UPDATE procrastinate_jobs SET status = 'todo', worker_id = NULL
WHERE worker_id = %(worker_id)s AND status = 'doing' AND id <> ALL(%(held)s::bigint[])
RETURNING id
"""
_Ended = tuple[int, str, bool, "asyncio.Future[None]"]


class Batches(JobManager):
    """A job manager for one worker that runs `at_once` jobs."""

    def __init__(self, connector: Any, at_once: int) -> None:
        super().__init__(connector)
        self._at_once = at_once
        self._claimed: deque[Job] = deque()
        self._held: set[int] = set()  # claimed or running here
        self._worker: int | None = None
        self._claiming = asyncio.Lock()
        self._ended: list[_Ended] = []
        self._ending: asyncio.Task[None] | None = None

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        """The next job, of those claimed for the places that are free."""
        if not self._claimed:
            async with self._claiming:
                self._worker = worker_id
                rows = await self.connector.execute_query_all_async(
                    query=_CLAIM,
                    queues=list(queues or ()),
                    worker_id=worker_id,
                    most=max(self._at_once - len(self._held), 1),
                )
                found = [Job.from_row(row) for row in rows]
                self._held.update(job.id for job in found if job.id is not None)
                self._claimed.extend(sorted(found, key=lambda job: (-job.priority, job.id or 0)))
        return self._claimed.popleft() if self._claimed else None

    def ran(self, job_id: int | None) -> None:
        """A job's place is free."""
        if job_id is not None:
            self._held.discard(job_id)

    async def orphans(self) -> int:
        """Give back what this worker is said to run and does not; how many. Not while claiming:
        what was just claimed is not known here yet."""
        if self._worker is None:
            return 0
        async with self._claiming:
            found = await self.connector.execute_query_all_async(
                query=_ORPHANS, worker_id=self._worker, held=list(self._held)
            )
        return len(found)

    async def finish_job_by_id_async(self, job_id: int, status: Status, delete_job: bool) -> None:
        """End a job, with whatever else ends now."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._ended.append((job_id, status.value, delete_job, done))
        if self._ending is None or self._ending.done():
            self._ending = asyncio.ensure_future(self._end_all())
        await done

    async def give_back(self) -> None:
        """What was claimed and never begun is anybody's; for the end of a worker."""
        left = [job.id for job in self._claimed]
        self._claimed.clear()
        self._held.difference_update(left)
        if left:
            await self.connector.execute_query_async(query=_GIVE_BACK, ids=left)

    async def _end_all(self) -> None:
        while self._ended:
            batch, self._ended = self._ended, []
            try:
                await self._end(batch)
            except ProcrastinateException:
                # One of them is no more ours (its worker looked dead): the others end all the same.
                for one in batch:
                    await self._end_one(one)

    async def _end_one(self, one: _Ended) -> None:
        try:
            await self._end([one])
        except ProcrastinateException as error:
            if not one[3].done():
                one[3].set_exception(error)

    async def _end(self, batch: Sequence[_Ended]) -> None:
        await self.connector.execute_query_async(
            query=_END,
            ids=[one[0] for one in batch],
            statuses=[one[1] for one in batch],
            gone=[one[2] for one in batch],
        )
        for one in batch:
            if not one[3].done():
                one[3].set_result(None)
