"""Somebody who works back from what is published, with exact arithmetic.

Everything public is a constraint: a shown number is the true one rounded down, a shown zero is
none at all, rows and columns add up, what one page counts the other counts too. What is asked for
then has a smallest and a largest value, found by integer programming; where they meet, it is known.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

Place = tuple[str, int, int]  # a table, a row, a column
Cells = Sequence[Sequence[int | None]]
_MANY = 10_000  # people; more than anybody counts here


class Attack:
    """What is known, and what follows."""

    def __init__(self) -> None:
        self._index: dict[Place, int] = {}
        self._rows: list[tuple[dict[int, float], float, float]] = []

    def place(self, place: Place) -> dict[int, float]:
        """A true count, as a sum of unknowns."""
        return {self._index.setdefault(place, len(self._index)): 1.0}

    def knows(self, what: Mapping[int, float], least: float, most: float) -> None:
        """It lies between these."""
        self._rows.append((dict(what), least, most))

    def table(self, name: str, cells: Cells, *, base: int, down: bool = True) -> None:
        """A published table, its totals in the last column and, with `down`, the last row."""
        for r, row in enumerate(cells):
            for c, shown in enumerate(row):
                if shown is not None:
                    # By the rules of suppression nothing from 1 to 9 is shown.
                    most = 0 if shown == 0 else shown + base - 1
                    self.knows(self.place((name, r, c)), shown, most)
        self.adds_up(name, len(cells), len(cells[0]), down=down)

    def adds_up(self, name: str, height: int, width: int, *, down: bool = True) -> None:
        """A table's last column, and with `down` its last row, are the sums of the others."""
        for r in range(height):
            self._sum(name, [(r, c) for c in range(width)])
        if down:
            for c in range(width):
                self._sum(name, [(r, c) for r in range(height)])

    def _sum(self, name: str, line: Sequence[tuple[int, int]]) -> None:
        total: dict[int, float] = {}
        for r, c in line[:-1]:
            total |= self.place((name, r, c))
        last = self.place((name, *line[-1]))
        self.knows(total | dict.fromkeys(last, -1.0), 0, 0)

    def bounds(self, what: Mapping[int, float]) -> tuple[int, int]:
        """The smallest and the largest value that fits everything known."""
        count = len(self._index)
        matrix = np.zeros((len(self._rows), count))
        for number, (row, _, _) in enumerate(self._rows):
            for key, factor in row.items():
                matrix[number, key] = factor
        limits = LinearConstraint(
            matrix, [row[1] for row in self._rows], [row[2] for row in self._rows]
        )
        found = []
        for sign in (1.0, -1.0):
            aim = np.zeros(count)
            for key, factor in what.items():
                aim[key] = sign * factor
            solved = milp(
                aim,
                constraints=limits,
                bounds=Bounds(0, _MANY),
                integrality=np.ones(count),
            )
            assert solved.success, "what is published contradicts itself"
            found.append(round(sign * solved.fun))
        return found[0], found[1]

    def minus(self, one: Mapping[int, float], other: Mapping[int, float]) -> dict[int, float]:
        """A difference."""
        return dict(one) | {key: -factor for key, factor in other.items()}
