"""What stands on a page: cells, tables, figures, and the tiles of the district map.

A `Table` is the only source of a figure: the plot is built from its values (see `charts.py`), the
sentence is written from them, and the CSV holds them. So a number that is hidden in the table is
hidden everywhere.

Cells are made with the helpers below, which take a number, `HIDDEN` or None (nothing to show):
    count(1234)          1,234
    percent(63.9)        64%
    number(12.34, 1)     12.3
    month(date(2026, 10, 31)), period(end, label)
    rate(facts_rate)     three cells: per cent, numerator, denominator
    symbol("x")          x, with its meaning for a screen reader
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import floor
from typing import TYPE_CHECKING, Protocol

from reports.disclosure import Hidden

if TYPE_CHECKING:
    import plotly.graph_objects as go

# The symbols of official statistics. A cell that shows one has no value, but for `low`.
SYMBOLS = {
    "c": "suppressed to protect confidentiality",
    "z": "not applicable",
    "x": "not available",
    "u": "too few cases for a rate",
    "low": "more than zero, but rounds to it",
}
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True)
class Cell:
    """A value and the text that shows it.

    `value` is what plots and CSV use: a number, an ISO date for a month, or None where `text` is a
    symbol. `text` is what a person reads.
    """

    value: int | float | str | None
    text: str

    @property
    def meaning(self) -> str:
        """What the symbol means, or '' where the text is none."""
        return SYMBOLS.get(self.text, "")

    @property
    def csv(self) -> int | float | str:
        """The cell in a CSV file: the value, else the symbol or text."""
        return self.text if self.value is None else self.value


@dataclass(frozen=True)
class Column:
    """`name` heads the CSV and is what charts ask for; `label` heads the table on the page."""

    name: str
    label: str
    numeric: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under columns. A row has a `Cell` or a plain text for each column, in their order.

    The first column names the row. Raises ValueError where a row and the columns do not match.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell | str]]
    caption: str

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if len(set(names)) < len(names):
            raise ValueError(f"Table '{self.caption}' has two columns of one name: {names}.")
        for row in self.rows:
            if len(row) != len(names):
                raise ValueError(
                    f"Table '{self.caption}' has {len(names)} columns but a row of {len(row)}."
                )

    def cells(self, name: str) -> list[Cell]:
        """The cells of one column, top to bottom; plain texts become cells without a value."""
        names = [column.name for column in self.columns]
        if name not in names:
            raise ValueError(f"Table '{self.caption}' has no column {name}; it has {names}.")
        at = names.index(name)
        return [as_cell(row[at]) for row in self.rows]

    @property
    def symbols(self) -> dict[str, str]:
        """The symbols that stand in the table, with their meanings, in the order of `SYMBOLS`."""
        used = {as_cell(cell).text for row in self.rows for cell in row if as_cell(cell).meaning}
        return {symbol: meaning for symbol, meaning in SYMBOLS.items() if symbol in used}


@dataclass(frozen=True)
class Figure:
    """One figure of a page. `id` is unique in its page: lower case letters, digits and hyphens.

    title: what it says, in ten words or fewer. subtitle: what is counted, where, when.
    plot: from `charts.py`; None where a table or a map of tiles stands alone.
    sentence: what the numbers say, written from the table.
    source: where the numbers are from, with the as-of date.
    wide: takes the whole width of the page; else two figures stand side by side where there is
    room.
    """

    id: str
    title: str
    subtitle: str
    plot: go.Figure | None
    sentence: str
    table: Table
    source: str
    wide: bool = False

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9-]*", self.id):
            raise ValueError(f"Figure id '{self.id}' may hold only a-z, 0-9 and hyphens.")

    @property
    def heights(self) -> tuple[int, int]:
        """Height of the plot in pixels, on a wide screen and on a phone."""
        if self.plot is None:
            return 0, 0
        wide = int(self.plot.layout.height)
        return wide, int(self.plot.layout.meta["narrow"].get("height", wide))


@dataclass(frozen=True)
class MapTile:
    """A district on the tile map. `row` and `col` start at 1. `shade` 0 (white) to 3 (dark).

    text: the number in large type (a symbol gets its meaning). note: a small second line.
    href: the district's page, as seen from the page that shows the map.
    """

    name: str
    row: int
    col: int
    text: str
    shade: int = 0
    note: str = ""
    href: str = ""

    @property
    def meaning(self) -> str:
        """What the symbol means, or '' where the tile shows a number."""
        return SYMBOLS.get(self.text, "")


class RateLike(Protocol):
    """`reports.facts.Rate`, or anything of its shape."""

    @property
    def numerator(self) -> object: ...
    @property
    def denominator(self) -> object: ...
    @property
    def percent(self) -> object: ...


def as_cell(cell: Cell | str) -> Cell:
    """The cell itself, or a plain text as a cell without a value."""
    return cell if isinstance(cell, Cell) else Cell(None, cell)


def symbol(name: str) -> Cell:
    """A cell that shows a symbol. Raises KeyError for one that is not in `SYMBOLS`."""
    SYMBOLS[name]
    return Cell(None, name)


def number(value: object, digits: int = 0, missing: str = "z") -> Cell:
    """A number with thousands commas and that many decimals, rounded half up.

    HIDDEN gives `c`, None gives the symbol `missing`.
    """
    if isinstance(value, Hidden):
        return symbol("c")
    if value is None:
        return symbol(missing)
    if not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number.")
    shown = round_half_up(value, digits)
    return Cell(shown, f"{shown:,.{digits}f}")


def count(value: object, missing: str = "z") -> Cell:
    """A whole number: `1,234`. HIDDEN gives `c`, None gives the symbol `missing`."""
    return number(value, 0, missing)


def percent(value: object, missing: str = "z") -> Cell:
    """A percentage of 0 to 100, shown whole; its value keeps one decimal.

    Only 0 shows as 0% and only 100 as 100%: what would round to 0 is `low`, and what would round
    to 100 shows 99%.
    """
    cell = number(value, 1, missing)
    if cell.value is None or not isinstance(value, int | float):
        return cell
    whole = int(round_half_up(value, 0))
    if whole == 0 and value > 0:
        return Cell(cell.value, "low")
    if whole == 100 and value < 100:
        whole = 99
    return Cell(cell.value, f"{whole}%")


def rate(value: RateLike) -> list[Cell]:
    """The three cells of a rate: per cent, numerator, denominator.

    A rate that is not given because its denominator is small shows `u`; one of nothing, `z`.
    """
    nothing = value.denominator is None or value.denominator == 0
    return [
        percent(value.percent, missing="z" if nothing else "u"),
        count(value.numerator),
        count(value.denominator),
    ]


def day_text(day: date) -> str:
    """`31 October 2026`, whatever language the machine speaks."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def month(day: date) -> Cell:
    """The month of a date: shows `October 2026`, its value is the ISO date."""
    return Cell(day.isoformat(), f"{MONTHS[day.month - 1]} {day.year}")


def period(end: date, label: str) -> Cell:
    """A period of any length: shows its label, its value is the ISO date of its last day."""
    return Cell(end.isoformat(), label)


def round_half_up(value: int | float, digits: int) -> int | float:
    """2.5 gives 3 (Python's own round gives 2). Whole numbers come back as int."""
    scaled = floor(value * 10**digits + 0.5)
    return scaled if digits == 0 else scaled / 10**digits
