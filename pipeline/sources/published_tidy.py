"""The Department's tidy files: one row for each year, area and breakdown, a column an indicator.

Columns may stand in any order and be spelt in any case. A heading that stands twice is compared,
row by row: where the two agree one is used, where they differ neither is.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import duckdb

from pipeline.errors import CallError, listed
from pipeline.sources import delimited
from pipeline.sources.published_cells import SYMBOLS, Found, Note

NEEDED = frozenset({"time_period", "geographic_level"})
# Columns that place a row. The country, the region and the authority give its area.
_PLACES = (
    *("country_code", "country_name", "region_code", "region_name"),
    *("new_la_code", "old_la_code", "la_name"),
)
_IDS = (*NEEDED, "time_identifier", *_PLACES)
# What says of whom a row is. Any other column of words alone is taken for such a one as well.
_FILTERS = ("breakdown_topic", "breakdown")
_LISTED_ROWS = 20


def read(con: duckdb.DuckDBPyConnection, table: delimited.Table, work: Path) -> Found:
    """Read a file into `raw.published_figures`.

    Raises CallError where a column that places rows stands twice with different contents, or where
    there is no column of figures.
    """
    headings = [cell.lower() for cell in table.heading.cells]
    wanted = [
        delimited.Wanted(
            f"c{place}",
            place,
            "published_cell" if heading in _IDS or heading in _FILTERS else "published_figure",
        )
        for place, heading in enumerate(headings)
        if heading
    ]
    loaded = table.load(con, wanted, "published_file", work)
    try:
        notes = [
            Note("unused_row", one.line, f"it cannot be read: {one.why}; the row is not used")
            for one in loaded.unsplit
        ]
        columns = _columns(con, table, headings, loaded.records - len(loaded.unsplit), notes)
        used = _use(con, table, columns, notes)
    finally:
        con.execute("drop view if exists published_file_lines")
        con.execute("drop table if exists published_file")
    return Found(loaded.records, used, notes)


def _columns(
    con: duckdb.DuckDBPyConnection,
    table: delimited.Table,
    headings: list[str],
    rows: int,
    notes: list[Note],
) -> dict[str, str]:
    """The column of each heading that is used; what is told of the others goes to `notes`."""
    found: dict[str, list[int]] = defaultdict(list)
    for place, heading in enumerate(headings):
        found[heading].append(place)
    unnamed = found.pop("", [])
    if unnamed:
        which = listed([str(place + 1) for place in unnamed])
        notes.append(Note("unused_column", None, f"column {which} has no heading and is not used"))
    columns = {}
    for heading, (first, *others) in found.items():
        columns[heading] = f"c{first}"
        if not others:
            continue
        differ = " or ".join(f"c{first} is distinct from c{other}" for other in others)
        count, line = con.execute(
            f"select count(*), min(line) from published_file_lines where {differ}"
        ).fetchall()[0]
        name = table.heading.cells[first]
        where = f"stands in columns {listed([str(place + 1) for place in (first, *others)])}"
        if not count:
            told = f"{name} {where}; they hold the same in every row ({rows:,}), so one is used"
        elif heading in _IDS:
            raise CallError(
                f"{table.path}, line {line}: the heading {name} {where}, which differ here, so"
                " nobody can say which area or year a row is of; take one of them out."
            )
        else:
            told = (
                f"{name} {where}; they differ in {count:,} of {rows:,} rows, first in line {line},"
                " so neither is used"
            )
            del columns[heading]
        notes.append(Note("doubled_heading", table.heading.line, told))
    return columns


def _use(
    con: duckdb.DuckDBPyConnection,
    table: delimited.Table,
    columns: dict[str, str],
    notes: list[Note],
) -> int:
    """Turn the rows that name a year into figures; how many they are."""
    period = columns["time_period"]
    is_year = f"regexp_full_match({period}, '[0-9]{{4}}([0-9]{{2}})?')"
    strange = con.execute(
        f"select line, {period} from published_file_lines"
        f" where not coalesce({is_year}, false) order by line"
    ).fetchall()
    for line, period in strange[:_LISTED_ROWS]:
        what = f'time_period is "{period}", which is no year' if period else "time_period is blank"
        notes.append(Note("unused_row", line, f"{what}; the row is not used"))
    if len(strange) > _LISTED_ROWS:
        more = len(strange) - _LISTED_ROWS
        notes.append(Note("unused_row", None, f"{more:,} more rows name no year and are not used"))
    filters, indicators = _kinds(con, columns)
    if indicators:
        _unpivot(con, table, columns, filters, indicators, is_year)
    else:
        notes.append(Note("unused_column", None, "it has no column of figures"))
    return int(
        con.execute(f"select count(*) from published_file_lines where {is_year}").fetchall()[0][0]
    )


def _kinds(
    con: duckdb.DuckDBPyConnection, columns: dict[str, str]
) -> tuple[list[str], dict[str, str]]:
    """The columns that say of whom a row is, and those that hold figures (by indicator)."""
    rest = {
        heading: column
        for heading, column in columns.items()
        if heading not in _IDS and heading not in _FILTERS
    }
    symbols = ", ".join(f"'{symbol}'" for symbol in SYMBOLS)
    filters = [columns[heading] for heading in _FILTERS if heading in columns]
    if not rest:
        return filters, {}
    # Words and no number in the whole column: it says of whom, unless it answers Yes or No.
    checks = ", ".join(
        f"coalesce(bool_or(lower({column}) not in ({symbols})), false)"
        f" and not coalesce(bool_or(published_number({column}) is not null), false)"
        f" and not coalesce(bool_or(lower({column}) in ('yes', 'no')), false)"
        for column in rest.values()
    )
    of_words = con.execute(f"select {checks} from published_file").fetchall()[0]
    words = [heading for heading, is_word in zip(rest, of_words, strict=True) if is_word]
    filters += [columns[heading] for heading in words]
    return filters, {heading: rest[heading] for heading in rest if heading not in words}


def _unpivot(
    con: duckdb.DuckDBPyConnection,
    table: delimited.Table,
    columns: dict[str, str],
    filters: list[str],
    indicators: dict[str, str],
    is_year: str,
) -> None:
    def cell(heading: str) -> str:
        return columns.get(heading, "null::varchar")

    # `z` in a column of places: the row has none of that kind.
    places = {name: f"nullif({cell(name)}, 'z')" for name in _PLACES}
    named = ", ".join(f"{text} as {name}" for name, text in places.items())
    is_total = [f"lower(coalesce({column}, 'all')) in ('all', 'total', 'z')" for column in filters]
    is_total = [
        f"({one} or lower({column}) like 'all %')"
        for one, column in zip(is_total, filters, strict=True)
    ]
    breakdown = (
        f"case when not ({' and '.join(is_total)}) then concat_ws(': ', {', '.join(filters)}) end"
        if filters
        else "null::varchar"
    )
    con.execute("create or replace temp table published_names (place varchar, indicator varchar)")
    con.execute(
        "insert into published_names select unnest(?::varchar[]), unnest(?::varchar[])",
        [list(indicators.values()), list(indicators)],
    )
    con.execute(
        f"""
        insert into raw.published_figures
        with placed as (
            select line, {columns["time_period"]}::integer as time_period,
                {cell("time_identifier")} as time_identifier,
                {columns["geographic_level"]} as geographic_level, {named},
                {breakdown} as breakdown, {", ".join(indicators.values())}
            from published_file_lines where {is_year}
        ),
        long as (
            select *, published_number(delivered) as number
            from placed
            unpivot include nulls (delivered for place in ({", ".join(indicators.values())}))
        )
        select
            ?, line, 'tidy', time_period, time_identifier, geographic_level,
            case lower(geographic_level)
                when 'national' then country_code
                when 'regional' then region_code
                when 'local authority' then coalesce(new_la_code, authorities.la_code)
            end,
            case lower(geographic_level)
                when 'national' then country_name
                when 'regional' then region_name
                when 'local authority' then la_name
            end,
            breakdown, published_names.indicator, delivered, published_value(number),
            published_symbol(delivered, number)
        from long
        inner join published_names using (place)
        left join authority_keys as authorities
            on long.new_la_code is null and ehc_place(long.old_la_code) = authorities.key
        """,
        [table.path.name],
    )
