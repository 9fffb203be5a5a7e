"""What the second reckonings of the measures share: places, months and quantiles."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from measured_warehouse import AS_OF, COUNTY, Row, geography

NATION, REGION = "E92000001", "E12000002"


def areas_of(row: Row) -> list[tuple[str, str]]:
    """Every area that a case counts in."""
    areas = [("national", NATION), ("region", REGION), ("la", row["la_code"])]
    if row["la_code"] == COUNTY:
        locality = geography().get(row["district_code"], "not-known").lower()
        areas.append(("locality", f"{COUNTY}-{locality}"))
    return [*areas, ("district", row["district_code"])]


def by_area(rows: list[Row]) -> dict[tuple[str, str], list[Row]]:
    grouped: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        for area in areas_of(row):
            grouped[area].append(row)
    return grouped


def last_day(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def months(first: date) -> Iterator[tuple[date, date]]:
    """Each month's last day, up to that of the report, with the day it is counted to."""
    month = last_day(first)
    while month <= last_day(AS_OF):
        yield month, min(month, AS_OF)
        month = last_day(month + timedelta(1))


def quantile(values: list[int], share: float) -> float | None:
    """Linear interpolation between the closest ranks."""
    if not values:
        return None
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def same(stored: float | None, exact: float | None) -> bool:
    """Whether a stored number is the exact one to one decimal."""
    if stored is None or exact is None:
        return stored is exact
    return abs(stored - exact) <= 0.05 + 1e-9 and round(stored, 1) == stored
