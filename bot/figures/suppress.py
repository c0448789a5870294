"""Statistical disclosure control for the tables that are published.

Rules: pure. A cell under `LEAST` people is suppressed; a zero is one only in a row of few (that
none of seven was approved says something about each). Then complementary suppression, until no
line (row or column, its total among it) lets anybody work back: a line with suppressed cells has
at least two, and they stand for at least `LEAST` people together. What is left is rounded down to
`BASE`, so that two looks do not differ by one person. DOMAIN.md: aggregates of at least 10.
"""

from collections.abc import Callable, Iterator, Sequence

import msgspec

LEAST = 10  # people
BASE = 5
TOTAL = "Jumlah"  # the name of a total row


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """Counts by row and column. `totals`: whether the last row and column are sums of the others
    (then a suppressed cell must not follow from them)."""

    name: str
    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]

    def csv(self) -> Iterator[str]:
        """Lines of CSV; a suppressed cell is '<10'."""
        yield ",".join(["", *(_quoted(name) for name in self.columns)])
        for name, cells in zip(self.rows, self.cells, strict=True):
            yield ",".join([_quoted(name), *("<10" if c is None else str(c) for c in cells)])


def _quoted(text: str) -> str:
    # A cell that begins like a formula would be run by a spreadsheet.
    safe = f"'{text}" if text[:1] in "=+-@\t\r" else text
    return '"' + safe.replace('"', '""') + '"'


def protect(
    counts: Sequence[Sequence[int]], *, down: bool = True, base: int = BASE
) -> tuple[tuple[int | None, ...], ...]:
    """Inner counts -> cells with a total column, suppressed and rounded. `down`: rows add up too,
    to a total row (not where one person can stand in several rows)."""
    width = len(counts[0]) if counts else 0
    full = [[*row, sum(row)] for row in counts]
    if down:
        full.append([sum(row[place] for row in full) for place in range(width + 1)])
    hidden = {
        (r, c)
        for r, row in enumerate(full)
        for c, cell in enumerate(row)
        if cell < LEAST and (cell > 0 or row[-1] < LEAST)
    }
    lines = [[(r, c) for c in range(width + 1)] for r in range(len(full))]
    if down:
        lines += [[(r, c) for r in range(len(full))] for c in range(width + 1)]

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
    return tuple(
        tuple(None if (r, c) in hidden else cell // base * base for c, cell in enumerate(row))
        for r, row in enumerate(full)
    )


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
