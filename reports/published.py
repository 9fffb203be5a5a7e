"""The published edition: which numbers may leave the partnership."""

from __future__ import annotations

from dataclasses import dataclass

from reports import table_sums
from reports.clock_sums import ClockSums, tie_twins
from reports.disclosure import HIDDEN, Hidden, protect
from reports.marts import ADVICE_COUNTS, MONTHS, Marts
from reports.sums import Cell, Sums, cost


@dataclass(frozen=True)
class Published:
    """Every cell of the edition, and which of those that are shown must stand as `c`."""

    clocks: dict[str, ClockSums]
    advice_grain: int
    sums: Sums
    hidden: set[Cell]

    def value(self, cell: Cell) -> int | Hidden:
        """What stands on the page: HIDDEN too where the edition has no such cell."""
        if cell in self.hidden or cell not in self.sums.shown:
            return HIDDEN
        return self.sums.values[cell]


def lay_out(marts: Marts, threshold: int, min_denominator: int) -> Published:
    """Everything that the edition shows, before anything is hidden."""
    sums = Sums()
    clocks = {
        clock_id: ClockSums(marts, clock_id, threshold, min_denominator)
        for clock_id in sorted(marts.monthly)
    }
    for clock in clocks.values():
        clock.build(sums)
    tie_twins(sums, marts, clocks.values())
    asked = [
        row[ADVICE_COUNTS.index("asked")]
        for rows in marts.advice.values()
        for month, row in rows.items()
        if month > marts.last_month - MONTHS
    ]
    a_month = sum(asked) / MONTHS / max(len(marts.advice), 1)
    grain = table_sums.shortest_period(a_month, min_denominator)
    table_sums.review_gap(sums, marts)
    table_sums.advice(sums, marts, grain)
    table_sums.appeals(sums, marts)
    table_sums.dfe(sums, marts)
    table_sums.setting_flips(sums, marts, clocks)
    return Published(clocks, grain, sums, set())


def publish(marts: Marts, threshold: int, min_denominator: int) -> Published:
    """The edition with all that has to be hidden hidden."""
    page = lay_out(marts, threshold, min_denominator)
    page.hidden.update(
        protect(
            page.sums.values, page.sums.relations, page.sums.shown, threshold, cost, page.sums.also
        )
    )
    return page
