"""Delimited text: `.csv` and `.csv.gz`, however a council's system happens to write it.

Two ways in. A clean file (UTF-8, one kind of line ending, one record a line) is read by DuckDB
straight from where it stands, and a record's line is its place in the file. Any other file goes
through Python's csv first, which writes the wanted columns as plain UTF-8 with the physical line
at which each record begins, and sets aside the lines that cannot be split.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import duckdb

from pipeline.dates import read_day
from pipeline.errors import CallError, StepFailed
from pipeline.sources import files

SUFFIXES = (".csv", ".csv.gz")
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
# A gzip file of a few megabytes can unpack to any size; ten years of England are 0.6 GB.
MAX_BYTES = 8 * 1024**3
# Lines are held in memory one at a time, and no record of a case system is longer than this.
MAX_LINE = 32 * 1024**2  # bytes
_MAX_RECORD = 1024**2  # characters
# Quotation marks without partners make lines be read again; a file of nothing else has no end.
MAX_AGAIN = 20_000_000
_MAX_HEADING = 200  # characters
# Titles and remarks above the headings take some lines, not hundreds.
_HEADING_WITHIN = 50
_CHUNK = 4 * 1024**2
_BLANKS = " \t\r\n\u00a0"
_NO_PARTNER = "a quotation mark in it has no partner"
_TOO_LONG = f"it is longer than {_MAX_RECORD:,} characters"
# How files begin that are no text, whatever they are called.
_NO_TEXT = {
    b"\x1f\x8b": "packed (.csv.gz)",
    b"PK\x03\x04": "a workbook (.xlsx)",
    b"\xd0\xcf\x11\xe0": "an old workbook (.xls)",
    b"PAR1\x15": "Parquet (.parquet)",
}
_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "cp1252": "Windows-1252",
    "utf-32": "UTF-32",
}

csv.field_size_limit(_MAX_RECORD)


@dataclass(frozen=True)
class Heading:
    """The heading of a file: its cells, trimmed, and the physical line at which it begins."""

    path: Path
    cells: tuple[str, ...]
    line: int

    @property
    def may_hold_values(self) -> bool:
        """Whether a row may have run into it: then what is not ours of it is not repeated."""
        return any(
            read_day(cell) or re.search(r"\d{5}", cell) or len(cell) > _MAX_HEADING
            for cell in self.cells
        )


@dataclass(frozen=True)
class Scan:
    """What one pass over a file's bytes tells."""

    sha256: str
    bytes: int  # as delivered, packed or not
    encoding: str  # a name that Python knows
    lines: int  # physical lines, the heading among them
    plain: bool  # UTF-8 with one kind of line ending and no NUL: DuckDB may read it as it is


@dataclass(frozen=True)
class Table:
    """A delimited file that was looked at and not yet read."""

    path: Path
    scan: Scan
    heading: Heading
    delimiter: str

    @property
    def encoding_name(self) -> str:
        return _NAMES.get(self.scan.encoding, "UTF-16")

    @property
    def delimiter_name(self) -> str:
        return DELIMITERS[self.delimiter]

    @property
    def sha256(self) -> str:
        return self.scan.sha256

    @property
    def bytes(self) -> int:
        return self.scan.bytes

    @property
    def notes(self) -> tuple[str, ...]:
        """What the run should say of how it is written."""
        told = []
        if self.encoding_name != "UTF-8":
            told.append(f"{self.path.name}: it was read as {self.encoding_name}.")
        if self.delimiter_name != "comma":
            told.append(f"{self.path.name}: its cells are divided by {self.delimiter_name}.")
        if self.heading.line > 1:
            told.append(
                f"{self.path.name}: its headings stand in line {self.heading.line}; what stands"
                " above them was passed over."
            )
        return tuple(told)

    def load(
        self, con: duckdb.DuckDBPyConnection, wanted: Sequence[Wanted], into: str, work: Path
    ) -> Loaded:
        """As the function `load`."""
        return load(con, self, wanted, into, work)


@dataclass(frozen=True)
class Unsplit:
    """A line that cannot be split into the heading's cells, and why."""

    line: int
    why: str


@dataclass(frozen=True)
class Loaded:
    """How a file came in: its records, those that could not be split, and any blank ones."""

    records: int  # every record of the file that is not blank, the unsplit ones among them
    unsplit: tuple[Unsplit, ...]
    blank: int


