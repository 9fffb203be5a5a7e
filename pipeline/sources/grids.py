"""Workbooks that are no extract of one table: every sheet as rows of text, titles and all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas

from pipeline.sources import workbook

SUFFIXES = workbook.SUFFIXES


Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Grid:
    """A table on a sheet: its headings, and every row below them that is not blank.

    A row is its number on the sheet, counted from 1, and its cells as text.
    """

    path: Path
    sheet: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    @property
    def file(self) -> str:
        return f"{self.path.name}, sheet {self.sheet}"


def sheets(path: Path) -> dict[str, Rows]:
    """Every sheet of a workbook, as rows of text from its first row on.

    Raises StepFailed where the file is no workbook that can be read, or unpacks to too much.
    """
    workbook.check_size(path)
    return {
        name: tuple(cells for _, cells in workbook.rows_of(path, name))
        for name in workbook.sheet_names(path)
    }


def below(path: Path, sheet: str, rows: Rows, heading: int, until: int | None = None) -> Grid:
    """The table whose headings stand in a row of a sheet, down to the row before `until`."""
    end = None if until is None else until - 1
    filled = tuple(
        (number, cells) for number, cells in enumerate(rows[heading:end], heading + 1) if any(cells)
    )
    return Grid(path, sheet, rows[heading - 1], filled)


def load(con: duckdb.DuckDBPyConnection, grid: Grid, places: Mapping[str, int], into: str) -> None:
    """Put columns of a table, by name and place, into the temporary table `into`, with `line`.

    A row with nothing in these columns is blank, whatever a template has filled in beside them.
    """
    names = ["line", *places]
    con.execute(
        f"create temp table {into} (line bigint, {', '.join(f'{name} varchar' for name in places)})"
    )
    rows = list(_picked(grid, list(places.values())))
    if rows:
        frame = pandas.DataFrame(rows, columns=names, dtype=object)
        con.register("picked", frame)
        con.execute(f"insert into {into} select * from picked")
        con.unregister("picked")


def _picked(grid: Grid, places: Sequence[int]) -> Iterator[list[object]]:
    for number, cells in grid.rows:
        picked = [cells[place] if place < len(cells) else "" for place in places]
        if any(picked):
            yield [number, *picked]
