"""A workbook (`.xlsx`), opened once: its sheets of cells, and each row of them as text."""

from __future__ import annotations

import mmap
import posixpath
import weakref
import zipfile
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from xml.parsers import expat

import python_calamine
from python_calamine import SheetTypeEnum, SheetVisibleEnum

from pipeline.errors import CallError, StepFailed
from pipeline.sources import files, sheet_cells
from pipeline.sources.sheet_cells import TooFarError, place_of, row_of

SUFFIXES = (".xlsx",)
# A sheet has at most 1,048,576 rows: a workbook that unpacks to more than this holds no extract.
MAX_BYTES = 2 * 1024**3
# The texts of all cells are held in memory, those of the shortest kind at five times their size.
MAX_TEXTS = 512 * 1024**2
# A sheet of up to so many cells is kept in memory between the look at it and its reading.
MAX_KEPT = 2_000_000
# What stands in a cell whose formula gives an error or no value: no date, no code and no blank.
ERROR = "#ERROR!"
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_DAYS_TO_1904 = 1462  # how far Excel's two ways to number days stand apart

_UNREADABLE = (
    *(OSError, EOFError, NotImplementedError, RuntimeError, KeyError, ValueError),
    *(zipfile.BadZipFile, zlib.error, expat.ExpatError, python_calamine.CalamineError),
)


@dataclass(frozen=True)
class _Page:
    """A sheet in memory, and the places of its cells without a value."""

    cells: python_calamine.CalamineSheet
    wrong: array[int]


class Book:
    """A workbook. `sha256` was taken before anything else was read of it.

    `sheets` are its sheets of cells, in order: charts are none. `shown` are those not hidden.
    Raises CallError where it is a file of another kind, StepFailed where it cannot be read or
    would not fit into memory.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._kept: dict[str, _Page] = {}
        try:
            self.sha256 = files.sha256(path)
            self.bytes = path.stat().st_size
            _refuse_old(path)
            with zipfile.ZipFile(path) as packed:
                names = _names(path, packed)
                self._parts, self._counts_from_1904 = _parts(packed, names)
                _check_size(path, packed, set(self._parts.values()))
            self._reader = python_calamine.CalamineWorkbook.from_path(path)
        except _UNREADABLE as error:
            raise _unreadable(path) from error
        told = [one for one in self._reader.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
        self.sheets = tuple(one.name for one in told)
        self.shown = tuple(one.name for one in told if one.visible == SheetVisibleEnum.Visible)
        if not self._parts.keys() >= set(self.sheets):
            raise _unreadable(path)

    def rows(self, sheet: str, days: Collection[int] = ()) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Each row of a sheet with its number there, its cells as text from column A on.

        `days` are the places of columns of dates, where a mere number counts days.
        """
        page = self._page(sheet)
        # The reader begins at the first row, and at the first column that is used.
        before = ("",) * (page.cells.start[1] if page.cells.start else 0)
        shifted = frozenset(days) if self._counts_from_1904 else frozenset()
        wrong, n = page.wrong, 0
        try:
            for line, cells in enumerate(page.cells.iter_rows(), 1):
                row = (*before, *[c.strip() if type(c) is str else text_of(c) for c in cells])
                if shifted:
                    row = _shifted(row, cells, len(before), shifted)
                if n < len(wrong) and row_of(wrong[n]) <= line:
                    end = bisect_left(wrong, place_of(line + 1, 0), n)
                    row = _marked(row, [place - place_of(line, 1) for place in wrong[n:end]])
                    n = end
                yield line, row
        except _UNREADABLE as error:
            raise _unreadable(self.path) from error

    def forget(self, sheet: str) -> None:
        """Give back the memory of a sheet that was read to its end."""
        self._kept.pop(sheet, None)

    def _page(self, sheet: str) -> _Page:
        if sheet in self._kept:
            return self._kept[sheet]
        try:
            with (
                zipfile.ZipFile(self.path) as packed,
                packed.open(self._parts[sheet]) as part,
            ):
                found = sheet_cells.read(part)
            page = _Page(self._reader.get_sheet_by_name(sheet), found.wrong)
        except TooFarError as error:
            rows, columns = error.args
            raise StepFailed(
                f"{self.path.name}: a cell far from the others makes a sheet of {rows:,} rows and"
                f" {columns:,} columns, which is too large to read; clear that cell, or export the"
                " extract as CSV."
            ) from error
        except _UNREADABLE as error:
            raise _unreadable(self.path) from error
        if found.rows * found.columns <= MAX_KEPT:
            self._kept[sheet] = page
        return page


# As long as someone holds a workbook, whoever else asks for it gets the same. A file that changed
# is another; one that changed and hides it is found out by its SHA-256 when it was read.
_opened: weakref.WeakValueDictionary[tuple[Path, int, int], Book] = weakref.WeakValueDictionary()


