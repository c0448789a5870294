"""What may be sent: the rules of the house that hold before DTKS is asked anything.

Rules: one objects in one's own village (DOMAIN.md, 'Abuse'), once about one person and a few times
a day; a person has one open usul. One's own village is that of the first submission that says
where one lives: a report may be about any place. The same check answers early (`MaySend`), so
that nobody tells everything in vain, and again when something is sent: only that one counts. A
pendamping sends for people who consented, in the villages that staff gave them: the rule of one's
own village and the day's usul are not theirs.
"""

from typing import Any

from sqlalchemy import Connection

from backend_client.model import Kind
from bot.answers.base import Answer, Asker, Local
from bot.storage.cases import Case, Cases
from bot.storage.limits import Limits
from handlers.dialogue.steps import Failed
from handlers.requests.cases import Done, MaySend

_UNIQUE = (Kind.USUL,)  # one open submission a person; a second shows the first's ticket
_LIMITED = {
    Kind.USUL: "usul_per_day",
    Kind.SANGGAH: "sanggah_per_day",
    Kind.TANGGAPAN: "tanggapan_per_day",
}


class Gate:
    """Says what stands in the way of a submission."""

    def __init__(self, cases: Cases, limits: Limits) -> None:
        self._cases = cases
        self._limits = limits

    def table(self) -> dict[type, Local]:
        """Request -> answer."""
        return {MaySend: self._may_send}

    def elsewhere(self, conn: Connection, asker: Asker, wanted: MaySend) -> Failed | None:
        """'other_village', with the asker's own, where only that may be named."""
        if wanted.kind is not Kind.SANGGAH or wanted.consented or wanted.village is None:
            return None
        home = self._cases.home(conn, asker.contact_id)
        if home is None or home == wanted.village:
            return None
        return Failed("other_village", reason=home)

    def others(self, conn: Connection, wanted: MaySend) -> list[Case]:
        """Open submissions of this kind about the same person, oldest first."""
        if wanted.subject is None:
            return []
        return self._cases.about(conn, wanted.kind, wanted.subject)

    def repeated(self, asker: Asker, wanted: MaySend, others: list[Case]) -> Failed | None:
        """'duplicate', with the ticket when the open one is the asker's own."""
        own = next((c for c in others if asker.contact_id in (c.contact_id, c.pendamping_id)), None)
        if own is not None:
            return Failed("duplicate", reason=own.ticket)
        return Failed("duplicate") if others and wanted.kind in _UNIQUE else None

    def counted(self, conn: Connection, asker: Asker, wanted: MaySend) -> bool:
        """Count one more of the day; False when none is left."""
        most = self._most(asker, wanted)
        return most is None or self._limits.take(
            conn, asker.contact_id, wanted.kind.value, asker.now, asker.tz, most
        )

    def _most(self, asker: Asker, wanted: MaySend) -> int | None:
        if wanted.consented and wanted.kind is Kind.USUL:
            return None  # a caseload is no flood: staff know who sends, and may revoke it
        name = _LIMITED.get(wanted.kind)
        return None if name is None else getattr(asker.policy, name)

    def _may_send(self, conn: Connection, asker: Asker, request: Any) -> Answer:
        wanted: MaySend = request
        stands = self.elsewhere(conn, asker, wanted) or self.repeated(
            asker, wanted, self.others(conn, wanted)
        )
        if stands is not None:
            return stands
        most = self._most(asker, wanted)
        if most is None or self._limits.left(
            conn, asker.contact_id, wanted.kind.value, asker.now, asker.tz, most
        ):
            return Done()
        return Failed("limit")
