"""Parquet: read by DuckDB where it stands, every column as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipeline.errors import CallError, StepFailed
from pipeline.sources import files
from pipeline.sources.delimited import Heading, Loaded, Wanted

SUFFIXES = (".parquet",)
_NESTED = ("STRUCT", "MAP", "UNION", "BLOB")


@dataclass(frozen=True)
class ParquetFile:
    """A file that was looked at. Rows are counted as in a table whose heading is line 1."""

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

    def load(
        self, con: duckdb.DuckDBPyConnection, wanted: Sequence[Wanted], into: str, work: Path
    ) -> Loaded:
        """Read the wanted columns into the temporary table `into`, as `delimited` does."""
        chosen = ", ".join(
            f"{one.cleaner}({_as_text(self.heading.cells[one.place], self.types[one.place])})"
            f" as {one.name}"
            for one in wanted
        )
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
    CallError where none of its columns is ours.
    """
    try:
        with duckdb.connect() as db:
            found = db.execute(f"describe select * from {_scan(path)}").fetchall()
        digest = files.sha256(path)
    except (duckdb.Error, OSError) as error:
        raise _unreadable(path) from error
    names = tuple(str(row[0]) for row in found)
    if not known(names):
        raise CallError(
            f"{path.name}: none of its columns is one of {extract}; look at what was exported."
        )
    types = tuple(str(row[1]) for row in found)
    return ParquetFile(path, digest, path.stat().st_size, Heading(path, names, 1), types)


def _unreadable(path: Path) -> StepFailed:
    return StepFailed(f"{path.name}: it cannot be read as Parquet; export it again.")


def _scan(path: Path) -> str:
    return f"read_parquet({files.sql_path(path)})"


def _as_text(name: str, kind: str) -> str:
    """SQL of a column as the text that a CSV of it would hold."""
    column = '"' + name.replace('"', '""') + '"'
    if kind.endswith("]") or kind.startswith(_NESTED):
        return "null::varchar"
    if kind in ("DOUBLE", "FLOAT") or kind.startswith("DECIMAL"):
        # Whole numbers are written without a point: an id that was once blank became a float.
        whole = f"case when {column} = trunc({column}) then try_cast({column} as hugeint) end"
        return f"coalesce(({whole})::varchar, {column}::varchar)"
    return f"{column}::varchar"
