"""The audit log, for auditors. The log is one chain for the country, so only a national auditor
sees it whole; one of a region has the figures."""

from sqlalchemy import Connection
from starlette.responses import PlainTextResponse, Response

from bot.console.page import Ask, NotThere, Page
from bot.console.roles import Role
from bot.storage import audit

AUDIT = frozenset({Role.AUDITOR})
MOST = 100  # rows a page


async def log(ask: Ask) -> Response:
    """The newest rows."""
    if not ask.scope.everywhere:
        raise NotThere
    text = ask.query("sebelum")
    before = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
    entries = await ask.desk.db.read(lambda conn: audit.latest(conn, MOST, before))
    older = entries[-1].id if len(entries) == MOST else None
    return ask.show("audit.html", entries=entries, older=older, result="")


async def check(ask: Ask) -> Response:
    """Verify the chain now."""
    if not ask.scope.everywhere:
        raise NotThere

    def read(conn: Connection) -> str:
        try:
            count, last = audit.verify(conn)
        except audit.Broken as broken:
            return f"Rantai putus di catatan nomor {broken.entry_id}."
        except audit.Shortened as shortened:
            return f"Rantai terpotong: catatan nomor {shortened.entry_id} tidak ada lagi."
        return f"Rantai utuh: {count} catatan, segel terakhir {last[:16]}."

    result = await ask.desk.db.read(read)
    if "hx-request" in ask.request.headers:
        return PlainTextResponse(result)
    return ask.show("audit.html", entries=[], older=None, result=result)


PAGES = (Page("GET", "/audit", AUDIT, log), Page("POST", "/audit/periksa", AUDIT, check))
