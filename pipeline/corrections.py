"""`corrections.csv`: what a data officer knows better than the case system does.

A correction changes one cell at landing, and only while the cell still holds what it was written
against. It is listed for everyone to see, and reported as no longer needed once the source is
mended. Personal columns cannot be corrected this way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from pipeline.dates import read_day
from pipeline.errors import CallError
from pipeline.extracts import EXTRACTS, columns
from pipeline.sources.delimited import read_small
from pipeline.sources.mapping import fold

HEADINGS = ("extract", "key", "column", "delivered", "corrected", "reason", "by", "on")
_MAX_BYTES = 10 * 1024**2


@dataclass(frozen=True)
class Correction:
    """One cell to change: that of `column` in the row of an extract whose id is `key`."""

    extract: str
    key: str
    column: str
    delivered: str
    corrected: str
    reason: str
    by: str
    on: date


def read(path: Path) -> tuple[Correction, ...]:
    """The corrections of a drop; none where there is no such file.

    Raises CallError, with the line, where one of them cannot be understood.
    """
    if not path.exists():
        return ()
    if path.stat().st_size > _MAX_BYTES:
        raise CallError(
            f"{path.name}: it is larger than {_MAX_BYTES // 1024**2} MB; so much is mended in the"
            " case system, not here."
        )
    heading, rows = read_small(path)
    folded = [fold(cell) for cell in heading.cells]
    missing = [name for name in HEADINGS if folded.count(name) != 1]
    if missing:
        raise CallError(
            f"{path.name}, line {heading.line}: needs each of the headings {', '.join(HEADINGS)}"
            f" once; look at {', '.join(missing)}."
        )
    places = {name: folded.index(name) for name in HEADINGS}
    return tuple(
        _correction(
            f"{path.name}, line {line}",
            {name: cells[place].strip() for name, place in places.items()},
        )
        for line, cells in rows
    )


def _correction(where: str, cells: dict[str, str]) -> Correction:
    extract = next((one for one in EXTRACTS if fold(one) == fold(cells["extract"])), None)
    if extract is None:
        raise CallError(f"{where}: extract is none of {', '.join(EXTRACTS)}; mend it.")
    named = fold(cells["column"])
    column = next((column for column in columns(extract) if fold(column.name) == named), None)
    if column is None:
        raise CallError(f"{where}: column is no column of {extract}; mend it.")
    if column.personal:
        raise CallError(
            f"{where}: {column.name} is personal and cannot be corrected here; mend it in the case"
            " system."
        )
    day = read_day(cells["on"])
    if day is None:
        raise CallError(f"{where}: on is no date; write it as 2026-10-31.")
    if not cells["key"]:
        raise CallError(f"{where}: key is empty; give the id of the row.")
    if column.kind == "date" and cells["corrected"] and not read_day(cells["corrected"]):
        raise CallError(f"{where}: corrected is no date that exists; write it as 2026-10-31.")
    return Correction(
        extract,
        cells["key"],
        column.name,
        cells["delivered"],
        cells["corrected"],
        cells["reason"],
        cells["by"],
        day,
    )


def apply(
    con: duckdb.DuckDBPyConnection,
    extract: str,
    file: str | None,
    table: str,
    delivered: frozenset[str],
    corrections: tuple[Correction, ...],
) -> None:
    """Change the cells of a landed table (text, with a view `<table>_lines`) and log each one.

    A row of quality.corrections for each cell applied to, else one that says whether the source
    has been mended (`no longer needed`) or holds no such row (`not found`).
    """
    key = columns(extract)[0].name
    dates = {column.name for column in columns(extract) if column.kind == "date"}
    for one in (one for one in corrections if one.extract == extract):
        told = [one.key, one.column, one.delivered, one.corrected, one.reason, one.by, one.on]
        if one.column not in delivered:
            rows = []
        else:
            # A day is the same in any spelling: Excel rewrites those of the corrections.
            cell, delivered_cell = (
                f"coalesce(ehc_day({text})::varchar, {text})" if one.column in dates else text
                for text in (one.column, "ehc_null($1)")
            )
            holds = f"{cell} is not distinct from {delivered_cell}"
            rows = con.execute(
                f"select line, {holds} from {table}_lines where {key} = $2 order by line",
                [one.delivered, one.key],
            ).fetchall()
            con.execute(
                f"update {table} set {one.column} = ehc_null($3) where {key} = $2 and {holds}",
                [one.delivered, one.key, one.corrected],
            )
        applied = [(line, "applied") for line, holds in rows if holds]
        mended = [(line, "no longer needed") for line, _ in rows]
        for line, state in applied or mended or [(None, "not found")]:
            con.execute(
                "insert into quality.corrections values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [extract, file if line else None, line, *told, state],
            )
