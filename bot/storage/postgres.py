"""The shared database: many processes on many machines, a transaction a unit of work.

Rules: psycopg 3 through SQLAlchemy's async engine (asyncpg's dialect begins lazily: ENGINE.md,
rule 7). A unit that PostgreSQL aborts as a serialization failure or deadlock runs again, and one
whose connection turns out dead before its commit does so once; a lost commit is never repeated
blindly, since it may have happened.
"""

import asyncio
import random
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import URL, Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

T = TypeVar("T")

_TRIES = 6  # such failures pass in milliseconds; more tries than this would hide a bug
_PASSING = frozenset({"40001", "40P01"})  # serialization_failure, deadlock_detected
_PAUSE = 0.01  # seconds, doubled each time, with full jitter


class PostgresDatabase:
    """Units of work on PostgreSQL."""

    dialect = "postgresql"

    def __init__(self, url: URL, *, pool: int = 8) -> None:
        """`pool` connections at most: with the jobs' six, seven processes fit into PostgreSQL's
        default of 100."""
        self._url = url
        self._engine = create_async_engine(
            url, pool_size=pool, max_overflow=0, pool_recycle=1800, pool_use_lifo=True
        )

    @property
    def url(self) -> str:
        """The address; it may hold a password."""
        return self._url.render_as_string(hide_password=False)

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run in a transaction of its own, again when PostgreSQL says that this may help."""
        attempt = 0
        while True:
            attempt += 1
            committing = False
            try:
                async with self._engine.connect() as connection:
                    result = await connection.run_sync(work)
                    committing = True
                    await connection.commit()
                    return result
            except DBAPIError as error:
                dead = error.connection_invalidated and not committing and attempt == 1
                passing = getattr(error.orig, "sqlstate", None) in _PASSING
                if attempt == _TRIES or not (dead or passing):
                    raise
            await asyncio.sleep(random.uniform(0, _PAUSE * 2**attempt))  # noqa: S311 - jitter

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run on the same pool; whatever it wrote is rolled back."""
        for last in (False, True):
            try:
                async with self._engine.connect() as connection:
                    return await connection.run_sync(work)
            except DBAPIError as error:
                if last or not error.connection_invalidated:
                    raise
        raise AssertionError("unreachable")

    async def aclose(self) -> None:
        """Close the pool."""
        await self._engine.dispose()
