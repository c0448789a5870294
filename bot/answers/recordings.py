"""A recorded name that a person is to listen to: fetched, made anew, encrypted, kept.

Rules: only what was recorded in the very turn that asked for a person. A durable job, enqueued
with that turn: no crash loses a name. Twilio's recording is ready a little after the call says
so: it is asked for again. Once it lies on our shelf it is wiped there; a job that is repeated
keeps nothing twice. Here it goes with the sweep of media, or with the citizen's data.
"""

import asyncio
import datetime as dt
import hashlib
import io
import wave
from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol, runtime_checkable

import sqlalchemy as sa
import structlog
from sqlalchemy import Connection

from backend_client.model import MediaRef
from bot.answers.media import record
from bot.channels.base import (
    Channel,
    ChannelName,
    FetchError,
    Inbound,
    MediaItem,
    SendError,
    SendErrorKind,
)
from bot.jobs.engine import Arguments, GiveUp, JobEngine, RetryLater
from bot.media.clean import clean
from bot.media.refused import Refused
from bot.media.store import MediaShelf
from bot.storage.db import Database
from bot.storage.inbox import RECORDED
from bot.storage.mailbox import Mailbox
from bot.storage.tables import media
from handlers.dialogue.turn import millis

_log = structlog.get_logger(__name__)
KEEP = "keep_recording"
# Bytes: 20 s of a call are 320 kB (16 bit, 8 kHz); a voice note in a chat may be longer.
MOST = 2 * 1024 * 1024
_GONE = ("404", "20404")  # https://www.twilio.com/docs/api/errors/20404
SOON = 2.0  # seconds until a recording that is not ready is asked for again
NEVER_READY = 600.0  # seconds; one that is not there by then never will be
TOO_LATE = 2 * 86_400.0  # seconds; an outage this long, and staff have called without it


@runtime_checkable
class Wipes(Protocol):
    """A channel whose provider keeps recordings (`VoiceChannel`)."""

    async def wipe(self, item: MediaItem) -> None:
        """Delete one there. Raises SendError."""
        ...


class Recordings:
    """Keeps what somebody said, for staff: what enqueues the job, and the job's handler."""

    def __init__(
        self,
        channels: Mapping[ChannelName, Channel],
        shelf: MediaShelf,
        db: Database,
        mailbox: Mailbox,
        jobs: JobEngine,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._channels = channels
        self._shelf = shelf
        self._db = db
        self._mailbox = mailbox
        self._jobs = jobs
        self._now = now

    def enqueue(self, conn: Connection, inbound: Inbound) -> None:
        """Keep what this message, already in the inbox, brought; joins its transaction."""
        found = self._mailbox.number(conn, inbound)
        if found is not None:
            self._jobs.enqueue(conn, KEEP, {"inbound": found}, key=f"{KEEP}:{found}")

    async def __call__(self, arguments: Arguments) -> None:
        """One try. Raises RetryLater; GiveUp for what cannot be had: staff call all the same."""
        number = int(arguments["inbound"])
        found = await self._db.read(partial(self._mailbox.arrived, inbound_id=number))
        if found is None or not found.message.media:
            return  # erased meanwhile
        item = found.message.media[0]
        door = self._channels.get(found.message.channel)
        if door is None:
            raise GiveUp("no_channel")
        key = hashlib.sha256(f"{number} {item.ref}".encode()).hexdigest()[:32]
        if await self._shelf.read(key) is None:
            content, content_type = await self._had(door, item, found.at)
            kept = MediaRef(
                key=key,
                role=RECORDED,
                content_type=content_type,
                size=len(content),
                sha256=hashlib.sha256(content).hexdigest(),
            )
            if not await self._db.run(partial(self._note, number=number, kept=kept)):
                return
            await self._shelf.keep(kept.key, content)
        await self._wiped(door, item)

    async def _had(self, door: Channel, item: MediaItem, at: int) -> tuple[bytes, str]:
        age = (millis(self._now()) - at) / 1000
        try:
            content = await door.fetch(item, limit=MOST)
            return await asyncio.to_thread(audible, content)
        except FetchError as error:
            if error.code == "404" and age < NEVER_READY:
                raise RetryLater(error.code, SOON) from None
            if error.passing and age < TOO_LATE:
                raise RetryLater(error.code) from None
            raise GiveUp(error.code) from None
        except Refused as error:
            await self._wiped(door, item)  # no use to anybody
            raise GiveUp(error.code) from None

    def _note(self, conn: Connection, *, number: int, kept: MediaRef) -> bool:
        """The row comes first: a crash between the two leaves nothing the sweep does not know.
        False when the citizen's data were erased meanwhile."""
        found = self._mailbox.arrived(conn, number)
        if found is None:
            return False
        if conn.scalar(sa.select(media.c.key).where(media.c.key == kept.key)) is None:
            record(conn, contact_id=found.contact_id, kept=kept, at=millis(self._now()))
        return True

    async def _wiped(self, door: Channel, item: MediaItem) -> None:
        if not isinstance(door, Wipes):
            return
        try:
            await door.wipe(item)
        except SendError as error:
            if error.kind in (SendErrorKind.RETRY, SendErrorKind.UNKNOWN):
                raise RetryLater(error.code) from None
            if error.code not in _GONE:
                _log.error("recording_not_wiped", code=error.code)


def audible(content: bytes) -> tuple[bytes, str]:
    """A recording that is nothing else, and its type: Ogg as it is, WAV written anew from its
    samples alone. Raises Refused."""
    if content[:4] != b"RIFF":
        return clean(content, ("voice",))[:2]
    try:
        with wave.open(io.BytesIO(content)) as came:
            shape, samples = came.getparams(), came.readframes(came.getnframes())
    except (wave.Error, EOFError, ValueError):
        raise Refused("unreadable") from None
    anew = io.BytesIO()
    with wave.open(anew, "wb") as written:
        written.setparams(shape)
        written.writeframes(samples)
    return anew.getvalue(), "audio/wav"
