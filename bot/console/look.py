"""Templates: Jinja2 with autoescape everywhere, and what every page shows.

Rules: nothing is marked safe but SVG that this program drew. Times are shown in Jakarta's zone
with its name. Indonesian, as the staff speak it; the citizen's words stand as they were written.
"""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
import msgspec
from starlette.responses import HTMLResponse, Response

from backend_client.names.mask import mask
from backend_client.regions import Regions
from bot.console.page import HOME, Ask
from bot.console.reasons import told
from bot.console.roles import Role, scope
from bot.console.words import NOTES
from i18n.catalog import Catalog
from i18n.formats import zone
from i18n.message import say

_FOLDER = Path(__file__).parent / "templates"
_ZONE = "Asia/Jakarta"


class Entry(msgspec.Struct, frozen=True):
    """A line of the navigation. `national`: the page opens for who has the country only."""

    path: str
    label: str
    roles: frozenset[Role]
    national: bool = False


class Templates:
    """Renders pages."""

    def __init__(self, regions: Regions, catalog: Catalog, menu: tuple[Entry, ...]) -> None:
        self._menu = menu
        self._regions = regions
        self._env = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_FOLDER),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
        )
        self._env.globals["notes"] = NOTES
        self._env.filters["when"] = when
        self._env.filters["mask"] = mask
        self._env.filters["region"] = self.region
        self._env.filters["reason"] = told

        def word(msgid: str) -> str:
            return catalog.text(say(msgid), "id")

        self._env.filters["word"] = word

    def region(self, code: str | None) -> str:
        """A region's name and those above it; the code when nobody knows it."""
        if not code:
            return "Indonesia" if code == "" else "–"
        try:
            path = self._regions.path(code)
        except LookupError:
            path = ()
        return ", ".join(region.name for region in reversed(path)) or code

    def show(self, template: str, ask: Ask, context: Mapping[str, Any]) -> Response:
        """A page for somebody who is signed in."""
        seen = [(entry, scope(ask.who.account.grants, entry.roles)) for entry in self._menu]
        mine = [e for e, where in seen if where.everywhere or (where.regions and not e.national)]
        return self.render(
            template,
            {
                "who": ask.who,
                "csrf": ask.who.csrf,
                "menu": mine,
                "here": ask.request.url.path,
                "note": ask.query("pesan"),
                **context,
            },
        )

    def render(self, template: str, context: Mapping[str, Any], status: int = 200) -> Response:
        """Any page."""
        text = self._env.get_template(template).render(home=HOME, **context)
        return HTMLResponse(text, status, headers={"cache-control": "no-store"})


def when(at: int | dt.datetime | None) -> str:
    """'21-11-2026 14.05 WIB'; '–' for never. Takes UTC milliseconds too."""
    if at is None:
        return "–"
    try:
        if isinstance(at, int):
            at = dt.datetime.fromtimestamp(at / 1000, dt.UTC)
        return at.astimezone(zone(_ZONE)).strftime("%d-%m-%Y %H.%M WIB")
    except (ValueError, OverflowError):  # beyond the calendar: one such row hides no page
        return "–"
