"""The HTTP API for systems of the ministry: broadcasts, with keys that have scopes and a region.

Rules: `Authorization: Bearer tb_...`; a key sees and reaches its region only; who composes does
not approve, so approving takes another key with that scope, or a person at the console. Answers
hold counts and codes, never who a recipient is. Served at `/api/v1`, described by its OpenAPI.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Depends, FastAPI, Header, HTTPException, Path
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from fastapi.telemetry import TelemetryConfig
from sqlalchemy import Connection

from backend_client.regions import Regions
from bot.broadcasts import decisions
from bot.broadcasts.decisions import Refusal
from bot.broadcasts.model import Request
from bot.broadcasts.refusals import REFUSALS, Bad
from bot.console.roles import Scope
from bot.media.store import MediaShelf
from bot.storage import audience, broadcasts, keys
from bot.storage.broadcasts import Broadcast
from bot.storage.db import Database
from bot.storage.keys import Key
from bot.storage.tables import broadcast
from bot.web.api_bodies import NewBroadcast, Progress, draft_of
from bot.web.api_errors import add_errors
from bot.web.api_files import add_files
from bot.web.api_route import PREFIX

_bearer = HTTPBearer(auto_error=False)
# FastAPI's own spans and logs are off: they hold paths and texts of errors, and a path may be a
# signed link.
SILENT: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
Number = Annotated[int, Path(ge=1, lt=2**63)]
Repeatable = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="A name of your own for this request: sent again with it, after a time-out, it"
        " makes nothing twice and gets the same broadcast.",
    ),
]


def create_api(
    db: Database, shelf: MediaShelf, regions: Regions, now: Callable[[], dt.datetime]
) -> FastAPI:
    """The application that `bot.web.api_route` mounts."""
    app = FastAPI(
        title="Tanya Bansos: broadcasts",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        servers=[{"url": PREFIX}],
        redirect_slashes=False,
        telemetry=SILENT,
    )

    def needs(scope: str) -> Callable[..., Awaitable[Key]]:
        async def check(
            given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
        ) -> Key:
            text = given.credentials if given is not None else ""
            key = await db.read(lambda conn: keys.find(conn, text, now())) if text else None
            if key is None:
                raise HTTPException(401, "a key is needed", {"www-authenticate": "Bearer"})
            if scope not in key.scopes:
                raise HTTPException(403, f"this key has no scope '{scope}'")
            return key

        return check

    reads, composes, approves = (Depends(needs(scope)) for scope in keys.SCOPES)

    add_errors(app)
    add_files(app, composes, db, shelf, now)

    def told(conn: Connection, b: Broadcast) -> Progress:
        people, excluded = audience.of(conn, b, now())
        return Progress(
            id=b.id,
            title=b.title,
            state=b.state.value,
            region=b.region,
            composed_by=b.composed_by,
            approved_by=b.approved_by,
            planned=b.planned,
            audience=people,
            excluded=excluded,
            recipients=broadcasts.progress(conn, b.id),
        )

    def one(conn: Connection, key: Key, number: int) -> Progress:
        found = broadcasts.one(conn, number, Scope((key.region,)).where(broadcast.c.region))
        if found is None:
            raise HTTPException(404, "no such broadcast")
        return told(conn, found)

    async def once(
        key: Key, request: Request | None, work: Callable[[Connection], int]
    ) -> Progress:
        """What `work` makes; for a request that came before, what it made then."""

        def before(conn: Connection) -> int | None:
            if request is None:
                return None
            known = broadcasts.requested(conn, key.actor, request.key)
            if known is not None and known[1] != request.fingerprint:
                raise HTTPException(422, "this Idempotency-Key was sent with something else")
            return None if known is None else known[0]

        def whole(conn: Connection) -> Progress:
            made = before(conn)
            return one(conn, key, work(conn) if made is None else made)

        try:
            return await db.run(whole)
        except sa.exc.IntegrityError:
            if request is None:
                raise
            return await db.run(whole)  # the same request, at the same moment, elsewhere

    async def decided(key: Key, number: int, action: str) -> Progress:
        where = Scope((key.region,)).where(broadcast.c.region)

        def work(conn: Connection) -> Progress:
            decisions.decide(conn, number, action, by=key.actor, now=now(), where=where)
            return one(conn, key, number)

        try:
            return await db.run(work)
        except Refusal as refusal:
            if refusal.code == "not_found":
                raise HTTPException(404, "no such broadcast") from None
            raise HTTPException(409, REFUSALS[refusal.code]) from None

    @app.get("/broadcasts", responses=_ERRORS)
    async def listing(key: Annotated[Key, reads]) -> list[Progress]:
        """The newest broadcasts of the key's region."""
        where = Scope((key.region,)).where(broadcast.c.region)
        return await db.read(
            lambda conn: [told(conn, b) for b in broadcasts.listed(conn, where, 50)]
        )

    @app.get("/broadcasts/{number}", responses=_ERRORS)
    async def single(number: Number, key: Annotated[Key, reads]) -> Progress:
        """One broadcast."""
        return await db.read(lambda conn: one(conn, key, number))

    @app.post("/broadcasts", status_code=201, responses=_ERRORS)
    async def compose(
        body: NewBroadcast, key: Annotated[Key, composes], name: Repeatable = None
    ) -> Progress:
        """Compose and submit; somebody else approves."""
        if not Scope((key.region,)).has(body.region):
            raise HTTPException(403, "outside this key's region")
        if body.region and regions.get(body.region) is None:
            raise HTTPException(422, "no region has this code")
        if body.start_at is not None and body.start_at.tzinfo is None:
            raise HTTPException(422, "start_at needs its offset from UTC")

        request = _request(name, ["compose", body.model_dump()])

        def work(conn: Connection) -> int:
            made = decisions.compose(conn, draft_of(body), by=key.actor, now=now(), request=request)
            decisions.decide(conn, made, "submit", by=key.actor, now=now())
            return made

        try:
            return await once(key, request, work)
        except Bad as error:
            raise HTTPException(422, str(error)) from None

    @app.post("/broadcasts/{number}/approve", responses=_ERRORS)
    async def approve(number: Number, key: Annotated[Key, approves]) -> Progress:
        """Let it go; never by the key that composed it."""
        return await decided(key, number, "approve")

    @app.post("/broadcasts/{number}/pause", responses=_ERRORS)
    async def pause(number: Number, key: Annotated[Key, composes]) -> Progress:
        """Stop for now."""
        return await decided(key, number, "pause")

    @app.post("/broadcasts/{number}/resume", responses=_ERRORS)
    async def resume(number: Number, key: Annotated[Key, composes]) -> Progress:
        """Go on."""
        return await decided(key, number, "resume")

    @app.post("/broadcasts/{number}/resend", status_code=201, responses=_ERRORS)
    async def resend(
        number: Number,
        key: Annotated[Key, composes],
        unknown: bool = False,
        name: Repeatable = None,
    ) -> Progress:
        """A new broadcast for those whom an ended one failed to reach (with `unknown` also for
        those in doubt), submitted; somebody else approves."""
        where = Scope((key.region,)).where(broadcast.c.region)
        request = _request(name, ["resend", number, unknown])

        def work(conn: Connection) -> int:
            made = decisions.resend(
                conn,
                number,
                by=key.actor,
                now=now(),
                unknown=unknown,
                where=where,
                request=request,
            )
            decisions.decide(conn, made, "submit", by=key.actor, now=now())
            return made

        try:
            return await once(key, request, work)
        except Refusal as refusal:
            if refusal.code == "not_found":
                raise HTTPException(404, "no such broadcast") from None
            raise HTTPException(409, REFUSALS[refusal.code]) from None

    @app.post("/broadcasts/{number}/cancel", responses=_ERRORS)
    async def cancel(number: Number, key: Annotated[Key, composes]) -> Progress:
        """Stop for good."""
        return await decided(key, number, "cancel")

    return app


_ERRORS: dict[int | str, dict[str, object]] = {
    401: {"description": "No good key."},
    403: {"description": "The key's scope or region does not reach."},
    404: {"description": "No such broadcast in the key's region."},
    409: {"description": "Not in this state, or not by its composer."},
}


def _request(name: str | None, what: list[Any]) -> Request | None:
    """The name a client gave its request, with what it was."""
    if name is None:
        return None
    written = json.dumps(what, default=str, sort_keys=True)
    return Request(name, hashlib.sha256(written.encode()).hexdigest())
