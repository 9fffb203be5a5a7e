"""The records of a SEN2 return, from whatever form they came in: one temporary table a module.

One row of `sen2_<module>` is one record: its file and line, its own key, its parent's, and every
field of the module as cleaned text, null where it was not delivered.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

import duckdb

from pipeline.sources.sen2 import fields_of

# A number that went through a workbook has a decimal point: 12.0 is the record 12.
MACROS = """
create or replace temp macro ehc_return_cell(cell) as
    regexp_replace(ehc_cell(cell), '^([0-9]+)[.]0+$', '\\1');
"""


@dataclass(frozen=True)
class FileRead:
    """How one file, or one sheet of it, came in."""

    file: str
    modules: tuple[str, ...]
    sha256: str
    bytes: int
    encoding: str
    delimiter: str
    unsplit: tuple[tuple[int, str], ...] = ()  # the line, and why it cannot be split
    dropped: tuple[tuple[str, str], ...] = ()  # extract and heading of what is not stored


def create(
    con: duckdb.DuckDBPyConnection,
    module: str,
    file: str,
    source: str,
    present: Set[str],
    own: str,
    parent: str,
) -> None:
    """Make `sen2_<module>` from a relation with `line` and the fields that are present.

    `own` and `parent` are the keys in SQL, over the columns of the relation.
    """
    cells = ", ".join(
        f"{_cell(one.name, one.kind, present)} as {one.name}" for one in fields_of(module)
    )
    con.execute(
        f"create temp table sen2_{module} as"
        f" select $1::varchar as file, line::bigint as line,"
        f" ({own})::varchar as own, ({parent})::varchar as parent, {cells} from {source}",
        [file],
    )


def create_empty(con: duckdb.DuckDBPyConnection, module: str) -> None:
    """The table of a module that the return does not hold: there, and empty."""
    create(con, module, "", "(select 0 as line where false)", frozenset(), "null", "null")


def _cell(name: str, kind: str, present: Set[str]) -> str:
    if name not in present:
        return "null::varchar"
    return f"{'ehc_day_cell' if kind == 'date' else 'ehc_return_cell'}({name})"
