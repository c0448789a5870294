"""The inclusion and 5T report: tables that are safe to publish.

Rules: every table goes through `suppress.table`; nothing else leaves this module. It counts people,
each once a table (in 5T reports once a row) by what they sent last, before the first day of this
month in Jakarta and at the stage it had then, so that looking daily shows nothing new; and counts
are rounded down to five.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import sqlalchemy as sa
from msgspec import structs
from sqlalchemy import ColumnElement, Connection

from backend_client.model import Kind, Stage
from backend_client.regions import Regions
from bot.figures.step_names import Names
from bot.figures.suppress import LEAST, TOTAL, Table, table
from bot.privacy.crypto import FieldCipher
from bot.storage import figures, inclusion
from bot.storage.inclusion import OUTCOMES
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
_NOTHING: Mapping[str, Table] = {}


def month_start(now: dt.datetime) -> dt.datetime:
    """The first moment of this month in Jakarta."""
    local = now.astimezone(zone("Asia/Jakarta"))
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


class Report:
    """Makes the tables."""

    def __init__(self, cipher: FieldCipher, regions: Regions, catalog: Catalog) -> None:
        self._cipher = cipher
        self._regions = regions
        self.catalog = catalog

    def tables(
        self,
        conn: Connection,
        now: dt.datetime,
        where: ColumnElement[bool] | None = None,
        letters: int = _PROVINCE,
        last: Mapping[str, Table] = _NOTHING,
    ) -> list[Table]:
        """All of them, for the regions of `where`; `last` are the tables published last, by
        name."""
        seen = sa.true() if where is None else where
        before = month_start(now)
        found = []
        for name, kinds in _KINDS.items():
            groups = inclusion.by_group(conn, self._cipher, kinds, seen, before)
            found.append(
                _table(
                    f"{name}-kelompok",
                    f"{_TITLES[name]} menurut kelompok rentan dan hasil",
                    GROUPS,
                    groups,
                    lambda group: self._word(f"rentan.{group}"),
                    last,
                    down=False,
                )
            )
            regions = inclusion.by_region(conn, kinds, seen, before, letters)
            codes = sorted({code for code, _ in regions})
            found.append(
                _table(
                    f"{name}-wilayah",
                    f"{_TITLES[name]} menurut wilayah dan hasil",
                    codes,
                    regions,
                    self._region,
                    last,
                )
            )
        names = tuple(dict.fromkeys(T5.values()))
        counts = inclusion.complaints(conn, self._cipher, seen, before, names)
        found.append(
            _table(
                "lapor-5t",
                "Laporan 5T menurut hasil",
                names,
                counts,
                str.capitalize,
                last,
                down=False,
            )
        )
        found.append(_days(inclusion.stage_days(conn, seen, before), self._word))
        if where is None:
            found += _completion(conn, before, last)
        return found

    def _word(self, msgid: str) -> str:
        return self.catalog.text(say(msgid), "id")

    def _region(self, code: str) -> str:
        region = self._regions.get(code)
        return code if region is None else region.name


def named(tables: Sequence[Table], catalog: Catalog) -> list[Table]:
    """The tables with words for their rows, where they are kept by codes: languages and modes. They
    are kept so that a row is the same one next month, whatever it is called."""
    names = Names(catalog)
    found = []
    for one in tables:
        what = one.name.removeprefix("selesai-")
        if what != one.name:
            rows = tuple(row if row == TOTAL else names.by(what, row) for row in one.rows)
            one = structs.replace(one, rows=rows)
        found.append(one)
    return found


def _table(
    name: str,
    title: str,
    rows: Sequence[str],
    counts: Counter[tuple[str, str]],
    label: Callable[[str], str],
    last: Mapping[str, Table],
    down: bool = True,
) -> Table:
    inner = [[counts[(row, outcome)] for outcome in OUTCOMES] for row in rows]
    names = [label(row) for row in rows]
    return table(name, title, names, _OUTCOMES, inner, down=down, before=last.get(name))


def _completion(conn: Connection, before: dt.datetime, last: Mapping[str, Table]) -> list[Table]:
    """Flows begun in the ninety days before; a mode or language of few people is suppressed,
    however often they began."""
    # Days of the funnel are Jakarta's, as the month is: what is counted has ended.
    since, until = figures.day_of(before - dt.timedelta(days=90)), figures.day_of(before)
    found = []
    for what, title in (("mode", "cara akses"), ("locale", "bahasa")):
        rows = figures.by(conn, what, since, until)
        people = inclusion.people(conn, what, before)
        name = f"selesai-{what}"
        found.append(
            table(
                name,
                f"Alur yang dimulai menurut {title}, 90 hari",
                tuple(rows),
                ("Tidak selesai", "Selesai"),
                [[max(begun - ended, 0), ended] for begun, ended in rows.values()],
                few=[place for place, row in enumerate(rows) if people.get(row, 0) < LEAST],
                before=last.get(name),
            )
        )
    return found


def _days(found: dict[str, tuple[int, float]], word: Callable[[str], str]) -> Table:
    """Mean days in a stage, where at least ten people's submissions left it."""
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
