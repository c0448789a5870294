"""What stands in front of every page: the way to the webhooks, limits, headers, quiet errors.

Rules: pure ASGI; `/hooks/` goes straight through, past the framework. A page may set its own
Content-Security-Policy; otherwise the strict one holds. An unforeseen error is a short page
without details, and a log line with the error's kind and no more; below an API's prefix it is
JSON, like all that an API says. A body that is too large or trickles in is answered here, whatever
the framework made of its end.
"""

import asyncio
import json
from collections.abc import Mapping
from http import HTTPStatus

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.logs import fault
from bot.web.bodies import PATIENCE, told_length

_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "media-src 'self' blob:; connect-src 'self'; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", _CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(self), geolocation=(self)"),
)
# Under HTTPS, browsers shall not come back by HTTP for a year.
_HSTS = (b"strict-transport-security", b"max-age=31536000")
_ERROR_PAGE = (
    b'<!doctype html><html lang="en"><meta charset="utf-8"><title>Something went wrong</title>'
    b"<h1>Something went wrong</h1><p>It has been noted. Please try again.</p></html>"
)
# Pages and forms; whoever takes more (an upload) says so in `limits`.
PAGE_LIMIT = 1_000_000
# Bytes a second below which nobody sends a file; a form has `PATIENCE` at least.
SLOWEST = 50_000

_log = structlog.get_logger(__name__)


class _Broken(Exception):
    """A body was not read to its end."""


class Guard:
    """The outermost application. `limits`: path prefix -> bytes a body may have there;
    `api`: the path prefix of what answers in JSON, errors too."""

    def __init__(
        self,
        app: ASGIApp,
        hooks: ASGIApp,
        *,
        https: bool,
        limits: Mapping[str, int],
        api: str = "",
        patience: float = PATIENCE,
    ) -> None:
        self._app = app
        self._patience = patience
        self._api = api
        self._hooks = hooks
        self._limits = sorted(limits.items(), key=lambda item: -len(item[0]))
        self._headers = [*_HEADERS, _HSTS] if https else list(_HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request in."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"].startswith("/hooks/"):
            await self._hooks(scope, receive, send)
        else:
            await self._page(scope, receive, send)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        limit = next((n for prefix, n in self._limits if scope["path"].startswith(prefix)), None)
        limit = PAGE_LIMIT if limit is None else limit
        patience = self._patience + (limit / SLOWEST if limit > PAGE_LIMIT else 0)
        started, size, whole, broken = False, 0, False, 0

        async def counted() -> Message:
            nonlocal size, whole, broken
            if whole:
                return await receive()  # when the client goes away
            try:
                async with asyncio.timeout_at(until):
                    event = await receive()
            except TimeoutError:
                broken = 408
                raise _Broken from None
            size += len(event.get("body", b""))
            if size > limit:
                broken = 413
                raise _Broken
            whole = not event.get("more_body", False)
            return event

        async def guarded(event: Message) -> None:
            nonlocal started
            if broken and not started:
                return  # the framework's own words for a body that it could not read
            if event["type"] == "http.response.start":
                started = True
                have = {name.lower() for name, _ in event.get("headers", ())}
                more = [pair for pair in self._headers if pair[0] not in have]
                event = {**event, "headers": [*event.get("headers", ()), *more]}
            await send(event)

        status, until = 500, asyncio.get_running_loop().time() + patience
        try:
            if (told_length(scope) or 0) > limit:
                broken = 413
            else:
                await self._app(scope, counted, guarded)
            if not broken:
                return
        except Exception as error:
            if not broken:
                _log.error("page_failed", **fault(error))
        if not started:
            status, broken = broken or status, 0
            kind, page = self._told(scope["path"], status)
            headers = [(b"content-type", kind), (b"content-length", str(len(page)).encode())]
            await guarded({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": page})

    def _told(self, path: str, status: int) -> tuple[bytes, bytes]:
        """Content-Type and body of an error."""
        if self._api and (path == self._api or path.startswith(f"{self._api}/")):
            detail = HTTPStatus(status).phrase.lower()
            return b"application/json", json.dumps({"detail": detail}).encode()
        return b"text/html; charset=utf-8", _ERROR_PAGE
