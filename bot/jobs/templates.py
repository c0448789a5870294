"""WhatsApp's templates, copied from Twilio every hour, so that what Meta decided is known here.

Rules: one process of many asks; a copy younger than `EVERY` is left alone, whoever made it. A
Twilio that does not answer, or breaks off, leaves the copy as it was.
"""

import datetime as dt
from collections.abc import Callable
from importlib import import_module

import structlog

from bot.channels.base import SendError
from bot.config import Settings
from bot.jobs.rounds import Rounds
from bot.storage import templates
from bot.storage.db import Database
from handlers.dialogue.turn import millis

_log = structlog.get_logger(__name__)
EVERY = dt.timedelta(hours=1)
LOOK = 300.0  # seconds between two looks at how old the copy is


class Copying:
    """Runs the copies; does nothing without an account at Twilio."""

    def __init__(self, db: Database, settings: Settings, now: Callable[[], dt.datetime]) -> None:
        self._db = db
        self._settings = settings
        self._now = now
        self._tried = dt.datetime.min.replace(tzinfo=dt.UTC)
        self._rounds = Rounds(self.round, every=LOOK, failure="templates_not_copied")

    @property
    def wanted(self) -> bool:
        """Is there an account?"""
        settings = self._settings
        return bool(settings.twilio_account_sid and settings.twilio_auth_token.get_secret_value())

    def start(self) -> None:
        """Copy until stopped."""
        if self.wanted:
            self._rounds.start()

    async def stop(self) -> None:
        """No more."""
        await self._rounds.stop()

    async def round(self) -> bool:
        """Copy if it is time; True when a copy was made."""
        now = self._now()
        last = await self._db.read(templates.synced_at)
        young = last is not None and last > millis(now - EVERY)
        # Without any template the copy has no age: this process's own does.
        if young or now < self._tried + EVERY:
            return False
        self._tried = now
        # Twilio's SDK is 12 MB that a server without an account never needs.
        content_api = import_module("bot.broadcasts.content_api")
        try:
            found = await content_api.fetch(self._settings)
        except SendError as error:
            _log.warning("templates_not_copied", code=error.code)
            return False
        await self._db.run(lambda conn: templates.replace(conn, found, now))
        return True
