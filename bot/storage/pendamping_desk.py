"""Pendamping as staff look at them: applications, their villages, their case figures."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.privacy.crypto import FieldCipher
from bot.storage.tables import case, pendamping
from handlers.dialogue.turn import millis

MOST = 100  # pendamping on a page
_COLUMNS = (
    pendamping.c.id,
    pendamping.c.contact_id,
    pendamping.c.name_enc,
    pendamping.c.organisation_enc,
    pendamping.c.villages,
    pendamping.c.letter_key,
    pendamping.c.status,
    pendamping.c.created_at,
)


def _within(regions: Sequence[str]) -> sa.ColumnElement[bool]:
    """Is one of the villages in one of these regions? '' is the country."""
    if "" in regions:
        return sa.true()
    listed = "," + pendamping.c.villages + ","
    return sa.or_(
        sa.false(),
        *(
            sa.or_(
                listed.contains(f",{region},", autoescape=True),
                listed.contains(f",{region}.", autoescape=True),
            )
            for region in regions
        ),
    )


class PendampingRow(msgspec.Struct, frozen=True, kw_only=True):
    """A pendamping. `cases` counts what it sent for others."""

    id: int
    contact_id: int
    name: str
    organisation: str
    villages: tuple[str, ...]
    letter_key: str | None
    status: str
    created_at: int
    cases: int = 0
    approved: int = 0
    rejected: int = 0


class PendampingDesk:
    """Pendamping for their verifiers."""

    def __init__(self, cipher: FieldCipher) -> None:
        self._cipher = cipher

    def all(
        self, conn: Connection, status: str, regions: Sequence[str] = ("",), after: int = 0
    ) -> list[PendampingRow]:
        """Those in a state with a village in these regions, oldest application first, from the one
        `after` on, with their figures."""
        rows = conn.execute(
            sa.select(*_COLUMNS)
            .where(pendamping.c.status == status, pendamping.c.id > after, _within(regions))
            .order_by(pendamping.c.id)
            .limit(MOST)
        ).all()
        figures = self._figures(conn, [row[1] for row in rows])
        return [msgspec.structs.replace(self._row(row), **figures.get(row[1], {})) for row in rows]

    def one(self, conn: Connection, pendamping_id: int) -> PendampingRow | None:
        """One, locked."""
        row = conn.execute(
            sa.select(*_COLUMNS).where(pendamping.c.id == pendamping_id).with_for_update()
        ).first()
        return None if row is None else self._row(row)

    def with_letter(self, conn: Connection, key: str) -> PendampingRow | None:
        """Whose letter of duty this file is."""
        row = conn.execute(sa.select(*_COLUMNS).where(pendamping.c.letter_key == key)).first()
        return None if row is None else self._row(row)

    def decide(
        self, conn: Connection, pendamping_id: int, status: str, by: int, now: dt.datetime
    ) -> None:
        """A new state."""
        conn.execute(
            sa.update(pendamping)
            .where(pendamping.c.id == pendamping_id)
            .values(status=status, decided_by=by, decided_at=millis(now))
        )

    def restrict(self, conn: Connection, pendamping_id: int, villages: Sequence[str]) -> None:
        """The villages it may submit for."""
        conn.execute(
            sa.update(pendamping)
            .where(pendamping.c.id == pendamping_id)
            .values(villages=",".join(villages))
        )

    @staticmethod
    def count(conn: Connection, status: str) -> list[tuple[str, ...]]:
        """The villages of each one in a state (to count those of a region)."""
        rows = conn.execute(sa.select(pendamping.c.villages).where(pendamping.c.status == status))
        return [tuple(v for v in row[0].split(",") if v) for row in rows]

    @staticmethod
    def _figures(conn: Connection, contacts: Sequence[int]) -> dict[int, dict[str, int]]:
        if not contacts:
            return {}
        rows = conn.execute(
            sa.select(case.c.pendamping_id, case.c.stage, sa.func.count())
            .where(case.c.pendamping_id.in_(contacts))
            .group_by(case.c.pendamping_id, case.c.stage)
        )
        found: dict[int, dict[str, int]] = {}
        for owner, stage, number in rows:
            one = found.setdefault(owner, {"cases": 0, "approved": 0, "rejected": 0})
            one["cases"] += number
            if stage in ("approved", "rejected"):
                one[stage] += number
        return found

    def _row(self, row: Any) -> PendampingRow:
        owner = row[1]
        organisation = row[3]
        return PendampingRow(
            id=row[0],
            contact_id=owner,
            name=self._cipher.decrypt_text(row[2], f"pendamping.name:{owner}"),
            organisation=(
                ""
                if organisation is None
                else self._cipher.decrypt_text(organisation, f"pendamping.organisation:{owner}")
            ),
            villages=tuple(v for v in row[4].split(",") if v),
            letter_key=row[5],
            status=row[6],
            created_at=row[7],
        )
