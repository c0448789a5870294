"""Broadcasts in the browser: compose, look, let another person approve, watch, stop.

Rules: the audience lies inside the composer's regions, the approver's must hold it whole. The
decisions themselves are `bot.broadcasts.decisions`, the same for command line and API.
"""

import asyncio
import datetime as dt
import json
import math
from collections.abc import AsyncIterator, Mapping
from typing import Any

from sqlalchemy import Connection
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response, StreamingResponse

from backend_client.model import Kind, Stage
from bot.broadcasts import decisions
from bot.broadcasts.decisions import Draft, Refusal
from bot.broadcasts.model import SENT_BY, Audience, Bad, Content, State, tickets_of
from bot.broadcasts.pace import LIMITS
from bot.channels.base import ChannelName
from bot.console.page import HOME, Ask, NotThere, Page
from bot.console.roles import Role, scope
from bot.console.words import BROADCAST_STATES, EXCLUDED, LEDGER
from bot.storage import broadcasts
from bot.storage.broadcasts import ENDED, Broadcast
from bot.storage.tables import broadcast
from i18n.formats import zone
from i18n.locales import offered

BOTH = frozenset({Role.BROADCASTER, Role.APPROVER})
COMPOSERS = frozenset({Role.BROADCASTER})
APPROVERS = frozenset({Role.APPROVER})
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
MOST_BYTES = 900_000  # of a CSV; the page's own limit is a little more
_WATCHED = 1.0  # seconds between two looks of a progress bar
_LONGEST_WATCH = 600  # looks; the browser connects again by itself
# path -> (action, roles, label, in which states)
_ACTIONS = {
    "ajukan": ("submit", COMPOSERS, "Ajukan untuk disetujui", {State.DRAFT}),
    "setujui": ("approve", APPROVERS, "Setujui", {State.SUBMITTED}),
    "kembalikan": ("return", APPROVERS, "Kembalikan ke penyusun", {State.SUBMITTED}),
    "jeda": ("pause", BOTH, "Jeda", {State.RUNNING}),
    "lanjut": ("resume", BOTH, "Lanjutkan", {State.PAUSED}),
    "batal": (
        "cancel",
        BOTH,
        "Batalkan",
        {State.DRAFT, State.SUBMITTED, State.APPROVED, State.RUNNING, State.PAUSED},
    ),
}


async def listing(ask: Ask) -> Response:
    """The newest."""
    where = ask.scope.where(broadcast.c.region)
    rows = await ask.desk.db.read(lambda conn: broadcasts.listed(conn, where))
    may = bool(scope(ask.who.account.grants, COMPOSERS).regions)
    return ask.show("siaran.html", rows=rows, states=BROADCAST_STATES, may_compose=may)


async def blank(ask: Ask) -> Response:
    """The form."""
    return _form(ask, "", {})


def _form(ask: Ask, failed: str, form: Mapping[str, Any]) -> Response:
    regions = ask.scope.regions
    return ask.show(
        "susun.html",
        failed=failed,
        form={name: value for name, value in form.items() if isinstance(value, str)},
        default_region="" if ask.scope.everywhere else regions[0],
        locales={locale.tag: locale.own_name for locale in offered()},
        channels=[name.value for name in SENT_BY],
        kinds=[kind.value for kind in Kind],
        stages=[stage.value for stage in Stage],
    )


async def compose(ask: Ask) -> Response:
    """Keep a draft."""
    try:
        draft = await _draft(ask)
        made = await ask.desk.db.run(
            lambda conn: decisions.compose(conn, draft, by=ask.who.name, now=ask.now)
        )
    except (Bad, ValueError) as error:
        told = str(error) if isinstance(error, Bad) else "isian tidak sah"
        return _form(ask, told, ask.form)
    return RedirectResponse(f"{HOME}/siaran/{made}?pesan=tersimpan", 303)


async def _draft(ask: Ask) -> Draft:
    region = ask.field("wilayah")
    if not ask.scope.has(region):
        raise Bad("wilayah itu di luar wilayah Anda")
    texts = {locale.tag: ask.field(f"teks-{locale.tag}") for locale in offered()}
    upload = ask.form.get("csv")
    tickets: tuple[str, ...] = ()
    if isinstance(upload, UploadFile) and upload.size:
        raw = await upload.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise Bad("berkas CSV terlalu besar")
        tickets = tickets_of(raw.decode("utf-8-sig", "replace"))
    start, tz = ask.field("mulai"), ask.field("zona") or ZONES[0]
    if tz not in ZONES:
        raise Bad("zona waktu tidak dikenal")

    def many(name: str) -> list[str]:
        return [value for value in ask.form.getlist(name) if isinstance(value, str) and value]

    return Draft(
        title=ask.field("judul"),
        content=Content(
            texts={tag: text for tag, text in texts.items() if text},
            template=ask.field("templat"),
            again=ask.field("ulang") == "ya",
        ),
        audience=Audience(
            region=region,
            channels=tuple(ChannelName(value) for value in many("saluran")),
            locales=tuple(many("bahasa")),
            kinds=tuple(Kind(value) for value in many("jenis")),
            stages=tuple(Stage(value) for value in many("tahap")),
            tickets=tickets,
            seen_within_days=int(ask.field("hari") or 0),
        ),
        tz=tz,
        start_at=dt.datetime.fromisoformat(start).replace(tzinfo=zone(tz)) if start else None,
        window=(int(ask.field("dari") or 8), int(ask.field("sampai") or 20)),
    )


