"""`POST /hooks/dtks`: a change of status, signed by DTKS.

Rules: the signature is checked over the raw body, within five minutes; an event is taken once, by
its id, so a repeat is 200 and does nothing. 503 when it could not be stored: DTKS comes back.
"""

import time
from collections.abc import Awaitable, Callable

import msgspec
import structlog
from starlette.types import Receive, Scope, Send

from backend_client.model import StatusEvent
from backend_client.signing import SIGNATURE_HEADER, TIMESTAMP_HEADER, verify
from bot.logs import fault
from bot.web.bodies import BodyTooLarge, BodyTooSlow, read_body

PATH = "/hooks/dtks"
_log = structlog.get_logger(__name__)
_DECODE = msgspec.json.Decoder(StatusEvent)


class DtksHook:
    """The ASGI application at `PATH`."""

    def __init__(self, secret: str, take: Callable[[StatusEvent], Awaitable[bool]]) -> None:
        self._secret = secret
        self._take = take

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["method"] != "POST":
            await _answer(send, 405)
            return
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        try:
            body = await read_body(scope, receive)
        except BodyTooLarge:
            await _answer(send, 413)
            return
        except BodyTooSlow:
            await _answer(send, 408)
            return
        genuine = verify(
            self._secret,
            headers.get(TIMESTAMP_HEADER.lower(), ""),
            body,
            headers.get(SIGNATURE_HEADER.lower(), ""),
            now=time.time(),
        )
        if not genuine:
            await _answer(send, 403)
            return
        try:
            event = _DECODE.decode(body)
        except msgspec.MsgspecError:
            _log.warning("dtks_event_malformed")
            await _answer(send, 422)
            return
        try:
            await self._take(event)
        except Exception as error:
            _log.error("dtks_event_failed", **fault(error))
            await _answer(send, 503)
            return
        await _answer(send, 200)


async def _answer(send: Send, status: int) -> None:
    await send(
        {"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]}
    )
    await send({"type": "http.response.body", "body": b""})
