"""Moving SQLite's log into the database file, beside the writer rather than in its way.

Rules: SQLite would have the writer do it within a commit, every thousand pages: whoever waits for
that commit waits for another file's fsync too (the slowest commit in a hundred took 5 to 13 ms
with it, 2 to 7 ms without: docs/storage.md). Nothing here says what is durable: a commit is, once
the log is synced, and this only moves what the log already holds. It never waits for anybody
(PASSIVE), and what fails is tried again; once the log is LOG_PAGES long the writer helps.
"""

import contextlib
import sqlite3
import threading
from pathlib import Path

EVERY = 0.25  # seconds
# At 4 KiB a page, 16 MiB. The writer starts the log anew only after it moved the last page of it
# itself or finds it moved, which under load happens at this length and leaves it little to do.
LOG_PAGES = 4000


class Checkpoints:
    """A thread with a connection of its own."""

    def __init__(self, path: Path) -> None:
        """Begin. The database is in its log-ahead mode already."""
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
                self._driver.execute("PRAGMA wal_checkpoint(PASSIVE)").close()
