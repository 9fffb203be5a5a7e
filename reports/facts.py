"""The facts of one edition: every number that a page, table, sentence, figure or CSV may show.

Nothing else reads the marts. A number that a reader of this edition must not see is not in here:
in its place stands `HIDDEN`, whose text is `c`.

Three answers are possible to every question:
    a number   it may be shown
    HIDDEN     it may not be shown in this edition ("suppressed to protect confidentiality")
    None       there is nothing to show (no case to take a median of, no such column delivered)

Periods. A *flow* (started, stopped, due and the like) belongs to a period of 1, 3 or 12 months; a
*stock* (open, overdue) to the last day of one. Periods run back from the month of `as_of`, so the
newest of each length always ends there. The internal edition has months at every level. In the
published one each clock has, at each level, the shortest period in which its counts are not all
too small: never shorter than a month for the authority, a quarter for a locality, twelve months
for a district. `Facts.grain` says which; `Facts.series` follows it.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from reports.clock_sums import published as published_measures
from reports.disclosure import HIDDEN, Hidden, rate_shown
from reports.marts import (
    ABOVE_LOCALITY,
    ADVICE_AGE_COUNTS,
    ADVICE_COUNTS,
    AGES,
    APPEAL_COUNTS,
    APPEAL_MEDIANS,
    BAND_COUNTS,
    FLIP_COUNTS,
    FLOWS,
    MEASURES,
    MONTHS,
    STOCKS,
    Area,
    Marts,
    month_number,
    read_marts,
)
from reports.published import publish
from reports.table_sums import DFE_RATES, flip_cell, place_of

Value = int | float | Hidden | None

EDITIONS = ("published", "internal")
# Differences that pages may ask for like any measure: first less the others. HIDDEN if a term is.
DERIVED = {
    "stopped_late": ("stopped", "stopped_in_time", "stopped_exception"),
    "stopped_not_in_time": ("stopped", "stopped_in_time"),
    "stopped_less_excused": ("stopped", "stopped_exception"),
    "due_missed": ("due", "due_met", "due_exception"),
    "due_not_met": ("due", "due_met"),
    "due_less_excused": ("due", "due_exception"),
    "open_in_time": ("open_at_end", "overdue_at_end"),
    "overdue_not_excused": ("overdue_at_end", "overdue_exception_at_end"),
}
# The rates of the timeliness set: numerator, denominator.
RATES = {
    "in_time": ("stopped_in_time", "stopped"),
    "in_time_less_excused": ("stopped_in_time", "stopped_less_excused"),
    "due_met": ("due_met", "due"),
    "due_met_less_excused": ("due_met", "due_less_excused"),
    "overdue": ("overdue_at_end", "open_at_end"),
}


class Period(NamedTuple):
    """`months` whole months that end on `end` (in the newest period: the month of `as_of`)."""

    end: date
    months: int

    @property
    def label(self) -> str:
        """`October 2026`, `August to October 2026`, `November 2025 to October 2026`."""
        last = f"{calendar.month_name[self.end.month]} {self.end.year}"
        if self.months == 1:
            return last
        first = month_number(self.end) - self.months + 1
        name = calendar.month_name[first % 12 + 1]
        year = "" if first // 12 == self.end.year else f" {first // 12}"
        return f"{name}{year} to {last}"


@dataclass(frozen=True)
class Rate:
    """A rate with what it is made of. `percent` is unrounded, 0 to 100.

    HIDDEN where numerator or denominator is; None where the denominator is under the smallest
    that the settings allow (`disclosure_min_denominator`), in both editions.
    """

    numerator: Value
    denominator: Value
    percent: float | Hidden | None


class Flips(NamedTuple):
    """A setting of the law and a clock that it touches: how many cases it touches, from the first
    on, and how many of them would have another status with the other value."""

    setting: str
    clock_id: str
    clocks: Value
    flips: Value


def period(month: int, months: int) -> Period:
    """The period of so many months that ends with a month number of `reports.marts`."""
    year, index = divmod(month, 12)
    return Period(date(year, index + 1, calendar.monthrange(year, index + 1)[1]), months)


class Facts:
    """The facts of one edition. Make it with `read`."""

    def __init__(
        self, marts: Marts, edition: str, threshold: int = 5, min_denominator: int = 10
    ) -> None:
        if edition not in EDITIONS:
            raise ValueError(f"edition is one of {', '.join(EDITIONS)}, not {edition!r}")
        self.edition = edition
        self.threshold = threshold  # published: counts from 1 to threshold - 1 are HIDDEN
        self.min_denominator = min_denominator  # no rate or median over fewer
        self.as_of: date = marts.as_of
        self.extracted_on: date | None = marts.extracted_on
        self.la_code: str = marts.la_code
        self.la_name: str = marts.la_name
        self.source_system: str = marts.source_system
        self.synthetic: bool = marts.synthetic
        # Largest level first, then by position.
        self.areas: tuple[Area, ...] = marts.areas
        self._marts = marts
        self._area = {area.key: area for area in marts.areas}
        self._published = publish(marts, threshold, min_denominator) if self.hides else None

    @property
    def hides(self) -> bool:
        """Whether this edition hides anything."""
        return self.edition == "published"

    # -- what there is -------------------------------------------------------------------------
    def clocks(self) -> tuple[str, ...]:
        """The clock ids with at least one case, sorted. Others were not measurable or never ran."""
        return tuple(sorted(self._marts.monthly))

    def area(self, level: str, code: str) -> Area:
        """The area; KeyError if there is none. `not-known` exists as locality and as district."""
        return self._area[level, code]

    def children(self, area: Area) -> tuple[Area, ...]:
        """The areas just below, by position."""
        return tuple(a for a in self.areas if (a.parent_level, a.parent_code) == area.key)

    def grain(self, clock_id: str, level: str) -> int | None:
        """Months in the shortest period shown for this clock at this level: 1, 3, 12.

        None: even twelve months are too small to show anything (published edition only)."""
        if self._published is None or clock_id not in self._published.clocks:
            return 1
        return self._published.clocks[clock_id].grain.get(level)

    def periods(self, clock_id: str, level: str, months: int | None = None) -> tuple[Period, ...]:
        """The periods shown, oldest first, from the clock's first case on. `months` 1, 3 or 12
        asks for longer ones than the grain; shorter ones give an empty tuple. Below the authority,
        and in the published edition everywhere, they go back three years at most."""
        grain = self.grain(clock_id, level)
        length = months or grain
        if clock_id not in self._marts.monthly or grain is None or not length or length < grain:
            return ()
        last = self._marts.last_month
        first = min(min(rows) for rows in self._marts.monthly[clock_id].values())
        start = first - length + 1
        if self.hides or level not in ABOVE_LOCALITY:
            start = max(start, last - MONTHS + 1)
        ends = range(last, start + length - 2, -length)
        return tuple(period(end, length) for end in reversed(ends))

    def latest(self, months: int) -> Period:
        """The period of so many months that ends at `as_of`."""
        return period(self._marts.last_month, months)

    def shows(self, level: str, measure: str) -> bool:
        """Whether this edition has a measure at a level at all, hidden cells or not."""
        return not self.hides or measure in published_measures((measure,), level)

    # -- one number ----------------------------------------------------------------------------
    def value(
        self, clock_id: str, area_code: str, level: str, period: Period, measure: str
    ) -> Value:
        """One number: `measure` is one of FLOWS, STOCKS, AGES or DERIVED.

        A stock or an age is read at the period's last day, however long the period. A flow of a
        period shorter than the grain is HIDDEN, as is a stock between the ends of the periods
        shown. `median_days_taken` exists for single months only. A clock or area without any
        case counts 0.
        """
        if measure in AGES:
            return self._age(clock_id, area_code, level, period, measure)
        if measure in DERIVED:
            terms = [
                self.value(clock_id, area_code, level, period, term) for term in DERIVED[measure]
            ]
            known = [term for term in terms if isinstance(term, int | float)]
            return known[0] - sum(known[1:]) if len(known) == len(terms) else HIDDEN
        end = month_number(period.end)
        when = (period.months, end) if measure in FLOWS else (end,)
        if self._published is not None and clock_id in self._published.clocks:
            return self._published.value((clock_id, level, area_code, measure, *when))
        months = range(end - period.months + 1, end + 1) if measure in FLOWS else (end,)
        area = (level, area_code)
        return sum(self._marts.number(clock_id, area, month, measure) for month in months)

    def _age(
        self, clock_id: str, area_code: str, level: str, period: Period, measure: str
    ) -> Value:
        """An age, where enough cases stand behind it that it is not one child's."""
        if measure == "median_days_taken" and period.months != 1:
            return None
        row = (
            self._marts.monthly.get(clock_id, {})
            .get((level, area_code), {})
            .get(month_number(period.end))
        )
        if self.hides:
            behind = self.value(clock_id, area_code, level, period, AGES[measure])
            if not isinstance(behind, int | float) or 0 < behind < self.min_denominator:
                return HIDDEN
        return row[MEASURES.index(measure)] if row else None

    def rate(
        self,
        clock_id: str,
        area_code: str,
        level: str,
        period: Period,
        numerator: str,
        denominator: str,
    ) -> Rate:
        """A rate of two measures, e.g. `facts.rate(..., *RATES["in_time"])`."""
        return self.rate_of(
            self.value(clock_id, area_code, level, period, numerator),
            self.value(clock_id, area_code, level, period, denominator),
        )

    def rate_of(self, numerator: Value, denominator: Value) -> Rate:
        """The rate of two numbers of this edition (from `advice`, `review_gap`, `dfe`...)."""
        if isinstance(numerator, Hidden) or isinstance(denominator, Hidden):
            return Rate(numerator, denominator, HIDDEN)
        shown = rate_shown(numerator, denominator, self.min_denominator)
        if numerator is None or denominator is None or not shown:
            return Rate(numerator, denominator, None)
        return Rate(numerator, denominator, 100 * numerator / denominator)

    # -- rows for figures and tables -----------------------------------------------------------
    def series(
        self,
        clock_id: str,
        level: str,
        area_code: str,
        measure: str,
        months: int | None = None,
    ) -> list[tuple[Period, Value]]:
        """(period, value) over `periods(clock_id, level, months)`, oldest first."""
        return [
            (when, self.value(clock_id, area_code, level, when, measure))
            for when in self.periods(clock_id, level, months)
        ]

    def rates(
        self,
        clock_id: str,
        level: str,
        area_code: str,
        numerator: str,
        denominator: str,
        months: int | None = None,
    ) -> list[tuple[Period, Rate]]:
        """(period, Rate) over the same periods."""
        return [
            (when, self.rate(clock_id, area_code, level, when, numerator, denominator))
            for when in self.periods(clock_id, level, months)
        ]

    def backlog(self, clock_id: str, level: str, area_code: str) -> list[dict[str, Value | str]]:
        """Open cases now by weeks since the start, youngest first: `age_band`, `open`, `overdue`,
        `overdue_exception`. Empty where nothing is open, and below the authority in the published
        edition."""
        found = self._marts.backlog.get(clock_id, {}).get((level, area_code), [])
        if not any(row[1] for row in found):
            return []
        if self._published is None:
            return [dict(zip(("age_band", *BAND_COUNTS), row, strict=True)) for row in found]
        if level not in ABOVE_LOCALITY:
            return []
        return [
            {
                "age_band": band,
                **{
                    name: self._published.value((clock_id, level, area_code, name, band))
                    for name in BAND_COUNTS
                },
            }
            for band, *_ in found
        ]

    def review_gap(self, reading: str, level: str, area_code: str) -> list[dict[str, Value | str]]:
        """Plans by band of one reading of `marts.review_gap`: `band`, `plans`, `of_plans`."""
        of = ("review_gap", level, area_code, reading)
        return [
            {
                "band": band,
                "plans": self._shown((*of, band), plans),
                "of_plans": self._shown((*of, "of_plans"), of_plans),
            }
            for band, plans, of_plans in self._marts.review_gap.get(reading, {}).get(
                (level, area_code), []
            )
        ]

    def advice(self, months: int | None = None) -> list[dict[str, object]]:
        """Advice of the authority by contributor and period, oldest first: `contributor`,
        `period`, `asked`, `returned`, `returned_in_time` (of those returned), `plans_issued`,
        `missing_at_issue` (of those plans), and, for single months, the median age in days of the
        oldest advice, `median_oldest_advice_days`. `months` as in `periods`."""
        return [
            {
                "contributor": contributor,
                **self._months_of(("advice", "la", contributor), rows, ADVICE_COUNTS, when),
            }
            for contributor, rows in self._marts.advice.items()
            for when in self._advice_periods(months)
        ]

    def advice_age(self, months: int | None = None) -> list[dict[str, object]]:
        """Plans of the authority by period, oldest first, with the advice in them: `period`,
        `plans_issued`, `plans_with_advice_missing`, and, for single months, the median age in days
        of each plan's oldest advice, `median_oldest_advice_days`. `months` as in `periods`."""
        of = ("advice_age", "la", self.la_code)
        return [
            self._months_of(of, self._marts.advice_age, ADVICE_AGE_COUNTS, when)
            for when in self._advice_periods(months)
        ]

    def _advice_periods(self, months: int | None) -> list[Period]:
        grain = self._published.advice_grain if self._published else 1
        length = months or grain
        if length < grain or not (self._marts.advice_age or self._marts.advice):
            return []
        last = self._marts.last_month
        return [period(end, length) for end in range(last - MONTHS + length, last + 1, length)]

    def _months_of(
        self, of: tuple, rows: dict[int, tuple], counts: Sequence[str], when: Period
    ) -> dict[str, object]:
        """One period of a table that has a row for each month: its counts, and its median."""
        end = month_number(when.end)
        found = [rows[m] for m in range(end - when.months + 1, end + 1) if m in rows]
        row: dict[str, object] = {"period": when}
        for place, count in enumerate(counts):
            total = sum(int(one[place]) for one in found)
            row[count] = self._shown((*of, count, when.months, end), total)
        if when.months == 1:
            median = found[0][-1] if found else None
            row["median_oldest_advice_days"] = self._median(median, row["plans_issued"])
        return row

    def appeals(
        self, cut: str = "all", level: str = "la", code: str = ""
    ) -> list[dict[str, object]]:
        """Appeals and mediation agreements by calendar year and one cut (`all`, `route`, `ground`,
        `outcome`): `time_period`, `cut_value`, `appeals`, `decided`, `not_won` (by the authority),
        `timed`, `dco_told`, `median_days_to_outcome`, `dco_days_median`. Below the authority only
        in the internal edition."""
        area = (level, code or self.la_code)
        if self.hides and level not in ABOVE_LOCALITY:
            return []
        found = []
        for row in self._marts.appeals:
            if (row["level"], row["area_code"]) != area or row["cut"] != cut:
                continue
            about = {name: row[name] for name in ("time_period", "cut_value")}
            which = (row["time_period"], cut, row["cut_value"])
            counts = {
                name: self._shown(("appeals", *area, name, *which), row[name])
                for name in APPEAL_COUNTS
            }
            medians = {
                name: self._median(row[name], counts[behind])
                for name, behind in APPEAL_MEDIANS.items()
            }
            found.append({**about, **counts, **medians})
        return found

    def dfe(self, table: str) -> list[dict[str, object]]:
        """`marts.dfe_<table>` (`timeliness`, `requests`, `assessments`, `annual_reviews`), row by
        row, under its own column names. Empty where there is no such table."""
        found = []
        for row in self._marts.dfe.get(table, []):
            of = (f"dfe_{table}", *place_of(row, self._marts))
            shown = {
                name: self._shown((*of, name, row["time_period"]), number)
                if isinstance(number, int) and name != "time_period"
                else number
                for name, number in row.items()
            }
            for name, behind in DFE_RATES.items():
                if self.hides and name in shown:
                    whole = shown[behind[-1]]
                    if any(isinstance(shown[count], Hidden) for count in behind):
                        shown[name] = HIDDEN
                    elif isinstance(whole, int) and len(behind) == 1:
                        shown[name] = self._median(row[name], whole)
            found.append(shown)
        return found

    def setting_flips(self) -> list[Flips]:
        """What the other value of each setting of the law would change, clock by clock."""
        return [
            Flips(
                str(row["setting"]),
                str(row["clock_id"]),
                *(
                    self._shown(flip_cell(self._marts, row, name), row[name])
                    for name in FLIP_COUNTS
                ),
            )
            for row in self._marts.setting_flips
        ]

    def comparators(self) -> list[dict[str, object]]:
        """`marts.comparators`: published by the Department, so nothing of it is hidden."""
        return [dict(row) for row in self._marts.comparators]

    def count(self, number: int) -> int | Hidden:
        """A count that stands alone, in no sum with another number on a page (cells emptied, rows
        that look alike): HIDDEN from 1 to threshold - 1 in the published edition."""
        return HIDDEN if self.hides and 0 < number < self.threshold else number

    def _shown(self, cell: tuple, number: object) -> Value:
        return self._published.value(cell) if self._published else int(str(number))

    def _median(self, median: object, behind: object) -> Value:
        """A median or a mean, where enough cases stand behind it that it is not one child's."""
        if isinstance(behind, Hidden):
            return HIDDEN
        if self.hides and 0 < int(str(behind)) < self.min_denominator:
            return HIDDEN
        return median if isinstance(median, int | float) else None


def read(
    warehouse: Path,
    editions: Sequence[str] = EDITIONS,
    threshold: int = 5,
    min_denominator: int = 10,
) -> dict[str, Facts]:
    """Read the marts once (read-only) and make the facts of each edition named.

    `threshold` and `min_denominator` are the settings `disclosure_threshold` and
    `disclosure_min_denominator`."""
    marts = read_marts(warehouse)
    return {name: Facts(marts, name, threshold, min_denominator) for name in editions}


__all__ = [
    "AGES",
    "DERIVED",
    "FLOWS",
    "HIDDEN",
    "RATES",
    "STOCKS",
    "Area",
    "Facts",
    "Flips",
    "Period",
    "Rate",
    "Value",
    "period",
    "read",
]
