"""How days are counted: months, periods that begin with a day, England's bank holidays."""

from datetime import date, timedelta
from functools import cache

# One-off changes: what each year lost (None: nothing) and what it gained.
MOVED: dict[int, list[tuple[date | None, date]]] = {
    2020: [(date(2020, 5, 4), date(2020, 5, 8))],
    2022: [
        (date(2022, 5, 30), date(2022, 6, 2)),
        (None, date(2022, 6, 3)),
        (None, date(2022, 9, 19)),
    ],
    2023: [(None, date(2023, 5, 8))],
}
SATURDAY, SUNDAY = 5, 6


def plus(day: date, days: int) -> date:
    """The day that lies this many days after a day, or before it where the number is negative."""
    return day + timedelta(days)


def last_of_month(year: int, month: int) -> int:
    """The number of the last day of a month."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return plus(following, -1).day


def plus_months(day: date, months: int) -> date:
    """The corresponding date, or the last day of a month that has none (Dodds v Walker)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, last_of_month(year, month + 1)))


def months_beginning_with(day: date, months: int) -> date:
    """The last day of a period of months whose first day is `day`.

    It is the day before the corresponding date; where the month has no such date, its last day.
    """
    end = plus_months(day, months)
    return plus(end, -1) if end.day == day.day else end


def easter(year: int) -> date:
    """Easter Sunday: the Gregorian reckoning by golden number, century and epact."""
    golden = year % 19 + 1
    century = year // 100 + 1
    skipped_leaps = 3 * century // 4 - 12
    moon = (8 * century + 5) // 25 - 5
    sunday = 5 * year // 4 - skipped_leaps - 10
    epact = (11 * golden + 20 + moon - skipped_leaps) % 30
    if epact == 24 or (epact == 25 and golden > 11):
        epact += 1
    full = 44 - epact
    if full < 21:
        full += 30
    march = full + 7 - (sunday + full) % 7
    return plus(date(year, 3, 1), march - 1)


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """England's bank holidays of a year, substitutes for weekends included."""
    found = {plus(easter(year), -2), plus(easter(year), 1)}
    found |= {_monday_from(date(year, 5, 1)), _monday_from(date(year, 5, 25))}
    found |= {_monday_from(date(year, 8, 25)), _weekday_from(date(year, 1, 1), set())}
    christmas = {date(year, 12, 25), date(year, 12, 26)}
    on_weekdays = {day for day in christmas if day.weekday() < SATURDAY}
    for _ in range(len(christmas) - len(on_weekdays)):
        on_weekdays.add(_weekday_from(date(year, 12, 27), on_weekdays))
    found |= on_weekdays
    for lost, gained in MOVED.get(year, []):
        found.discard(lost or gained)
        found.add(gained)
    return frozenset(found)


def _monday_from(day: date) -> date:
    return plus(day, -day.weekday() % 7)


def _weekday_from(day: date, taken: set[date]) -> date:
    while day.weekday() >= SATURDAY or day in taken:
        day = plus(day, 1)
    return day


def is_working_day(day: date) -> bool:
    """Whether a day is neither in a weekend nor a bank holiday."""
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


def working_day_from(day: date) -> date:
    """The day itself if it is a working day, else the next one."""
    while not is_working_day(day):
        day = plus(day, 1)
    return day


def tribunal_day(day: date) -> date:
    """The day on which starting an appeal is still in time (HESC Rules, rule 12(2) and (3)(a))."""
    if day.month == 8:
        return working_day_from(date(day.year, 9, 1))
    if (day.month, day.day) >= (12, 25):
        return working_day_from(date(day.year + 1, 1, 2))
    if (day.month, day.day) == (1, 1):
        return working_day_from(date(day.year, 1, 2))
    return working_day_from(day)
