"""No published table lets anybody work back to a few people."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.figures.suppress import BASE, LEAST, Table, protect

tables = st.integers(1, 6).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 40), min_size=width, max_size=width), min_size=1, max_size=7
    )
)


def whole(counts: list[list[int]]) -> list[list[int]]:
    """With totals."""
    full = [[*row, sum(row)] for row in counts]
    return [*full, [sum(column) for column in zip(*full, strict=True)]]


def determined(cells: tuple[tuple[int | None, ...], ...]) -> set[tuple[int, int]]:
    """The suppressed cells that the sums fix exactly: a system of linear equations, solved."""
    height, width = len(cells), len(cells[0])
    unknown = [(r, c) for r in range(height) for c in range(width) if cells[r][c] is None]
    index = {place: number for number, place in enumerate(unknown)}
    lines = [[(r, c) for c in range(width)] for r in range(height)]
    lines += [[(r, c) for r in range(height)] for c in range(width)]
    rows = []
    for line in lines:
        row = [Fraction(0)] * len(unknown)
        for place in line:
            if place in index:
                row[index[place]] = Fraction(-1 if place == line[-1] else 1)
        if any(row):
            rows.append(row)
    pivots: dict[int, list[Fraction]] = {}
    for row in rows:
        for column, pivot in pivots.items():
            if row[column]:
                factor = row[column]
                row = [a - factor * b for a, b in zip(row, pivot, strict=True)]
        lead = next((n for n, value in enumerate(row) if value), None)
        if lead is None:
            continue
        row = [value / row[lead] for value in row]
        for column, pivot in pivots.items():
            if pivot[lead]:
                factor = pivot[lead]
                pivots[column] = [a - factor * b for a, b in zip(pivot, row, strict=True)]
        pivots[lead] = row
    return {unknown[lead] for lead, row in pivots.items() if sum(map(bool, row)) == 1}


@settings(max_examples=150, deadline=None)
@given(tables)
def test_nothing_small_is_shown(counts: list[list[int]]) -> None:
    """Every cell under ten is suppressed, a zero among few too; the rest is rounded to five."""
    for row, cells in zip(whole(counts), protect(counts), strict=True):
        for count, cell in zip(row, cells, strict=True):
            many = count >= LEAST or (count == 0 and row[-1] >= LEAST)
            assert cell is None or (many and cell == count // BASE * BASE)


@settings(max_examples=150, deadline=None)
@given(tables)
def test_nothing_follows_by_differencing(counts: list[list[int]]) -> None:
    """Even with exact numbers no suppressed cell is fixed by the sums of rows and columns."""
    assert determined(protect(counts, base=1)) == set()


@settings(max_examples=150, deadline=None)
@given(tables)
def test_no_line_tells_of_a_few(counts: list[list[int]]) -> None:
    """What is suppressed in a line stands for ten people or more, or its total is suppressed."""
    full, cells = whole(counts), protect(counts, base=1)
    flipped = list(zip(*full, strict=True)), list(zip(*cells, strict=True))
    for numbers, shown in [*zip(full, cells, strict=True), *zip(*flipped, strict=True)]:
        gone = [n for n, cell in zip(numbers, shown, strict=True) if cell is None]
        assert not gone or shown[-1] is None or sum(gone) >= LEAST


def test_large_tables_stay_useful() -> None:
    """Where everybody is many nothing is hidden."""
    assert protect([[20, 30], [40, 50]]) == ((20, 30, 50), (40, 50, 90), (60, 80, 140))


def test_csv_runs_no_formula() -> None:
    """A name that begins like a formula is text to a spreadsheet."""
    table = Table(
        name="x", title="X", rows=("=cmd()", 'a"b'), columns=("N",), cells=((None,), (15,))
    )

    assert list(table.csv()) == [',"N"', '"\'=cmd()",<10', '"a""b",15']
