"""Somebody with a solver reads all that is published, and learns nothing of a few people.

What is known in `attack.Attack` is everything that the page says, its rules among it. A group of
one to nine people is safe when several numbers of them fit what is known.
"""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.figures.suppress import BASE, LEAST, Table, table
from tests.figures.attack import Attack

Counts = list[list[int]]
# Numbers at the edges of what is hidden and of what is rounded, which tell most.
edges = st.one_of(st.sampled_from([0, 0, 1, 4, 5, 9, 10, 14, 15, 19]), st.integers(0, 40))
WIDTH = 4  # outcomes
tables = st.lists(st.lists(edges, min_size=WIDTH, max_size=WIDTH), min_size=1, max_size=5)
SAFE = 2  # a group of a few may be one number or another, more than one apart


def whole(counts: Counts) -> Counts:
    """With totals."""
    full = [[*row, sum(row)] for row in counts]
    return [*full, [sum(column) for column in zip(*full, strict=True)]]


def published(counts: Counts, before: Table | None = None, *, down: bool = True) -> Table:
    """As on the page."""
    rows = [f"r{place}" for place in range(len(counts))]
    return table("x", "X", rows, "abcd", counts, down=down, before=before)


def unsafe(attack: Attack, name: str, seen: Table, full: Counts) -> list[tuple[int, int]]:
    """The hidden cells of a few that the attack knows almost exactly."""
    found = []
    for r, row in enumerate(seen.cells):
        for c, cell in enumerate(row):
            if cell is None and 0 < full[r][c] < LEAST:
                least, most = attack.bounds(attack.place((name, r, c)))
                assert least <= full[r][c] <= most
                if most - least < SAFE:
                    found.append((r, c))
    return found


@settings(max_examples=30, deadline=None, derandomize=True)
@given(tables)
def test_no_table_gives_a_few_people_away(counts: Counts) -> None:
    """Sums, shown numbers and the rules of rounding together leave every small cell open."""
    seen = published(counts)
    attack = Attack()
    attack.table("t", seen.cells, base=BASE)

    assert unsafe(attack, "t", seen, whole(counts)) == []


@settings(max_examples=20, deadline=None, derandomize=True)
@given(tables, st.integers(0, 2**32))
def test_groups_beside_regions_give_nobody_away(counts: Counts, seed: int) -> None:
    """Who reads that no group is larger than all regions together learns no small cell of
    either table."""
    chance = random.Random(seed)
    total = whole(counts)[-1]
    groups = [[chance.randint(0, most) for most in total[:WIDTH]] for _ in range(3)]
    regions, by_group = published(counts), published(groups, down=False)
    attack = Attack()
    attack.table("regions", regions.cells, base=BASE)
    attack.table("groups", by_group.cells, base=BASE, down=False)
    for row in range(len(groups)):
        for column in range(WIDTH + 1):
            whole_ = attack.place(("regions", len(counts), column))
            attack.knows(attack.minus(whole_, attack.place(("groups", row, column))), 0, 10_000)

    assert unsafe(attack, "regions", regions, whole(counts)) == []
    assert unsafe(attack, "groups", by_group, [[*row, sum(row)] for row in groups]) == []


def next_month(attack: Attack, before: Table, now: Table) -> None:
    """What the second of two months adds: by the page's own words a number that stands still
    moved by nine people at most, and one that moved by ten at least."""
    for r, (olds, news) in enumerate(zip(before.cells, now.cells, strict=True)):
        for c, (old, new) in enumerate(zip(olds, news, strict=True)):
            then, place = attack.place(("then", r, c)), attack.place(("now", r, c))
            change = attack.minus(place, then)
            if new is None:
                continue
            if new == 0 or old is None:
                attack.knows(place, new, 0 if new == 0 else new + BASE - 1)
            elif new == old:
                attack.knows(place, LEAST, new + BASE - 1 + LEAST)
                attack.knows(change, 1 - LEAST, LEAST + BASE - 1)
            else:
                attack.knows(place, new, new + BASE - 1)
                up = new > old
                attack.knows(change, LEAST if up else -1000, 1000 if up else -LEAST)
    attack.adds_up("now", len(now.cells), WIDTH + 1)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(tables, st.integers(0, 2**32))
def test_months_side_by_side_give_nobody_away(counts: Counts, seed: int) -> None:
    """Who has the pages of two months cannot tell how many of a few came or went between them,
    nor any small cell of either."""
    chance = random.Random(seed)
    later = [[max(n + chance.choice([0, 0, 0, 1, 2, 9, -1, 12]), 0) for n in r] for r in counts]
    before = published(counts)
    now = published(later, before)
    attack = Attack()
    attack.table("then", before.cells, base=BASE)
    next_month(attack, before, now)

    full, after = whole(counts), whole(later)
    assert unsafe(attack, "then", before, full) == []
    assert unsafe(attack, "now", now, after) == []
    for r, row in enumerate(after):
        for c, count in enumerate(row):
            if 0 < abs(count - full[r][c]) < LEAST:
                one, other = attack.place(("now", r, c)), attack.place(("then", r, c))
                least, most = attack.bounds(attack.minus(one, other))
                assert least <= count - full[r][c] <= most
                assert most - least >= SAFE


def test_a_region_where_one_person_came_shows_the_same_as_before() -> None:
    """The worst case for rounding, numbers just below the next step: one more person in one
    region changes no number on the page."""
    first = [[14, 10, 10, 10], [10, 14, 10, 10], [14, 14, 14, 14]]
    second = [[15, 10, 10, 10], [10, 14, 10, 10], [14, 14, 14, 14]]
    seen = published(first)

    assert published(second, seen).cells == seen.cells