def look(path: Path, known: Callable[[tuple[str, ...]], int]) -> Table:
    """Look at a file: encoding, delimiter and heading. Nothing is written.

    `known` counts the headings that mean something to us: the delimiter is the one with which
    most do, and the headings the first line with at least two of them, or the first that is not
    blank. Raises CallError where the file has no heading, StepFailed where it cannot be read.
    """
    scan = _scan(path)
    best: tuple[int, int] | None = None
    chosen = None
    for delimiter in DELIMITERS:
        try:
            heading = _heading(path, scan.encoding, delimiter, known)
        except UnicodeDecodeError as error:
            raise _mixed(path, scan.encoding) from error
        if heading is None:
            continue
        score = (known(heading.cells), len(heading.cells))
        if best is None or score > best:
            best, chosen = score, Table(path, scan, heading, delimiter)
    if chosen is None:
        raise CallError(
            f"{path.name}: the first line holds no headings that can be split; put the line of"
            " headings first."
        )
    return chosen


def read_small(path: Path) -> tuple[Heading, list[tuple[int, list[str]]]]:
    """A short file whole: its heading, and each record that is not blank with its line.

    Raises CallError where it has no heading or a line that cannot be split.
    """
    table = look(path, lambda cells: 0)
    width = len(table.heading.cells)
    rows = []
    for line, cells in _records(table):
        if isinstance(cells, str) or len(cells) != width:
            raise CallError(
                f"{path.name}, line {line}: it cannot be split into {width} cells; mend the line."
            )
        if any(cell.strip(_BLANKS) for cell in cells):
            rows.append((line, cells))
    return table.heading, rows


@dataclass(frozen=True)
class Wanted:
    """A column to read: our name, its place in the file, and the SQL macro that cleans a cell."""

    name: str
    place: int
    cleaner: str


def load(
    con: duckdb.DuckDBPyConnection, table: Table, wanted: Sequence[Wanted], into: str, work: Path
) -> Loaded:
    """Read the wanted columns of a file, as cleaned text, into the temporary table `into`.

    The temporary view `<into>_lines` adds `line`. Other columns are never written anywhere.
    `work` is a private folder for what must stand on disk for a moment. Raises StepFailed where
    the file holds what its encoding does not allow.
    """
    if table.scan.plain and table.heading.line == 1 and _load_straight(con, table, wanted, into):
        return Loaded(table.scan.lines - 1, (), 0)
    try:
        return _load_normalised(con, table, wanted, into, work)
    except UnicodeDecodeError as error:
        raise _mixed(table.path, table.scan.encoding) from error


def _mixed(path: Path, encoding: str) -> StepFailed:
    return StepFailed(
        f"{path.name}: it begins as {_NAMES.get(encoding, 'UTF-16')} and goes on as something else;"
        " export it again."
    )


def _load_straight(
    con: duckdb.DuckDBPyConnection, table: Table, wanted: Sequence[Wanted], into: str
) -> bool:
    """DuckDB reads the file where it stands; False where it is not one record a line."""
    names = [f"c{place}" for place in range(len(table.heading.cells))]
    chosen = ", ".join(f"{column.cleaner}(c{column.place}) as {column.name}" for column in wanted)
    source = _read_csv(table.path, names, table.delimiter)
    try:
        con.execute(f"create temp table {into} as select {chosen} from {source}")
    except duckdb.InvalidInputException:  # its message quotes the line: it is not repeated
        return False
    except duckdb.IOException:
        if not _is_packed(table.path):
            raise
        return False  # Python's gzip, which has read it once, is less strict about its end
    # A blank line or a line break within quotes makes fewer rows than lines: no line numbers then.
    all_blank = " and ".join(f"{column.name} is null" for column in wanted)
    rows, blank = con.execute(
        f"select (select count(*) from {into}), (select count(*) from {into} where {all_blank})"
    ).fetchall()[0]
    if rows != table.scan.lines - 1 or blank:
        con.execute(f"drop table {into}")
        return False
    # The table keeps the file's order, the heading is line 1 and the first row's rowid is 0.
    con.execute(f"create temp view {into}_lines as select rowid + 2 as line, * from {into}")
    return True


