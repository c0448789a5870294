"""A picture and recordings for a broadcast: made safe, then kept encrypted on the media shelf.

Rules: a picture is encoded anew without what a camera wrote into it; a recording becomes mono
Opus, which is what both messengers play as a voice note. The row in the table of media makes key
rotation find them; retention leaves them alone, as a broadcast may be looked at for long.
"""

import asyncio
import datetime as dt
import hashlib
import secrets
from importlib import import_module

import sqlalchemy as sa

from bot.broadcasts.refusals import Bad
from bot.media.clean import clean
from bot.media.refused import Refused
from bot.media.store import MediaShelf
from bot.storage.broadcasts import FILE_ROLE
from bot.storage.db import Database
from bot.storage.tables import media
from handlers.dialogue.turn import millis

MOST_PICTURE = 5 * 1024 * 1024  # bytes; Twilio: images of WhatsApp up to 5 MB
MOST_AUDIO = 10 * 1024 * 1024  # bytes as uploaded
LONGEST = 300  # seconds of a recording; at 16 kbit/s 600 KB, below 1 MB of a Telegram voice note


async def picture(db: Database, shelf: MediaShelf, raw: bytes, now: dt.datetime) -> str:
    """Keep a picture; its key. Raises Bad."""
    if len(raw) > MOST_PICTURE:
        raise Bad("picture_large")
    try:
        found = await asyncio.to_thread(clean, raw, ("image",))
    except Refused:
        raise Bad("picture_kind") from None
    return await _keep(db, shelf, found.content, found.content_type, now)


async def recording(db: Database, shelf: MediaShelf, raw: bytes, now: dt.datetime) -> str:
    """Keep a recording; its key. Raises Bad."""
    if len(raw) > MOST_AUDIO:
        raise Bad("audio_large")
    return await _keep(db, shelf, await asyncio.to_thread(_voice_note, raw), "audio/ogg", now)


def _voice_note(raw: bytes) -> bytes:
    # The decoder takes megabytes that a server has only once somebody sends a recording.
    opus = import_module("bot.audio.opus")
    try:
        sound: bytes = opus.samples(raw)
    except opus.BadRecording:
        raise Bad("audio_kind") from None
    if len(sound) > LONGEST * opus.RATE * 2:
        raise Bad("audio_long", minutes=LONGEST // 60)
    note: bytes = opus.encode([sound], careful=True)
    return note


async def _keep(
    db: Database, shelf: MediaShelf, content: bytes, content_type: str, now: dt.datetime
) -> str:
    key = secrets.token_hex(16)
    await shelf.keep(key, content)
    row = {
        "key": key,
        "role": FILE_ROLE,
        "content_type": content_type,
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "stored_at": millis(now),
    }
    await db.run(lambda conn: conn.execute(sa.insert(media).values(**row)))
    return key
