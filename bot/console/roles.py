"""Who may do what, where. One table; a page names the roles it is for.

Rules: a role is granted for a region code and everything below it ('' is the country). What a
page shows is filtered by the regions of the roles that opened it, never by those of another role:
who verifies in Bogor and operates in Garut sees Garut's inbox only.
"""

from collections.abc import Iterable
from enum import StrEnum

import msgspec
import sqlalchemy as sa

from bot.storage.staff import Grant


class Role(StrEnum):
    """What somebody is trusted with."""

    OPERATOR = "operator"  # answers citizens, rescues submissions
    VERIFIER = "verifier"  # pendamping, sanggah with their evidence
    BROADCASTER = "broadcaster"  # composes
    APPROVER = "approver"  # lets a broadcast go; never one's own
    AUDITOR = "auditor"  # reads the audit log and the figures
    ADMINISTRATOR = "administrator"  # accounts, settings, keys


EVERYONE = frozenset(Role)


class Scope(msgspec.Struct, frozen=True):
    """The regions that somebody sees on a page."""

    regions: tuple[str, ...]

    @property
    def everywhere(self) -> bool:
        """The whole country?"""
        return "" in self.regions

    def has(self, code: str | None) -> bool:
        """Does this village, district, ... lie inside?"""
        if self.everywhere:
            return True
        return code is not None and any(code == r or code.startswith(f"{r}.") for r in self.regions)

    def where(self, column: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
        """The same as a condition on a column of region codes."""
        if self.everywhere:
            return sa.true()
        return sa.or_(
            sa.false(),
            *(
                sa.or_(column == r, column.startswith(f"{r}.", autoescape=True))
                for r in self.regions
            ),
        )


def scope(grants: Iterable[Grant], roles: Iterable[Role]) -> Scope:
    """The regions where somebody has one of these roles; none: no access."""
    wanted = {role.value for role in roles}
    return Scope(tuple(sorted({grant.region for grant in grants if grant.role in wanted})))
