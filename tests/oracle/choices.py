"""Choices read off one large number, and days that lie where limits hurt."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import TypeVar

from tests.oracle.days import bank_holidays, last_of_month, plus

T = TypeVar("T")
FIRST_YEAR = 2015
FIRST_DAY = date(2014, 9, 1)
# The first and the last limit that the coronavirus rules relaxed, and the days beside them.
EDGES_2020 = (date(2020, 4, 30), date(2020, 5, 1), date(2020, 9, 25), date(2020, 9, 26))
DAYS_OF_YEAR = (
    *((1, 1), (1, 2), (1, 3), (2, 13), (2, 14), (2, 15), (2, 16), (2, 28), (3, 1)),
    *((3, 29), (3, 30), (3, 31), (4, 1), (7, 31), (8, 1), (8, 15), (8, 31), (9, 1)),
    *((12, 23), (12, 24), (12, 25), (12, 26), (12, 27), (12, 28), (12, 31)),
)


class Choices:
    """A number from which choices are taken, the least significant first."""

    def __init__(self, number: int) -> None:
        self._rest = number

    def below(self, count: int) -> int:
        """A whole number from 0 to one less than `count`."""
        self._rest, chosen = divmod(self._rest, count)
        return chosen

    def pick(self, options: Sequence[T]) -> T:
        """One of the options; one that is named twice is twice as likely."""
        return options[self.below(len(options))]

    def between(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return least + self.below(most - least + 1)

    def chance(self, percent: int) -> bool:
        """True in so many cases of a hundred."""
        return self.below(100) < percent


@cache
def sore_days(year: int) -> tuple[date, ...]:
    """Days of a year at which reckonings go wrong."""
    found = {date(year, month, day) for month, day in DAYS_OF_YEAR}
    for month in range(1, 13):
        end = date(year, month, last_of_month(year, month))
        found |= {plus(end, -1), end, plus(end, 1)}
    for holiday in bank_holidays(year):
        found |= {plus(holiday, -1), holiday, plus(holiday, 1)}
    return tuple(sorted(found))


class Days:
    """Days of one history: near the day of the ledger, near sore days, near each other."""

    def __init__(self, choices: Choices, as_of: date) -> None:
        self.choices, self.as_of = choices, as_of

    def target(self) -> date:
        """A day on which something is to happen or to fall due."""
        kind = self.choices.below(20)
        if kind < 7:
            return plus(self.as_of, self.choices.between(-1, 1))
        if kind < 9:
            return plus(self.as_of, self.choices.between(-90, 30))
        if kind < 13:
            return self.choices.pick(EDGES_2020)
        year = self.choices.between(FIRST_YEAR, self.as_of.year)
        if kind < 18:
            return self.choices.pick(sore_days(year))
        return plus(date(year, 1, 1), self.choices.below(365))

    def start(self, limit: int) -> date:
        """A start: often one whose limit, in days, falls on a day of interest."""
        day = plus(self.target(), -limit if self.choices.chance(75) else 0)
        return day if day >= FIRST_DAY else plus(FIRST_DAY, self.choices.below(900))

    def near(self, day: date) -> date:
        """The day itself, or one beside it."""
        return plus(day, self.choices.between(-1, 1))

    def after(self, start: date, limit: int) -> date:
        """A stop: near the limit, near the day of the ledger, at once, or any time."""
        kind = self.choices.below(16)
        if kind < 6:
            return self.near(plus(start, limit))
        if kind < 8 and start < self.as_of:
            return self.near(self.as_of)
        if kind == 8:
            return start
        if kind < 13:
            return plus(start, self.choices.below(limit + 1))
        return plus(start, limit + self.choices.below(limit + 200))

    def maybe_after(self, start: date | None, limit: int, percent: int) -> date | None:
        """A stop, in so many cases of a hundred; none without a start."""
        if not start or not self.choices.chance(percent):
            return None
        return self.after(start, limit)
