"""Where people are in the flows, counted without a word about who.

Rules: counted in memory and written every few seconds: a turn must neither wait for a counter nor
meet another turn at its row. A crash loses seconds of counts, nothing else. A step is a
question's key; 'mulai' and 'usai' are a flow's begin and end.
"""

import asyncio
import contextlib
import datetime as dt
from collections import Counter

import structlog

from bot.storage import figures
from bot.storage.db import Database
from bot.storage.figures import Passed
from handlers.dialogue.session import Session

_log = structlog.get_logger(__name__)
EVERY = 5.0  # seconds
MOST = 20_000  # different counts kept while the database is away
_IGNORED = frozenset({"menu"})

Place = dict[str, frozenset[str]]


def place(session: Session) -> Place:
    """The flows under way and what is answered in each."""
    return {frame.flow: frozenset(frame.answers) for frame in session.frames}


class Funnel:
    """Counts."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._counts: Counter[Passed] = Counter()
        self._task: asyncio.Task[None] | None = None

    def moved(self, before: Place, after: Session, channel: str, now: dt.datetime) -> None:
        """One turn: what began, what was answered, what ended."""
        there = place(after)
        passed = []
        for flow, keys in there.items():
            if flow not in before:
                passed.append((flow, "mulai"))
            passed += [(flow, key) for key in keys - before.get(flow, frozenset())]
        drafts = {frame.flow for frame in after.drafts.values()}
        passed += [(f, "usai") for f in before if f not in there and f not in drafts]
        if not passed or len(self._counts) > MOST:
            return
        day = now.date().isoformat()
        for flow, step in passed:
            if flow not in _IGNORED:
                key = step.partition(".")[0][:40]
                self._counts[Passed(day, flow, key, channel, after.locale, after.mode)] += 1

    async def flush(self) -> None:
        """Write what was counted."""
        counts, self._counts = self._counts, Counter()
        if not counts:
            return
        try:
            await self._db.run(lambda conn: figures.add(conn, counts))
        except Exception:
            self._counts.update(counts)
            raise

    def start(self) -> None:
        """Write now and then."""
        self._task = asyncio.ensure_future(self._rounds())

    async def stop(self) -> None:
        """Write the rest."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        await self.flush()

    async def _rounds(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self.flush()
            except Exception as error:
                _log.error("funnel_not_written", kind=type(error).__name__)
