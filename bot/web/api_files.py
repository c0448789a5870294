"""Files of broadcasts through the HTTP API: a picture or a recording first, then its key in
`POST /broadcasts`.

Rules: the body is the file itself, its kind is found from its bytes. Both are made safe exactly as
at the console (`bot.broadcasts.media`). A key is random, and names a file of a broadcast only.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from pydantic import BaseModel

from bot.broadcasts import media
from bot.broadcasts.refusals import Bad
from bot.media.store import MediaShelf, ShelfAway
from bot.storage.db import Database

_REFUSED: dict[int | str, dict[str, Any]] = {
    401: {"description": "No good key."},
    403: {"description": "The key has no scope to compose."},
    413: {"description": "Larger than a file may be."},
    422: {"description": "Not a file of this kind that can be read."},
    503: {"description": "The store of files is away; try again later."},
}


_FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class Kept(BaseModel):
    """A file that a broadcast may name."""

    key: str


def add_files(
    app: FastAPI, composes: Any, db: Database, shelf: MediaShelf, now: Callable[[], dt.datetime]
) -> None:
    """The two ways in; `composes` is the dependency that asks for the scope."""

    @app.post(
        "/pictures",
        status_code=201,
        dependencies=[composes],
        responses=_REFUSED,
        openapi_extra=_FILE,
    )
    async def keep_picture(request: Request) -> Kept:
        """Keep a JPEG, PNG or WebP of at most 5 MB; its key."""
        return await _kept(media.picture, await _body(request, media.MOST_PICTURE))

    @app.post(
        "/recordings",
        status_code=201,
        dependencies=[composes],
        responses=_REFUSED,
        openapi_extra=_FILE,
    )
    async def keep_recording(request: Request) -> Kept:
        """Keep a recording of at most 10 MB and five minutes; its key."""
        return await _kept(media.recording, await _body(request, media.MOST_AUDIO))

    async def _kept(keep: Any, raw: bytes) -> Kept:
        try:
            return Kept(key=await keep(db, shelf, raw, now()))
        except Bad as error:
            raise HTTPException(422, str(error)) from None
        except ShelfAway:
            raise HTTPException(503, "the store of files is away") from None


async def _body(request: Request, most: int) -> bytes:
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > most:
            raise HTTPException(413, "larger than a file may be")
    return bytes(found)
