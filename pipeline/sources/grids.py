"""Workbooks that are no extract of one table: every sheet as rows of text, titles and all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas

from pipeline.sources.book import ERROR, SUFFIXES, errors_in_words, opened

__all__ = ["SUFFIXES", "Grid", "Page", "Rows", "below", "load", "sheets"]

_IDS = re.compile(r"id$|^upn$|^uln$")  # how the columns of ids are called
Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Page:
    """A sheet: its rows as text, from its first on. `sha256` is the workbook's."""

    path: Path
    sha256: str
    sheet: str
    rows: Rows


@dataclass(frozen=True)
class Grid:
    """A table on a sheet: its headings, and every row below them that is not blank.

    A row is its number on the sheet, counted from 1, and its cells as text.
    """

    path: Path
    sha256: str
    sheet: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    @property
    def file(self) -> str:
        return f"{self.path.name}, sheet {self.sheet}"

    @property
    def notes(self) -> tuple[str, ...]:
        """What the run should say of how it was read."""
        errors = [(number, cells.count(ERROR)) for number, cells in self.rows if ERROR in cells]
        if not errors:
            return ()
        return (errors_in_words(self.file, sum(count for _, count in errors), errors[0][0]),)


def sheets(path: Path) -> Iterator[Page]:
    """Every sheet of a workbook, hidden or not, one after the other.

    Raises CallError where the file is of another kind, StepFailed where it is no workbook that can
    be read, or unpacks to too much.
    """
    book = opened(path)
    for name in book.sheets:
        yield Page(path, book.sha256, name, tuple(cells for _, cells in book.rows(name)))


def below(page: Page, heading: int, until: int | None = None) -> Grid:
    """The table whose headings stand in a row of a sheet, down to the row before `until`."""
    end = None if until is None else until - 1
    filled = tuple(
        (number, cells)
        for number, cells in enumerate(page.rows[heading:end], heading + 1)
        if any(cells)
    )
    return Grid(page.path, page.sha256, page.sheet, page.rows[heading - 1], filled)


def load(con: duckdb.DuckDBPyConnection, grid: Grid, places: Mapping[str, int], into: str) -> None:
    """Put columns of a table, by name and place, into the temporary table `into`, with `line`.

    A row with nothing in these columns is blank, whatever a template has filled in beside them.
    """
    names = ["line", *places]
    con.execute(
        f"create temp table {into} (line bigint, {', '.join(f'{name} varchar' for name in places)})"
    )
    rows = list(_picked(grid, places))
    if rows:
        frame = pandas.DataFrame(rows, columns=names, dtype=object)
        con.register("picked", frame)
        con.execute(f"insert into {into} select * from picked")
        con.unregister("picked")


def _picked(grid: Grid, places: Mapping[str, int]) -> Iterator[list[object]]:
    for number, cells in grid.rows:
        picked = {n: cells[place] if place < len(cells) else "" for n, place in places.items()}
        if any(cell not in ("", ERROR) for cell in picked.values()):
            # An error is no id: it would make one child, or one record, of many.
            yield [
                number,
                *("" if cell == ERROR and _IDS.search(n) else cell for n, cell in picked.items()),
            ]
