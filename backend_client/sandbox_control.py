"""The sandbox's switches over HTTP, for `bansos sandbox` commands and tests.

Rules: not part of the contract offered to the ministry; works while the backend is 'down';
behind the same bearer token.
"""

import asyncio
from typing import TypeVar

import msgspec
from fastapi import APIRouter, Request, Response

from backend_client.model import SearchRecipients, Stage
from backend_client.port import BackendError, BackendErrorCode
from backend_client.sandbox import Faults, Sandbox

_T = TypeVar("_T")


class Advance(msgspec.Struct, kw_only=True):
    """Move a case to a stage."""

    ticket: str
    stage: Stage
    reason: str | None = None
    fields: tuple[str, ...] = ()


class AutoAdvance(msgspec.Struct, kw_only=True):
    """Seconds between stages; null stops it."""

    seconds: float | None = None


class ListPeople(msgspec.Struct, kw_only=True):
    """Which synthetic people to list."""

    village: str | None = None
    limit: int = 20


async def _asked(request: Request, kind: type[_T]) -> _T:
    try:
        return msgspec.json.decode(await request.body() or b"{}", type=kind)
    except msgspec.MsgspecError:
        raise BackendError(BackendErrorCode.REJECTED, reason="Permintaan tidak sah.") from None


def _json(answer: object) -> Response:
    return Response(msgspec.json.encode(answer), media_type="application/json")


def control_router(sandbox: Sandbox) -> APIRouter:
    """`/control/...` over one sandbox."""
    router = APIRouter(prefix="/control", include_in_schema=False)

    @router.post("/advance")
    async def advance(request: Request) -> Response:
        step = await _asked(request, Advance)
        event = await asyncio.to_thread(
            sandbox.advance, step.ticket, step.stage, step.reason, step.fields
        )
        return _json(event)

    @router.post("/down")
    async def down() -> Response:
        await asyncio.to_thread(sandbox.set_down, True)
        return _json(sandbox.faults())

    @router.post("/up")
    async def up() -> Response:
        await asyncio.to_thread(sandbox.set_down, False)
        return _json(sandbox.faults())

    @router.get("/faults")
    async def faults() -> Response:
        return _json(sandbox.faults())

    @router.put("/faults")
    async def set_faults(request: Request) -> Response:
        await asyncio.to_thread(sandbox.set_faults, await _asked(request, Faults))
        return _json(sandbox.faults())

    @router.post("/auto-advance")
    async def auto_advance(request: Request) -> Response:
        chosen = await _asked(request, AutoAdvance)
        await asyncio.to_thread(sandbox.set_auto_advance, chosen.seconds)
        return _json(chosen)

    @router.post("/people")
    async def people(request: Request) -> Response:
        asked = await _asked(request, ListPeople)
        limit = min(max(asked.limit, 0), 5000)
        return _json(await asyncio.to_thread(sandbox.people, asked.village, limit))

    @router.post("/search")
    async def search(request: Request) -> Response:
        asked = await _asked(request, SearchRecipients)
        found = await asyncio.to_thread(sandbox.explain_request, asked)
        return _json(found)

    @router.get("/villages")
    async def villages() -> Response:
        return _json(await asyncio.to_thread(sandbox.villages))

    @router.get("/cases")
    async def cases() -> Response:
        return _json(await asyncio.to_thread(sandbox.cases))

    @router.get("/counts")
    async def counts() -> Response:
        return _json(await asyncio.to_thread(sandbox.store.counts))

    return router
