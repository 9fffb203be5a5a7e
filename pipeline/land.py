"""Landing: from a drop's files to `raw` and `quality`, set-based, inside DuckDB.

    read_drop(folder, ...)   looks at the folder and touches nothing (drop.py)
    land(drop, database)     reads each file, judges its rows (judge.py) and writes the tables

Personal columns live only in temporary tables of this connection: the database file never holds
a person's id or birth date, nor a column that is not in `seeds/extract_columns.csv`.
"""

from __future__ import annotations

import contextlib
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from pipeline import corrections, dates, places, pseudonym, published, returns, rows
from pipeline.cells import Context
from pipeline.drop import Drop, DropFile, read_drop
from pipeline.errors import StepFailed, listed
from pipeline.extracts import EXTRACTS, Column
from pipeline.sources import delimited, files

if TYPE_CHECKING:
    from pipeline.settings import Settings

__all__ = ["Drop", "LandReport", "Reconciled", "land", "read_drop"]

# dbt and Great Expectations start beside the landing; together they stay within 4 GB.
MEMORY_LIMIT = "2GB"


_TABLES = """
create schema if not exists raw;
create schema if not exists quality;
create table raw.drop_info (
    as_of date, extracted_on date, local_authority varchar, la_name varchar,
    source_system varchar, synthetic boolean, month varchar
);
create table raw.files (
    extract varchar, file varchar, sha256 varchar, bytes bigint, rows bigint,
    encoding varchar, delimiter varchar
);
create table raw.geography (
    la_code varchar, district_code varchar, district_name varchar, locality varchar,
    tile_row integer, tile_col integer
);
create table raw.delivered_columns (extract varchar, column_name varchar);
create table raw.dropped_columns (extract varchar, file varchar, heading varchar);
create table raw.cell_issues (
    extract varchar, file varchar, line bigint, column_name varchar, reason varchar,
    delivered varchar, to_do varchar
);
create table quality.quarantine (
    extract varchar, file varchar, line bigint, reason varchar, detail varchar, cells varchar
);
create table quality.set_aside (extract varchar, file varchar, line bigint, kind varchar);
create table quality.corrections (
    extract varchar, file varchar, line bigint, key varchar, column_name varchar,
    delivered varchar, corrected varchar, reason varchar, "by" varchar, on_date date,
    state varchar
);
create table quality.reconciliation (
    extract varchar, file varchar, landed bigint, accepted bigint, quarantined bigint,
    set_aside bigint
);
create table quality.look_alikes (
    extract varchar, file varchar, line bigint, other_line bigint, why varchar
);
"""


@dataclass(frozen=True)
class Reconciled:
    """Where the rows of one file are: landed = accepted + quarantined + set_aside."""

    extract: str
    file: str
    landed: int
    accepted: int
    quarantined: int
    set_aside: int


@dataclass(frozen=True)
class LandReport:
    """What landed. Counts are rows; `dropped` holds headings by file; `size` is in bytes."""

    rows: dict[str, int]
    reconciliation: tuple[Reconciled, ...]
    dropped: dict[str, list[str]]
    notes: tuple[str, ...]
    size: int


def land(
    drop: Drop, database: Path, settings: Settings, key: bytes, say: Callable[[str], None]
) -> LandReport:
    """Write all of `raw` and `quality` that the landing owns into a fresh database file.

    `say` gets one sentence for each thing that the run should tell. Raises StepFailed where a
    file cannot be read to its end, the engine fails, or rows do not reconcile.
    """
    with _opened(database) as (con, work):
        con.execute(dates.sql_macros())
        con.execute(pseudonym.sql_macro(key))
        con.execute(_TABLES)
        _describe(con, drop)
        _create_places(con, settings.geography)
        told_of_published = published.load(con, settings.reference, work)
        for note in told_of_published:
            say(note)
        con.execute("create temp table person_keys (person_id varchar, person_key varchar)")
        notes = [*drop.notes, *told_of_published]
        reconciled = []
        delivered = {file.extract: file for file in drop.files}
        loaded = _load_return(con, drop, work)
        notes += loaded.notes
        for note in loaded.notes:
            say(note)
        for extract in EXTRACTS:
            context = _context(drop, extract)
            if extract in drop.carried:
                for counts in _land_carried(con, drop, loaded, context):
                    reconciled.append(counts)
                    say(_in_words(counts, f"rows of {extract}"))
                continue
            if extract not in delivered:
                _create_empty(con, context)
                corrections.apply(con, extract, None, "", context.delivered, drop.corrections)
                continue
            counts, told = _land_file(con, drop, delivered[extract], context, work)
            reconciled.append(counts)
            notes += told
            for note in (_in_words(counts), *told):
                say(note)
    landed: Counter[str] = Counter()
    for one in reconciled:
        landed[one.extract] += one.landed
    return LandReport(
        rows=dict(landed),
        reconciliation=tuple(reconciled),
        dropped={file.name: file.dropped_headings for file in drop.files if file.dropped_headings}
        | {file.file: [text for _, text in file.dropped] for file in loaded.files if file.dropped},
        notes=tuple(notes),
        size=sum(file.table.bytes for file in drop.files)
        + sum({file.sha256: file.bytes for file in loaded.files}.values()),
    )