def _load_normalised(
    con: duckdb.DuckDBPyConnection, table: Table, wanted: Sequence[Wanted], into: str, work: Path
) -> Loaded:
    """Python's csv reads the file and hands DuckDB a clean one with the wanted columns."""
    records, blank, unsplit = 0, 0, []
    headings, places = table.heading.cells, [column.place for column in wanted]
    # A delimiter at the end of the headings makes a column without a name: a line may lack it.
    width = len(headings)
    least = max(place for place, name in enumerate(headings, 1) if name)

    def split() -> Iterator[list[object]]:
        nonlocal records, blank
        for line, cells in _records(table):
            if isinstance(cells, str):
                records += 1
                unsplit.append(Unsplit(line, cells))
            elif not any(cell.strip(_BLANKS) for cell in cells):
                blank += 1
            elif len(cells) < least or any(cell.strip(_BLANKS) for cell in cells[width:]):
                records += 1
                why = f"it has {len(cells)} cells where the heading has {width}"
                unsplit.append(Unsplit(line, why))
            else:
                records += 1
                yield [line, *(cells[place] for place in places)]

    write_and_read(con, split(), wanted, into, work)
    return Loaded(records, tuple(unsplit), blank)


def write_and_read(
    con: duckdb.DuckDBPyConnection,
    rows: Iterable[Sequence[object]],
    wanted: Sequence[Wanted],
    into: str,
    work: Path,
) -> None:
    """Put rows (a line, then the wanted cells) into the temporary table `into`, by way of a clean
    file in `work`, which is removed again.
    """
    clean = work / f"{into}.csv"
    try:
        with clean.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
        names = ["line", *(column.name for column in wanted)]
        chosen = ", ".join(f"{column.cleaner}({column.name}) as {column.name}" for column in wanted)
        source = _read_csv(clean, names, ",", header=False, longest=8 * _MAX_RECORD)
        con.execute(
            f"create temp table {into} as select line::bigint as line, {chosen} from {source}"
        )
    finally:
        clean.unlink(missing_ok=True)
    con.execute(f"create temp view {into}_lines as select * from {into}")


def _read_csv(
    path: Path,
    names: Sequence[str],
    delimiter: str,
    header: bool = True,
    longest: int = _MAX_RECORD,
) -> str:
    """DuckDB's reader with nothing left to guess: every column is text. `longest` is in bytes."""
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
    packed = "gzip" if _is_packed(path) else "none"
    # Rows with line breaks in their cells cannot be cut into pieces for several threads.
    parallel = "true" if header else "false"
    return (
        f"read_csv({files.sql_path(path)}, auto_detect = false, header = {str(header).lower()},"
        f" delim = '{delimiter}', quote = '\"', escape = '\"', strict_mode = true,"
        f" compression = '{packed}', parallel = {parallel}, max_line_size = {longest},"
        f" buffer_size = {32 * _MAX_RECORD}, columns = {{{columns}}})"
    )


def _records(table: Table) -> Iterator[tuple[int, list[str] | str]]:
    """Each record after the heading: the line at which it begins, and its cells or the reason
    why it cannot be split. A record that fails costs its first line only: reading goes on at the
    next, so that a quote that is never closed swallows nothing. Raises StepFailed where too much
    would have to be read again.
    """
    with _text(table.path, table.scan.encoding) as text:
        lines = _Lines(text)
        reader = csv.reader(lines, delimiter=table.delimiter, strict=True)
        while True:
            start = lines.number + 1
            try:
                cells: list[str] | str = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                lines.back_to(start + 1)
                cells = _TOO_LONG if "limit" in str(error) else _NO_PARTNER
                if lines.again > MAX_AGAIN:
                    raise StepFailed(
                        f"{table.path.name}, line {start}: too many quotation marks up to here have"
                        " no partner; look at how the export writes quotation marks within cells."
                    ) from None
            lines.forget()
            if start > table.heading.line and cells != []:
                yield start, cells


class _Lines:
    """The lines of a text, counted, which can be taken back to a line not yet forgotten."""

    def __init__(self, text: io.TextIOBase) -> None:
        self._next = iter(text).__next__
        self._ahead: deque[str] = deque()
        self._taken: list[str] = []
        self._length = 0
        self.number = 0
        self.again = 0  # how many lines were taken back so far

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._ahead.popleft() if self._ahead else self._next()
        self._taken.append(line)
        self.number += 1
        self._length += len(line)
        if self._length > _MAX_RECORD:
            # One line too long is that; more of them are held together by a quotation mark.
            raise csv.Error("limit" if len(self._taken) == 1 else "never closed")
        return line

    def forget(self) -> None:
        self._taken.clear()
        self._length = 0

    def back_to(self, line: int) -> None:
        """The next line is this one again."""
        again = self.number - line + 1
        if again > 0:
            self._ahead.extendleft(reversed(self._taken[-again:]))
            self.number -= again
            self.again += again


