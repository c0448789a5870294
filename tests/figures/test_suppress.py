"""No published table lets anybody work back to a few people."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.figures.suppress import BASE, LEAST, Table, table

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


def hidden_exactly(counts: list[list[int]]) -> tuple[tuple[int | None, ...], ...]:
    """The counts with totals, suppressed and not rounded."""
    return shown(counts).exact


def shown(counts: list[list[int]], before: Table | None = None) -> Table:
    """A published table."""
    rows = [f"r{place}" for place in range(len(counts))]
    columns = [f"c{place}" for place in range(len(counts[0]))]
    return table("x", "X", rows, columns, counts, before=before)


@settings(max_examples=150, deadline=None)
@given(tables)
def test_nothing_small_is_shown(counts: list[list[int]]) -> None:
    """Every cell under ten is suppressed, a zero among few too; the rest is rounded to five."""
    for row, cells in zip(whole(counts), shown(counts).cells, strict=True):
        for count, cell in zip(row, cells, strict=True):
            many = count >= LEAST or (count == 0 and row[-1] >= LEAST)
            assert cell is None or (many and cell == count // BASE * BASE)


@settings(max_examples=150, deadline=None)
@given(tables)
def test_nothing_follows_by_differencing(counts: list[list[int]]) -> None:
    """Even with exact numbers no suppressed cell is fixed by the sums of rows and columns."""
    assert determined(hidden_exactly(counts)) == set()


@settings(max_examples=150, deadline=None)
@given(tables)
def test_no_line_tells_of_a_few(counts: list[list[int]]) -> None:
    """What is suppressed in a line stands for ten people or more, or its total is suppressed."""
    full, cells = whole(counts), hidden_exactly(counts)
    flipped = list(zip(*full, strict=True)), list(zip(*cells, strict=True))
    for numbers, seen in [*zip(full, cells, strict=True), *zip(*flipped, strict=True)]:
        gone = [n for n, cell in zip(numbers, seen, strict=True) if cell is None]
        assert not gone or seen[-1] is None or sum(gone) >= LEAST


def test_large_tables_stay_useful() -> None:
    """Where everybody is many nothing is hidden."""
    assert shown([[20, 30], [40, 50]]).cells == ((20, 30, 50), (40, 50, 90), (60, 80, 140))


def test_a_zero_among_many_is_shown() -> None:
    """That none of forty was approved says nothing of any one of them."""
    assert shown([[0, 40], [30, 50]]).cells == ((0, 40, 40), (30, 50, 80), (30, 90, 120))


def test_no_more_is_hidden_than_must_be() -> None:
    """Two small cells of a row that stand for eleven people hide each other; a larger one of each
    column hides them there; the rest, and every total, is shown."""
    found = shown([[3, 8, 40], [30, 40, 50]])

    assert found.cells == (
        (None, None, 40, 50),
        (None, None, 50, 120),
        (30, 45, 90, 170),
    )


def test_many_acts_of_few_people_are_suppressed() -> None:
    """A row whose people are few is suppressed whole, however large its counts are."""
    found = table("x", "X", ["a", "b", "c"], ["n"], [[500], [300], [40]], few=[2])

    assert found.cells[2] == (None, None)
    assert None in found.cells[0] + found.cells[1] + found.cells[3]


def test_a_number_moves_by_ten_people_or_not_at_all() -> None:
    """From one month to the next 9 more change nothing, and 9 and then 1 more do."""
    first = shown([[40, 20]])
    second = shown([[49, 20]], before=first)
    third = shown([[50, 20]], before=second)

    assert first.cells[0] == (40, 20, 60)
    assert second.cells == first.cells
    assert third.cells[0] == (50, 20, 70)


def test_what_fell_below_ten_is_suppressed_whatever_was_shown() -> None:
    """A number that was published is none any more when fewer than ten are left."""
    found = shown([[9, 40]], before=shown([[15, 40]]))

    assert found.cells[0][0] is None


def test_csv_runs_no_formula() -> None:
    """A name that begins like a formula is text to a spreadsheet; a suppressed cell is a star,
    which does not say that it was small."""
    found = Table(
        name="x", title="X", rows=("=cmd()", 'a"b'), columns=("N",), cells=((None,), (15,))
    )

    assert list(found.csv()) == [',"N"', '"\'=cmd()",*', '"a""b",15']
