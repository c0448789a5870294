"""Procrastinate's tables, kept in step with the installed release.

Rules: its releases bring SQL files and keep no record of which a database has, so we do. A new
database gets the whole schema at once; an older one gets the files it lacks, in order. The record
is Procrastinate's business and no table of ours: migrations know nothing of it.
"""

from importlib import resources

from procrastinate.schema import SchemaManager
from psycopg import Connection as Driver
from sqlalchemy import Connection, inspect, text

_RECORD = "procrastinate_applied"

# Fetching a job looks for earlier jobs of its key. No index of Procrastinate begins with the key,
# and on a table that PostgreSQL has not analysed yet the planner reads all of it for each row: with
# 3,000 jobs queued it fetched 5 a second. With the index, and only the plans that use it, 2,000 a
# second at 3,000 and at 100,000, analysed or not.
_TUNING = """
CREATE INDEX IF NOT EXISTS bansos_jobs_by_lock ON procrastinate_jobs (lock)
  WHERE status IN ('todo', 'doing');
-- Its own procrastinate_fetch_job_v2, for as many jobs as a worker has room for (bot.jobs.batches).
CREATE OR REPLACE FUNCTION bansos_fetch_jobs(queues varchar[], worker bigint, most integer)
RETURNS SETOF procrastinate_jobs
LANGUAGE sql
AS $$
  WITH candidate AS (
    SELECT jobs.id
    FROM procrastinate_jobs AS jobs
    WHERE NOT EXISTS (
        SELECT 1
        FROM procrastinate_jobs AS other
        WHERE jobs.lock IS NOT NULL
          AND other.lock = jobs.lock
          AND other.status IN ('todo', 'doing')
          AND (
            other.status = 'doing'
            OR other.priority > jobs.priority
            OR (other.priority = jobs.priority AND other.id < jobs.id)
          )
      )
      AND jobs.status = 'todo'
      AND jobs.queue_name = ANY (queues)
      AND (jobs.scheduled_at IS NULL OR jobs.scheduled_at <= now())
    ORDER BY jobs.priority DESC, jobs.id ASC
    LIMIT most
    FOR UPDATE OF jobs SKIP LOCKED
  )
  UPDATE procrastinate_jobs
  SET status = 'doing', worker_id = worker
  FROM candidate
  WHERE procrastinate_jobs.id = candidate.id
  RETURNING procrastinate_jobs.*
$$;
DO $$
DECLARE
  found regprocedure;
  plan text;
BEGIN
  FOR found IN SELECT oid::regprocedure FROM pg_proc WHERE proname LIKE 'procrastinate_fetch_job%'
    OR proname = 'bansos_fetch_jobs'
  LOOP
    FOREACH plan IN ARRAY ARRAY['seqscan', 'bitmapscan', 'hashjoin', 'mergejoin', 'sort']
    LOOP
      EXECUTE format('ALTER FUNCTION %s SET enable_%s TO off', found, plan);
    END LOOP;
  END LOOP;
END
$$;
"""


def ensure(connection: Connection) -> None:
    """Apply what the installed Procrastinate has and this PostgreSQL database has not."""
    folder = resources.files("procrastinate") / "sql" / "migrations"
    files = sorted(item.name for item in folder.iterdir() if item.name.endswith(".sql"))
    if inspect(connection).has_table(_RECORD):
        known = set(connection.execute(text(f"SELECT name FROM {_RECORD}")).scalars())  # noqa: S608
        missing = [name for name in files if name not in known]
        for name in missing:
            _script(connection, (folder / name).read_text(encoding="utf-8"))
    else:
        connection.execute(text(f"CREATE TABLE {_RECORD} (name text PRIMARY KEY)"))
        _script(connection, SchemaManager.get_schema())
        missing = files
    _script(connection, _TUNING)
    if missing:
        connection.execute(
            text(f"INSERT INTO {_RECORD} VALUES (:name)"),  # noqa: S608
            [{"name": name} for name in missing],
        )


def _script(connection: Connection, sql: str) -> None:
    driver = connection.connection.driver_connection
    assert isinstance(driver, Driver)  # noqa: S101 - what the PostgreSQL dialect here connects with
    # Without parameters psycopg sends the text as it is: several statements, % signs and all.
    driver.execute(sql.encode())
