"""Submissions: search, timeline, delivery, dead letters, evidence, objection beside answer.

Rules: what an objection or a report says, and who sent it, is for verifiers only (DOMAIN.md);
an operator sees its way and can send a dead letter again. A file is shown by its cleaned type
only, in a page that may run nothing.
"""

import datetime as dt
from urllib.parse import urlencode

from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from backend_client.model import Kind, Stage
from bot.console.page import HOME, Ask, NotThere, Page, storable
from bot.console.roles import Role, Scope, scope
from bot.console.words import CASE_STATES
from bot.jobs.deliver import retry_dead
from bot.storage import audit, casedesk
from bot.storage import cases as states
from bot.storage.casedesk import Filter, Listed
from bot.storage.pendamping_desk import PendampingDesk
from bot.storage.tables import case
from handlers.dialogue.turn import millis
from i18n.formats import zone

READERS = frozenset({Role.OPERATOR, Role.VERIFIER})
OPERATORS = frozenset({Role.OPERATOR})
VERIFIERS = frozenset({Role.VERIFIER})
# Kinds whose sender must stay hidden from everybody but the verifier.
HIDDEN = frozenset({Kind.SANGGAH.value, Kind.LAPOR.value, Kind.TANGGAPAN.value})
_SOUGHT = ("tiket", "jenis", "tahap", "keadaan", "wilayah", "dari", "sampai")
# What a browser may show; anything else is downloaded.
SHOWN = frozenset({"image/jpeg", "image/png", "image/webp", "audio/ogg", "audio/mpeg"})


async def listing(ask: Ask) -> Response:
    """A page of submissions."""
    text = ask.query("sebelum")
    wanted = Filter(
        tiket=ask.query("tiket")[:30],
        jenis=ask.query("jenis"),
        tahap=ask.query("tahap"),
        keadaan=ask.query("keadaan"),
        wilayah=ask.query("wilayah")[:13],
        since=_day(ask.query("dari")),
        until=_day(ask.query("sampai"), after=1),
        before=int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0,
    )
    where = ask.scope.where(case.c.village)
    rows = await ask.desk.db.read(lambda conn: casedesk.find(conn, where, wanted))
    older = ""
    if len(rows) == casedesk.MOST:
        older = urlencode({**{n: ask.query(n) for n in _SOUGHT}, "sebelum": rows[-1].id})
    return ask.show(
        "kiriman.html",
        rows=rows,
        older=older,
        failed="",
        sought="",
        **choices(wanted, (ask.query("dari"), ask.query("sampai"))),
    )


def choices(wanted: Filter, days: tuple[str, str]) -> dict[str, object]:
    """What the form of a search shows: what was asked for, and what may be."""
    return {
        "wanted": wanted,
        "days": days,
        "kinds": [kind.value for kind in Kind],
        "stages": [stage.value for stage in Stage],
        "states": CASE_STATES,
    }


def _day(text: str, after: int = 0) -> int | None:
    """When this day, or the one so many days `after` it, begins in Jakarta; None for no day."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    if not 2000 <= day.year <= 9000:
        return None
    begins = dt.datetime.combine(day + dt.timedelta(days=after), dt.time(), zone("Asia/Jakarta"))
    return millis(begins)


async def single(ask: Ask) -> Response:
    """One submission."""
    where = ask.scope.where(case.c.village)
    ticket = storable(str(ask.request.path_params["tiket"]))

    def read(conn: Connection) -> dict[str, object]:
        found = casedesk.one(conn, where, ticket)
        if found is None:
            raise NotThere
        others = casedesk.pair(conn, where, found)
        all_ = [found, *others]
        may_open = {c.ticket: opens(ask, c) for c in all_}
        return {
            "one": found,
            "pair": others,
            "dead": found.state == states.DEAD,
            "may_open": may_open,
            "hidden": {c.ticket: "Disamarkan." for c in all_},
            "history": _history(ask, conn, found) if may_open[found.ticket] else [],
            "notices": casedesk.notices(conn, found.id),
            "media": casedesk.evidence(conn, found.id) if may_open[found.ticket] else [],
        }

    return ask.show("satu_kiriman.html", states=CASE_STATES, **await ask.desk.db.read(read))


def _history(ask: Ask, conn: Connection, found: Listed) -> list[object]:
    return list(ask.desk.cases.history(conn, found.id))


def opens(ask: Ask, found: Listed) -> bool:
    """May this person see what the submission says?"""
    if found.kind in HIDDEN:
        return scope(ask.who.account.grants, VERIFIERS).has(found.village)
    return ask.scope.has(found.village)


async def again(ask: Ask) -> Response:
    """Send a dead letter again."""
    where = ask.scope.where(case.c.village)
    ticket = storable(str(ask.request.path_params["tiket"]))

    def work(conn: Connection) -> bool:
        if casedesk.one(conn, where, ticket) is None:
            raise NotThere
        listed = ask.desk.cases.by_ticket(conn, ticket)
        found = None if listed is None else ask.desk.cases.by_id(conn, listed.id)
        if found is None or found.state != states.DEAD:
            return False
        retry_dead(conn, ask.desk.cases, ask.desk.jobs, found)
        audit.note(conn, ask.now, actor=ask.who.name, action="case.retry", subject=ticket)
        return True

    done = await ask.desk.db.run(work)
    ask.desk.jobs.wake()
    note = "dicoba" if done else "ditolak"
    return RedirectResponse(f"{HOME}/kiriman/{ticket}?pesan={note}", 303)


async def medium(ask: Ask) -> Response:
    """A file, decrypted for whoever may see its submission; each look is in the audit log."""
    key = storable(str(ask.request.path_params["kunci"]))
    seen: Scope = ask.scope

    def work(conn: Connection) -> str:
        found = casedesk.medium(conn, key)
        if found is None:
            raise NotThere
        content_type, case_id = found
        if case_id is None:
            # A letter of duty: for who verifies where the pendamping works; what belongs to
            # nothing yet, for the country's.
            owner = PendampingDesk(ask.desk.cipher).with_letter(conn, key)
            verified = scope(ask.who.account.grants, VERIFIERS)
            villages = () if owner is None else owner.villages
            if not verified.everywhere and not any(verified.has(v) for v in villages):
                raise NotThere
        else:
            listed = casedesk.by_id(conn, seen.where(case.c.village), case_id)
            if listed is None or not opens(ask, listed):
                raise NotThere
        audit.note(conn, ask.now, actor=ask.who.name, action="media.view", subject=key)
        return content_type

    content_type = await ask.desk.db.run(work)
    content = await ask.desk.shelf.read(key)
    if content is None:
        raise NotThere
    shown = content_type in SHOWN
    headers = {
        "cache-control": "no-store",
        "content-security-policy": "default-src 'none'; sandbox",
        "content-disposition": "inline" if shown else "attachment",
    }
    return Response(
        content,
        media_type=content_type if shown else "application/octet-stream",
        headers=headers,
    )


PAGES = (
    Page("GET", "/kiriman", READERS, listing),
    Page("GET", "/kiriman/{tiket}", READERS, single),
    Page("POST", "/kiriman/{tiket}/ulang", OPERATORS, again),
    Page("GET", "/berkas/{kunci}", READERS, medium),
)