def _heading(
    path: Path, encoding: str, delimiter: str, known: Callable[[tuple[str, ...]], int]
) -> Heading | None:
    """The line of headings, split; None where there is none or it cannot be split.

    Raises UnicodeDecodeError where the encoding does not allow what stands there.
    """
    first = None
    with _text(path, encoding) as text:
        reader = csv.reader(_Lines(text), delimiter=delimiter, strict=True)
        line = 1
        try:
            for cells in reader:
                trimmed = tuple(_readable(cell) for cell in cells)
                if any(trimmed):
                    first = first or Heading(path, trimmed, line)
                    if known(trimmed) > 1:
                        return Heading(path, trimmed, line)
                line = reader.line_num + 1
                if line > _HEADING_WITHIN:
                    break
        except csv.Error:
            pass
    return first


def _readable(cell: str) -> str:
    """A heading as it may be shown: one line, without outer blanks and what cannot be seen."""
    seen = "".join(one if one.isprintable() else " " * one.isspace() for one in cell).strip()
    return seen if len(seen) <= _MAX_HEADING else f"{seen[:_MAX_HEADING]}..."


def _text(path: Path, encoding: str) -> io.TextIOWrapper:
    errors = "replace" if encoding == "cp1252" else "strict"
    return io.TextIOWrapper(_open(path), encoding=encoding, errors=errors, newline="")  # type: ignore[arg-type]


def _open(path: Path) -> BinaryIO | gzip.GzipFile:
    return gzip.open(path, "rb") if _is_packed(path) else path.open("rb")


def _is_packed(path: Path) -> bool:
    return path.suffix.lower() == ".gz"


def _scan(path: Path) -> Scan:
    """One pass over the bytes. Raises StepFailed where they cannot be read, or are too many, and
    CallError where they are no text.
    """
    size, line_feeds, returns, pairs, nul, unbroken = 0, 0, 0, 0, False, 0
    start, last = b"", b""
    utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
    try:
        digest = files.sha256(path)
        with _open(path) as file:
            while chunk := file.read(_CHUNK):
                start = start or chunk[:4096]
                size += len(chunk)
                if size > MAX_BYTES:
                    raise StepFailed(
                        f"{path.name}: it is larger than {MAX_BYTES // 1024**3} GB unpacked, which"
                        " no delivery is; look at what was exported."
                    )
                line_feeds += chunk.count(b"\n")
                pairs += last == b"\r" and chunk[:1] == b"\n"
                if b"\r" in chunk:
                    returns += chunk.count(b"\r")
                    pairs += chunk.count(b"\r\n")
                nul = nul or b"\0" in chunk
                last = chunk[-1:]
                unbroken = 0 if b"\n" in chunk or b"\r" in chunk else unbroken + len(chunk)
                if unbroken > MAX_LINE:
                    raise StepFailed(
                        f"{path.name}, line {line_feeds + 1}: the line is longer than"
                        f" {MAX_LINE // 1024**2} MB, which no line of a delivery is; look at what"
                        " was exported."
                    )
                utf8 = _still_utf8(utf8, chunk)
        utf8 = _still_utf8(utf8, b"", final=True)
    except (OSError, EOFError, zlib.error) as error:
        raise StepFailed(f"{path.name}: the file cannot be read; export it again.") from error
    for beginning, kind in _NO_TEXT.items():
        if start.startswith(beginning):
            raise CallError(
                f"{path.name}: it is no text but {kind}; give it that ending, or export it as CSV."
            )
    encoding = _encoding(start, is_utf8=utf8 is not None)
    endings = returns == 0 or returns == pairs == line_feeds
    lines = line_feeds + (size > 0 and last != b"\n")
    plain = encoding in ("utf-8", "utf-8-sig") and endings and not nul
    return Scan(digest, path.stat().st_size, encoding, lines, plain)


def _still_utf8(
    decoder: codecs.IncrementalDecoder | None, chunk: bytes, final: bool = False
) -> codecs.IncrementalDecoder | None:
    """The decoder, ready for the next piece; None once a piece was no UTF-8."""
    if decoder is None or (not final and chunk.isascii() and decoder.getstate()[0] == b""):
        return decoder
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return None
    return decoder


def _encoding(start: bytes, is_utf8: bool) -> str:
    """UTF-32 by its mark, UTF-16 by its mark or its NULs, UTF-8 where every byte agrees, else
    Windows-1252.
    """
    if start.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if start[1::2].count(0) > len(start) // 4:
        return "utf-16-le"
    if start[::2].count(0) > len(start) // 4:
        return "utf-16-be"
    if not is_utf8:
        return "cp1252"
    return "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8"
