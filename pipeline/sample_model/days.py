"""Working days of an English council, as day numbers (`date.toordinal`)."""

from __future__ import annotations

import csv
from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from pipeline.sample_model.draw import Draw

FIRST_YEAR, LAST_YEAR = 2014, 2032
NEVER = date.max.toordinal()  # the day of what does not happen: later than any other
CHANGES = Path(__file__).resolve().parents[2] / "seeds" / "bank_holiday_changes.csv"


def day(year: int, month: int = 1, of_month: int = 1) -> int:
    """The day number of a date."""
    return date(year, month, of_month).toordinal()


def month_end(year: int, month: int) -> int:
    """The day number of a month's last day."""
    return day(year + month // 12, month % 12 + 1) - 1


def year_of(number: int) -> int:
    """The calendar year in which a day lies."""
    return date.fromordinal(number).year


@cache
def text(number: int) -> str:
    """A day as it stands in the extracts: 2026-10-31."""
    return date.fromordinal(number).isoformat()


def _easter_sunday(year: int) -> date:
    century, place = divmod(year, 100)
    golden = year % 19
    moon = (
        19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15
    ) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (place // 4) - moon - place % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, before = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, before + 1)


def _monday(year: int, month: int, last: bool) -> date:
    if last:
        end = date.fromordinal(month_end(year, month))
        return end - timedelta(days=end.weekday())
    start = date(year, month, 1)
    return start + timedelta(days=-start.weekday() % 7)


@cache
def _closed() -> frozenset[int]:
    """Bank holidays, and the days between Christmas and New Year, when the offices are shut."""
    closed: set[date] = set()
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        easter = _easter_sunday(year)
        closed |= {easter - timedelta(days=2), easter + timedelta(days=1)}
        closed |= {_monday(year, 5, False), _monday(year, 5, True), _monday(year, 8, True)}
        closed |= {date(year, 12, number) for number in range(25, 32)}
        new_year = date(year, 1, 1)
        closed.add(new_year + timedelta(days={5: 2, 6: 1}.get(new_year.weekday(), 0)))
    with CHANGES.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            moved = date.fromisoformat(row["holiday"])
            (closed.add if row["change"] == "added" else closed.discard)(moved)
    return frozenset(holiday.toordinal() for holiday in closed)


@cache
def _working() -> list[int]:
    days = range(day(FIRST_YEAR), day(LAST_YEAR + 1))
    # Day number 1 was a Monday, so the remainder by seven gives the weekday.
    return [number for number in days if (number - 1) % 7 < 5 and number not in _closed()]


def working_days(start: int, end: int) -> list[int]:
    """The working days from start to end, both included."""
    days = _working()
    return days[bisect_left(days, start) : bisect_right(days, end)]


def settle(number: int, least: int, most: int, draw: Draw) -> int:
    """The same day if the office works, else mostly the nearest working day in the window."""
    days = _working()
    place = bisect_left(days, number)
    if days[place] == number or draw.chance(0.03):
        return min(max(number, least), most)
    if days[place - 1] >= least:
        return days[place - 1]
    return days[place] if days[place] <= most else min(max(number, least), most)
