"""Broadcasts in the browser: compose, look, let another person approve, watch, stop.

Rules: the audience lies inside the composer's regions, the approver's must hold it whole. The
decisions themselves are `bot.broadcasts.decisions`, the same for command line and API.
"""

import asyncio
import datetime as dt
import json
import math
from collections.abc import AsyncIterator, Mapping, Sequence
from importlib import import_module
from typing import Any

from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response, StreamingResponse

from bot.broadcasts import decisions
from bot.broadcasts.decisions import Refusal
from bot.broadcasts.model import SENT_BY, State
from bot.broadcasts.wording import Look
from bot.channels.twilio_errors import TEMPLATE_FAULTS
from bot.console.page import HOME, Ask, NotThere, Page
from bot.console.roles import Role, scope
from bot.console.words import BROADCAST_STATES, EXCLUDED, LEDGER
from bot.media.assets import MEDIA
from bot.storage import audience, broadcasts, staff_chats, templates
from bot.storage.broadcasts import ENDED, Broadcast
from bot.storage.tables import broadcast
from i18n.formats import zone
from i18n.locales import offered
from i18n.modes import Mode

BOTH = frozenset({Role.BROADCASTER, Role.APPROVER})
COMPOSERS = frozenset({Role.BROADCASTER})
APPROVERS = frozenset({Role.APPROVER})
# Minutes between two points of the chart: the first of which not more than `_POINTS` are needed.
_STEPS = (1, 5, 15, 60, 360, 1440)
_POINTS = 48
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


async def single(ask: Ask) -> Response:
    """One broadcast: what, to whom, how it looks, how far it is."""
    number = ask.number("id")

    def read(conn: Connection) -> dict[str, Any]:
        b = _mine(ask, conn, number)
        counts = broadcasts.progress(conn, b.id)
        people, excluded = audience.of(conn, b, ask.now)
        return {
            "b": b,
            "counts": counts,
            "people": people,
            "excluded": excluded,
            "reasons": (reasons := broadcasts.reasons(conn, b.id)),
            "halted": _halted(b, reasons),
            "minutes": stepped(broadcasts.per_minute(conn, b.id)) if b.started_at else [],
            "chats": [channel for _, channel in staff_chats.of(conn, ask.who.account.id)],
            "chosen": templates.one(conn, b.content.template),
        }

    found = await ask.desk.db.read(read)
    b: Broadcast = found["b"]
    people: Mapping[str, int] = found.pop("people")
    channels = [name.value for name in (b.audience.channels or SENT_BY)]
    looks = ask.desk.wording.looks(b.content, channels)
    if found["chosen"] is not None and "whatsapp" in channels:
        tags = sorted(b.content.texts, key=lambda tag: (tag != "id", tag))
        looks += [ask.desk.wording.template_look(b.content, found["chosen"], t) for t in tags]
    counts: Mapping[str, int] = found["counts"]
    return ask.show(
        "satu_siaran.html",
        state=_state(b, ask.now),
        ledger=LEDGER,
        reasons_words=EXCLUDED,
        total=sum(counts.values()),
        done=sum(counts.get(state, 0) for state in ENDED),
        looks=looks,
        estimate=estimated(people, looks, _rates(ask)),
        actions=_possible(ask, b),
        again=b.resends is None and scope(ask.who.account.grants, COMPOSERS).has(b.region),
        locales={locale.tag: locale.own_name for locale in offered()},
        modes=[mode.value for mode in Mode],
        media=MEDIA,
        **found,
    )


