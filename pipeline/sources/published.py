"""Published files of the Department for Education, the Ministry of Justice and the ONS.

`look` says by its headings which layout a file has, or refuses it in one sentence. `read` puts its
figures into `raw.published_figures`, one row for each line and indicator, and gives what there is
to tell. Nothing goes by the place of a column.

    tidy        the Department's files of Explore Education Statistics (published_tidy.py)
    appeals     the Ministry of Justice's appeal rate by authority (published_tables.py)
    neighbours  statistical neighbours: a column for each authority (published_tables.py)
    lookup      the ONS lookup from districts to counties: the setting `geography` reads it
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

from pipeline import places
from pipeline.errors import CallError
from pipeline.sources import delimited, published_tables, published_tidy
from pipeline.sources.published_cells import SQL_MACROS, Found

LAYOUTS = {
    "tidy": "the Department's files of Explore Education Statistics (time_period,"
    " geographic_level and so on)",
    "appeals": "the Ministry of Justice's table of SEND appeal rates by authority",
    "neighbours": "a table of statistical neighbours with a column for each authority",
    "lookup": "the ONS lookup from districts to counties",
}

__all__ = ["LAYOUTS", "SQL_MACROS", "Found", "look", "read"]


def look(path: Path) -> tuple[str, delimited.Table]:
    """The layout of a file and what is needed to read it.

    Raises CallError for a file of no layout that is read, StepFailed for one that cannot be read.
    """
    table = delimited.look(path, lambda cells: len(published_tidy.NEEDED & lowered(cells)))
    cells = table.heading.cells
    if lowered(cells) >= published_tidy.NEEDED:
        return "tidy", table
    if places.is_lookup(cells):
        return "lookup", table
    if published_tables.is_of_neighbours(cells):
        return "neighbours", table
    if published_tables.is_of_appeals(table):
        return "appeals", table
    raise CallError(
        f"{path}: it has none of the layouts that are read here, which are"
        f" {'; '.join(LAYOUTS.values())}: take it out of the folder."
    )


def lowered(cells: tuple[str, ...]) -> set[str]:
    return {cell.lower() for cell in cells}


def read(con: duckdb.DuckDBPyConnection, layout: str, table: delimited.Table, work: Path) -> Found:
    """Read a file into `raw.published_figures`; the connection has run `SQL_MACROS`.

    Raises CallError where its headings contradict themselves.
    """
    readers: dict[str, Callable[[], Found]] = {
        "tidy": lambda: published_tidy.read(con, table, work),
        "appeals": lambda: published_tables.read_appeals(con, table),
        "neighbours": lambda: published_tables.read_neighbours(con, table),
        "lookup": lambda: published_tables.count_districts(table),
    }
    return readers[layout]()
