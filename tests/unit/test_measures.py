"""The measures of clocks against a second reckoning in plain Python, row by row.

The reckoning asks every clock about every month. It shares no code and no method with the models,
which add up the days on which something changed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from itertools import product

from measured_warehouse import AS_OF, Measured, Row
from reckoning import by_area, months, quantile, same

# What the settings and seeds say, written a second time.
RECENT_MONTHS = 36
WEEK_BANDS = {"0-6": 0, "6-16": 6, "16-20": 16, "20-30": 20, "30-52": 30, "52-104": 52, "104+": 104}
CUTS = ("contributor", "need", "age_band", "ground")
COUNTS = (
    *("started", "stopped", "ended", "stopped_in_time", "stopped_exception"),
    *("due", "due_met", "due_exception"),
    *("open_at_end", "overdue_at_end", "overdue_exception_at_end"),
)
AGES = ("oldest_days_open", "median_days_open", "p92_days_open", "median_days_taken")


def _in_month(day: date | None, month: date, end: date) -> bool:
    return day is not None and month.replace(day=1) <= day <= end


def _month_of(clocks: list[Row], month: date, end: date) -> Row:
    """One row of clock_monthly, asked of every clock in turn."""
    counted: Counter[str] = Counter()
    ages, taken, days_overdue = [], [], 0
    for clock in clocks:
        started, due = clock["started_on"], clock["due_on"]
        stopped, ended = clock["stopped_on"], clock["ended_on"]
        met, ground = clock["status"] == "met", clock["exception_ground"]
        counted["started"] += _in_month(started, month, end)
        counted["ended"] += _in_month(ended, month, end)
        if _in_month(stopped, month, end):
            counted["stopped"] += 1
            counted["stopped_in_time"] += met
            counted["stopped_exception"] += not met and ground is not None
            taken.append((stopped - started).days)
        if _in_month(due, month, end) and not (ended and ended <= due):
            counted["due"] += 1
            counted["due_met"] += met
            counted["due_exception"] += not met and ground is not None
        left = stopped or ended
        if started <= end and not (left and left <= end):
            counted["open_at_end"] += 1
            ages.append((end - started).days)
            if due < end:
                counted["overdue_at_end"] += 1
                counted["overdue_exception_at_end"] += ground is not None
                days_overdue += (end - due).days
    return {
        **{name: counted[name] for name in COUNTS},
        "overdue_days_at_end": days_overdue,
        "oldest_days_open": max(ages, default=None),
        "median_days_open": quantile(ages, 0.5),
        "p92_days_open": quantile(ages, 0.92),
        "median_days_taken": quantile(taken, 0.5),
    }


def _first_event(clocks: list[Row]) -> date:
    return min(min(clock["started_on"], clock["due_on"]) for clock in clocks)


def _by_clock(measured: Measured) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for clock in measured.rows["marts.clocks"]:
        grouped[clock["clock_id"]].append(clock)
    return grouped


def test_clock_monthly_is_what_every_clock_says_of_every_month(measured: Measured) -> None:
    stored = {
        (row["clock_id"], row["month"], row["level"], row["area_code"]): row
        for row in measured.mart("clock_monthly")
    }
    recent = [month for month, _ in months(date(2020, 1, 1))][-RECENT_MONTHS:]
    for clock_id, clocks in _by_clock(measured).items():
        every_month = list(months(_first_event(clocks)))
        for (level, area_code), some in by_area(clocks).items():
            for month, end in every_month:
                row = stored.pop((clock_id, month, level, area_code))
                exact = _month_of(some, month, end)
                where = (clock_id, month, level, area_code)
                for name in (*COUNTS, "overdue_days_at_end"):
                    assert row[name] == exact[name], (where, name)
                reckoned = level not in ("locality", "district") or month in recent
                for name in AGES:
                    expected = exact[name] if reckoned else None
                    assert same(row[name], expected), (where, name, row[name], expected)
    assert not stored, "rows that no clock accounts for"


def test_clock_cuts_are_the_same_counts_for_some_of_the_clocks(measured: Measured) -> None:
    stored = {
        (row["clock_id"], row["month"], row["area_code"], row["cut"], row["cut_value"]): row
        for row in measured.mart("clock_cuts")
    }
    for (clock_id, clocks), cut in product(_by_clock(measured).items(), CUTS):
        if all(clock[f"cut_{cut}"] is None for clock in clocks):
            continue
        every_month = list(months(_first_event(clocks)))
        groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for clock in clocks:
            groups[clock["la_code"], clock[f"cut_{cut}"] or "Not known"].append(clock)
        for ((la_code, value), some), (month, end) in product(groups.items(), every_month):
            row = stored.pop((clock_id, month, la_code, cut, value))
            exact = _month_of(some, month, end)
            assert {name: row[name] for name in COUNTS} == {name: exact[name] for name in COUNTS}
    assert not stored, "rows that no clock accounts for"


def test_backlog_age_is_the_queue_of_the_day_by_whole_weeks(measured: Measured) -> None:
    expected = {}
    for clock_id, clocks in _by_clock(measured).items():
        queue = [clock for clock in clocks if not clock["stopped_on"] and not clock["ended_on"]]
        for (level, area_code), some in by_area(queue).items():
            for band in WEEK_BANDS:
                expected[clock_id, level, area_code, band] = [0, 0, 0]
            for clock in some:
                weeks = (AS_OF - clock["started_on"]).days // 7
                band = max((b for b in WEEK_BANDS if WEEK_BANDS[b] <= weeks), key=WEEK_BANDS.get)
                cell = expected[clock_id, level, area_code, band]
                overdue = clock["due_on"] < AS_OF
                cell[0] += 1
                cell[1] += overdue
                cell[2] += overdue and clock["exception_ground"] is not None
    stored = {
        (row["clock_id"], row["level"], row["area_code"], row["age_band"]): [
            row["open"], row["overdue"], row["overdue_exception"],
        ]
        for row in measured.mart("backlog_age")
    }  # fmt: skip
    assert stored == expected
