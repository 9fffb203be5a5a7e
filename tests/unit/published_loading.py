"""Published files as tests write them, loaded for real."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipeline import places, published

TIDY = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,"
    "region_name,new_la_code,old_la_code,la_name"
)
ENGLAND = "2024,Calendar year,National,E92000001,England,,,,,"
KENT = (
    "2024,Calendar year,Local authority,E92000001,England,E12000008,South East,E10000016,886,Kent"
)


@dataclass
class Loading:
    """A warehouse with nothing but published files in it, and what the loading said."""

    con: duckdb.DuckDBPyConnection
    said: list[str]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.con.execute(sql).fetchall()

    def cells(self, indicator: str) -> list[tuple[Any, ...]]:
        """Line, text, value and symbol of each figure of an indicator."""
        return self.rows(
            "select line, delivered, value, symbol from raw.published_figures"
            f" where indicator = '{indicator}' order by line"
        )

    def notes(self) -> list[tuple[Any, ...]]:
        """Line, kind and text of all that the quality page tells."""
        return self.rows("select line, kind, note from quality.published_notes order by all")


def load(
    folder: Path, con: duckdb.DuckDBPyConnection | None = None, **files: str | bytes
) -> Loading:
    """Load a folder in which these files are written first (`figures="…"` is figures.csv).

    With `con` into the warehouse of an earlier loading, of which only the history is left.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for stem, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (folder / f"{stem}.csv").write_bytes(data)
    if con is None:
        con = duckdb.connect()
        places.create_authority_keys(con)
    con.execute("drop schema if exists raw cascade; create schema raw")
    con.execute("drop schema if exists quality cascade; create schema quality")
    return Loading(con, published.load(con, folder, folder))
