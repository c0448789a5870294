"""The HTTP API for systems of the ministry: broadcasts, with keys that have scopes and a region.

Rules: `Authorization: Bearer tb_...`; a key sees and reaches its region only; who composes does
not approve, so approving takes another key with that scope, or a person at the console. Answers
hold counts and codes, never who a recipient is. Served at `/api/v1`, described by its OpenAPI.
"""

import datetime as dt
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Path
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from fastapi.telemetry import TelemetryConfig
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from backend_client.model import Kind, Programme, Stage
from bot.broadcasts import decisions
from bot.broadcasts.decisions import Draft, Refusal
from bot.broadcasts.model import ZONES, Audience, Content, Role
from bot.broadcasts.refusals import Bad
from bot.broadcasts.tickets import MOST_TICKETS
from bot.channels.base import ChannelName
from bot.console.roles import Scope
from bot.media.store import MediaShelf
from bot.storage import audience, broadcasts, keys
from bot.storage.broadcasts import Broadcast
from bot.storage.db import Database
from bot.storage.keys import Key
from bot.storage.tables import broadcast
from bot.web.api_files import add_files

_bearer = HTTPBearer(auto_error=False)
# FastAPI's own spans and logs are off: they hold paths and texts of errors, and a path may be a
# signed link.
SILENT: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
Number = Annotated[int, Path(ge=1, lt=2**63)]


class Zone(StrEnum):
    """A time zone of the country."""

    WIB, WITA, WIT = ZONES


class NewBroadcast(BaseModel):
    """A broadcast to compose; it is submitted for approval at once."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, Field(min_length=1, max_length=120)]
    texts: Annotated[
        dict[str, str], Field(description="By language; 'id' is needed.", max_length=20)
    ]
    template: Annotated[str, Field(max_length=34, description="WhatsApp content SID.")] = ""
    template_values: Annotated[
        dict[str, str],
        Field(
            max_length=50,
            description="By placeholder; may hold {teks}, the whole text. Without them a template"
            " with one placeholder gets the whole text.",
        ),
    ] = {}
    picture: Annotated[
        str, Field(max_length=32, description="A key from POST /pictures; needs 'alts'.")
    ] = ""
    alts: Annotated[
        dict[str, str],
        Field(max_length=20, description="What the picture shows, by language; 'id' is needed."),
    ] = {}
    audios: Annotated[
        dict[str, str],
        Field(max_length=20, description="Keys from POST /recordings, by language."),
    ] = {}
    again_when_in_doubt: bool = True
    region: Annotated[str, Field(max_length=13, description="Code like 32.01.")] = ""
    channels: Annotated[list[ChannelName], Field(max_length=5)] = []
    locales: Annotated[list[str], Field(max_length=20)] = []
    kinds: Annotated[list[Kind], Field(max_length=10)] = []
    stages: Annotated[list[Stage], Field(max_length=10)] = []
    programmes: Annotated[list[Programme], Field(max_length=20)] = []
    roles: Annotated[list[Role], Field(max_length=2)] = []
    tickets: Annotated[list[str], Field(max_length=MOST_TICKETS)] = []
    seen_within_days: Annotated[int, Field(ge=0, le=3650)] = 0
    start_at: dt.datetime | None = None
    tz: Annotated[Zone, Field(description="In which the window's hours are: WIB, WITA or WIT.")] = (
        Zone.WIB
    )
    window_from: Annotated[int, Field(ge=0, le=23)] = 8
    window_to: Annotated[
        int, Field(ge=0, le=24, description="Before 'window_from': on past midnight.")
    ] = 20


class Progress(BaseModel):
    """A broadcast and how far it is."""

    id: int
    title: str
    state: str
    region: str
    composed_by: str
    approved_by: str | None
    planned: int
    audience: Annotated[
        dict[str, int], Field(description="Recipients by channel; before the start an estimate.")
    ]
    excluded: Annotated[dict[str, int], Field(description="Who gets nothing, by reason.")]
    recipients: Annotated[dict[str, int], Field(description="By state, once it began.")]


def create_api(db: Database, shelf: MediaShelf, now: Callable[[], dt.datetime]) -> FastAPI:
    """The application that `bot.web.api_route` mounts."""
    app = FastAPI(
        title="Tanya Bansos: broadcasts",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
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
            raise HTTPException(
                409, "its state, its composer or its template does not allow it"
            ) from None

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
    async def compose(body: NewBroadcast, key: Annotated[Key, composes]) -> Progress:
        """Compose and submit; somebody else approves."""
        if not Scope((key.region,)).has(body.region):
            raise HTTPException(403, "outside this key's region")
        if body.start_at is not None and body.start_at.tzinfo is None:
            raise HTTPException(422, "start_at needs its offset from UTC")

        def work(conn: Connection) -> Progress:
            made = decisions.compose(conn, _draft(body), by=key.actor, now=now())
            decisions.decide(conn, made, "submit", by=key.actor, now=now())
            return one(conn, key, made)

        try:
            return await db.run(work)
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
        number: Number, key: Annotated[Key, composes], unknown: bool = False
    ) -> Progress:
        """A new broadcast for those whom an ended one failed to reach (with `unknown` also for
        those in doubt), submitted; somebody else approves."""
        where = Scope((key.region,)).where(broadcast.c.region)

        def work(conn: Connection) -> Progress:
            made = decisions.resend(
                conn, number, by=key.actor, now=now(), unknown=unknown, where=where
            )
            decisions.decide(conn, made, "submit", by=key.actor, now=now())
            return one(conn, key, made)

        try:
            return await db.run(work)
        except Refusal as refusal:
            if refusal.code == "not_found":
                raise HTTPException(404, "no such broadcast") from None
            raise HTTPException(409, "its state does not allow it") from None

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


def _draft(body: NewBroadcast) -> Draft:
    return Draft(
        title=body.title,
        content=Content(
            texts=body.texts,
            template=body.template,
            values=body.template_values,
            again=body.again_when_in_doubt,
            picture=body.picture,
            alts=body.alts,
            audios=body.audios,
        ),
        audience=Audience(
            region=body.region,
            channels=tuple(body.channels),
            locales=tuple(body.locales),
            kinds=tuple(body.kinds),
            stages=tuple(body.stages),
            programmes=tuple(body.programmes),
            roles=tuple(body.roles),
            tickets=tuple(dict.fromkeys(ticket.strip().upper() for ticket in body.tickets)),
            seen_within_days=body.seen_within_days,
        ),
        tz=body.tz.value,
        start_at=body.start_at,
        window=(body.window_from, body.window_to),
    )