def stepped(minutes: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Counts by minute gathered into at most `_POINTS` steps of equal length, empty ones too."""
    if not minutes:
        return []
    first, last = minutes[0][0] // 60_000, minutes[-1][0] // 60_000
    step = next((s for s in _STEPS if (last - first) // s < _POINTS), _STEPS[-1])
    counts = dict.fromkeys(range(first // step, last // step + 1), 0)
    for at, number in minutes:
        counts[at // 60_000 // step] += number
    return [(place * step * 60_000, number) for place, number in sorted(counts.items())]


async def chart(ask: Ask) -> Response:
    """What was sent over time, drawn; the page has the same as a table."""
    number = ask.number("id")

    def read(conn: Connection) -> tuple[Broadcast, list[tuple[int, int]]]:
        b = _mine(ask, conn, number)
        return b, stepped(broadcasts.per_minute(conn, b.id))

    b, points = await ask.desk.db.read(read)
    local = zone(b.tz)
    named = [
        (f"{dt.datetime.fromtimestamp(at / 1000, local):%d/%m %H.%M}", total)
        for at, total in points
    ]
    # The library that draws takes megabytes, which a server has only once somebody looks.
    charts = import_module("bot.figures.charts")
    drawn = charts.lines("Terkirim dari waktu ke waktu", {"terkirim": named})
    return Response(drawn, media_type="image/svg+xml", headers={"cache-control": "no-store"})


async def medium(ask: Ask) -> Response:
    """The picture or a recording of a broadcast that one may see."""
    number, key = ask.number("id"), str(ask.request.path_params["kunci"])
    b = await ask.desk.db.read(lambda conn: _mine(ask, conn, number))
    if key not in (b.content.picture, *b.content.audios.values()):
        raise NotThere
    content = await ask.desk.shelf.read(key)
    if content is None:
        raise NotThere
    headers = {
        "cache-control": "no-store",
        "content-security-policy": "default-src 'none'; sandbox",
        "content-disposition": "inline",
    }
    kind = "image/jpeg" if key == b.content.picture else "audio/ogg"
    return Response(content, media_type=kind, headers=headers)


def _rates(ask: Ask) -> dict[str, float]:
    """Messages a second, by channel: the sender's rate, or less where staff said so."""
    senders, slower = ask.desk.settings.rates, ask.desk.rules.rates()
    return {name: min(rate, slower.get(name, rate)) for name, rate in senders.items()}


def estimated(
    people: Mapping[str, int], looks: Sequence[Look], rates: Mapping[str, float]
) -> list[dict[str, Any]]:
    """Messages or segments, and minutes at these rates, by channel: at most, as looks differ. Each
    part of a message takes its turn."""
    found = []
    for channel, number in sorted(people.items()):
        each = max((one.segments for one in looks if one.channel == channel), default=1)
        parts = max((one.parts for one in looks if one.channel == channel), default=1)
        minutes = math.ceil(number * parts / rates.get(channel, 1) / 60)
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
            if await ask.desk.signin.who(ask.who.token, used=False) is None:
                return  # signed out, or closed, meanwhile
            told = await ask.desk.db.read(lambda conn: _progress(conn, number, ask.desk.now()))
            yield f"event: progress\ndata: {json.dumps(told)}\n\n"
            if told["ended"]:
                return
            await asyncio.sleep(_WATCHED)

    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(stream(), media_type="text/event-stream", headers=headers)


def _halted(b: Broadcast, reasons: Sequence[tuple[str, str, int]]) -> str:
    """The code with which a template's refusal stopped it; '' where nothing did."""
    waits = (code for state, code, _ in reasons if state == "waiting" and code in TEMPLATE_FAULTS)
    return next(waits, "") if b.state is State.PAUSED else ""


def _state(b: Broadcast, now: dt.datetime) -> str:
    """Where it is, in words; one that stands still for its send window says so."""
    if b.state is State.RUNNING and not b.open_at(now):
        return f"menunggu jam kirim, {b.window_from}\u2013{b.window_to} {b.tz}"
    return BROADCAST_STATES[b.state.value]


def _progress(conn: Connection, number: int, now: dt.datetime) -> dict[str, Any]:
    b = broadcasts.one(conn, number)
    counts = broadcasts.progress(conn, number)
    total, done = sum(counts.values()), sum(counts.get(state, 0) for state in ENDED)
    ended = b is None or b.state in (State.DONE, State.CANCELLED)
    state = "" if b is None else _state(b, now)
    words = f"{done} dari {total} · {state}"
    return {"counts": counts, "total": total, "done": done, "ended": ended, "words": words}


def _mine(ask: Ask, conn: Connection, number: int) -> Broadcast:
    found = broadcasts.one(conn, number, ask.scope.where(broadcast.c.region))
    if found is None:
        raise NotThere
    return found


PAGES = (
    Page("GET", "/siaran", BOTH, listing),
    Page("GET", "/siaran/{id:id}", BOTH, single),
    Page("GET", "/siaran/{id:id}/peristiwa", BOTH, events, by_itself=True),
    Page("GET", "/siaran/{id:id}/grafik.svg", BOTH, chart),
    Page("GET", "/siaran/{id:id}/berkas/{kunci}", BOTH, medium),
    *(
        Page("POST", f"/siaran/{{id:id}}/{path}", roles, decide)
        for path, (_, roles, _, _) in _ACTIONS.items()
    ),
    Page("POST", "/siaran/{id:id}/ulang", COMPOSERS, again),
    Page("POST", "/siaran/{id:id}/ulang-ragu", COMPOSERS, again),
)
