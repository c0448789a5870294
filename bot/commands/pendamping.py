"""`bansos pendamping`: invitations and decisions, for where there is no console.

Rules: works beside a running server. What is printed names a pendamping by number; names are
personal and stay in the console.
"""

import datetime as dt
from collections.abc import Callable
from typing import Annotated, Any

import sqlalchemy as sa
import typer
from sqlalchemy import Connection

from backend_client.regions import Regions
from bot.answers.pendamping import invitation_code
from bot.channels.base import TextPart
from bot.commands.console import Failure, out
from bot.commands.staff import cipher_of, in_database
from bot.config import Settings
from bot.jobs.notices import JUST_NOW, NOTICE, morning
from bot.jobs.upkeep import awake
from bot.storage import pendamping as states
from bot.storage.contacts import Contacts
from bot.storage.db import Database
from bot.storage.mailbox import Mailbox
from bot.storage.tables import pendamping
from handlers.dialogue.turn import millis
from handlers.policy import Policy
from i18n.catalog import Catalog
from i18n.message import say

app = typer.Typer(no_args_is_help=True)
_NEWS = {
    states.VERIFIED: "kabar.pendamping_aktif",
    states.SUSPENDED: "kabar.pendamping_ditangguhkan",
    states.REVOKED: "kabar.pendamping_dicabut",
}
_ONE = sa.select(pendamping.c.id, pendamping.c.contact_id)
_LIST = sa.select(pendamping.c.id, pendamping.c.status, pendamping.c.villages).order_by(
    pendamping.c.id
)


def _run(work: Callable[[Connection], Any]) -> Any:
    found: list[Any] = []

    async def once(db: Database) -> None:
        found.append(await db.run(work))

    in_database(Settings(), once)
    return found[0]


@app.command("invite")
def invite(
    village: Annotated[list[str], typer.Option(help="Dotted village code; repeat for several.")],
    organisation: Annotated[str, typer.Option(help="The organisation that vouches.")],
) -> None:
    """Print an invitation code: who sends it to the bot within 30 days is a pendamping."""
    regions = Regions.load()
    unknown = [code for code in village if regions.get(code) is None]
    if unknown:
        raise Failure(f"no such village: {', '.join(unknown)}")
    accounts = states.PendampingAccounts(cipher_of(Settings()))
    secret = invitation_code()
    now = dt.datetime.now(dt.UTC)
    _run(lambda conn: accounts.invite(conn, secret, tuple(village), organisation, now))
    out.print(secret)


@app.command("list")
def listed() -> None:
    """List pendamping: number, status, villages."""
    for row in _run(lambda conn: conn.execute(_LIST).all()):
        out.print(f"{row.id}  {row.status:<10}  {row.villages}")


def _tell(conn: Connection, contact_id: int, msgid: str, now: dt.datetime) -> None:
    """The news, as the console sends it; a server or worker that runs sends it, not at night."""
    cipher = cipher_of(Settings())
    contact = Contacts(cipher).by_id(conn, contact_id)
    if contact is None or contact.opted_out or contact.gone:
        return
    quiet = Policy().quiet
    up = awake(now, contact.tz, quiet) or (millis(now) - (contact.last_inbound_at or 0) <= JUST_NOW)
    due = now if up else morning(now, contact.tz, quiet)
    text = Catalog.load().text(say(msgid), contact.locale)
    Mailbox(cipher).put(conn, contact.id, NOTICE, [TextPart(text)], now, not_before=due)


def _decide(number: int, status: str) -> None:
    accounts = states.PendampingAccounts(cipher_of(Settings()))
    now = dt.datetime.now(dt.UTC)

    def work(conn: Connection) -> bool:
        known = conn.execute(_ONE.where(pendamping.c.id == number)).first()
        if known is not None:
            accounts.set_status(conn, number, status, now)
            _tell(conn, known.contact_id, _NEWS[status], now)
        return known is not None

    if not _run(work):
        raise Failure(f"there is no pendamping {number}; see: bansos pendamping list")
    out.print(f"{number}  {status}")


@app.command("verify")
def verify(number: int) -> None:
    """The letter of duty is in order."""
    _decide(number, states.VERIFIED)


@app.command("suspend")
def suspend(number: int) -> None:
    """No submissions for others, until verified again."""
    _decide(number, states.SUSPENDED)


@app.command("revoke")
def revoke(number: int) -> None:
    """No pendamping any more."""
    _decide(number, states.REVOKED)
