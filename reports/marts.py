"""The one read of the marts, once for all editions. Only `reports.facts` may look at what it gives.

Months are whole numbers here (12 times the year plus the month less one), so that periods are
plain arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

# Counts over a period.
FLOWS = (
    "started",
    "stopped",
    "ended",
    "stopped_in_time",
    "stopped_exception",
    "due",
    "due_met",
    "due_exception",
)
# Counts (and one sum of days) at the last day of a period.
STOCKS = ("open_at_end", "overdue_at_end", "overdue_exception_at_end", "overdue_days_at_end")
# Ages in days, each with the count that stands behind it: at the last day of a period those of open
# cases, over a single month what stopped cases took.
AGES = {
    "oldest_days_open": "open_at_end",
    "median_days_open": "open_at_end",
    "p92_days_open": "open_at_end",
    "median_days_taken": "stopped",
}
MEASURES = (*FLOWS, *STOCKS, *AGES)
BAND_COUNTS = ("open", "overdue", "overdue_exception")
ADVICE_COUNTS = ("asked", "returned", "returned_in_time", "plans_issued", "missing_at_issue")
ADVICE_AGE_COUNTS = ("plans_issued", "plans_with_advice_missing")
APPEAL_COUNTS = ("appeals", "decided", "not_won", "timed", "dco_told")
APPEAL_MEDIANS = {"median_days_to_outcome": "timed", "dco_days_median": "dco_told"}
# Clocks that a setting of the law touches; those of them that would have another status.
FLIP_COUNTS = ("clocks", "flips")
LEVELS = ("national", "region", "la", "locality", "district")
ABOVE_LOCALITY = LEVELS[:3]
# Months that are shown below the authority (in the published edition: at all).
MONTHS = 36

Key = tuple[str, str]  # level, area_code


@dataclass(frozen=True)
class Area:
    """One row of `staging.areas`; `position` is the order on pages, tiles may be None."""

    level: str
    code: str
    name: str
    parent_level: str | None
    parent_code: str | None
    la_code: str | None
    slug: str
    tile_row: int | None
    tile_col: int | None
    position: int

    @property
    def key(self) -> Key:
        return self.level, self.code


@dataclass(frozen=True)
class Marts:
    """What the marts hold, unprotected."""

    as_of: date
    extracted_on: date | None
    la_code: str
    la_name: str
    source_system: str
    synthetic: bool
    areas: tuple[Area, ...]
    # clock -> area -> month -> one value for each of MEASURES
    monthly: dict[str, dict[Key, dict[int, tuple]]] = field(default_factory=dict)
    # clock -> area -> [(band, open, overdue, overdue_exception)], youngest first
    backlog: dict[str, dict[Key, list[tuple]]] = field(default_factory=dict)
    # reading -> area -> [(band, plans, of_plans)]
    review_gap: dict[str, dict[Key, list[tuple]]] = field(default_factory=dict)
    # contributor -> month -> one value for each of ADVICE_COUNTS, then the median in days
    advice: dict[str, dict[int, tuple]] = field(default_factory=dict)
    # month -> one value for each of ADVICE_AGE_COUNTS, then the median in days
    advice_age: dict[int, tuple] = field(default_factory=dict)
    # appeals by one cut at a time: time_period, level, area_code, cut, cut_value, counts, medians
    appeals: list[dict[str, object]] = field(default_factory=list)
    # setting, other_value, clock_id, and one value for each of FLIP_COUNTS
    setting_flips: list[dict[str, object]] = field(default_factory=list)
    dfe: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    comparators: list[dict[str, object]] = field(default_factory=list)

    @property
    def last_month(self) -> int:
        return month_number(self.as_of)

    def number(self, clock_id: str, area: Key, month: int, measure: str) -> int:
        """A count or a sum of one month; 0 where the clock has no row there."""
        row = self.monthly.get(clock_id, {}).get(area, {}).get(month)
        return int(row[MEASURES.index(measure)]) if row else 0


def month_number(day: date) -> int:
    """January of year 1 is 12; one more for each month."""
    return day.year * 12 + day.month - 1


def read_marts(warehouse: Path) -> Marts:
    """Read all that pages may need, in one connection that cannot write."""
    with duckdb.connect(str(warehouse), read_only=True) as database:
        return _read(database)


def _read(database: duckdb.DuckDBPyConnection) -> Marts:
    def fetch(sql: str, *values: object) -> list[tuple]:
        return database.execute(sql, list(values)).fetchall()

    def records(table: str) -> list[dict[str, object]]:
        result = database.execute(f"select * from {table} order by all")
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    ((as_of, extracted_on, la_code, la_name, source_system, synthetic),) = fetch(
        """select as_of, extracted_on, local_authority, la_name, source_system, synthetic
        from raw.drop_info"""
    )
    areas = [
        Area(*row)
        for row in fetch(
            """select level, area_code, area_name, parent_level, parent_code, la_code, slug,
                tile_row, tile_col, position from staging.areas"""
        )
    ]
    marts = Marts(
        as_of,
        extracted_on,
        la_code,
        la_name,
        source_system,
        synthetic,
        areas=tuple(sorted(areas, key=lambda a: (LEVELS.index(a.level), a.position, a.code))),
        appeals=records("marts.appeal_times"),
        setting_flips=records("marts.setting_flips"),
        dfe={
            name.removeprefix("dfe_"): records(f"marts.{name}")
            for (name,) in fetch(
                """select table_name from information_schema.tables
                where table_schema = 'marts' and table_name like 'dfe\\_%' escape '\\'
                order by table_name"""
            )
        },
        comparators=records("marts.comparators"),
    )
    # One month more than is shown, for what was open before the first.
    since = marts.last_month - MONTHS
    for clock_id, level, code, month, *numbers in fetch(
        f"""select clock_id, level, area_code, (year(month) * 12 + month(month) - 1)::integer as m,
            {", ".join(MEASURES)}
        from marts.clock_monthly
        where level in ('la', 'region', 'national') or m >= ?
        order by clock_id, level, area_code, m""",
        since,
    ):
        area = marts.monthly.setdefault(clock_id, {}).setdefault((level, code), {})
        area[month] = tuple(numbers)
    _group(
        marts.backlog,
        fetch(
            f"""select clock_id, level, area_code, age_band, {", ".join(BAND_COUNTS)}
            from marts.backlog_age order by clock_id, level, area_code, band_position"""
        ),
    )
    _group(
        marts.review_gap,
        fetch(
            """select reading, level, area_code, band, plans, of_plans
            from marts.review_gap order by reading, level, area_code, band_position"""
        ),
    )
    for contributor, month, *numbers in fetch(
        f"""select contributor, (year(month) * 12 + month(month) - 1)::integer as m,
            {", ".join(ADVICE_COUNTS)}, median_oldest_advice_days
        from marts.advice_monthly where area_code = ? order by contributor, m""",
        marts.la_code,
    ):
        marts.advice.setdefault(contributor, {})[month] = tuple(numbers)
    for month, *numbers in fetch(
        f"""select (year(month) * 12 + month(month) - 1)::integer as m,
            {", ".join(ADVICE_AGE_COUNTS)}, median_oldest_advice_days
        from marts.advice_age where area_code = ? order by m""",
        marts.la_code,
    ):
        marts.advice_age[month] = tuple(numbers)
    return marts


def _group(into: dict[str, dict[Key, list[tuple]]], rows: Iterable[tuple]) -> None:
    for name, level, code, *rest in rows:
        into.setdefault(name, {}).setdefault((level, code), []).append(tuple(rest))
