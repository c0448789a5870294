"""Opening personal data, with a reason that goes into the audit log before anything is shown."""

import json
from collections.abc import Callable

import msgspec
from sqlalchemy import Connection
from starlette.responses import PlainTextResponse, Response

from bot.console.page import Ask, NotThere, Page
from bot.console.pages.submissions import opens
from bot.console.roles import Role, scope
from bot.storage import audit, casedesk
from bot.storage.inbox import Inbox
from bot.storage.pendamping_desk import PendampingDesk
from bot.storage.tables import case
from bot.storage.tables import contact as contacts_table

READERS = frozenset({Role.OPERATOR, Role.VERIFIER})
LEAST, MOST = 5, 200  # characters of a reason


async def reveal(ask: Ask) -> Response:
    """Show one thing whole."""
    kind, identity, reason = ask.field("jenis"), ask.field("id"), ask.field("alasan")
    opener = _KINDS.get(kind)
    if opener is None:
        raise NotThere
    if not LEAST <= len(reason) <= MOST:
        return PlainTextResponse("Alasan perlu 5 sampai 200 huruf.", 400)

    def work(conn: Connection) -> str:
        plain = opener(ask, conn, identity)
        audit.note(
            conn,
            ask.now,
            actor=ask.who.name,
            action=f"reveal.{kind}",
            subject=identity[:40],
            detail=reason,
        )
        return plain

    plain = await ask.desk.db.run(work)
    whole = "hx-request" not in ask.request.headers
    return ask.show("terbuka_rahasia.html", plain=plain, whole=whole)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise NotThere
    return int(text)


def _operated(ask: Ask, conn: Connection, contact_id: int) -> None:
    seen = scope(ask.who.account.grants, [Role.OPERATOR])
    where = seen.where(contacts_table.c.village)
    if not seen.regions or Inbox(ask.desk.cipher).one(conn, contact_id, where) is None:
        raise NotThere


def _address(ask: Ask, conn: Connection, text: str) -> str:
    contact_id = _number(text)
    _operated(ask, conn, contact_id)
    found = ask.desk.contacts.by_id(conn, contact_id)
    if found is None:
        raise NotThere
    return found.address


def _talk(ask: Ask, conn: Connection, text: str) -> str:
    contact_id = _number(text)
    _operated(ask, conn, contact_id)
    lines = Inbox(ask.desk.cipher).lines(conn, contact_id)
    return "\n".join(line.text for line in lines if line.text and not line.ours)


def _case(ask: Ask, conn: Connection, ticket: str) -> str:
    found = casedesk.one(conn, ask.scope.where(case.c.village), ticket)
    if found is None or not opens(ask, found):
        raise NotThere
    submission = ask.desk.cases.body(conn, found.id)
    # The group somebody belongs to is only ever counted (DOMAIN.md), never shown.
    shown = msgspec.to_builtins(msgspec.structs.replace(submission, vulnerable=(), media=()))
    return json.dumps(shown, ensure_ascii=False, indent=2)


def _pendamping(ask: Ask, conn: Connection, text: str) -> str:
    seen = scope(ask.who.account.grants, [Role.VERIFIER])
    found = PendampingDesk(ask.desk.cipher).one(conn, _number(text))
    if found is None or not any(seen.has(v) for v in found.villages or ("",)):
        raise NotThere
    return found.name


_KINDS: dict[str, Callable[[Ask, Connection, str], str]] = {
    "alamat": _address,
    "percakapan": _talk,
    "kiriman": _case,
    "pendamping": _pendamping,
}
PAGES = (Page("POST", "/buka", READERS, reveal),)
