"""The inclusion and 5T report: tables that are safe to publish.

Rules: every table goes through `suppress.protect`; nothing else leaves this module. It counts what
was sent before the first day of this month in Jakarta, at the stage it had then,
so that looking daily shows nothing new; and counts are rounded down to five.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from backend_client.model import Kind, Stage
from backend_client.regions import Regions
from bot.figures.suppress import LEAST, TOTAL, Table, protect
from bot.privacy.crypto import FieldCipher
from bot.storage import figures
from bot.storage.figures import OUTCOMES
from handlers.lapor import T5
from handlers.usul_extras import GROUPS
from i18n.catalog import Catalog
from i18n.formats import zone
from i18n.message import say

_KINDS = {
    "usul": (Kind.USUL.value,),
    "sanggah": (Kind.SANGGAH.value, Kind.SANGGAH_DIRI.value),
}
_TITLES = {"usul": "Usul", "sanggah": "Sanggah"}
_OUTCOMES = ("Diproses", "Disetujui", "Tidak disetujui", "Ditarik")
_PROVINCE = 2  # characters of a province's code


def month_start(now: dt.datetime) -> dt.datetime:
    """The first moment of this month in Jakarta."""
    local = now.astimezone(zone("Asia/Jakarta"))
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


class Report:
    """Makes the tables."""

    def __init__(self, cipher: FieldCipher, regions: Regions, catalog: Catalog) -> None:
        self._cipher = cipher
        self._regions = regions
        self._catalog = catalog

    def tables(
        self,
        conn: Connection,
        now: dt.datetime,
        where: ColumnElement[bool] | None = None,
        letters: int = _PROVINCE,
    ) -> list[Table]:
        """All of them, for the regions of `where`."""
        seen = sa.true() if where is None else where
        before = month_start(now)
        found = []
        for name, kinds in _KINDS.items():
            groups = figures.by_group(conn, self._cipher, kinds, seen, before)
            found.append(
                _table(
                    f"{name}-kelompok",
                    f"{_TITLES[name]} menurut kelompok rentan dan hasil",
                    GROUPS,
                    groups,
                    lambda group: self._word(f"rentan.{group}"),
                    down=False,
                )
            )
            regions = figures.by_region(conn, kinds, seen, before, letters)
            codes = sorted({code for code, _ in regions})
            found.append(
                _table(
                    f"{name}-wilayah",
                    f"{_TITLES[name]} menurut wilayah dan hasil",
                    codes,
                    regions,
                    self._region,
                )
            )
        found.append(self._complaints(conn, seen, before))
        found.append(_days(figures.stage_days(conn, seen, before), self._word))
        if where is None:
            found += self._completion(conn, before)
        return found

    def _complaints(
        self, conn: Connection, where: ColumnElement[bool], before: dt.datetime
    ) -> Table:
        counts: Counter[tuple[str, str]] = Counter()
        for about, outcome in figures.complaints(conn, self._cipher, where, before):
            counts[(about if about in T5.values() else "lain", outcome)] += 1
        names = tuple(dict.fromkeys(T5.values()))
        return _table("lapor-5t", "Laporan 5T menurut hasil", names, counts, str.capitalize)

    def _completion(self, conn: Connection, before: dt.datetime) -> list[Table]:
        since = (before - dt.timedelta(days=90)).date().isoformat()
        until = before.date().isoformat()
        found = []
        for what, title in (("mode", "cara akses"), ("locale", "bahasa")):
            rows = figures.by(conn, what, since, until)
            counts = [[max(begun - ended, 0), ended] for begun, ended in rows.values()]
            found.append(
                Table(
                    name=f"selesai-{what}",
                    title=f"Alur yang dimulai menurut {title}, 90 hari",
                    rows=(*rows, TOTAL),
                    columns=("Tidak selesai", "Selesai", TOTAL),
                    cells=protect(counts) if counts else ((None, None, None),),
                )
            )
        return found

    def _word(self, msgid: str) -> str:
        return self._catalog.text(say(msgid), "id")

    def _region(self, code: str) -> str:
        region = self._regions.get(code)
        return code if region is None else region.name


def _table(
    name: str,
    title: str,
    rows: Sequence[str],
    counts: Counter[tuple[str, str]],
    label: Callable[[str], str],
    down: bool = True,
) -> Table:
    inner = [[counts[(row, outcome)] for outcome in OUTCOMES] for row in rows]
    empty = tuple(None for _ in range(len(OUTCOMES) + 1))
    return Table(
        name=name,
        title=title,
        rows=(*(label(row) for row in rows), *((TOTAL,) if down else ())),
        columns=(*_OUTCOMES, TOTAL),
        cells=protect(inner, down=down) if inner else (empty,),
    )


def _days(found: dict[str, tuple[int, float]], word: Callable[[str], str]) -> Table:
    """Mean days in a stage, where at least ten submissions left it."""
    stages = [stage.value for stage in Stage if not stage.final]
    cells = []
    for stage in stages:
        count, days = found.get(stage, (0, 0.0))
        cells.append((round(days) if count >= LEAST else None,))
    return Table(
        name="hari-tahap",
        title="Hari rata-rata pada tiap tahap",
        rows=tuple(word(f"tahap.{stage}") for stage in stages),
        columns=("Hari",),
        cells=tuple(cells),
    )
