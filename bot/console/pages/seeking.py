"""Submissions by the NIK of whom they are about: a citizen who rings has no ticket at hand.

Rules: found by the keyed hash, so nothing is decrypted; inside one's regions only, and what an
objection or a report is about for verifiers only. The number comes in a form's body, never in an
address, and is nowhere kept: the audit log has the reason and the tickets that were found.
"""

import unicodedata

from sqlalchemy import Connection
from starlette.responses import Response

from bot.console.hiding import hide_numbers
from bot.console.page import Ask, Page
from bot.console.pages.reveal import LEAST, MOST
from bot.console.pages.submissions import READERS, choices, opens
from bot.storage import audit, casedesk
from bot.storage.casedesk import Filter, Listed
from bot.storage.tables import case

_DIGITS = 16
_TOLD = 10  # tickets named in the audit log


async def seek(ask: Ask) -> Response:
    """The submissions about one person."""
    nik, reason = _number(ask.field("nik")), ask.field("alasan")
    if not nik:
        return _page(ask, [], failed="NIK berisi 16 angka.")
    if not LEAST <= len(reason) <= MOST:
        return _page(ask, [], failed="Alasan perlu 5 sampai 200 huruf.")
    about = ask.desk.cases.subject(nik)

    def work(conn: Connection) -> list[Listed]:
        found = casedesk.about(conn, ask.scope.where(case.c.village), about)
        found = [one for one in found if opens(ask, one)]
        tickets = " ".join(one.ticket for one in found[:_TOLD]) or "-"
        detail = f"{reason} [{tickets}]"
        audit.note(conn, ask.now, actor=ask.who.name, action="search.nik", detail=detail)
        return found

    found = await ask.desk.db.run(work)
    return _page(ask, found, sought=f"{len(found)} kiriman tentang NIK {hide_numbers(nik)}.")


def _page(ask: Ask, rows: list[Listed], *, failed: str = "", sought: str = "") -> Response:
    days = ("", "")
    shown = choices(Filter(), days)
    return ask.show("kiriman.html", rows=rows, failed=failed, sought=sought, older="", **shown)


def _number(text: str) -> str:
    """Sixteen digits, in whatever digits and with whatever between them; '' for anything else."""
    digits = "".join(
        str(unicodedata.decimal(one)) for one in text if unicodedata.decimal(one, None) is not None
    )
    letters = any(one.isalpha() for one in text)
    return digits if len(digits) == _DIGITS and not letters else ""


PAGES = (Page("POST", "/kiriman", READERS, seek),)
