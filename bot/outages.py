"""An outage in the log: when it begins, where its kind changes, when it is over.

Rules: of work that is tried again and again; a database that is away for an hour fills no log.
"""

import structlog

from bot.logs import fault

_log = structlog.get_logger(__name__)


class Outage:
    """One kind of work. `failure` is the log's event; `facts` go into every line."""

    def __init__(self, failure: str, **facts: str) -> None:
        self._failure = failure
        self._facts = facts
        self._told: set[str] = set()
        self._failed = 0

    def failed(self, error: BaseException) -> None:
        """A try failed; told where this outage has not told that kind."""
        self._failed += 1
        what = fault(error)
        if what["kind"] not in self._told:
            self._told.add(what["kind"])
            _log.error(self._failure, **self._facts, **what)

    def works(self) -> None:
        """A try did not fail."""
        if self._failed:
            _log.info("works_again", after=self._failure, failed=self._failed, **self._facts)
        self._failed = 0
        self._told.clear()
