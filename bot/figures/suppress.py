"""Statistical disclosure control for the tables that are published.

Rules: pure. A cell under `LEAST` people is suppressed; a zero is one only in a row of few (that
none of seven was approved says something about each). Then complementary suppression, until no
line (row or column, its total among it) lets anybody work back: a line with suppressed cells has
at least two, and they stand for at least `LEAST` people together. What is left is rounded down to
`BASE`, so that two looks do not differ by one person. Which suppressed cell is small and which
only helps to hide it is not told: all have one sign. DOMAIN.md: aggregates of at least 10.
"""

from collections.abc import Callable, Collection, Iterator, Sequence

import msgspec

LEAST = 10  # people
BASE = 5
TOTAL = "Jumlah"  # the name of a total row
HIDDEN = "*"  # a suppressed cell in a file, as statistical offices write it


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """Counts by row and column. `cells` is what is published. `exact` is what its numbers were
    rounded from, None where suppressed: it leaves no page, and tells the next month's table how
    much has changed (`steady`)."""

    name: str
    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]
    exact: tuple[tuple[int | None, ...], ...] = ()

    def csv(self) -> Iterator[str]:
        """Lines of CSV; a suppressed cell is `HIDDEN`."""
        yield ",".join(["", *(_quoted(name) for name in self.columns)])
        for name, cells in zip(self.rows, self.cells, strict=True):
            yield ",".join([_quoted(name), *(HIDDEN if c is None else str(c) for c in cells)])

    def known(self) -> dict[tuple[str, str], int]:
        """The exact numbers behind the published ones, by names of row and column."""
        return {
            (row, column): cell
            for row, cells in zip(self.rows, self.exact, strict=False)
            for column, cell in zip(self.columns, cells, strict=True)
            if cell is not None
        }


def _quoted(text: str) -> str:
    # A cell that begins like a formula would be run by a spreadsheet.
    safe = f"'{text}" if text[:1] in "=+-@\t\r" else text
    return '"' + safe.replace('"', '""') + '"'


def table(
    name: str,
    title: str,
    rows: Sequence[str],
    columns: Sequence[str],
    counts: Sequence[Sequence[int]],
    *,
    down: bool = True,
    few: Collection[int] = (),
    before: Table | None = None,
) -> Table:
    """Inner counts of people -> a table that is safe to publish, with a total column. `down`: rows
    add up too, to a total row (not where one person can stand in several rows). `few`: rows
    suppressed whole, whose counts are many and their people few. `before`: the same table as
    published last."""
    across = (*columns, TOTAL)
    if not rows:
        empty = ((None,) * len(across),)
        return Table(name=name, title=title, rows=(TOTAL,), columns=across, cells=empty)
    beside = (*rows, TOTAL) if down else tuple(rows)
    full = steady(_with_totals(counts, down=down), beside, across, before)
    hidden = suppressed(full, down=down, few=few)
    exact = tuple(
        tuple(None if (r, c) in hidden else cell for c, cell in enumerate(row))
        for r, row in enumerate(full)
    )
    cells = tuple(
        tuple(None if cell is None else cell // BASE * BASE for cell in row) for row in exact
    )
    return Table(name=name, title=title, rows=beside, columns=across, cells=cells, exact=exact)


def _with_totals(counts: Sequence[Sequence[int]], *, down: bool) -> list[list[int]]:
    full = [[*row, sum(row)] for row in counts]
    if down:
        full.append([sum(column) for column in zip(*full, strict=True)])
    return full


def steady(
    full: list[list[int]], rows: Sequence[str], columns: Sequence[str], before: Table | None
) -> list[list[int]]:
    """A number that changed by fewer than `LEAST` people since it was published stays what it was:
    else the difference of two months would be a cell of a few."""
    last = {} if before is None else before.known()

    def one(name: str, column: str, cell: int) -> int:
        old = last.get((name, column))
        return cell if old is None or cell < LEAST or abs(old - cell) >= LEAST else old

    return [
        [one(name, column, cell) for column, cell in zip(columns, row, strict=True)]
        for name, row in zip(rows, full, strict=True)
    ]


def suppressed(full: Sequence[Sequence[int]], *, down: bool, few: Collection[int]) -> set["Place"]:
    """The cells not to show, of a matrix with its total column (and, with `down`, its row)."""
    width = len(full[0])
    hidden = {
        (r, c)
        for r, row in enumerate(full)
        for c, cell in enumerate(row)
        if r in few or (cell < LEAST and (cell > 0 or row[-1] < LEAST))
    }
    lines = [[(r, c) for c in range(width)] for r in range(len(full))]
    if down:
        lines += [[(r, c) for r in range(len(full))] for c in range(width)]

    def value(place: Place) -> int:
        return full[place[0]][place[1]]

    _complement(hidden, lines, value)
    while down and (found := _follows(hidden)) is not None:
        # One more of its lines closes a ring around it; then all lines are looked at again.
        near = [p for line in lines for p in line if found in line and p not in hidden]
        if not near:
            break
        hidden.add(min(near, key=lambda place: (value(place), place)))
        _complement(hidden, lines, value)
    return hidden


Place = tuple[int, int]


def _complement(
    hidden: set[Place], lines: Sequence[Sequence[Place]], value: Callable[[Place], int]
) -> None:
    """Hide more until every line is safe."""
    changed = True
    while changed:
        changed = False
        for line in lines:
            gone = [place for place in line if place in hidden]
            kept = [place for place in line if place not in hidden]
            if not gone or not kept or _safe(gone, line, value):
                continue
            hidden.add(min(kept, key=lambda place: (value(place), place)))
            changed = True


def _follows(hidden: set[Place]) -> Place | None:
    """A hidden cell that the lines still determine; None when there is none.

    Rows and columns are nodes and hidden cells edges: a cell follows from the lines exactly if
    it is a bridge, a cell on a ring never does (Gusfield, 'A graph theoretic approach to
    statistical data security', 1988).
    """
    for place in sorted(hidden):
        if not _joined(hidden - {place}, place):
            return place
    return None


def _joined(edges: set[Place], place: Place) -> bool:
    """Is the cell's row still joined to its column?"""
    rows: dict[int, list[int]] = {}
    columns: dict[int, list[int]] = {}
    for row, column in edges:
        rows.setdefault(row, []).append(column)
        columns.setdefault(column, []).append(row)
    seen, ahead = {place[0]}, [place[0]]
    while ahead:
        for column in rows.get(ahead.pop(), []):
            if column == place[1]:
                return True
            for row in columns[column]:
                if row not in seen:
                    seen.add(row)
                    ahead.append(row)
    return False


def _safe(gone: Sequence[Place], line: Sequence[Place], value: Callable[[Place], int]) -> bool:
    """Two at least; and what they add up to, as the rest of the line tells it, is no small number
    (with the total hidden too, the rest tells nothing)."""
    if len(gone) < 2:
        return False
    return line[-1] in gone or sum(value(place) for place in gone) >= LEAST
