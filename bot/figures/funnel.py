"""Where people are in the flows, counted without a word about who.

Rules: counted in memory and written every few seconds: a turn must neither wait for a counter nor
meet another turn at its row. A crash loses seconds of counts, nothing else. A step is a
question's key, a sub-dialogue (the village) one step, counted when it is answered first; 'mulai',
'usai' and 'batal' are a flow's begin, its end, and being given up; 'lama_N' says in which span of
time it ended. All of one flow is counted under the language and mode it began in: who asks for
another language has ended what they began.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from bot.jobs.rounds import Rounds
from bot.storage import figures
from bot.storage.db import Database
from bot.storage.figures import Passed
from handlers.dialogue.session import Frame, Session
from handlers.dialogue.turn import millis

EVERY = 5.0  # seconds
MOST = 20_000  # different counts kept while the database is away
_IGNORED = frozenset({"menu"})

BEGUN, ENDED, CANCELLED, LASTED = "mulai", "usai", "batal", "lama_"
# Up to how many minutes each span is; the last has no end.
SPANS = (2, 5, 10, 30, 60, 1440)

# The flows under way or kept as drafts: a name may be there twice, begun by two people.
Place = dict[tuple[str, int], Frame]


def place(session: Session) -> Place:
    """What is begun and not ended, as it is now: a turn changes the session itself."""
    frames = (*session.drafts.values(), *session.frames)
    return {(f.name, f.begun): replace(f, reached=list(f.reached)) for f in frames}


class Funnel:
    """Counts."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._counts: Counter[Passed] = Counter()
        self._rounds = Rounds(self.flush, every=EVERY, failure="funnel_not_written", later=True)

    def moved(
        self,
        before: Place,
        after: Session,
        ended: Sequence[Frame],
        channel: str,
        now: dt.datetime,
    ) -> None:
        """One turn: what began, what was answered, what ended (`ended`) or was given up."""
        there = place(after) | {(frame.name, frame.begun): frame for frame in ended}
        passed: list[tuple[Frame, str]] = []
        for which, frame in there.items():
            seen = before.get(which)
            if seen is None:
                passed.append((frame, BEGUN))
            known = [] if seen is None else seen.reached
            passed += [(frame, step) for step in frame.reached if step not in known]
        for frame in ended:
            passed += [(frame, ENDED), (frame, _span(frame.begun, now))]
        passed += [(frame, CANCELLED) for which, frame in before.items() if which not in there]
        if not passed or len(self._counts) > MOST:
            return
        day = figures.day_of(now)
        for frame, step in passed:
            if frame.flow not in _IGNORED:
                # A flow begun before this was kept counts as its citizen is talked to now.
                how = (frame.locale or after.locale, frame.mode or after.mode)
                self._counts[Passed(day, frame.flow, step[:40], channel, *how)] += 1

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
        self._rounds.start()

    async def stop(self) -> None:
        """Write the rest."""
        await self._rounds.stop()
        await self.flush()


def _span(begun: int, now: dt.datetime) -> str:
    minutes = (millis(now) - begun) / 60_000
    place = next((i for i, most in enumerate(SPANS) if minutes <= most), len(SPANS))
    return f"{LASTED}{place}"