@contextlib.contextmanager
def _opened(database: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """The database and a private folder beside it, for as long as the landing lasts."""
    work = database.with_name(database.name + ".landing")
    try:
        work.mkdir(mode=0o700, parents=True, exist_ok=True)
        con = duckdb.connect(
            str(database),
            config={
                "memory_limit": MEMORY_LIMIT,
                "temp_directory": str(work),
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
            },
        )
        try:
            with contextlib.suppress(OSError):  # some shares have no modes
                database.chmod(0o600)
            yield con, work
        finally:
            con.close()
    except (duckdb.Error, OSError) as error:
        # An engine's message may quote a row: only its kind is repeated.
        raise StepFailed(
            f"the landing failed ({type(error).__name__}) in {database.parent}; look whether the"
            " disk is full and the files can be read, then run it again."
        ) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _delivered(drop: Drop) -> dict[str, frozenset[str]]:
    """The columns of each extract that came, in a file of its own or in a return."""
    return {file.extract: frozenset(file.places) for file in drop.files} | drop.carried


def _context(drop: Drop, extract: str) -> Context:
    delivered = _delivered(drop)
    return Context(
        extract=extract,
        delivered=delivered.get(extract, frozenset()),
        delivered_extracts=frozenset(delivered),
        mapping=drop.mapping,
        la_code=drop.la_code,
        as_of=drop.as_of,
        extracted_on=drop.extracted_on,
    )


def _describe(con: duckdb.DuckDBPyConnection, drop: Drop) -> None:
    """What was delivered, before any of it is read."""
    con.execute(
        "insert into raw.drop_info values (?, ?, ?, ?, ?, ?, ?)",
        [
            drop.as_of,
            drop.extracted_on,
            drop.la_code,
            drop.la_name,
            drop.source_system,
            drop.synthetic,
            f"{drop.as_of:%Y-%m}",
        ],
    )
    for extract, names in _delivered(drop).items():
        con.execute(
            "insert into raw.delivered_columns select ?, unnest(?::varchar[])",
            [extract, sorted(names)],
        )
    for file in drop.files:
        con.execute(
            "insert into raw.dropped_columns select ?, ?, unnest(?::varchar[])",
            [file.extract, file.name, file.dropped_headings],
        )


def _create_places(con: duckdb.DuckDBPyConnection, geography: Path) -> None:
    """The area's districts, and the keys by which they and the authorities are looked up."""
    places.create_authority_keys(con)
    con.execute(
        "create temp table district_keys"
        " (la_code varchar, key varchar, district_code varchar, district_name varchar)"
    )
    found = [list(row.values()) for row in places.read(geography)]
    if not found:
        return
    con.executemany("insert into raw.geography values (?, ?, ?, ?, ?, ?)", found)
    con.execute(
        "insert into district_keys "
        + " union ".join(
            f"select la_code, ehc_place({way}), district_code, district_name from raw.geography"
            for way in ("district_code", "district_name")
        )
    )


def _create_empty(con: duckdb.DuckDBPyConnection, context: Context) -> None:
    """The tables of an extract that was not delivered: there, and empty."""
    nothing = ", ".join(f"null::varchar as {column.name}" for column in context.columns)
    con.execute(f"create temp view landed as select 0::bigint as line, {nothing} where false")
    rows.write(con, context, file="")
    con.execute("drop view landed")


def _land_file(
    con: duckdb.DuckDBPyConnection, drop: Drop, file: DropFile, context: Context, work: Path
) -> tuple[Reconciled, list[str]]:
    """Read one file, judge its rows and write them; what to tell about it comes back as well."""
    table = f"landed_{file.extract}"
    wanted = [
        delimited.Wanted(column.name, file.places[column.name], context.cleaner(column))
        for column in context.columns
        if column.name in file.places
    ]
    loaded = _load(con, file, wanted, table, work)
    corrections.apply(con, file.extract, file.name, table, context.delivered, drop.corrections)
    cells = ", ".join(
        column.name if column.name in file.places else f"null::varchar as {column.name}"
        for column in context.columns
    )
    con.execute(f"create temp view landed as select line, {cells} from {table}_lines")
    rows.write(con, context, file.name)
    con.execute(f"drop view landed; drop view {table}_lines; drop table {table}")
    con.execute(
        "insert into quality.quarantine"
        " select ?, ?, unnest(?::bigint[]), 'unsplit_line', unnest(?::varchar[]), '{}'",
        [
            file.extract,
            file.name,
            [line.line for line in loaded.unsplit],
            [line.why for line in loaded.unsplit],
        ],
    )
    counts = _reconcile(con, file.extract, file.name, loaded.records)
    con.execute(
        "insert into raw.files values (?, ?, ?, ?, ?, ?, ?)",
        [
            file.extract,
            file.name,
            file.table.sha256,
            file.table.bytes,
            loaded.records,
            file.table.encoding_name,
            file.table.delimiter_name,
        ],
    )
    return counts, _notes(file, loaded)


def _load(
    con: duckdb.DuckDBPyConnection,
    file: DropFile,
    wanted: list[delimited.Wanted],
    into: str,
    work: Path,
) -> delimited.Loaded:
    """Read a file, which must be to its end the one that was looked at."""
    failed: Exception | None = None
    try:
        loaded = file.table.load(con, wanted, into, work)
    except Exception as error:
        failed = error
    files.check_unchanged(file.table.path, file.table.sha256, failed)
    if failed:
        raise failed
    return loaded


def _load_return(con: duckdb.DuckDBPyConnection, drop: Drop, work: Path) -> returns.Loaded:
    """Read the return of a drop, where one stands for any extract."""
    if drop.returned is None or not drop.carried:
        return returns.NOTHING
    loaded = returns.load(con, drop.returned, work)
    for file in loaded.files:
        for extract, heading in file.dropped:
            if extract in drop.carried:
                con.execute(
                    "insert into raw.dropped_columns values (?, ?, ?)",
                    [extract, file.file, heading],
                )
    return loaded


def _land_carried(
    con: duckdb.DuckDBPyConnection, drop: Drop, loaded: returns.Loaded, context: Context
) -> list[Reconciled]:
    """Judge the rows that a return holds of an extract and write them, by file.

    Records that are joined to a row are in it, and not counted again.
    """
    extract, base = context.extract, loaded.base[context.extract]
    table = f"returned_{extract}"

    def cell(column: Column) -> str:
        if column.name not in context.delivered:
            return "null::varchar"
        return f"{context.cleaner(column)}({column.name})"

    con.execute(f"create temp view {table}_lines as select * from {table}")
    corrections.apply(con, extract, base, table, context.delivered, drop.corrections)
    cells = ", ".join(f"{cell(column)} as {column.name}" for column in context.columns)
    # A table: in a view the engine would plan the cleaning of every cell anew for each question.
    con.execute(f"create temp table landed as select line, {cells} from {table}_lines")
    rows.write(con, context, base)
    con.execute("drop table landed")
    returns.place_others(con, extract)
    reconciled = []
    for file in loaded.files:
        if extract not in loaded.extracts[file.file]:
            continue
        for line, why in file.unsplit:
            con.execute(
                "insert into quality.quarantine values (?, ?, ?, 'unsplit_line', ?, '{}')",
                [extract, file.file, line, why],
            )
        landed = returns.rows_of(con, extract, file.file) + len(file.unsplit)
        con.execute(
            "insert into raw.files values (?, ?, ?, ?, ?, ?, ?)",
            [
                extract,
                file.file,
                file.sha256,
                file.bytes,
                landed,
                file.encoding,
                file.delimiter,
            ],
        )
        if landed or file.file == base:
            reconciled.append(_reconcile(con, extract, file.file, landed))
    con.execute(f"drop view {table}_lines; drop table {table}")
    return reconciled


def _reconcile(con: duckdb.DuckDBPyConnection, extract: str, file: str, landed: int) -> Reconciled:
    """Every row that the file held is in exactly one place, or the run stops."""
    counted = con.execute(
        f"""
        select
            (select count(*) from raw.accepted_{extract} where file = $2),
            (select count(*) from quality.quarantine where extract = $1 and file = $2),
            (select count(*) from quality.set_aside where extract = $1 and file = $2)
        """,
        [extract, file],
    ).fetchall()[0]
    if landed != sum(counted):
        raise StepFailed(
            f"{file}: {landed} rows landed, yet {counted[0]} accepted, {counted[1]} in"
            f" quarantine and {counted[2]} set aside make {sum(counted)}; nothing was published:"
            " report this with the run's log."
        )
    found = Reconciled(extract, file, landed, *counted)
    con.execute(
        "insert into quality.reconciliation values (?, ?, ?, ?, ?, ?)",
        [found.extract, found.file, landed, *counted],
    )
    return found


def _in_words(counts: Reconciled, of: str = "rows") -> str:
    return (
        f"{counts.file}: {counts.landed:,} {of} landed, {counts.accepted:,} accepted,"
        f" {counts.quarantined:,} in quarantine, {counts.set_aside:,} set aside."
    )


def _notes(file: DropFile, loaded: delimited.Loaded) -> list[str]:
    """What is unusual about a file."""
    notes = list(file.table.notes)
    if loaded.blank:
        notes.append(f"{file.name}: {loaded.blank:,} blank lines were passed over.")
    if file.dropped_headings:
        dropped = listed(file.dropped_headings)
        notes.append(
            f"{file.name}: these columns were dropped before anything was stored: {dropped}."
        )
    return notes
