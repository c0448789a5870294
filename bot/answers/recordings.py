"""A recorded name that a person is to listen to: fetched, made anew, encrypted, kept.

Rules: only what was recorded in the very turn that asked for a person. Twilio's recording is
ready a little after the call says so: it is asked for again, a few times. Once it lies on our
shelf it is wiped there. Here it goes with the sweep of media, or with the citizen's data.
"""

import asyncio
import datetime as dt
import hashlib
import io
import secrets
import wave
from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol, runtime_checkable

import structlog

from backend_client.model import MediaRef
from bot.answers.base import Asker
from bot.answers.media import record
from bot.channels.base import Channel, ChannelName, FetchError, MediaItem
from bot.media.clean import clean
from bot.media.refused import Refused
from bot.media.store import MediaShelf
from bot.storage.db import Database
from bot.storage.inbox import RECORDED

_log = structlog.get_logger(__name__)
# Bytes: 20 s of a call are 320 kB (16 bit, 8 kHz); a voice note in a chat may be longer.
MOST = 2 * 1024 * 1024
WAITS = (0.0, 2.0, 5.0)  # seconds before each try


@runtime_checkable
class Wipes(Protocol):
    """A channel whose provider keeps recordings (`VoiceChannel`)."""

    async def wipe(self, item: MediaItem) -> None:
        """Delete one there. Raises SendError."""
        ...


class Recordings:
    """Keeps what somebody said, for staff."""

    def __init__(
        self,
        channels: Mapping[ChannelName, Channel],
        shelf: MediaShelf,
        db: Database,
        now: Callable[[], dt.datetime],
        waits: tuple[float, ...] = WAITS,
    ) -> None:
        self._channels = channels
        self._shelf = shelf
        self._db = db
        self._now = now
        self._waits = waits

    async def keep(self, asker: Asker, item: MediaItem) -> None:
        """Keep one. What cannot be had is logged by its code: staff call all the same."""
        door = self._channels[asker.channel]
        try:
            content, content_type = audible(await self._fetched(door, item))
        except (FetchError, Refused) as error:
            _log.warning("recording_not_kept", code=error.code)
            return
        kept = MediaRef(
            key=secrets.token_hex(16),
            role=RECORDED,
            content_type=content_type,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )
        at = int(self._now().timestamp() * 1000)
        await self._db.run(partial(record, asker=asker, kept=kept, at=at))
        await self._shelf.keep(kept.key, content)
        if isinstance(door, Wipes):
            await door.wipe(item)

    async def _fetched(self, door: Channel, item: MediaItem) -> bytes:
        for wait in self._waits[:-1]:
            await asyncio.sleep(wait)
            try:
                return await door.fetch(item, limit=MOST)
            except FetchError as error:
                if not error.passing and error.code != "404":
                    raise
        await asyncio.sleep(self._waits[-1])
        return await door.fetch(item, limit=MOST)


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
