"""Where people are in the flows, counted without a word about who.

Rules: counted in memory and written every few seconds: a turn must neither wait for a counter nor
meet another turn at its row. A crash loses seconds of counts, nothing else. A step is a
question's key; 'mulai', 'usai' and 'batal' are a flow's begin, its end, and being given up;
'lama_N' says in which span of time it ended.
"""

import asyncio
import contextlib
import datetime as dt
from collections import Counter
from collections.abc import Collection

import structlog

from bot.storage import figures
from bot.storage.db import Database
from bot.storage.figures import Passed
from handlers.dialogue.session import Session
from handlers.dialogue.turn import millis

_log = structlog.get_logger(__name__)
EVERY = 5.0  # seconds
MOST = 20_000  # different counts kept while the database is away
_IGNORED = frozenset({"menu"})

BEGUN, ENDED, CANCELLED, LASTED = "mulai", "usai", "batal", "lama_"
# Up to how many minutes each span is; the last has no end.
SPANS = (2, 5, 10, 30, 60, 1440)

# Of each flow under way or kept as a draft, by name: when it began (UTC milliseconds), and what
# is answered.
Place = dict[str, tuple[int, frozenset[str]]]


def place(session: Session) -> Place:
    """What is begun and not ended."""
    frames = (*session.drafts.values(), *session.frames)
    return {frame.name: (frame.begun, frozenset(frame.answers)) for frame in frames}


class Funnel:
    """Counts."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._counts: Counter[Passed] = Counter()
        self._task: asyncio.Task[None] | None = None

    def moved(
        self,
        before: Place,
        after: Session,
        finished: Collection[str],
        channel: str,
        now: dt.datetime,
    ) -> None:
        """One turn: what began, what was answered, what ended (`finished`) or was given up."""
        there = place(after)
        passed: list[tuple[str, str]] = []
        for name, (begun, keys) in there.items():
            flow, seen = name.partition(":")[0], before.get(name)
            if seen is None or seen[0] != begun:
                passed.append((flow, BEGUN))
                seen = (begun, frozenset())
            passed += [(flow, key) for key in keys - seen[1]]
        for name, (begun, _) in before.items():
            flow = name.partition(":")[0]
            if name in there and there[name][0] == begun:
                continue
            passed += [(flow, ENDED), (flow, _span(begun, now))] if flow in finished else []
            passed += [(flow, CANCELLED)] if flow not in finished else []
        if not passed or len(self._counts) > MOST:
            return
        day = figures.day_of(now)
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


def _span(begun: int, now: dt.datetime) -> str:
    minutes = (millis(now) - begun) / 60_000
    place = next((i for i, most in enumerate(SPANS) if minutes <= most), len(SPANS))
    return f"{LASTED}{place}"
