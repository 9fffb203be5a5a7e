"""Where a child lives and how old it is: the words that the ledger gives to both."""

import csv
from datetime import date
from functools import cache
from pathlib import Path

from tests.oracle.extracts import Row

SEEDS = Path(__file__).parents[2] / "seeds"
AUTHORITY = "E10000017"
NOT_KNOWN = "Not known"
# The oldest age of each band, in years.
BANDS = {4: "0-4", 10: "5-10", 15: "11-15", 19: "16-19", 25: "20-25"}


@cache
def districts() -> dict[str, str]:
    """Code by name of the districts of the area."""
    with (SEEDS / "geography.csv").open(encoding="utf-8", newline="") as file:
        return {row["district_name"]: row["district_code"] for row in csv.DictReader(file)}


@cache
def district_names() -> dict[str, str]:
    """Name by code of the districts of the area."""
    return {code: name for name, code in districts().items()}


@cache
def authorities() -> dict[str, str]:
    """Code of every authority, by its code, its number and its name."""
    with (SEEDS / "authorities.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    spellings = ("la_code", "la_number", "la_name")
    return {row[name]: row["la_code"] for name in spellings for row in rows}


def authority(row: Row) -> str:
    """The row's authority, or that of the drop where the row carries none that is known."""
    return authorities().get(row.get("la_code") or "", AUTHORITY)


def district(row: Row) -> str:
    """The name of the row's district, given as a name or a code of the area."""
    given = row.get("district") or ""
    return given if given in districts() else district_names().get(given, NOT_KNOWN)


def district_code(la_code: str, name: str) -> str:
    """The code of a district; where it is not known, one made from the authority's."""
    return districts().get(name, f"{la_code}-not-known")


def age_band(born: date | None, on: date) -> str:
    """The band of a child's age in whole years on a day."""
    if not born or born > on:
        return NOT_KNOWN
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return next((band for oldest, band in BANDS.items() if age <= oldest), NOT_KNOWN)
