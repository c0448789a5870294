"""Acting on broadcasts for a staff account from the command line.

Rules: the account must have the role for the region, as at the console; a refusal is told in
English, and nothing was changed.
"""

from collections.abc import Callable
from typing import Annotated, Any

import typer
from sqlalchemy import Connection

from bot.broadcasts.decisions import Refusal
from bot.broadcasts.refusals import REFUSALS, Bad
from bot.commands.console import Failure
from bot.commands.staff import cipher_of, in_database
from bot.config import Settings
from bot.console.roles import Role, scope
from bot.storage.db import Database
from bot.storage.staff import StaffAccounts

Who = Annotated[str, typer.Option("--as", help="The staff account that acts.")]


def allowed(
    conn: Connection, accounts: StaffAccounts, name: str, roles: list[Role], region: str
) -> None:
    """Raises Failure when this account may not."""
    account = accounts.by_name(conn, name)
    if account is None or account.disabled or not scope(account.grants, roles).has(region):
        names = " or ".join(role.value for role in roles)
        raise Failure(f"'{name}' is no {names} for this region; see `bansos staff list`")


def run(work: Callable[[Connection, StaffAccounts], Any]) -> Any:
    """One unit of work; its result. Raises Failure."""
    settings = Settings()
    found: list[Any] = []

    async def inside(db: Database) -> None:
        accounts = StaffAccounts(cipher_of(settings))
        try:
            found.append(await db.run(lambda conn: work(conn, accounts)))
        except Refusal as refusal:
            raise Failure(REFUSALS[refusal.code]) from None
        except Bad as bad:
            raise Failure(str(bad)) from None

    in_database(settings, inside)
    return found[0]
