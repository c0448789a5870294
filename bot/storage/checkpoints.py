"""Moving SQLite's log into the database file, beside the writer rather than in its way.

Rules: SQLite would have the writer do it within a commit, every thousand pages: whoever waits for
that commit waits for another file's fsync too (the slowest commit in a hundred took 5 to 13 ms
with it, 2 to 7 ms without: docs/storage.md). Nothing here says what is durable: a commit is, once
the log is synced, and this only moves what the log already holds. It never waits for anybody
(PASSIVE), and what fails is tried again. A log is begun anew only when all of it is moved, which
under load it never is: by the end of a round there is more. So when it is LONG the writer is asked
to move the little that came during the round, between two commits. Left alone, SQLite would have
it move all of the last round's within a commit, at LOG_PAGES: 40 ms for all who wait.
"""

import contextlib
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

EVERY = 0.25  # seconds
# Pages of 4 KiB after a round: half a second of a thousand messages a second.
LONG = 2000
# Where SQLite helps itself, should nobody else move anything.
LOG_PAGES = 16_000


def move(driver: sqlite3.Connection) -> int:
    """Move what is in the log, as far as nobody is in the way; how long the log is, in pages."""
    _, pages, _ = driver.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    return int(pages)


class Checkpoints:
    """A thread with a connection of its own."""

    def __init__(self, path: Path, finish: Callable[[], None]) -> None:
        """Begin. The database is in its log-ahead mode already. `finish` asks the writer to
        `move` what is left, soon; it may be called from any thread."""
        self._finish = finish
        self._stopped = threading.Event()
        self._driver = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        # The log before the pages, the pages before the log may be begun anew.
        self._driver.execute("PRAGMA synchronous=FULL").close()
        self._thread = threading.Thread(target=self._rounds, name="db-checkpoints", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Move no more; before the writer closes, whose closing moves the rest."""
        self._stopped.set()
        self._thread.join()
        self._driver.close()

    def _rounds(self) -> None:
        while not self._stopped.wait(EVERY):
            with contextlib.suppress(sqlite3.Error):
                if move(self._driver) >= LONG:
                    self._finish()
