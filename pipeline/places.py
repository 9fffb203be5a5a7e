"""Places: the keys by which they are looked up, and the file of an area's districts, under our own
headings or those of a lookup of the ONS.

A lookup from local authority districts to counties (`LAD20CD`, `LAD20NM`, `CTY20CD`, `CTY20NM`,
of any year) does as it is. It knows no localities and no tiles.
"""

import csv
import re
from collections.abc import Sequence
from pathlib import Path

import duckdb

from pipeline.extracts import PLACE_NOISE, authority_keys

NEEDED = ("la_code", "district_code", "district_name")
COLUMNS = (*NEEDED, "locality", "tile_row", "tile_col")
_OF_THE_ONS = (
    (re.compile(r"cty\d\dcd"), "la_code"),
    (re.compile(r"lad\d\dcd"), "district_code"),
    (re.compile(r"lad\d\dnm"), "district_name"),
)


def our_name(heading: str) -> str:
    """The column of ours that a heading means; the heading itself where it means none."""
    plain = heading.strip().lower()
    return next((ours for theirs, ours in _OF_THE_ONS if theirs.fullmatch(plain)), heading.strip())


def is_lookup(headings: Sequence[str]) -> bool:
    """Whether these are the headings of a lookup of the ONS."""
    theirs = {our_name(heading) for heading in headings if our_name(heading) != heading.strip()}
    return set(NEEDED) <= theirs


def headings(path: Path) -> list[str]:
    """The headings of such a file in our names. Raises OSError and UnicodeDecodeError."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [our_name(heading) for heading in next(csv.reader(file), [])]


def read(path: Path) -> list[dict[str, str | None]]:
    """One row for each district, with each of `COLUMNS`; a blank cell is None."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        names = [our_name(heading) for heading in next(rows, [])]
        found = [dict(zip(names, cells, strict=False)) for cells in rows if any(cells)]
    return [{name: row.get(name) or None for name in COLUMNS} for row in found]


def macro() -> str:
    """DuckDB's temporary macro `ehc_place`, which is `place_key`."""
    key = "lower(name)"
    for noise in PLACE_NOISE:
        key = f"regexp_replace({key}, '{noise}', '', 'g')"
    return f"create or replace temp macro ehc_place(name) as replace({key}, '&', 'and')"


def create_authority_keys(con: duckdb.DuckDBPyConnection) -> None:
    """The macro, and the temporary table of the keys by which authorities are looked up."""
    con.execute(macro())
    con.execute("create temp table authority_keys (key varchar, la_code varchar)")
    keys = authority_keys()
    con.execute(
        "insert into authority_keys select unnest(?::varchar[]), unnest(?::varchar[])",
        [list(keys), [place.code for place in keys.values()]],
    )