def opened(path: Path) -> Book:
    """The workbook, opened unless it is already. Raises as Book does."""
    try:
        state = path.stat()
    except OSError as error:
        raise _unreadable(path) from error
    key = path.absolute(), state.st_mtime_ns, state.st_size
    book = _opened.get(key)
    if book is None:
        book = _opened[key] = Book(path)
    return book


def errors_in_words(name: str, cells: int, row: int) -> str:
    """What the run should say of cells that hold ERROR, the first of them in a row."""
    return (
        f"{name}: {cells:,} cells hold the error of a formula, or a formula that was never worked"
        f" out, the first in row {row}; they were read as {ERROR}, and ids among them as none."
    )


def text_of(cell: object) -> str:
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


def _shifted(
    row: tuple[str, ...], cells: Sequence[object], before: int, days: Collection[int]
) -> tuple[str, ...]:
    """A row of a workbook that counts days from 1904, its mere numbers of days as all others'."""
    return tuple(
        str(int(cell) + _DAYS_TO_1904)
        if place in days and isinstance(cell := cells[place - before], float)
        else text
        for place, text in enumerate(row)
    )


def _marked(row: tuple[str, ...], places: Iterable[int]) -> tuple[str, ...]:
    """A row with ERROR in some places, which may lie beyond its last cell."""
    marked = list(row)
    for place in places:
        marked += [""] * (place + 1 - len(marked))
        marked[place] = ERROR
    return tuple(marked)


def _unreadable(path: Path) -> StepFailed:
    return StepFailed(
        f"{path.name}: the workbook cannot be read; open it in Excel, save it as .xlsx and"
        " deliver it again."
    )


def _refuse_old(path: Path) -> None:
    """Refuse what Office writes in a container of an older kind: .xls, and all with a password."""
    with path.open("rb") as file:
        if file.read(len(_OLD)) != _OLD:
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
            is_locked = whole.find(_LOCKED) >= 0
    if is_locked:
        raise StepFailed(
            f"{path.name}: the workbook has a password; take it off, save it and deliver it again."
        )
    raise _other_kind(path, "an old workbook (.xls)")


def _other_kind(path: Path, kind: str) -> CallError:
    return CallError(
        f"{path.name}: it is {kind}, whatever its name says; save it as Excel workbook (.xlsx) and"
        " deliver that."
    )


def _names(path: Path, packed: zipfile.ZipFile) -> dict[str, str]:
    """The parts of the archive by their names in lower case, in which they are looked up."""
    names = {name.lower(): name for name in packed.namelist()}
    if "xl/workbook.bin" in names:
        raise _other_kind(path, "a binary workbook (.xlsb)")
    if "mimetype" in names and "content.xml" in names:
        raise _other_kind(path, "an OpenDocument file (.ods)")
    if len(names) < len(packed.namelist()):
        raise _unreadable(path)  # two parts of one name: which of them counts is anyone's guess
    return names


def _check_size(path: Path, packed: zipfile.ZipFile, sheets: Collection[str]) -> None:
    """Raise StepFailed where the parts of a workbook unpack to more than a limit."""
    whole = sum(one.file_size for one in packed.infolist())
    beside = sum(one.file_size for one in packed.infolist() if one.filename not in sheets)
    for size, limit, what in ((whole, MAX_BYTES, ""), (beside, MAX_TEXTS, " beside its sheets")):
        if size > limit:
            raise StepFailed(
                f"{path.name}: it unpacks to more than {limit / 1024**3:.2g} GB{what}, which no"
                " extract does; look at what was exported."
            )


def _parts(packed: zipfile.ZipFile, names: dict[str, str]) -> tuple[dict[str, str], bool]:
    """The part of the archive in which each sheet stands, and whether days count from 1904."""
    links = _elements(packed, names["xl/_rels/workbook.xml.rels"], "Relationship")
    targets = {one["Id"]: posixpath.normpath(posixpath.join("/xl", one["Target"])) for one in links}
    book = _elements(packed, names["xl/workbook.xml"], "sheet", "workbookPr")
    parts = {
        one["name"]: names[targets[one["id"]].lstrip("/").lower()] for one in book if "name" in one
    }
    return parts, any(one.get("date1904") in ("1", "true") for one in book)


def _elements(packed: zipfile.ZipFile, part: str, *names: str) -> list[dict[str, str]]:
    """The attributes of each element of these names, by their local names."""
    found: list[dict[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] in names:
            found.append({key.rpartition(":")[2]: text for key, text in attributes.items()})

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    sheet_cells.refuse_entities(parser)
    with packed.open(part) as file:
        parser.ParseFile(file)
    return found
