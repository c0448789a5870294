"""The sandbox as an HTTP server: the contract under `/v1`, its switches under `/control`.

Rules: every path but `/healthz` wants the bearer token (compared in constant time). Failures are
problem documents with the codes of the port. `/control` works while the backend is 'down'. No
request is logged: bodies hold personal data, and access logs add nothing here.
"""

import asyncio
import hmac
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import msgspec
from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from backend_client import wire
from backend_client.port import BackendError, BackendErrorCode
from backend_client.sandbox import Sandbox
from backend_client.sandbox.core import MAX_UPLOAD
from backend_client.sandbox.webhook import WebhookSender
from backend_client.sandbox_api import ENDPOINTS, MAX_JSON, Endpoint
from backend_client.sandbox_control import control_router

# What a client gets for MALFORMED: an answer cut off in the middle.
BROKEN_ANSWER = b'{"type": "lookup", "outcome": "fou'
DOWN_RETRY_AFTER = 1


class Refused(Exception):
    """A request that does not fit the contract, with its HTTP status."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


def _problem(status: int, code: str, detail: str | None = None) -> Response:
    document = wire.Problem(
        type=wire.PROBLEM_URI + code, title=code.replace("_", " "), status=status, code=code,
        detail=detail,
    )  # fmt: skip
    return Response(msgspec.json.encode(document), status, media_type=wire.PROBLEM_TYPE)


def _failure(error: BackendError) -> Response:
    if error.code is BackendErrorCode.MALFORMED:
        return Response(BROKEN_ANSWER, media_type="application/json")
    document = wire.problem(error)
    headers = {}
    if document.status in (429, 503):
        headers["Retry-After"] = f"{error.retry_after or DOWN_RETRY_AFTER:g}"
    return Response(msgspec.json.encode(document), document.status, headers, wire.PROBLEM_TYPE)


async def _body(request: Request, limit: int) -> bytes:
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > limit:
            raise Refused(413, "body too large")
    return bytes(found)


def _key(request: Request) -> str:
    key = request.headers.get(wire.IDEMPOTENCY_KEY, "")
    if not 1 <= len(key) <= 200 or not all("!" <= char <= "~" for char in key):
        raise Refused(400, "Idempotency-Key missing or not 1-200 visible ASCII characters")
    return key


def _content_type(request: Request) -> str:
    return request.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def _route(sandbox: Sandbox, endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    decoder = msgspec.json.Decoder(endpoint.request)

    async def answer(request: Request) -> Response:
        if _content_type(request) != "application/json":
            raise Refused(415, "application/json wanted")
        key = _key(request) if endpoint.keyed else ""
        body = await _body(request, MAX_JSON)
        try:
            asked = decoder.decode(body)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            # The decoder's own words may quote the body.
            raise Refused(400, "body does not fit the contract") from None
        found = await endpoint.call(sandbox, asked, key)
        return Response(msgspec.json.encode(found), media_type="application/json")

    return answer


def create_app(
    sandbox: Sandbox, token: str, *, webhook: WebhookSender | None = None, tick: float = 0.5
) -> FastAPI:
    """The application over an open sandbox. With `webhook` it also tells of changes.

    `tick`: seconds between looks at cases that are due, where there is no webhook to do it.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        task = asyncio.create_task(webhook.run() if webhook else _ticking(sandbox, tick))
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    app = FastAPI(title="DTKS sandbox", openapi_url=None, docs_url=None, lifespan=lifespan)
    expected = f"Bearer {token}".encode()

    @app.middleware("http")
    async def guard(
        request: Request, proceed: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        given = request.headers.get("Authorization", "").encode()
        if request.url.path != "/healthz" and not hmac.compare_digest(given, expected):
            refused = _problem(401, BackendErrorCode.UNAUTHORISED)
            refused.headers["WWW-Authenticate"] = "Bearer"
            return refused
        return await proceed(request)

    @app.exception_handler(BackendError)
    async def failed(_: Request, error: BackendError) -> Response:
        return _failure(error)

    @app.exception_handler(Refused)
    async def refused(_: Request, error: Refused) -> Response:
        code = "too_large" if error.status == 413 else "bad_request"
        return _problem(error.status, code, error.detail)

    @app.exception_handler(HTTPException)
    async def other(_: Request, error: HTTPException) -> Response:
        response = _problem(error.status_code, "bad_request", error.detail)
        response.headers.update(error.headers or {})
        return response

    for endpoint in ENDPOINTS:
        app.add_route(endpoint.path, _route(sandbox, endpoint), methods=["POST"])

    async def upload(request: Request) -> Response:
        key = _key(request)
        sha256 = wire.digest_of_header(request.headers.get(wire.CONTENT_DIGEST, ""))
        if sha256 is None:
            raise Refused(400, "Content-Digest missing or without sha-256")
        content = await _body(request, MAX_UPLOAD)
        number = await sandbox.upload(
            content, content_type=_content_type(request), sha256=sha256, key=key
        )
        return Response(
            msgspec.json.encode(wire.MediaReceipt(id=number)), media_type="application/json"
        )

    async def changes(request: Request) -> Response:
        cursor = request.query_params.get("cursor")
        if cursor is not None and not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):
            raise Refused(400, "unknown cursor")
        page = await sandbox.changes(cursor)
        return Response(msgspec.json.encode(page), media_type="application/json")

    async def ping(_: Request) -> Response:
        await sandbox.ping()
        return Response(status_code=204)

    async def healthz(_: Request) -> Response:
        return Response(b"ok", media_type="text/plain")

    app.add_route(wire.MEDIA, upload, methods=["POST"])
    app.add_route(wire.CHANGES, changes, methods=["GET"])
    app.add_route(wire.PING, ping, methods=["GET"])
    app.add_route("/healthz", healthz, methods=["GET"])
    app.include_router(control_router(sandbox))
    return app


async def _ticking(sandbox: Sandbox, seconds: float) -> None:
    while True:
        await asyncio.to_thread(sandbox.store.tick)
        await asyncio.sleep(seconds)
