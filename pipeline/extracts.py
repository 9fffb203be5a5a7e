"""The six extracts and their columns, as the seeds list them.

`seeds/extract_columns.csv` is the only place that names a column; whoever reads a delivery takes
the names, kinds and roles from here.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT / "seeds"

NEEDED = ("needs_assessments", "plans", "annual_reviews", "tribunals")
OPTIONAL = ("advice", "health_waits")
EXTRACTS = NEEDED + OPTIONAL  # parents first: a row is judged after the rows that it points to

PERSONAL_KINDS = ("person", "birth_date")


@dataclass(frozen=True)
class Column:
    """One canonical column of one extract."""

    extract: str
    name: str
    kind: str  # id person parent authority district birth_date code flag date ground text
    needed: bool
    date_role: str  # clock planned clock_planned other, '' where it is no event date
    code_list: str  # a code's list; a parent's extract

    @property
    def personal(self) -> bool:
        """Whether its values may never be stored, shown or corrected."""
        return self.kind in PERSONAL_KINDS

    @property
    def starts_or_stops_a_clock(self) -> bool:
        return self.date_role in ("clock", "clock_planned")

    @property
    def may_be_planned(self) -> bool:
        """Whether a date in it may lie after the day the case system was read."""
        return self.date_role in ("planned", "clock_planned")


def read_seed(path: Path) -> list[dict[str, str]]:
    """The rows of a seed file, every cell as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def columns(extract: str) -> tuple[Column, ...]:
    """The columns of one extract, in the order in which they are stored."""
    return tuple(
        Column(
            extract=row["extract"],
            name=row["column_name"],
            kind=row["kind"],
            needed=row["needed"] == "Y",
            date_role=row["date_role"],
            code_list=row["code_list"],
        )
        for row in read_seed(SEEDS / "extract_columns.csv")
        if row["extract"] == extract
    )


@cache
def codes(code_list: str) -> tuple[str, ...]:
    """The codes that a list admits."""
    rows = read_seed(SEEDS / "code_lists.csv")
    return tuple(row["code"] for row in rows if row["code_list"] == code_list)


@cache
def grounds() -> tuple[str, ...]:
    """The grounds of exception that the law knows."""
    return tuple(row["ground"] for row in read_seed(SEEDS / "exception_grounds.csv"))


@cache
def pathways() -> tuple[str, ...]:
    """The health pathways that have a clock: `health_physiotherapy` is that of `physiotherapy`."""
    rows = read_seed(SEEDS / "clock_register.csv")
    return tuple(
        row["clock_id"].removeprefix("health_") for row in rows if row["process"] == "health"
    )


@dataclass(frozen=True)
class DatePair:
    """An end that may not lie before its start; counts only where the condition holds."""

    start: str
    end: str
    where_column: str
    where_values: tuple[str, ...]


@cache
def date_pairs(extract: str) -> tuple[DatePair, ...]:
    """The pairs of dates of one extract whose order is checked."""
    return tuple(
        DatePair(
            row["start_column"],
            row["end_column"],
            row["where_column"],
            tuple(value for value in row["where_values"].split("|") if value),
        )
        for row in read_seed(SEEDS / "date_pairs.csv")
        if row["extract"] == extract
    )


@dataclass(frozen=True)
class Authority:
    """An English local authority."""

    code: str
    number: str
    name: str


@cache
def authorities() -> tuple[Authority, ...]:
    rows = read_seed(SEEDS / "authorities.csv")
    return tuple(Authority(row["la_code"], row["la_number"], row["la_name"]) for row in rows)


# What does not tell a place from others, in lower case: `Bolton Borough Council`, `St. Helens`,
# `Sutton (319)`. Each is taken out in this order. Patterns that Python and DuckDB read alike.
PLACE_NOISE = (
    r"\(.*?\)",
    r"^\s*(the\s+)?((london|royal|metropolitan)\s+)*borough\s+of\s+",
    r"\s+((city|county|metropolitan|borough|district|and)\s+)*(council|borough|district|city|county)\s*$",
    r"\s+(mbc|bc|cc|dc)\s*$",
    r"[^a-z0-9&]",
)


def place_key(text: str) -> str:
    """A place's name or code as it is looked up: two spellings of one place have one key."""
    key = text.lower()
    for noise in PLACE_NOISE:
        key = re.sub(noise, "", key)
    return key.replace("&", "and")


def find_authority(text: str) -> Authority | None:
    """The authority that an ONS code, a three-digit number (`888`, `888.0`) or a name means."""
    return authority_keys().get(place_key(text))


@cache
def authority_keys() -> dict[str, Authority]:
    """The authority that each key means. One that got a new code is listed with both, the new one
    first: its name and number mean that.
    """
    keys: dict[str, Authority] = {}
    for place in authorities():
        for way in _ways_to_write(place):
            keys.setdefault(place_key(way), place)
    return keys


def _ways_to_write(place: Authority) -> list[str]:
    plain, _, rest = place.name.partition(", ")  # Bristol, City of
    ways = [place.code, place.number, f"{place.number}.0", place.name]
    ways.append(plain.removeprefix("County "))
    if rest.endswith(" of"):
        return [*ways, plain, f"{rest} {plain}"]
    return [*ways, f"City of {place.name}", f"County of {place.name}"]
