"""What the HTTP API takes and tells: bodies of requests and answers, and the draft a body makes."""

import datetime as dt
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from backend_client.model import Kind, Programme, Stage
from bot.broadcasts.decisions import Draft
from bot.broadcasts.model import ZONES, Audience, Content, Role
from bot.broadcasts.tickets import MOST_TICKETS
from bot.channels.base import ChannelName


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


def draft_of(body: NewBroadcast) -> Draft:
    """As the console and the command line make one."""
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
