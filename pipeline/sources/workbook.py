"""Workbooks: `.xlsx`, the sheet of the extract's name or else the first one.

The sheet goes row by row through Python, which writes the wanted columns as plain UTF-8 with the
row's number on the sheet. Ids are numbers in a workbook, so `12.0` is `12` here and nowhere else.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO

import duckdb
import python_calamine

from pipeline.errors import CallError, StepFailed
from pipeline.sources import delimited, files
from pipeline.sources.delimited import Heading, Loaded, Wanted
from pipeline.sources.mapping import fold

SUFFIXES = (".xlsx",)
# A sheet has at most 1,048,576 rows: a workbook that unpacks to more than this holds no extract.
MAX_BYTES = 2 * 1024**3
# The reader keeps a place for each cell of the rectangle around all that are filled, 32 bytes each.
MAX_CELLS = 40_000_000
_MAX_ROWS = 1_048_576
_CELL = re.compile(rb"""<(?:\w+:)?c\s(?:[^<>]*?\s)?r=["']([A-Z]+)([0-9]+)["'][^<>]*(?<!/)>""")
_CHUNK = 4 * 1024**2
# Titles, logos and remarks above the headings take some rows, not hundreds.
_HEADING_WITHIN = 50


@dataclass(frozen=True)
class Sheet:
    """A sheet that was looked at and not yet read. `heading.line` is the row of its headings."""

    path: Path
    sha256: str
    bytes: int
    sheet: str
    heading: Heading

    @property
    def encoding_name(self) -> str:
        return "workbook"

    @property
    def delimiter_name(self) -> str:
        return f"sheet {self.sheet}"

    @property
    def notes(self) -> tuple[str, ...]:
        """What the run should say of how it was read."""
        return (
            f"{self.path.name}: sheet {self.sheet} was read, its headings in row"
            f" {self.heading.line}.",
        )

    def load(
        self, con: duckdb.DuckDBPyConnection, wanted: Sequence[Wanted], into: str, work: Path
    ) -> Loaded:
        """Read the wanted columns into the temporary table `into`, as `delimited` does."""
        records, blank = 0, 0

        def rows() -> Iterator[list[object]]:
            nonlocal records, blank
            for line, cells in rows_of(self.path, self.sheet):
                if line <= self.heading.line:
                    continue
                if not any(cells):
                    blank += 1
                    continue
                records += 1
                yield [
                    line,
                    *(cells[one.place] if one.place < len(cells) else "" for one in wanted),
                ]

        delimited.write_and_read(con, rows(), wanted, into, work)
        return Loaded(records, (), 0)


def look(path: Path, extract: str, known: Callable[[tuple[str, ...]], int]) -> Sheet:
    """Look at a workbook: its sheet and the row of its headings. Nothing is written.

    `known` counts the headings that mean something to us: the headings are the first row with the
    most of them. Raises CallError where no row has one, StepFailed where it cannot be read.
    """
    check_size(path)
    names = sheet_names(path)
    chosen = next((name for name in names if fold(name) == fold(extract)), names[0])
    best: tuple[int, Heading] | None = None
    for line, cells in rows_of(path, chosen):
        if line > _HEADING_WITHIN:
            break
        score = known(cells)
        if score and (best is None or score > best[0]):
            best = score, Heading(path, cells, line)
    if best is None:
        raise CallError(
            f"{path.name}, sheet {chosen}: none of its first {_HEADING_WITHIN} rows holds a heading"
            " that is ours; put the extract on the first sheet, its headings in one row."
        )
    return Sheet(path, files.sha256(path), path.stat().st_size, chosen, best[1])


def check_size(path: Path) -> None:
    """Refuse what would not fit into memory, before any sheet is read."""
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(one.file_size for one in packed.infolist())
            if size > MAX_BYTES:
                raise StepFailed(
                    f"{path.name}: it unpacks to more than {MAX_BYTES // 1024**3} GB, which no"
                    " extract does; look at what was exported."
                )
            for name in packed.namelist():
                if "worksheets/" in name and name.endswith(".xml"):
                    with packed.open(name) as sheet:
                        _check_extent(path, sheet)
    except (OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise _unreadable(path) from error
    except (zipfile.BadZipFile, zlib.error) as error:
        raise _unreadable(path) from error


def _check_extent(path: Path, sheet: IO[bytes]) -> None:
    """Raise StepFailed where one filled cell stands so far out that the rectangle is too large."""
    columns, rows, rest = 1, 1, b""
    while chunk := sheet.read(_CHUNK):
        text = rest + chunk
        end = text.rfind(b"<")
        text, rest = text[:end], text[end:] if len(text) - end < _CHUNK else b""
        for letters, number in set(_CELL.findall(text)):
            columns = max(columns, _place(letters))
            rows = max(rows, int(number[:10]))
        if rows > _MAX_ROWS or columns * rows > MAX_CELLS:
            raise StepFailed(
                f"{path.name}: a cell far from the others makes a sheet of {rows:,} rows and"
                f" {columns:,} columns, which is too large to read; clear that cell, or export the"
                " extract as CSV."
            )


def _place(letters: bytes) -> int:
    """The number of a column: A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters[:4]:
        number = number * 26 + letter - ord("A") + 1
    return number


def sheet_names(path: Path) -> list[str]:
    try:
        return list(python_calamine.CalamineWorkbook.from_path(path).sheet_names)
    except (OSError, python_calamine.CalamineError) as error:
        raise _unreadable(path) from error


def rows_of(path: Path, sheet: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each row of a sheet with its number, its cells as text."""
    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        for line, cells in enumerate(book.get_sheet_by_name(sheet).iter_rows(), 1):
            yield line, tuple(_text(cell) for cell in cells)
    except (OSError, python_calamine.CalamineError) as error:
        raise _unreadable(path) from error


def _unreadable(path: Path) -> StepFailed:
    return StepFailed(
        f"{path.name}: the workbook cannot be read; take its password off, save it as .xlsx and"
        " deliver it again."
    )


def _text(cell: object) -> str:
    """A cell as text: whole numbers without a point, ISO dates, true and false in words."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, date | time | timedelta):
        return str(cell)
    return str(cell).strip()
