"""One clock as the published edition shows it: its periods, its cells, its sums.

The cells of a clock are

    (clock, level, area, flow, months, last month)      a count over a period
    (clock, level, area, stock, last month)             a count at the end of one
    (clock, level, area, "open" and so on, age band)    open cases by age, now

The sums are: district to locality to authority; part to total (in time, excused, late; met,
excused, missed; overdue or not; age bands); and month to quarter to twelve months. What no page
shows but a sum gives (late = stopped less in time less excused) is an implicit cell, and protected
likewise. What two clocks count alike is tied together (`tie_twins`).

To keep the rest whole, some numbers are in no published page: how many left without the duty being
done (small, and no sum of this edition needs it), and, below the authority, how many had a legal
exception (nearly always under five) and the open cases by age (most bands are under five).

Left out, because no sum of shown cells gives them: how many that fell due in a period are overdue
at its end, and the clocks of one child that follow one another (a decision to assess, then a plan).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from reports.marts import ABOVE_LOCALITY, BAND_COUNTS, FLOWS, MONTHS, STOCKS, Area, Key, Marts
from reports.sums import Sums

# The shortest period that is ever shown at a level, in months.
SHORTEST = {"national": 1, "region": 1, "la": 1, "locality": 3, "district": 12}
LENGTHS = (1, 3, 12)
# A typical area should have so many times the smallest denominator of a rate in a period: its parts
# (in time, excused, late) are shown as well.
COMFORT = 2
# Shown for the authority alone.
EXCUSED = {
    "stopped_exception",
    "due_exception",
    "overdue_exception_at_end",
    "overdue_exception",
}
# Total, the part that is shown, the name of what is left over. Two steps each, so that "not in
# time" and "late" are both cells.
PARTS = (
    ("stopped", "stopped_in_time", "stopped_not_in_time"),
    ("stopped_not_in_time", "stopped_exception", "stopped_late"),
    ("due", "due_met", "due_not_met"),
    ("due_not_met", "due_exception", "due_missed"),
)
STOCK_PARTS = (
    ("open_at_end", "overdue_at_end", "open_in_time"),
    ("overdue_at_end", "overdue_exception_at_end", "overdue_not_excused"),
)
BAND_PARTS = (
    ("open", "overdue", "in_time"),
    ("overdue", "overdue_exception", "not_excused"),
)
BAND_TOTALS = dict(zip(BAND_COUNTS, STOCKS, strict=False))


def published(measures: Iterable[str], level: str) -> list[str]:
    """Those of the measures that the published edition shows at a level."""
    whole = level in ABOVE_LOCALITY
    return [name for name in measures if name != "ended" and (whole or name not in EXCUSED)]


class ClockSums:
    """One clock's cells. `grain` holds the shortest period shown at each level (None: nothing)."""

    def __init__(self, marts: Marts, clock_id: str, threshold: int, min_denominator: int) -> None:
        self.marts = marts
        self.clock_id = clock_id
        self.threshold = threshold
        self.min_denominator = min_denominator
        self.areas = marts.areas
        self.first = min(min(months) for months in marts.monthly[clock_id].values())
        years = min(MONTHS, marts.last_month - self.first + 1 + 11) // 12
        self.window = 12 * max(years, 1)
        self.grain = self._grains()

    def ends(self, months: int) -> range:
        """The last months of the periods of a length, oldest first."""
        last = self.marts.last_month
        return range(last - self.window + months, last + 1, months)

    def _grains(self) -> dict[str, int | None]:
        """The shortest period in which a typical area of the level has enough cases to show.

        A page of `c` tells nobody anything, so a clock that rarely runs is shown by quarter or by
        twelve months, and not at all for small areas where even a year holds hardly a case."""
        grain: dict[str, int | None] = {}
        least: int | None = 1
        for level, shortest in SHORTEST.items():
            areas = [
                a for a in self.areas if a.level == level and not a.code.endswith("-not-known")
            ]
            if not areas:
                continue
            cases = sum(sum(self._months(a.key, "started").values()) for a in areas)
            a_month = cases / len(areas) / self.window
            fitting = [
                n
                for n in LENGTHS
                if least is not None
                and n >= max(shortest, least)
                and a_month * n >= COMFORT * self.min_denominator
            ]
            if fitting:
                grain[level] = fitting[0]
            elif level in ABOVE_LOCALITY:
                grain[level] = 12
            else:
                enough = least is not None and a_month * 12 >= self.min_denominator
                grain[level] = 12 if enough else None
            least = grain[level]
        return grain

    def _months(self, area: Key, measure: str) -> dict[int, int]:
        last = self.marts.last_month
        return {
            month: self.marts.number(self.clock_id, area, month, measure)
            for month in range(last - self.window + 1, last + 1)
        }

    @cached_property
    def shown_areas(self) -> list[Area]:
        return [a for a in self.areas if self.grain.get(a.level)]

    def build(self, sums: Sums) -> None:
        for area in self.shown_areas:
            self._flows(sums, area)
            self._stocks(sums, area)
            self._bands(sums, area)
        self._join_areas(sums)

    def _flows(self, sums: Sums, area: Area) -> None:
        grain = self.grain[area.level]
        assert grain
        for flow in published(FLOWS, area.level):
            months = self._months(area.key, flow)
            for length in (n for n in LENGTHS if n >= grain):
                for end in self.ends(length):
                    parts = range(end - length + 1, end + 1)
                    cell = (self.clock_id, *area.key, flow, length, end)
                    sums.show(cell, sum(months[m] for m in parts))
                    if length > grain:
                        step = LENGTHS[LENGTHS.index(length) - 1]
                        inner = range(end - length + step, end + 1, step)
                        sums.add(cell, *((*cell[:4], step, part) for part in inner))
        for length in (n for n in LENGTHS if n >= grain):
            for end in self.ends(length):
                self._split(sums, area, PARTS, length, end)

    def _stocks(self, sums: Sums, area: Area) -> None:
        grain = self.grain[area.level]
        assert grain
        for end in self.ends(grain):
            for stock in published(STOCKS, area.level):
                value = self.marts.number(self.clock_id, area.key, end, stock)
                sums.show((self.clock_id, *area.key, stock, end), value)
            self._split(sums, area, STOCK_PARTS, end)
            # Days of few children say nearly as much as their number does.
            if 0 < sums.values[self.clock_id, *area.key, "overdue_at_end", end] < self.threshold:
                sums.also.add((self.clock_id, *area.key, "overdue_days_at_end", end))

    def _split(self, sums: Sums, area: Area, parts: Iterable[tuple], *when: object) -> None:
        for total, part, rest in parts:
            if part in EXCUSED and area.level not in ABOVE_LOCALITY:
                continue
            sums.rest(*((self.clock_id, *area.key, name, *when) for name in (total, part, rest)))

    def _bands(self, sums: Sums, area: Area) -> None:
        """Open cases by age. Below the authority the bands are too small to be worth hiding for."""
        if area.level not in ABOVE_LOCALITY:
            return
        by_area = self.marts.backlog.get(self.clock_id, {})
        found = {band: counts for band, *counts in by_area.get(area.key, [])}
        for band in self._all_bands():
            # An area with nobody waiting has no bands; it still counts in the area above it.
            counts = found.get(band, [0] * len(BAND_COUNTS))
            for name, count in zip(BAND_COUNTS, counts, strict=True):
                sums.show((self.clock_id, *area.key, name, band), int(count))
            self._split(sums, area, BAND_PARTS, band)
        if self._all_bands():
            for name, stock in BAND_TOTALS.items():
                sums.add(
                    (self.clock_id, *area.key, stock, self.marts.last_month),
                    *((self.clock_id, *area.key, name, band) for band in self._all_bands()),
                )

    def _all_bands(self) -> list[str]:
        """The bands in which anybody waits, in any area."""
        by_area = self.marts.backlog.get(self.clock_id, {})
        return list(dict.fromkeys(band for rows in by_area.values() for band, *_ in rows))

    def _join_areas(self, sums: Sums) -> None:
        """Each area is the sum of those below it, in the periods of those below."""
        for area in self.shown_areas:
            below = [a for a in self.shown_areas if (a.parent_level, a.parent_code) == area.key]
            if not below:
                continue
            grain = self.grain[below[0].level]
            assert grain
            ends = self.ends(grain)
            names: list[tuple] = [
                (flow, grain, end) for flow in published(FLOWS, below[0].level) for end in ends
            ]
            names += [(stock, end) for stock in published(STOCKS, below[0].level) for end in ends]
            if below[0].level in ABOVE_LOCALITY:
                names += [(name, band) for name in BAND_COUNTS for band in self._all_bands()]
            for name in names:
                sums.add(
                    (self.clock_id, *area.key, *name),
                    *((self.clock_id, *a.key, *name) for a in below),
                )


def tie_twins(sums: Sums, marts: Marts, clocks: Iterable[ClockSums]) -> None:
    """Where two clocks count the same events (every request starts two of them), say so.

    Taken from the numbers: what is equal in every month and area is taken to be known as equal."""
    first_of: dict[tuple, tuple[str, str]] = {}
    for clock in clocks:
        for flow in ("started", "stopped", "due"):
            place = FLOWS.index(flow)
            since = marts.last_month - MONTHS
            vector = tuple(
                (area, month, row[place])
                for area, months in sorted(marts.monthly[clock.clock_id].items())
                for month, row in sorted(months.items())
                if month > since and row[place]
            )
            if not vector:
                continue
            twin = first_of.setdefault(vector, (clock.clock_id, flow))
            if twin == (clock.clock_id, flow):
                continue
            for area in clock.shown_areas:
                for length in LENGTHS:
                    for end in clock.ends(length):
                        cell = (clock.clock_id, *area.key, flow, length, end)
                        other = (twin[0], *area.key, twin[1], length, end)
                        if cell in sums.shown and other in sums.shown:
                            sums.add(other, cell)
