"""Landing of published files: whatever lies in the folder that the setting `reference` names.

They are nobody's delivery: no row of theirs is judged, and what is not a number never becomes one.
`raw.published_figures` holds each of their cells, `raw.published_files` a row a file, and
`quality.published_notes` what the quality page says of them. What a file held when it was loaded
before is kept in `ops` as fingerprints, so that a revision is told cell by cell.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipeline.errors import CallError
from pipeline.sources import delimited, published
from pipeline.sources.files import check_unchanged

# Files in the folder that explain it, and those that nobody sees.
_NO_DATA = (".md", ".txt")

_TABLES = """
create table raw.published_files (
    file varchar, layout varchar, sha256 varchar, bytes bigint, encoding varchar, rows bigint,
    rows_used bigint, first_year integer, last_year integer
);
create table raw.published_figures (
    file varchar, line bigint, layout varchar, time_period integer, time_identifier varchar,
    geographic_level varchar, area_code varchar, area_name varchar, breakdown varchar,
    indicator varchar, delivered varchar, value double, symbol varchar
);
create table raw.statistical_neighbours (
    file varchar, la_code varchar, neighbour_rank integer, neighbour_code varchar
);
create table quality.published_notes (file varchar, line bigint, kind varchar, note varchar);
create schema if not exists ops;
create table if not exists ops.published_fingerprints (
    file varchar, sha256 varchar, is_newest boolean, row_key ubigint, indicator varchar,
    value double, symbol varchar
);
"""

# A figure is the same one where it speaks of the same year, area, breakdown and indicator; of rows
# that speak of the same, the first counts.
_FINGERPRINTS = """
insert into ops.published_fingerprints
with lines as (
    select distinct line, time_period, time_identifier, geographic_level, area_code, area_name,
        breakdown
    from raw.published_figures where file = $1
),
keyed as (
    select
        min(line) as line,
        md5_number_lower(concat_ws('|', time_period, time_identifier, geographic_level,
            coalesce(area_code, area_name, ''), coalesce(breakdown, ''))) as row_key
    from lines group by row_key
)
select $1, $2, true, keyed.row_key, figures.indicator, figures.value,
    case when figures.symbol = 'text' then figures.delivered else figures.symbol end
from raw.published_figures as figures
inner join keyed on figures.line = keyed.line
where figures.file = $1
"""
_CHANGES = """
with now as (from ops.published_fingerprints where file = $1 and is_newest),
before as (from ops.published_fingerprints where file = $1 and not is_newest)
select
    count(*) filter (where now.row_key is not null and before.row_key is not null
        and (now.value is distinct from before.value or now.symbol is distinct from before.symbol)),
    count(*) filter (where before.row_key is null),
    count(*) filter (where now.row_key is null),
    count(before.row_key)
from now full join before on now.row_key = before.row_key and now.indicator = before.indicator
"""


def load(con: duckdb.DuckDBPyConnection, folder: Path | None, work: Path) -> list[str]:
    """Make the tables and read every file of the folder into them; what the run should say.

    Raises CallError for a file that has no layout that is read, before any file is read.
    """
    con.execute(_TABLES)
    con.execute(published.SQL_MACROS)
    looked = [(path, *published.look(path)) for path in files(folder)]
    said = []
    for path, layout, table in looked:
        said.append(_load_file(con, path, layout, table, work))
    return said


def files(folder: Path | None) -> list[Path]:
    """The data files of the folder, by name. Raises CallError for one that is no CSV."""
    if folder is None or not folder.is_dir():
        return []
    found = []
    for path in sorted(folder.iterdir()):
        name = path.name.lower()
        if not path.is_file() or name.startswith(".") or name.endswith(_NO_DATA):
            continue
        if not name.endswith(delimited.SUFFIXES):
            raise CallError(
                f"{path}: published files are read as CSV; unpack it or save it as CSV, or take it"
                " out of the folder."
            )
        found.append(path)
    return found


def _load_file(
    con: duckdb.DuckDBPyConnection, path: Path, layout: str, table: delimited.Table, work: Path
) -> str:
    """Read one file; one sentence about it. Raises StepFailed where it changed meanwhile."""
    found = published.read(con, layout, table, work)
    check_unchanged(path, table.sha256)
    con.execute(
        "insert into raw.published_files select $1, $2, $3, $4, $5, $6, $7, min(time_period),"
        " max(time_period) from raw.published_figures where file = $1",
        [path.name, layout, table.sha256, table.bytes, table.encoding_name, found.rows, found.used],
    )
    if found.neighbours:
        con.execute(
            "insert into raw.statistical_neighbours"
            " select ?, unnest(?::varchar[]), unnest(?::integer[]), unnest(?::varchar[])",
            [path.name, *map(list, zip(*found.neighbours, strict=True))],
        )
    notes = [[path.name, note.line, note.kind, note.text] for note in found.notes]
    revised = _revised(con, path.name, table.sha256)
    if revised:
        notes.append([path.name, None, "revised", revised])
    if notes:
        con.executemany("insert into quality.published_notes values (?, ?, ?, ?)", notes)
    told = f"; {notes[0][3]}" if notes else ""
    more = f" (and {len(notes) - 1:,} more on the quality page)" if len(notes) > 1 else ""
    return (
        f"Published file {path.name}: {found.used:,} of {found.rows:,} rows are used{told}{more}."
    )


def _revised(con: duckdb.DuckDBPyConnection, file: str, sha256: str) -> str | None:
    """What differs from the file of this name that was loaded before this one, if any was.

    The last two contents of a file are kept, so that the same file told of twice says the same.
    """
    newest = con.execute(
        "select distinct sha256 from ops.published_fingerprints where file = ? and is_newest",
        [file],
    ).fetchall()
    if newest != [(sha256,)]:
        con.execute(
            "delete from ops.published_fingerprints where file = ? and not is_newest", [file]
        )
        con.execute(
            "update ops.published_fingerprints set is_newest = false where file = ?", [file]
        )
        con.execute(_FINGERPRINTS, [file, sha256])
    changed, new, gone, before = con.execute(_CHANGES, [file]).fetchall()[0]
    if not before:
        return None
    told = f"it differs from the file of this name that was loaded before: {changed:,} of"
    told += f" {before:,} cells changed"
    if new or gone:
        told += f", {new:,} are new and {gone:,} are gone"
    return told
