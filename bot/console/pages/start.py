"""The first page: one's roles, what waits, and until when proposals of this month count."""

from sqlalchemy import Connection
from starlette.responses import Response

from bot.console.page import Ask, Page
from bot.console.roles import EVERYONE, Role, scope
from bot.console.words import ROLES
from bot.storage import casedesk
from bot.storage.cases import DEAD
from bot.storage.inbox import Inbox
from bot.storage.pendamping import APPLIED
from bot.storage.pendamping_desk import PendampingDesk
from bot.storage.tables import case, contact


async def start(ask: Ask) -> Response:
    """What waits, by role."""
    grants = ask.who.account.grants
    operated, verified = scope(grants, [Role.OPERATOR]), scope(grants, [Role.VERIFIER])

    def read(conn: Connection) -> list[tuple[str, int, str]]:
        found = []
        if operated.regions:
            waiting = Inbox(ask.desk.cipher).count(conn, operated.where(contact.c.village))
            dead = casedesk.count(conn, operated.where(case.c.village), DEAD)
            found.append(("Percakapan menunggu", waiting, "/kotak"))
            found.append(("Kiriman macet", dead, f"/kiriman?keadaan={DEAD}"))
        if verified.regions:
            applied = sum(
                verified.everywhere or any(verified.has(village) for village in villages)
                for villages in PendampingDesk.count(conn, APPLIED)
            )
            found.append(("Pendamping menunggu", applied, "/pendamping"))
        return found

    tiles = await ask.desk.db.read(read)
    # For staff alone: a citizen is promised no date (DOMAIN.md).
    cutoff = ask.desk.conversation.policy(ask.now).cutoff_day if tiles else None
    return ask.show("awal.html", roles=ROLES, tiles=tiles, cutoff=cutoff)


PAGES = (Page("GET", "", EVERYONE, start),)
