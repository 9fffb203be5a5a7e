"""How a cell of a published file is read, and what a reader tells of a file."""

from __future__ import annotations

from dataclasses import dataclass, field

# What stands where there is no number, as publishers explain it: c withheld, k and low nought
# after rounding, u unreliable, x and .. not available, z and n/a not applicable, ~ and * withheld.
SYMBOLS = ("c", "k", "low", "u", "x", "z", "..", ".", "-", ":", "~", "*", "n/a", "na")

# A number may have its thousands divided and a per cent sign; per cents stay per cents. A negative
# one is no count: it is never a value. Text that is none of it, such as Yes, stays as delivered.
# Most cells are bare numbers, and a file has a million of them: only others are looked at closely.
SQL_MACROS = f"""
create or replace temp macro published_cell(cell) as
    nullif(trim(cell, e' \\t\\r\\n' || chr(160)), '');
create or replace temp macro published_figure(cell) as nullif(trim(cell), '');
create or replace temp macro published_written_number(cell) as case when regexp_full_match(
    cell, '[-+]?([0-9]+|[0-9]{{1,3}}(,[0-9]{{3}})+)?([.][0-9]*)?([eE][-+]?[0-9]+)?[ ]*%?'
) then try_cast(trim(replace(replace(cell, ',', ''), '%', '')) as double) end;
create or replace temp macro published_number(cell) as case
    when regexp_full_match(cell, '[0-9]+([.][0-9]+)?') then try_cast(cell as double)
    else published_written_number(published_cell(cell)) end;
create or replace temp macro published_value(number) as
    case when number >= 0 then number end;
create or replace temp macro published_symbol(cell, number) as case
    when number >= 0 then null
    when number < 0 then 'negative'
    when published_cell(cell) is null then 'blank'
    when lower(published_cell(cell)) in ({", ".join(f"'{symbol}'" for symbol in SYMBOLS)})
        then lower(published_cell(cell))
    else 'text' end;
"""


@dataclass(frozen=True)
class Note:
    """One thing to tell of a file. `line` is None where it is about no single line."""

    kind: str  # doubled_heading, unused_row, unused_column, unknown_name
    line: int | None
    text: str


@dataclass(frozen=True)
class Found:
    """What was read of a file: its rows, those used, and what to tell.

    `neighbours` holds (authority, rank, neighbour) as ONS codes, from a table of neighbours alone.
    """

    rows: int
    used: int
    notes: list[Note] = field(default_factory=list)
    neighbours: list[tuple[str, int, str]] = field(default_factory=list)
