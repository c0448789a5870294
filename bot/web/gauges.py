"""`GET /metrics`: what this process counts, and what waits in the database it shares.

Rules: a database that is away takes its gauges with it, never the page: what the process counted is
most wanted then. Every web process tells the same gauges; take the largest, not the sum.
"""

import asyncio
import datetime as dt
from typing import Any, Protocol

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from starlette.requests import Request
from starlette.responses import Response

from bot.logs import fault
from bot.storage import queues

PATIENCE = 2.0  # seconds for the database; Prometheus waits ten
_log = structlog.get_logger(__name__)


class Reads(Protocol):
    """The part of a database that this page and the health check need."""

    async def read(self, work: Any) -> Any:
        """Run without writing."""
        ...


class Metrics:
    """The page."""

    def __init__(self, db: Reads) -> None:
        self._db = db

    async def answer(self, _: Request) -> Response:
        """Everything, in Prometheus' text format."""
        waiting = b""
        try:
            async with asyncio.timeout(PATIENCE):
                now = dt.datetime.now(dt.UTC)
                found = await self._db.read(lambda conn: queues.look(conn, now))
            waiting = _told(found)
        except Exception as error:
            _log.warning("gauges_not_read", **fault(error))
        return Response(generate_latest() + waiting, headers={"content-type": CONTENT_TYPE_LATEST})


def _told(found: queues.Queues) -> bytes:
    """In a registry of their own: what could not be read must be absent, not stale."""
    registry = CollectorRegistry()

    def gauge(name: str, text: str, value: float) -> None:
        Gauge(name, text, registry=registry).set(value)

    gauge("bansos_outbox_waiting", "Messages due that wait to be sent", found.outbox)
    gauge("bansos_waiting_for_human", "Conversations that ask for a person", found.humans)
    gauge("bansos_broadcasts_running", "Broadcasts that are being sent", found.broadcasts)
    gauge("bansos_dtks_circuit_open", "1 while DTKS is not asked", found.circuit_open)
    gauge(
        "bansos_oldest_undelivered_seconds",
        "Age of the oldest submission that DTKS does not have",
        found.oldest,
    )
    states = Gauge(
        "bansos_submissions_undelivered",
        "Submissions that DTKS does not have, by state",
        ["state"],
        registry=registry,
    )
    for state, count in found.submissions.items():
        states.labels(state).set(count)
    return generate_latest(registry)
