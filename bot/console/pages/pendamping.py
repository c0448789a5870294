"""Pendamping: verify, restrict to villages, suspend, revoke; each is told in their own chat.

Rules: a verifier decides about those whose villages all lie in the own region; of one who works
in several regions only the country's verifiers decide. An applicant without villages is theirs.
"""

from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from bot.console.hiding import hide_name
from bot.console.page import HOME, Ask, NotThere, Page
from bot.console.roles import Role
from bot.jobs.send import Outgoing
from bot.storage import audit
from bot.storage.pendamping import APPLIED, REVOKED, SUSPENDED, VERIFIED
from bot.storage.pendamping_desk import MOST, PendampingDesk, PendampingRow
from i18n.message import say

VERIFIERS = frozenset({Role.VERIFIER})
STATES = {
    APPLIED: "Menunggu",
    VERIFIED: "Terverifikasi",
    SUSPENDED: "Ditangguhkan",
    REVOKED: "Dicabut",
}
# What may be done in each state: the path's end and its label.
ACTIONS = {
    APPLIED: [("verifikasi", "Verifikasi"), ("cabut", "Tolak")],
    VERIFIED: [("tangguhkan", "Tangguhkan"), ("cabut", "Cabut")],
    SUSPENDED: [("verifikasi", "Aktifkan lagi"), ("cabut", "Cabut")],
    REVOKED: [],
}
MOST_VILLAGES = 50


async def listing(ask: Ask) -> Response:
    """Those in a state."""
    state = ask.query("keadaan")
    state = state if state in STATES else APPLIED
    text = ask.query("sesudah")
    after = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    desk = PendampingDesk(ask.desk.cipher)
    found = await ask.desk.db.read(lambda conn: desk.all(conn, state, ask.scope.regions, after))
    rows = [
        {
            **{name: getattr(one, name) for name in one.__struct_fields__},
            "name": hide_name(one.name),
            "whole": _whole(ask, one),
        }
        for one in found
    ]
    return ask.show(
        "pendamping.html",
        rows=rows,
        state=state,
        states=STATES,
        actions=ACTIONS,
        more=found[-1].id if len(found) == MOST else None,
    )


async def verify(ask: Ask) -> Response:
    """Let somebody submit for others."""
    return await _decide(ask, VERIFIED, "verifikasi", "kabar.pendamping_aktif")


async def suspend(ask: Ask) -> Response:
    """Stop for a while."""
    return await _decide(ask, SUSPENDED, "tangguhkan", "kabar.pendamping_ditangguhkan")


async def revoke(ask: Ask) -> Response:
    """Stop for good, or refuse an application."""
    return await _decide(ask, REVOKED, "cabut", "kabar.pendamping_dicabut")


async def _decide(ask: Ask, status: str, action: str, msgid: str) -> Response:
    desk = PendampingDesk(ask.desk.cipher)

    def work(conn: Connection) -> tuple[str, list[Outgoing]]:
        found = _mine(ask, conn, desk)
        if action not in dict(ACTIONS[found.status]):
            return "ditolak", []
        desk.decide(conn, found.id, status, ask.who.account.id, ask.now)
        _note(ask, conn, f"pendamping.{status}", found.id)
        return "tersimpan", ask.desk.notices.tell(conn, found.contact_id, say(msgid))

    note, outgoing = await ask.desk.db.run(work)
    ask.desk.notices.send(outgoing)
    return RedirectResponse(f"{HOME}/pendamping?pesan={note}", 303)


async def restrict(ask: Ask) -> Response:
    """Limit to villages."""
    desk = PendampingDesk(ask.desk.cipher)
    codes = list(dict.fromkeys(ask.field("desa").replace(",", " ").split()))
    known = [ask.desk.regions.get(code) for code in codes[: MOST_VILLAGES + 1]]
    fine = 0 < len(codes) <= MOST_VILLAGES and all(
        region is not None and region.level == 4 and ask.scope.has(region.code) for region in known
    )

    def work(conn: Connection) -> str:
        found = _mine(ask, conn, desk)
        if not fine:
            return "ditolak"
        villages = [region.code for region in known if region is not None]
        desk.restrict(conn, found.id, villages)
        _note(ask, conn, "pendamping.restrict", found.id, ",".join(villages))
        return "tersimpan"

    note = await ask.desk.db.run(work)
    return RedirectResponse(f"{HOME}/pendamping?keadaan=verified&pesan={note}", 303)


def _whole(ask: Ask, one: PendampingRow) -> bool:
    inside = bool(one.villages) and all(ask.scope.has(village) for village in one.villages)
    return ask.scope.everywhere or inside


def _mine(ask: Ask, conn: Connection, desk: PendampingDesk) -> PendampingRow:
    found = desk.one(conn, ask.number("id"))
    if found is None or not _whole(ask, found):
        raise NotThere
    return found


def _note(ask: Ask, conn: Connection, action: str, pendamping_id: int, detail: str = "") -> None:
    audit.note(
        conn,
        ask.now,
        actor=ask.who.name,
        action=action,
        subject=f"pendamping:{pendamping_id}",
        detail=detail,
    )


PAGES = (
    Page("GET", "/pendamping", VERIFIERS, listing),
    Page("POST", "/pendamping/{id:id}/verifikasi", VERIFIERS, verify),
    Page("POST", "/pendamping/{id:id}/tangguhkan", VERIFIERS, suspend),
    Page("POST", "/pendamping/{id:id}/cabut", VERIFIERS, revoke),
    Page("POST", "/pendamping/{id:id}/wilayah", VERIFIERS, restrict),
)
