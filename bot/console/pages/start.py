"""The first page: one's roles, and what waits."""

from starlette.responses import Response

from bot.console.page import Ask, Page
from bot.console.roles import EVERYONE
from bot.console.words import ROLES


async def start(ask: Ask) -> Response:
    """What waits, by role."""
    return ask.show("awal.html", roles=ROLES, tiles=[])


PAGES = (Page("GET", "", EVERYONE, start),)
