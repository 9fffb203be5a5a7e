"""A file that holds one table, whatever its format: what the landing needs of it.

Each format has a module with SUFFIXES and `look`; a new one is a module and a line in _FORMATS.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import duckdb

from pipeline.sources import delimited, parquet, workbook
from pipeline.sources.delimited import Heading, Loaded, Wanted
from pipeline.sources.files import stem_and_suffix


class Table(Protocol):
    """A file that was looked at and not yet read."""

    @property
    def path(self) -> Path: ...
    @property
    def heading(self) -> Heading: ...
    @property
    def sha256(self) -> str: ...
    @property
    def bytes(self) -> int: ...  # as delivered, packed or not
    @property
    def encoding_name(self) -> str: ...
    @property
    def delimiter_name(self) -> str: ...
    @property
    def notes(self) -> tuple[str, ...]: ...  # what the run should say of how it is written

    def load(
        self, con: duckdb.DuckDBPyConnection, wanted: Sequence[Wanted], into: str, work: Path
    ) -> Loaded:
        """Read the wanted columns, cleaned, into the temporary table `into`; the temporary view
        `<into>_lines` adds `line`. No other column is written anywhere.
        """


_Known = Callable[[tuple[str, ...]], int]


def _look_delimited(path: Path, extract: str, known: _Known) -> Table:
    return delimited.look(path, known)


_FORMATS: tuple[tuple[tuple[str, ...], Callable[[Path, str, _Known], Table]], ...] = (
    (delimited.SUFFIXES, _look_delimited),
    (workbook.SUFFIXES, workbook.look),
    (parquet.SUFFIXES, parquet.look),
)
SUFFIXES = tuple(suffix for suffixes, _ in _FORMATS for suffix in suffixes)


def look(path: Path, extract: str, known: _Known) -> Table:
    """Look at a file of an extract, its ending one of SUFFIXES. Nothing is written.

    `known` counts the headings that mean something to us. Raises CallError where it has no
    headings, StepFailed where it cannot be read.
    """
    _, suffix = stem_and_suffix(path)
    reader = next(reader for suffixes, reader in _FORMATS if suffix in suffixes)
    return reader(path, extract, known)
