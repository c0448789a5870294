"""Fetching a photo or voice note that a question asked for: download, clean, keep, encrypted."""

import asyncio
import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from backend_client.model import MediaRef
from bot.answers.base import Answer, Asker, Remote
from bot.channels.base import Channel, ChannelName, FetchError, MediaItem
from bot.media.clean import MOST_BYTES, clean
from bot.media.refused import Refused
from bot.media.store import MediaShelf
from bot.storage.db import Database
from bot.storage.statement import Statement, named
from bot.storage.tables import media
from handlers.dialogue.events import Medium
from handlers.dialogue.steps import Failed
from handlers.dialogue.turn import millis
from handlers.requests.cases import FetchMedia, Kept

CLEANED_AT_ONCE = 2  # files
_ADD = Statement(
    sa.insert(media).values(
        **named("key", "contact_id", "role", "content_type", "size", "sha256", "stored_at")
    )
)


def fetcher(
    channels: Mapping[ChannelName, Channel],
    shelf: MediaShelf,
    db: Database,
    now: Callable[[], dt.datetime],
) -> dict[type, Remote]:
    """The remote answer to FetchMedia."""
    # A picture of 50 megapixels takes 150 MB while it is decoded.
    room = asyncio.Semaphore(CLEANED_AT_ONCE)

    async def fetch(asker: Asker, request: Any) -> Answer:
        wanted: FetchMedia = request
        first = Medium(wanted.ref, wanted.content_type, wanted.size)
        media = (first, *wanted.more)
        # At once: several after one another could outlast the call.
        came = await asyncio.gather(*(one(asker, wanted, medium) for medium in media))
        kept = [each for each in came if isinstance(each, Kept)]
        if not kept:
            return came[0]
        return msgspec.structs.replace(
            kept[0],
            caption=wanted.caption,
            also=tuple(each.media for each in kept[1:]),
            left=wanted.over + len(media) - len(kept),
        )

    async def one(asker: Asker, wanted: FetchMedia, medium: Medium) -> Kept | Failed:
        if medium.size is not None and medium.size > MOST_BYTES:
            return Failed("too_big")
        item = MediaItem(medium.ref, medium.content_type, medium.size)
        try:
            content = await channels[asker.channel].fetch(item, limit=MOST_BYTES)
            async with room:
                cleaned = await asyncio.to_thread(clean, content, wanted.accepts)
        except FetchError as error:
            return Failed("too_big" if error.code == "too_large" else "unavailable")
        except Refused as error:
            return Failed(error.code)
        kept = MediaRef(
            key=secrets.token_hex(16),
            role=wanted.role,
            content_type=cleaned.content_type,
            size=len(cleaned.content),
            sha256=hashlib.sha256(cleaned.content).hexdigest(),
        )
        # First the row: a crash between the two leaves nothing that the sweep does not know.
        await db.run(partial(record, contact_id=asker.contact_id, kept=kept, at=millis(now())))
        await shelf.keep(kept.key, cleaned.content)
        return Kept(media=kept, advice=cleaned.advice)

    return {FetchMedia: fetch}


def record(conn: Connection, *, contact_id: int, kept: MediaRef, at: int) -> None:
    """A medium of a contact, `at` UTC milliseconds."""
    _ADD.run(
        conn,
        key=kept.key,
        contact_id=contact_id,
        role=kept.role,
        content_type=kept.content_type,
        size=kept.size,
        sha256=kept.sha256,
        stored_at=at,
    )
