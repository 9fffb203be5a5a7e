"""What goes wrong while a case is keyed: copies, blanks, wrong days, unknown codes."""

from collections.abc import Callable
from datetime import date

from tests.oracle import extracts
from tests.oracle.choices import Choices
from tests.oracle.days import plus
from tests.oracle.extracts import Row

Fault = Callable[[Choices, str, Row, date], list[Row]]


def spoil(choices: Choices, extract: str, row: Row, extracted_on: date) -> list[Row]:
    """The rows that stand in the file instead of a good one."""
    return choices.pick(FAULTS)(choices, extract, row, extracted_on)


def _repeated(choices: Choices, extract: str, row: Row, last: date) -> list[Row]:
    return [row] * choices.pick((2, 2, 3))


def _conflicting(choices: Choices, extract: str, row: Row, last: date) -> list[Row]:
    column = choices.pick(_filled(row, extracts.KEYS[extract]))
    cell = row[column]
    other = plus(cell, -1) if isinstance(cell, date) else ""
    return choices.pick(([row, row | {column: other}], [row, row, row | {column: other}]))


def _keyed_again(choices: Choices, extract: str, row: Row, last: date) -> list[Row]:
    key = extracts.KEYS[extract]
    return [row, row | {key: f"{row[key]}-again"}]


def _needed_blank(choices: Choices, extract: str, row: Row, last: date) -> list[Row]:
    needed = [extracts.KEYS[extract], *extracts.NEEDED[extract]]
    if extract in extracts.NEEDED_DATE:
        needed.append(extracts.NEEDED_DATE[extract])
    return [row | {choices.pick(needed): ""}]


def _unreadable(choices: Choices, extract: str, row: Row, last: date) -> list[Row]:
    return [row | {choices.pick(_dates(extract)): choices.pick(("not known", "2025-02-30"))}]


def _end_first(choices: Choices, extract: str, row: Row, last: date) -> list[Row]:
    """One of the row's days is put just before another one of them."""
    days = [name for name in _filled(row) if isinstance(row[name], date)]
    if not days:
        return [row]
    first, second = choices.pick(days), choices.pick(days)
    return [row | {second: plus(row[first], -choices.pick((1, 1, 20)))}]


def _too_early(choices: Choices, extract: str, row: Row, last: date) -> list[Row]:
    return [row | {choices.pick(_dates(extract)): choices.pick(EARLY)}]


def _too_late(choices: Choices, extract: str, row: Row, last: date) -> list[Row]:
    return [row | {choices.pick(_dates(extract)): plus(last, choices.pick((0, 1)))}]


def _half_a_pair(choices: Choices, extract: str, row: Row, last: date) -> list[Row]:
    pairs = extracts.OUTCOMES.get(extract)
    if not pairs:
        return [row]
    outcome, column, _ = choices.pick(pairs)
    return [row | {choices.pick((outcome, column)): ""}]


def _no_parent(choices: Choices, extract: str, row: Row, last: date) -> list[Row]:
    parents = extracts.PARENTS.get(extract)
    if not parents:
        return [row]
    return [row | {choices.pick(parents)[0]: choices.pick(("nobody", ""))}]


EARLY = (date(2014, 8, 31), date(2014, 9, 1), date(2011, 1, 1), date(1900, 1, 1))
FAULTS: tuple[Fault, ...] = (
    *(_repeated, _conflicting, _keyed_again, _needed_blank, _unreadable),
    *(_end_first, _end_first, _end_first, _too_early, _too_late, _half_a_pair, _no_parent),
)


def _filled(row: Row, but: str = "") -> list[str]:
    return [name for name, cell in row.items() if cell and name != but]


def _dates(extract: str) -> list[str]:
    needed = [extracts.NEEDED_DATE[extract]] if extract in extracts.NEEDED_DATE else []
    return [*needed, *extracts.CLOCK_DATES[extract], *extracts.OTHER_DATES[extract]]
