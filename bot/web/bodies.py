"""Reading a request's body with a limit of size and of patience.

Rules: nothing is read past the limit, whatever the headers claim; a body that trickles in is
given up. Pure ASGI, so that the hot path pays for nothing it does not use.
"""

import asyncio

from starlette.types import Receive, Scope

# Twilio's and Telegram's webhooks are a few kilobytes; both send media by reference.
HOOK_LIMIT = 1_000_000
# Twilio gives up after 15 s; an honest body arrives in one or two packets.
PATIENCE = 10.0


class BodyTooLarge(Exception):
    """The body is larger than allowed: answer 413."""


class BodyTooSlow(Exception):
    """The body did not arrive in time, or its sender went away: answer 408."""


def header(scope: Scope, name: bytes) -> bytes | None:
    """The first header of this (lower-case) name."""
    for key, value in scope["headers"]:
        if key == name:
            found: bytes = value
            return found
    return None


def told_length(scope: Scope) -> int | None:
    """What Content-Length says, if it says a number."""
    value = header(scope, b"content-length")
    return int(value) if value is not None and value.isdigit() else None


async def read_body(
    scope: Scope, receive: Receive, *, limit: int = HOOK_LIMIT, patience: float = PATIENCE
) -> bytes:
    """The whole body, at most `limit` bytes, within `patience` seconds. Raises BodyTooLarge,
    BodyTooSlow."""
    if (told_length(scope) or 0) > limit:
        raise BodyTooLarge
    try:
        async with asyncio.timeout(patience) as timer:
            return await _read(receive, limit)
    except TimeoutError:
        if timer.expired():
            raise BodyTooSlow from None
        raise


async def _read(receive: Receive, limit: int) -> bytes:
    event = await receive()
    body: bytes = event.get("body", b"")
    if event["type"] == "http.request" and not event.get("more_body"):
        if len(body) > limit:
            raise BodyTooLarge
        return body
    chunks, size = [body], len(body)
    while event.get("more_body"):
        event = await receive()
        if event["type"] != "http.request":
            raise BodyTooSlow
        chunk = event.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise BodyTooLarge
        chunks.append(chunk)
    if event["type"] != "http.request":
        raise BodyTooSlow
    return b"".join(chunks)
