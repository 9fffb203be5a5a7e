"""How the sample is written: one file for each extract, in the form that was asked for."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter

from pipeline.sample_model.days import text

Rows = list[dict[str, Any]]


def _csv(folder: Path, extract: str, columns: Sequence[str], rows: Rows) -> None:
    """Plain UTF-8 with LF, all canonical columns, days as ISO dates."""
    with (folder / f"{extract}.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(_cells(columns, rows))


def _xlsx(folder: Path, extract: str, columns: Sequence[str], rows: Rows) -> None:
    """One sheet, named after the extract: days as dates, everything else as text."""
    options = {
        # One row at a time, and never a formula: a sample is as large as a county's extract.
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_date_format": "dd/mm/yyyy",
    }
    with xlsxwriter.Workbook(folder / f"{extract}.xlsx", options) as book:
        sheet = book.add_worksheet(extract)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, columns)
        for line, cells in enumerate(_cells(columns, rows), 1):
            for place, cell in enumerate(cells):
                if cell and (day := _day(cell)):
                    sheet.write_datetime(line, place, day)
                elif cell:
                    sheet.write_string(line, place, cell)


def _parquet(folder: Path, extract: str, columns: Sequence[str], rows: Rows) -> None:
    """Every column as text, as a warehouse gives it that does not trust its dates."""
    _csv(folder, extract, columns, rows)
    written, target = folder / f"{extract}.csv", folder / f"{extract}.parquet"
    names = ", ".join(f"'{column}': 'VARCHAR'" for column in columns)
    with duckdb.connect() as db:
        db.execute(
            f"copy (select * from read_csv('{_quoted(written)}', columns = {{{names}}},"
            " header = true, auto_detect = false, quote = '\"', escape = '\"'))"
            f" to '{_quoted(target)}' (format parquet)"
        )
    written.unlink()


FORMS: dict[str, Callable[[Path, str, Sequence[str], Rows], None]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "parquet": _parquet,
}


def _cells(columns: Sequence[str], rows: Rows) -> Iterator[list[str]]:
    """Each row's cells as text; a whole number is a day."""
    for row in rows:
        cells = [row.get(column) for column in columns]
        yield [text(one) if isinstance(one, int) else "" if one is None else one for one in cells]


def _day(cell: str) -> date | None:
    """A cell that is an ISO date, as a date."""
    try:
        return date.fromisoformat(cell) if len(cell) == 10 else None
    except ValueError:
        return None


def _quoted(path: Path) -> str:
    return path.as_posix().replace("'", "''")