async def single(ask: Ask) -> Response:
    """One broadcast: what, to whom, how it looks, how far it is."""
    number = ask.number("id")

    def read(conn: Connection) -> dict[str, Any]:
        b = _mine(ask, conn, number)
        counts = broadcasts.progress(conn, b.id)
        if b.started_at is None:
            people, excluded = broadcasts.count(conn, b, ask.now)
        else:
            people, excluded = broadcasts.by_channel(conn, b.id), dict(b.excluded)
        return {
            "b": b,
            "counts": counts,
            "people": people,
            "excluded": excluded,
            "reasons": broadcasts.reasons(conn, b.id),
            "minutes": broadcasts.per_minute(conn, b.id) if b.started_at else [],
        }

    found = await ask.desk.db.read(read)
    b: Broadcast = found["b"]
    people: Mapping[str, int] = found.pop("people")
    channels = [name.value for name in (b.audience.channels or SENT_BY)]
    looks = ask.desk.wording.looks(b.content, channels)
    counts: Mapping[str, int] = found["counts"]
    return ask.show(
        "satu_siaran.html",
        states=BROADCAST_STATES,
        ledger=LEDGER,
        reasons_words=EXCLUDED,
        total=sum(counts.values()),
        done=sum(counts.get(state, 0) for state in ENDED),
        looks=looks,
        estimate=_estimate(people, looks),
        actions=_possible(ask, b),
        **found,
    )


def _estimate(people: Mapping[str, int], looks: list[Any]) -> list[dict[str, Any]]:
    found = []
    for channel, number in sorted(people.items()):
        each = max((one.segments for one in looks if one.channel == channel), default=1)
        minutes = math.ceil(number / LIMITS.get(channel, 1) / 60)
        found.append(
            {"channel": channel, "people": number, "segments": number * each, "minutes": minutes}
        )
    return found


def _possible(ask: Ask, b: Broadcast) -> list[tuple[str, str]]:
    found = []
    for path, (_, roles, label, states) in _ACTIONS.items():
        own = path == "setujui" and b.composed_by == ask.who.name
        if b.state in states and not own and scope(ask.who.account.grants, roles).has(b.region):
            found.append((path, label))
    composes = scope(ask.who.account.grants, COMPOSERS).has(b.region)
    if b.state in (State.DONE, State.CANCELLED) and composes:
        found += [
            ("ulang", "Kirim lagi kepada yang gagal"),
            ("ulang-ragu", "Kirim lagi juga kepada yang tidak pasti"),
        ]
    return found


async def decide(ask: Ask) -> Response:
    """One of the decisions."""
    number, path = ask.number("id"), ask.request.url.path.rpartition("/")[2]
    action = _ACTIONS[path][0]
    where = ask.scope.where(broadcast.c.region)

    def work(conn: Connection) -> None:
        decisions.decide(conn, number, action, by=ask.who.name, now=ask.now, where=where)

    return await _told(
        ask, number, work, {"submit": "diajukan", "approve": "disetujui"}.get(action)
    )


async def again(ask: Ask) -> Response:
    """A new draft for those who were not reached."""
    number = ask.number("id")
    unknown = ask.request.url.path.endswith("ulang-ragu")
    where = ask.scope.where(broadcast.c.region)

    def work(conn: Connection) -> int:
        return decisions.resend(
            conn, number, by=ask.who.name, now=ask.now, unknown=unknown, where=where
        )

    return await _told(ask, number, work, None)


async def _told(ask: Ask, number: int, work: Any, note: str | None) -> Response:
    try:
        made = await ask.desk.db.run(work)
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise NotThere from None
        return RedirectResponse(f"{HOME}/siaran/{number}?pesan={refusal.code}", 303)
    return RedirectResponse(f"{HOME}/siaran/{made or number}?pesan={note or 'tersimpan'}", 303)


async def events(ask: Ask) -> Response:
    """The progress as server-sent events, until it ends."""
    number = ask.number("id")
    await ask.desk.db.read(lambda conn: _mine(ask, conn, number))

    async def stream() -> AsyncIterator[str]:
        for _ in range(_LONGEST_WATCH):
            told = await ask.desk.db.read(lambda conn: _progress(conn, number))
            yield f"event: progress\ndata: {json.dumps(told)}\n\n"
            if told["ended"]:
                return
            await asyncio.sleep(_WATCHED)

    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(stream(), media_type="text/event-stream", headers=headers)


def _progress(conn: Connection, number: int) -> dict[str, Any]:
    b = broadcasts.one(conn, number)
    counts = broadcasts.progress(conn, number)
    total, done = sum(counts.values()), sum(counts.get(state, 0) for state in ENDED)
    ended = b is None or b.state in (State.DONE, State.CANCELLED)
    state = "" if b is None else BROADCAST_STATES[b.state.value]
    words = f"{done} dari {total} · {state}"
    return {"counts": counts, "total": total, "done": done, "ended": ended, "words": words}


def _mine(ask: Ask, conn: Connection, number: int) -> Broadcast:
    found = broadcasts.one(conn, number, ask.scope.where(broadcast.c.region))
    if found is None:
        raise NotThere
    return found


PAGES = (
    Page("GET", "/siaran", BOTH, listing),
    Page("GET", "/siaran/baru", COMPOSERS, blank),
    Page("POST", "/siaran/baru", COMPOSERS, compose),
    Page("GET", "/siaran/{id:int}", BOTH, single),
    Page("GET", "/siaran/{id:int}/peristiwa", BOTH, events),
    *(
        Page("POST", f"/siaran/{{id:int}}/{path}", roles, decide)
        for path, (_, roles, _, _) in _ACTIONS.items()
    ),
    Page("POST", "/siaran/{id:int}/ulang", COMPOSERS, again),
    Page("POST", "/siaran/{id:int}/ulang-ragu", COMPOSERS, again),
)
