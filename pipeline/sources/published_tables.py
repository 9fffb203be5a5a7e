"""Published tables for people to read: appeal rates by authority, and statistical neighbours."""

from __future__ import annotations

import re

import duckdb

from pipeline.errors import CallError
from pipeline.extracts import find_authority
from pipeline.sources import delimited
from pipeline.sources.published_cells import Found, Note

# Of the headings of a table of neighbours, so many in a hundred are names of authorities, at least.
_NAMES_IN_HUNDRED = 90
_FEW = 10
_LOOKED_AT = 20  # rows in which the two lines of headings of the appeals stand
_FOOTNOTES = re.compile(r"(?<=[A-Za-z)])\d+(?:,\d+)*$")
_ENGLAND = re.compile(r"england total ?(.*)")

Rows = list[tuple[int, list[str]]]


def without_footnotes(text: str) -> str:
    """`Total Appealable Decisions1,9` is a name and two footnotes."""
    return _FOOTNOTES.sub("", text.strip())


# --- Appeals --------------------------------------------------------------------------------------


def is_of_appeals(table: delimited.Table) -> bool:
    """Whether a line of headings names the authority, its number and years."""
    try:
        return _headings(_rows(table)) is not None
    except CallError:
        return False


def read_appeals(con: duckdb.DuckDBPyConnection, table: delimited.Table) -> Found:
    """Read the appeals into `raw.published_figures`, three for each authority and year.

    ` - ` is nought in this table alone: the rate beside it is 0.00%. A column without a heading of
    its own is not used; one in development keeps that in its name, apart from the published ones.
    """
    rows = _rows(table)
    at = _headings(rows)
    assert at is not None  # `is_of_appeals` has been asked
    columns, notes = _columns(rows[at], rows[at + 1])
    figures: list[list[object]] = []
    used = 0
    for line, cells in rows[at + 2 :]:
        told = [cells[place].strip() for place in columns]
        if not any(told):
            continue  # the name of a region, or a note
        level, code, name, breakdown = _area(cells)
        used += 1
        for (year, indicator), text in zip(columns.values(), told, strict=True):
            delivered = "0" if text == "-" else text
            figures.append([line, year, level, code, name, breakdown, indicator, text, delivered])
    if not figures:
        return Found(0, 0, notes)
    con.execute(
        """
        insert into raw.published_figures
        with cells as (
            select unnest(?::bigint[]) as line, unnest(?::integer[]) as year,
                unnest(?::varchar[]) as level, unnest(?::varchar[]) as code,
                unnest(?::varchar[]) as name, unnest(?::varchar[]) as breakdown,
                unnest(?::varchar[]) as indicator, unnest(?::varchar[]) as delivered,
                published_cell(unnest(?::varchar[])) as cell
        )
        select ?, line, 'appeals', year, 'Calendar year', level, code, name, breakdown, indicator,
            delivered, published_value(published_number(cell)),
            published_symbol(cell, published_number(cell))
        from cells
        """,
        [*map(list, zip(*figures, strict=True)), table.path.name],
    )
    return Found(used, used, notes)


def _rows(table: delimited.Table) -> Rows:
    heading, rows = delimited.read_small(table.path)
    return [(heading.line, list(heading.cells)), *rows]


def _headings(rows: Rows) -> int | None:
    """Where the first line of headings is among the rows; the second follows it."""
    for at, (_, cells) in enumerate(rows[:_LOOKED_AT]):
        first = [cell.strip().lower() for cell in cells[:2]]
        years = [cell for cell in cells[2:] if re.fullmatch(r"20\d\d", cell.strip())]
        if first == ["local authority", "la code"] and years and at + 1 < len(rows):
            return at
    return None


def _columns(
    years: tuple[int, list[str]], names: tuple[int, list[str]]
) -> tuple[dict[int, tuple[int, str]], list[Note]]:
    """Year and indicator of each column that has both: a year holds until the next one."""
    columns: dict[int, tuple[int, str]] = {}
    notes = []
    year = None
    for place in range(2, len(names[1])):
        written = years[1][place].strip()
        year = int(written) if re.fullmatch(r"20\d\d", written) else year
        name = re.sub(r"\W+", "_", without_footnotes(names[1][place]).lower()).strip("_")
        if not name or year is None:
            told = f"column {place + 1} has no heading of its own and is not used"
            notes.append(Note("unused_column", names[0], told))
        elif (year, name) in columns.values():
            told = f"column {place + 1} repeats {name} of {year} and is not used"
            notes.append(Note("doubled_heading", names[0], told))
        else:
            columns[place] = (year, name)
    return columns, notes


def _area(cells: list[str]) -> tuple[str, str | None, str, str | None]:
    """Level, code, name and breakdown of a row. An authority that is no more has no code."""
    name = without_footnotes(cells[0])
    england = _ENGLAND.fullmatch(name.lower())
    if england:
        return "National", "E92000001", "England", england[1] or None
    return "Local authority", code_of(cells[1]) or code_of(name), name, None


# --- Statistical neighbours -----------------------------------------------------------------------


def is_of_neighbours(cells: tuple[str, ...]) -> bool:
    """Whether the headings are authorities."""
    known = [cell for cell in cells if code_of(cell)]
    return len(known) >= _FEW and 100 * len(known) >= _NAMES_IN_HUNDRED * len(cells)


def read_neighbours(con: duckdb.DuckDBPyConnection, table: delimited.Table) -> Found:
    """The neighbours of each authority by rank: the first row holds the nearest one."""
    heading, rows = delimited.read_small(table.path)
    found = []
    strange: dict[str, int] = {}
    for rank, (line, cells) in enumerate(rows, 1):
        for name, neighbour in zip(heading.cells, cells, strict=True):
            own, other = code_of(name), code_of(neighbour)
            for text, code in ((name, own), (neighbour.strip(), other)):
                if text and not code:
                    strange.setdefault(text, line)
            if own and other:
                found.append((own, rank, other))
    notes = [
        Note("unknown_name", line, f"{name} is the name of no English authority and is not used")
        for name, line in strange.items()
    ]
    return Found(len(rows), len(rows), notes, found)


def code_of(name: str) -> str | None:
    """The ONS code of an authority by its name or number."""
    place = find_authority(name)
    return place.code if place else None


# --- The lookup of districts ----------------------------------------------------------------------


def count_districts(table: delimited.Table) -> Found:
    """A lookup holds no figures: it serves as the file that the setting `geography` names."""
    _, rows = delimited.read_small(table.path)
    told = "it holds no figures; name it as `geography` in the settings to use its districts"
    return Found(len(rows), 0, [Note("unused_row", None, told)])
