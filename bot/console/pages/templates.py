"""WhatsApp's templates: what Twilio has, what Meta decided, and the fields that one needs."""

from importlib import import_module

from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from bot.broadcasts.template import Template, given
from bot.channels.base import SendError
from bot.console.page import HOME, Ask, Page
from bot.console.roles import Role
from bot.console.words import TEMPLATE_STATES
from bot.storage import audit, templates

READERS = frozenset({Role.BROADCASTER, Role.APPROVER, Role.ADMINISTRATOR})
COMPOSERS = frozenset({Role.BROADCASTER})
KEEPERS = frozenset({Role.BROADCASTER, Role.ADMINISTRATOR})


async def listing(ask: Ask) -> Response:
    """All of them."""

    def read(conn: Connection) -> tuple[list[Template], int | None]:
        return templates.listed(conn), templates.synced_at(conn)

    rows, synced = await ask.desk.db.read(read)
    return ask.show("templat.html", rows=rows, synced=synced, states=TEMPLATE_STATES)


async def synchronise(ask: Ask) -> Response:
    """Ask Twilio now."""
    # Twilio's SDK is 12 MB that a server without an account never needs.
    content_api = import_module("bot.broadcasts.content_api")
    try:
        found = await content_api.fetch(ask.desk.settings)
    except content_api.NoAccount:
        return _back("tanpa-twilio")
    except SendError:
        return _back("twilio-diam")

    def work(conn: Connection) -> None:
        templates.replace(conn, found, ask.now)
        audit.note(
            conn, ask.now, actor=ask.who.name, action="templates.sync", detail=str(len(found))
        )

    await ask.desk.db.run(work)
    return _back("selaras")


async def fields(ask: Ask) -> Response:
    """The fields of one template, for the form of a broadcast (by htmx)."""
    sid = ask.query("templat")
    template = await ask.desk.db.read(lambda conn: templates.one(conn, sid)) if sid else None
    return ask.show("isian_templat.html", chosen=template, values=given(template, {}))


def _back(note: str) -> Response:
    return RedirectResponse(f"{HOME}/templat?pesan={note}", 303)


PAGES = (
    Page("GET", "/templat", READERS, listing),
    Page("POST", "/templat/selaraskan", KEEPERS, synchronise),
    Page("GET", "/siaran/isian", COMPOSERS, fields),
)
