"""Workbooks: `.xlsx`, the sheet of the extract's name or else the first that is shown.

The sheet goes row by row through Python, which writes the wanted columns as plain UTF-8 with the
row's number on the sheet. Ids are numbers in a workbook, so `12.0` is `12` here and nowhere else.

The error of a formula is no blank, which would say that the event has not happened: it is read as
ERROR, which is no date and no code. As an id it would make one child of many, and is read as none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from pipeline.errors import CallError
from pipeline.sources import delimited
from pipeline.sources.book import ERROR, SUFFIXES, Book, errors_in_words, opened
from pipeline.sources.delimited import Heading, Loaded, Wanted
from pipeline.sources.mapping import fold

__all__ = ["SUFFIXES", "Sheet", "look"]

# Titles, logos and remarks above the headings take some rows, not hundreds.
_HEADING_WITHIN = 50


@dataclass
class _Errors:
    """Cells of our columns that hold the error of a formula, and the first row with one."""

    cells: int = 0
    row: int = 0


@dataclass(frozen=True)
class Sheet:
    """A sheet that was looked at and not yet read. `heading.line` is the row of its headings."""

    path: Path
    book: Book
    sheet: str
    heading: Heading
    _errors: _Errors = field(default_factory=_Errors, repr=False, compare=False)

    @property
    def sha256(self) -> str:
        return self.book.sha256

    @property
    def bytes(self) -> int:
        return self.book.bytes

    @property
    def encoding_name(self) -> str:
        return "workbook"

    @property
    def delimiter_name(self) -> str:
        return f"sheet {self.sheet}"

    @property
    def notes(self) -> tuple[str, ...]:
        """What the run should say of how it was read; of errors, once it was."""
        hidden = "" if self.sheet in self.book.shown else ", which is hidden,"
        told = [
            f"{self.path.name}: sheet {self.sheet}{hidden} was read, its headings in row"
            f" {self.heading.line}."
        ]
        if self._errors.cells:
            told.append(errors_in_words(self.path.name, self._errors.cells, self._errors.row))
        return tuple(told)

    def first_rows(self, most: int) -> Iterator[tuple[str, ...]]:
        """The cells of the first rows below the headings."""
        for line, cells in self.book.rows(self.sheet):
            if line > self.heading.line + most:
                return
            if line > self.heading.line:
                yield cells

    def load(
        self, con: duckdb.DuckDBPyConnection, wanted: Sequence[Wanted], into: str, work: Path
    ) -> Loaded:
        """Read the wanted columns into the temporary table `into`, as `delimited` does. The first
        of them is the key.
        """
        records, blank = 0, 0
        days = [one.place for one in wanted if one.cleaner == "ehc_day_cell"]
        ids = [n for n, one in enumerate(wanted) if n == 0 or one.name == "person_id"]
        self._errors.cells = 0

        def rows() -> Iterator[list[object]]:
            nonlocal records, blank
            for line, cells in self.book.rows(self.sheet, days):
                if line <= self.heading.line:
                    continue
                picked = [cells[one.place] if one.place < len(cells) else "" for one in wanted]
                wrong = picked.count(ERROR)
                if _is_blank(cells, picked[:1]):
                    blank += 1
                    continue
                records += 1
                if wrong:
                    self._errors.row = self._errors.row if self._errors.cells else line
                    self._errors.cells += wrong
                    for n in ids:
                        picked[n] = "" if picked[n] == ERROR else picked[n]
                yield [line, *picked]

        delimited.write_and_read(con, rows(), wanted, into, work)
        self.book.forget(self.sheet)
        return Loaded(records, (), blank)


def _is_blank(cells: Sequence[str], key: Sequence[str]) -> bool:
    """Whether a row holds nothing: formulas are filled in below the last one, and give errors."""
    return not any(cells) or (
        ERROR in cells and not any(key) and all(cell in ("", ERROR) for cell in cells)
    )


def look(path: Path, extract: str, known: Callable[[tuple[str, ...]], int]) -> Sheet:
    """Look at a workbook: its sheet and the row of its headings. Nothing is written.

    `known` counts the headings that mean something to us: the headings are the first row with the
    most of them. Raises CallError where no row has one or no sheet is shown, StepFailed where it
    cannot be read.
    """
    book = opened(path)
    # Charts have sheets of their own, and hidden ones hold lists of codes and last year's rows.
    named = [name for name in book.sheets if fold(name) == fold(extract)]
    choice = [*named, *book.shown]
    if not choice:
        raise CallError(
            f"{path.name}: none of its sheets holds cells and is shown; show the sheet that holds"
            " the extract."
        )
    best: tuple[int, Heading] | None = None
    for line, cells in book.rows(choice[0]):
        if line > _HEADING_WITHIN:
            break
        score = known(cells)
        if score and (best is None or score > best[0]):
            best = score, Heading(path, cells, line)
    if best is None:
        raise CallError(
            f"{path.name}, sheet {choice[0]}: none of its first {_HEADING_WITHIN} rows holds a"
            " heading that is ours; put the extract on the first sheet, its headings in one row."
        )
    return Sheet(path, book, choice[0], best[1])
