"""What lies in a folder, for `ehc doctor`: tables that are looked at, whatever state they are in.

A cell that is read here stays in memory for as long as a guess takes. Columns that may name a
child are never loaded, and nothing is written but a private folder that goes with the process.
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from pipeline.dates import cleaner, read_day
from pipeline.extracts import columns
from pipeline.sources import delimited, tables
from pipeline.sources.delimited import Heading, Loaded, Wanted
from pipeline.sources.files import stem_and_suffix
from pipeline.sources.parquet import ParquetFile
from pipeline.sources.tables import Table
from pipeline.sources.workbook import Sheet

Known = Callable[[tuple[str, ...]], int]

# A guess rests on the first rows; what is counted is counted over all of them.
_SAMPLE_ROWS = 300
_VALUES = 20


@dataclass(frozen=True)
class Contents:
    """What the cells of a column look like. Shares are of those that are not blank."""

    filled: int
    dates: float  # that can be read as a day
    written_dates: float  # and are no mere number, which may as well be an id
    values: tuple[str, ...]  # the commonest

    @staticmethod
    def of(cells: list[str]) -> Contents:
        days = [cell for cell in cells if read_day(cell) is not None]
        count = max(1, len(cells))
        common = Counter(cells).most_common(_VALUES)
        return Contents(
            filled=len(cells),
            dates=len(days) / count,
            written_dates=sum(not cell.isdigit() for cell in days) / count,
            values=tuple(value for value, _ in common),
        )


@dataclass(frozen=True)
class Looked:
    """A file that was looked at: its table, and the first rows of it."""

    table: Table
    rows: tuple[tuple[str, ...], ...]
    _contents: dict[int, Contents] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        return self.table.path

    @property
    def heading(self) -> Heading:
        return self.table.heading

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings, each in one line: a workbook breaks a long one."""
        return tuple(" ".join(cell.split()) for cell in self.heading.cells)

    def contents(self, place: int) -> Contents:
        """What the first rows hold in a column."""
        if place not in self._contents:
            cells = [row[place].strip() for row in self.rows if place < len(row)]
            self._contents[place] = Contents.of([cell for cell in cells if cell])
        return self._contents[place]

    @property
    def in_words(self) -> str:
        """Format, encoding, delimiter and the line of the headings."""
        if isinstance(self.table, Sheet):
            return f"workbook, {self.table.delimiter_name}, headings in row {self.heading.line}"
        if isinstance(self.table, ParquetFile):
            return "Parquet"
        kind = "CSV, packed" if self.path.suffix.lower() == ".gz" else "CSV"
        return (
            f"{kind}, {self.table.encoding_name}, cells divided by {self.table.delimiter_name},"
            f" headings in line {self.heading.line}"
        )


def look(path: Path, known: Known) -> Looked:
    """Look at a file; `known` counts the headings that mean something to us.

    Raises CallError or StepFailed where it cannot be read as a table.
    """
    table = tables.look(path, stem_and_suffix(path)[0], known)
    return Looked(table, tuple(_first_rows(table)))


def load(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    places: dict[str, int],
    extract: str,
    into: str,
    work: Path,
) -> Loaded:
    """Make the view `landed` of a table: `line`, and every column of the extract as cleaned text.

    Columns that tell who a child is are left out: they are null.
    """
    ours = [one for one in columns(extract) if one.name in places and one.kind != "person"]
    wanted = [Wanted(one.name, places[one.name], cleaner(one.kind)) for one in ours]
    loaded = table.load(con, wanted, into, work)
    names = {one.name for one in ours}
    cells = ", ".join(
        one.name if one.name in names else f"null::varchar as {one.name}"
        for one in columns(extract)
    )
    con.execute(f"create or replace temp view landed as select line, {cells} from {into}_lines")
    return loaded


def _first_rows(table: Table) -> Iterator[tuple[str, ...]]:
    if isinstance(table, Sheet | ParquetFile):
        yield from table.first_rows(_SAMPLE_ROWS)
    elif isinstance(table, delimited.Table):
        last = table.heading.line + _SAMPLE_ROWS
        for line, cells in _records(table.path, table.scan.encoding, table.delimiter, last):
            if line > table.heading.line:
                yield cells


def _records(
    path: Path, encoding: str, delimiter: str, last: int
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The records of a text file down to a line, each with the line at which it begins."""
    opener = gzip.open if path.suffix.lower() == ".gz" else open
    with opener(path, "rt", encoding=encoding, errors="replace", newline="") as file:
        reader, start = csv.reader(file, delimiter=delimiter), 1
        try:
            for cells in reader:
                yield start, tuple(cell.strip(" \t\u00a0\ufeff") for cell in cells)
                start = reader.line_num + 1
                if start > last:
                    return
        except csv.Error:
            return
