"""Parquet: read by DuckDB where it stands, every column as text.

A column has a type here, and still holds what a CSV of it would hold. Rows are counted as there,
below a heading that is line 1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipeline.errors import CallError, StepFailed
from pipeline.sources import files
from pipeline.sources.delimited import Heading, Loaded, Wanted

SUFFIXES = (".parquet",)
_NESTED = ("STRUCT", "MAP", "UNION", "VARIANT", "GEOMETRY")
# A moment becomes a day where the authority is: midnight in summer is the day before in UTC.
_ZONE = "Europe/London"


@dataclass(frozen=True)
class ParquetFile:
    """A file that was looked at and not yet read."""

    path: Path
    sha256: str
    bytes: int
    heading: Heading
    types: tuple[str, ...]

    @property
    def encoding_name(self) -> str:
        return "Parquet"

    @property
    def delimiter_name(self) -> str:
        return ""

    @property
    def notes(self) -> tuple[str, ...]:
        """What the run should say of how it was read."""
        return ()

    @property
    def _texts(self) -> list[str]:
        return [_as_text(*one) for one in zip(self.heading.cells, self.types, strict=True)]

    def first_rows(self, most: int) -> list[tuple[str, ...]]:
        """The cells of the first rows."""
        with duckdb.connect() as con:
            con.execute(
                f"select coalesce(columns(*), '')"
                f" from (select {', '.join(self._texts)} from {_scan(self.path)} limit {most})"
            )
            return con.fetchall()

    def load(
        self, con: duckdb.DuckDBPyConnection, wanted: Sequence[Wanted], into: str, work: Path
    ) -> Loaded:
        """Read the wanted columns into the temporary table `into`, as `delimited` does."""
        texts = self._texts
        chosen = ", ".join(f"{one.cleaner}({texts[one.place]}) as {one.name}" for one in wanted)
        try:
            con.execute(f"create temp table {into} as select {chosen} from {_scan(self.path)}")
        except (duckdb.IOException, duckdb.OutOfMemoryException):
            raise
        except duckdb.Error as error:
            raise _unreadable(self.path) from error
        # The table keeps the file's order, and its first row's rowid is 0.
        con.execute(f"create temp view {into}_lines as select rowid + 2 as line, * from {into}")
        ((records,),) = con.execute(f"select count(*) from {into}").fetchall()
        return Loaded(int(records), (), 0)


def look(path: Path, extract: str, known: Callable[[tuple[str, ...]], int]) -> ParquetFile:
    """Look at a file: its columns. Raises StepFailed where it is no Parquet that can be read, and
    CallError where none of its columns is ours, or one of ours holds more than a value a row.
    """
    try:
        digest = files.sha256(path)
        with duckdb.connect() as db:
            found = db.execute(f"describe select * from {_scan(path)}").fetchall()
    except (duckdb.Error, OSError) as error:
        raise _unreadable(path) from error
    names = tuple(str(row[0]) for row in found)
    if not known(names):
        raise CallError(
            f"{path.name}: none of its columns is one of {extract}; look at what was exported."
        )
    types = tuple(str(row[1]) for row in found)
    for name, kind in zip(names, types, strict=True):
        if (kind.endswith("]") or kind.startswith(_NESTED)) and known((name,)):
            # Its cells would be blank, and a blank says that the event has not happened.
            raise CallError(
                f"{path.name}: column {name} holds lists or tables in its cells; export one value a"
                " row, or leave the column out."
            )
    return ParquetFile(path, digest, path.stat().st_size, Heading(path, names, 1), types)


def _unreadable(path: Path) -> StepFailed:
    return StepFailed(f"{path.name}: it cannot be read as Parquet; export it again.")


def _scan(path: Path) -> str:
    # Some writers do not mark their text as such.
    return f"read_parquet({files.sql_path(path)}, binary_as_string = true)"


def _as_text(name: str, kind: str) -> str:
    """SQL of a column as the text that a CSV of it would hold."""
    column = '"' + name.replace('"', '""') + '"'
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"timezone('{_ZONE}', {column})::varchar"
    if kind in ("DOUBLE", "FLOAT") or kind.startswith("DECIMAL"):
        # Whole numbers are written without a point: an id that was once blank became a float, and
        # the blank itself no number.
        whole = f"case when {column} = trunc({column}) then try_cast({column} as hugeint) end"
        return f"nullif(coalesce(({whole})::varchar, {column}::varchar), 'nan')"
    return f"{column}::varchar"
