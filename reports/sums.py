"""Cells and the sums that tie them: how the published edition is put before `protect`.

One problem for the whole edition, because several clocks and tables count the same children. A
cell is a tuple that names it: what it belongs to, its level and area, the measure, and the rest.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from reports.disclosure import Relation

Cell = tuple

# What it costs to hide a cell of a level, of a length, of a measure. Others: 1.
LEVEL_COST = {"national": 20.0, "region": 15.0, "la": 10.0, "locality": 3.0, "district": 1.0}
LENGTH_COST = {1: 1.0, 3: 2.0, 12: 4.0}
MEASURE_COST = {
    "started": 1.5,
    "stopped": 1.5,
    "open_at_end": 1.5,
    "due": 1.5,
    "ended": 0.6,
    "stopped_exception": 0.4,
    "due_exception": 0.4,
    "overdue_exception_at_end": 0.4,
    "overdue_days_at_end": 0.3,
}
NOT_KNOWN_COST = 0.5
BAND_COST = 0.7


@dataclass
class Sums:
    """Cells, which of them are shown, which are small without looking it, and the relations."""

    values: dict[Cell, int] = field(default_factory=dict)
    shown: set[Cell] = field(default_factory=set)
    also: set[Cell] = field(default_factory=set)
    relations: list[Relation] = field(default_factory=list)

    def show(self, cell: Cell, value: int) -> None:
        self.values[cell] = value
        self.shown.add(cell)

    def add(self, total: Cell, *parts: Cell) -> None:
        """`total` is the sum of `parts`."""
        self.relations.append(Relation(total, parts))

    def rest(self, total: Cell, part: Cell, rest: Cell) -> None:
        """`rest`, on no page, is what `part` leaves of `total`."""
        self.values[rest] = self.values[total] - self.values[part]
        self.add(total, part, rest)


def cost(cell: Cell) -> float:
    """How ill the pages can spare a cell: the `priority` of `protect`."""
    level, area, measure = cell[1:4]
    weight = LEVEL_COST.get(level, 1.0) * MEASURE_COST.get(measure, 1.0)
    if str(area).endswith("-not-known"):
        weight *= NOT_KNOWN_COST
    if len(cell) == 6:
        return weight * LENGTH_COST[cell[4]]
    return weight * (BAND_COST if isinstance(cell[4], str) else 1.0)
